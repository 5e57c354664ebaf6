"""What a village has to verify, group by group in the order of the walking round."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.queries import detail, evidence, lists
from huaiyuan.county.leads.queries.lists import Listed
from huaiyuan.county.leads.types import AT_VILLAGE
from huaiyuan.county.registry.queries.household import UNGROUPED

ELSEWHERE = "户籍不在本村（改派来的）"


@dataclass(frozen=True)
class Todo:
    """A household to visit, and its place on the walking round (null last)."""

    line: Listed
    walk_order: int | None


@dataclass(frozen=True)
class TodoGroup:
    """A 村民组 or 自然村 with its households, in walking order."""

    name: str
    todos: list[Todo]


def village_todo(account: object, *, village_code: str = "") -> list[TodoGroup]:
    """Leads at the account's villages, or at one of them; groups in order, households from elsewhere last."""
    rows = access.scope_of(account, P.LEAD_READ).filter(Lead.objects.filter(state__in=AT_VILLAGE))
    rows = rows.filter(village_code=village_code) if village_code else rows
    found = list(lists.ordered(rows))
    todos = [Todo(line, line.walk_order) for line in lists.listed(found, account)]
    groups: dict[str, list[Todo]] = {}
    for todo in sorted(todos, key=_round):
        groups.setdefault(todo.line.group_name or ELSEWHERE, []).append(todo)
    return [TodoGroup(name, inside) for name, inside in groups.items()]


@dataclass(frozen=True)
class Received:
    """What has come in of one lead (risk type and verdict in words), and the next household on the round."""

    line: Listed
    verdicts: list[tuple[str, str]]
    visits: list[detail.VisitShown]
    following: Listed | None


def received(lead_no: str, account: object) -> Received | None:
    """What the phone is told after a report; None for a lead that the account may not see."""
    rows = list(lists.ordered(lists.within(account).filter(Q(lead_no=lead_no) | Q(state__in=AT_VILLAGE))))
    lead = next((row for row in rows if row.lead_no == lead_no), None)
    if lead is None:
        return None
    round_ = [row for row in rows if row is not lead]
    told = lists.told([lead, *round_], account)
    first, *others = told.lines
    return Received(
        line=first,
        verdicts=[(r.risk_type, r.get_verdict_display() if r.verdict else "") for r in told.risks.get(lead.pk, [])],
        visits=detail.visits_of(lead, clear=evidence.sees_evidence(account)),
        following=_first_on_round(others),
    )


def _first_on_round(lines: list[Listed]) -> Listed | None:
    first = min((Todo(line, line.walk_order) for line in lines), key=_round, default=None)
    return first.line if first else None


def _round(todo: Todo) -> tuple[bool, bool, str, bool, int, str]:
    group = todo.line.group_name
    ungrouped = group == UNGROUPED
    return (not group, ungrouped, group, todo.walk_order is None, todo.walk_order or 0, todo.line.household_no)
