"""Plans as plain data for scripts: the same rows, masked the same, as the pages show."""

from __future__ import annotations

from typing import Any

from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import scope_of
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import errors, queries
from huaiyuan.county.plans.models import Measure
from huaiyuan.county.plans.queries.pages import owner_of

MOST = 10_000


def plans(tab: str, *, by: Account) -> dict[str, Any]:
    """The plans of a tab within the account's rows. Raises: PLAN_NO_TAB."""
    tabs = queries.tabs()
    if tab not in tabs:
        raise DomainError(errors.NO_TAB, tab=tab, tabs="、".join(tabs))
    rows = queries.within(by)
    found = list(rows.filter(tabs[tab][1]).order_by("village_code", "number")[:MOST])
    return {"tab": tab, "counts": queries.tab_counts(rows), "plans": [_line(one) for one in queries.lines(found, by)]}


def _line(line: queries.Line) -> dict[str, Any]:
    return {
        "plan_no": line.number, "household_no": line.household_no, "village": line.village_name, "state": line.state,
        "state_label": line.state_label, "edition": line.edition, "risks": line.risks, "measures": line.measures,
        "done": line.done, "overdue": line.overdue, "early": line.early, "due_on": line.due_on, "late": line.late,
    }  # fmt: skip


def one_plan(number: str, *, by: Account) -> dict[str, Any]:
    """One plan with its measures, what is lacking and what was done. Raises: PLAN_NOT_FOUND."""
    plan = queries.find_plan(scope_of(by, P.PLAN_READ), number)
    if plan is None:
        raise DomainError(errors.NOT_FOUND)
    shown = queries.plan_page(plan, by)
    return {
        **_line(shown.line), "lacking": [{"what": one.what, "because": one.because, "kinds": list(one.kinds)} for one in shown.lacks],
        "measures": [_measure(one.row) for one in shown.measures], "may": sorted(shown.moves),
        "steps": [{"at": one.at, "did": one.did, "by": one.by, "about": one.about} for one in shown.made],
    }  # fmt: skip


def _measure(row: Measure) -> dict[str, Any]:
    return {
        "measure_no": row.number, "kind": row.kind, "risk": row.risk, "says": row.says, "owner": owner_of(row),
        "from": row.planned_from, "to": row.planned_to, "planned_yuan": _yuan(row.planned_fen),
        "state": row.get_state_display(), "early": row.early, "done_on": row.done_on, "yuan": _yuan(row.done_fen),
        "result": row.result,
    }  # fmt: skip


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else str(money.to_yuan(fen))


def lacking(*, by: Account) -> dict[str, Any]:
    """Families at risk that lack something, within the account's rows."""
    found = [one for one in queries.of_account(by) if one.whats]
    return {
        "lacking": [
            {"household_no": one.household_no, "village_code": one.village_code, "plan_no": one.plan_no,
             "lacks": sorted(one.whats), "says": [lack.what for lack in one.lacks]}
            for one in found
        ]
    }  # fmt: skip
