"""What others read of consultations: the list with search, one meeting with its points, the minutes as text."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.core.kernel import clock
from huaiyuan.county.oversight import units
from huaiyuan.county.oversight.models import Consultation, Decision
from huaiyuan.county.oversight.moves import DECISION
from huaiyuan.county.oversight.types import DecisionState
from huaiyuan.county.worklist import queries as worklist

COUNTY = 6


@dataclass(frozen=True)
class DecisionShown:
    """A point as the account may see it, with the steps open to it."""

    decision: Decision
    state_label: str
    due_words: str
    colour: str
    answered_by: str
    moves: list[str]


def consultations(account: object, text: str = "") -> QuerySet[Consultation]:
    """Meetings that concern the account, with their points by state; `text` is looked for in topic, units and points.

    The county and its leaders see all; others those of whose points one is theirs.
    """
    rows = Consultation.objects.annotate(
        points=Count("decisions"),
        settled=Count("decisions", filter=Q(decisions__state__in=[DecisionState.CLOSED, DecisionState.CANCELLED])),
        overdue=Count("decisions", filter=_overdue("decisions__")),
    )
    if not _sees_all(account):
        rows = rows.filter(Exists(decisions(account).filter(consultation=OuterRef("pk"))))
    if text:
        said = Decision.objects.filter(consultation=OuterRef("pk")).filter(
            Q(text__icontains=text) | Q(unit_name__icontains=text)
        )
        rows = rows.filter(
            Q(topic__icontains=text) | Q(units__icontains=text) | Q(number__icontains=text) | Exists(said)
        )
    return rows


def decisions(account: object) -> QuerySet[Decision]:
    """The points that the account may see."""
    return Decision.objects.filter(units.visible(account))


def consultation(number: str, account: object) -> Consultation | None:
    """A meeting; None for an absent one and one that does not concern the account."""
    return consultations(account).filter(number=number).select_related("recorded_by").first()


def points(found: Consultation, account: object) -> list[DecisionShown]:
    """The points of a meeting that the account may see, in their order."""
    rows = list(decisions(account).filter(consultation=found).select_related("answered_by").order_by("place"))
    return _shown(rows, account)


def decision(number: str, account: object) -> DecisionShown | None:
    """One point; None for an absent and a foreign one alike."""
    rows = list(decisions(account).filter(number=number).select_related("answered_by", "consultation"))
    return next(iter(_shown(rows, account)), None)


def minutes(found: Consultation, shown: list[DecisionShown]) -> str:
    """The minutes as text to copy; names of units and points only, never of families."""
    day = found.held_on
    lines = [
        f"会商纪要（{found.number}）",
        f"{day.year}年{day.month}月{day.day}日，{found.chair}主持会商，议题：{found.topic}。",
        f"参加单位：{'、'.join(found.units.split(';'))}。",
        "会议议定：",
    ]
    for one in shown:
        due = one.decision.due_on
        lines.append(
            f"{one.decision.place}. {one.decision.text}（{one.decision.unit_name}，{due.month}月{due.day}日前）"
        )
    return "\n".join(lines)


def _shown(rows: list[Decision], account: object) -> list[DecisionShown]:
    run, own = access.may(account, P.RHYTHM_RUN), units.own(account)
    ends = [clock.end_of(row.due_on) for row in rows]
    dues = worklist.urgencies(ends) if rows else []
    return [
        DecisionShown(
            decision=row, state_label=DecisionState(row.state).label,
            due_words=due.words if row.state == DecisionState.OPEN else "",
            colour=str(due.colour) if row.state == DecisionState.OPEN else "",
            answered_by=row.answered_by.display_name if row.answered_by else "",
            moves=[
                name
                for name, move in DECISION.items()
                if row.state in move.sources
                and (run or (move.may is P.RHYTHM_REPORT and (row.level, row.unit_code) in own))
            ],
        )
        for row, due in zip(rows, dues, strict=True)
    ]  # fmt: skip


def _overdue(prefix: str = "") -> Q:
    return Q(**{f"{prefix}state": DecisionState.OPEN, f"{prefix}due_on__lt": clock.today()})


def _sees_all(account: object) -> bool:
    """Whether one of the account's posts, other than a department's, reads for the whole county."""
    held = [h for h in access.standing(account).held if P.RHYTHM_READ in h.definition.permissions]
    return any(len(h.area_code) == COUNTY and h.role is not Role.DEPARTMENT for h in held)
