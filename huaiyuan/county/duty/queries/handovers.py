"""Hand-over sheets (交接单), for both sides and for whoever arranges them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty import load
from huaiyuan.county.duty.models import Handover, HandoverLine, Helper, Pairing, Problem
from huaiyuan.county.duty.queries.mine import ProblemLine, lines
from huaiyuan.county.duty.types import HandoverKind, Held, Part, ProblemState
from huaiyuan.county.registry import queries as registry

# So many households leave room for one more.
FREE = 3


@dataclass(frozen=True)
class HouseholdGiven:
    """A household of a sheet."""

    household_no: str
    head_name: str
    tasks: int


@dataclass(frozen=True)
class HandoverPage:
    """What went from whom to whom, and what both have said to it. `my_side`: 交出, 接手 or empty."""

    handover_no: str
    is_away: bool
    giver: str
    taker: str
    on: dt.date
    until: dt.date | None
    why: str
    posts: list[tuple[str, int]]
    households: list[HouseholdGiven]
    named: int | None
    tasks: int
    problems: list[ProblemLine]
    gaps: str
    made_by: str
    given_at: dt.datetime | None
    taken_at: dt.datetime | None
    my_side: str
    may_come_back: bool

    @property
    def waits_for_me(self) -> bool:
        """Whether the account that looks has not said so yet."""
        return (self.my_side == "交出" and self.given_at is None) or (self.my_side == "接手" and self.taken_at is None)

    @property
    def is_over(self) -> bool:
        """Whether whoever was away is back."""
        return self.until is not None and self.until <= clock.today()


def find_handover(reach: Scope, handover_no: str, account: object) -> str | None:  # noqa: ARG001 - a resolver's signature
    """The number itself for both sides and for the area; None for everybody else."""
    sheet = Handover.objects.filter(handover_no=handover_no).first()
    if sheet is None:
        return None
    if (
        getattr(account, "pk", None) in {sheet.giver_id, sheet.taker_id}
        or handovers(account).filter(pk=sheet.pk).exists()
    ):
        return handover_no
    return None


def handovers(account: object) -> QuerySet[Handover]:
    """Sheets of the account's area, and of households there that went to somebody of another one."""
    arranged = (
        access.scope_of(account, P.HANDOVER_WRITE).q("area_code")
        if access.may(account, P.HANDOVER_WRITE)
        else Q(pk__in=[])
    )
    within = Q(pk__in=[])
    if access.may(account, P.PAIRING_READ):
        here = access.scope_of(account, P.PAIRING_READ).filter(HandoverLine.objects.all())
        within = Q(pk__in=here.values("sheet"))
    rows = Handover.objects.filter(arranged | within).select_related("giver", "taker", "made_by")
    return rows.annotate(
        posts=Count("lines", filter=Q(lines__what=Held.POST)),
        households=Count("lines", filter=Q(lines__what=Held.HOUSEHOLD)),
    )


def away_now(rows: QuerySet[Handover]) -> QuerySet[Handover]:
    """Absences that run today."""
    today = clock.today()
    return rows.filter(kind=HandoverKind.AWAY, on__lte=today, until__gt=today)


def unconfirmed(rows: QuerySet[Handover]) -> QuerySet[Handover]:
    """Sheets that one side has not said yes to."""
    return rows.filter(Q(given_at=None) | Q(taken_at=None))


def handover_page(handover_no: str, account: object) -> HandoverPage:
    """One sheet; the caller has looked whether the account may see it."""
    sheet = Handover.objects.select_related("giver", "taker", "made_by").get(handover_no=handover_no)
    every = list(sheet.lines.order_by("pk"))
    numbers = [line.household_no for line in every if line.what == Held.HOUSEHOLD]
    heads = registry.heads_seen(numbers, account)
    waiting = Problem.objects.filter(household_no__in=numbers).exclude(state=ProblemState.CLOSED).order_by("problem_no")
    key, away = getattr(account, "pk", None), sheet.kind == HandoverKind.AWAY
    side = "交出" if key == sheet.giver_id else "接手" if key == sheet.taker_id else ""
    running = away and sheet.until > clock.today()
    arranges = access.scope_of(account, P.HANDOVER_WRITE).covers(sheet.area_code)
    return HandoverPage(
        handover_no, away, sheet.giver.display_name, sheet.taker.display_name, sheet.on,
        None if sheet.until == OPEN_END else sheet.until,
        (sheet.get_kind_display() if away else sheet.get_why_display()) + (f"：{sheet.reason}" if sheet.reason else ""),
        [(line.words, line.tasks) for line in every if line.what == Held.POST],
        [HouseholdGiven(line.household_no, heads.get(line.household_no, ""), line.tasks) for line in every if line.what == Held.HOUSEHOLD],
        next((line.tasks for line in every if line.what == Held.TASKS), None), sheet.tasks, lines(waiting), sheet.gaps,
        sheet.made_by.display_name, sheet.given_at, sheet.taken_at, side, running and (side == "交出" or arranges),
    )  # fmt: skip


def handover_sides(handover_no: str) -> tuple[Account, Account]:
    """The accounts of who gave and who took."""
    sheet = Handover.objects.select_related("giver", "taker").get(handover_no=handover_no)
    return sheet.giver, sheet.taker


def exchangeable(account: object, *, most: int) -> list[tuple[str, str]]:
    """Households of the area that a colleague of the same unit could take today, with the colleague's number."""
    reach = access.scope_of(account, P.PAIRING_WRITE)
    helped = Pairing.objects.filter(valid_to=OPEN_END, part=Part.PRINCIPAL, helper__unit__area_code__in=reach.prefixes)
    found: list[tuple[str, str]] = []
    for row in helped.select_related("helper__account").order_by("pk")[: most * 20]:
        colleagues = Helper.objects.filter(unit=row.helper.unit_id, public_servant=True, left_on=None).exclude(
            pk=row.helper_id
        )
        carried = load.carried(colleagues.values_list("pk", flat=True)[:40])
        free = [
            c
            for c in colleagues.order_by("pk")[:40]
            if carried.get(c.pk, 0) <= FREE and c.helper_no not in {t for _, t in found}
        ]
        if free and not row.helper.account.demo_login:
            found.append((row.household_no, free[0].helper_no))
        if len(found) == most:
            break
    return found


def some_handover(account: object) -> dict[str, str] | None:
    """A sheet that the account may open, for whoever looks at all pages."""
    key = getattr(account, "pk", None)
    mine = (
        Handover.objects.filter(Q(giver=key) | Q(taker=key))
        .order_by("-pk")
        .values_list("handover_no", flat=True)
        .first()
    )
    number = mine or handovers(account).order_by("-kind", "-pk").values_list("handover_no", flat=True).first()
    return {"handover_no": number} if number else None
