"""What plans tell on a household's timeline: drawn up, approved, ended, and every measure carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import yuan as money
from huaiyuan.county.plans.models import Plan
from huaiyuan.county.registry.timeline import Entry, Rows, Texts, as_texts

KIND, SOURCE, PAGE = "plan", "一户一策", "plan"
COLUMNS = (
    "number", "drafted_on", "set_on", "ended_on", "state", "measures__done_on", "measures__kind", "measures__says",
    "measures__result", "measures__done_fen", "measures__early", "measures__id",
)  # fmt: skip
TRUE = ("true", "1", "t")


def rows(household_no: str, account: object) -> Rows | None:
    """A household's plans with their measures; what was given only for those who may see why."""
    if not access.may(account, P.PLAN_READ):
        return None
    clear, sums = access.sees_clear(account, Field.HEALTH), access.sees_clear(account, Field.AMOUNT)
    plans = Plan.objects.filter(household_no=household_no)
    return Rows(as_texts(plans, *COLUMNS), lambda found: _entries(found, clear=clear, sums=sums))


def _entries(found: Sequence[Texts], *, clear: bool, sums: bool) -> Iterator[Entry]:
    """One row comes for every measure of a plan; the plan itself is told once."""
    told: set[str] = set()
    for row in sorted(found, key=lambda row: (row[0] or "", int(row[11] or 0))):
        number, drafted, approved, ended, state, done_on, kind, says, result, fen, early, _ = (
            text or "" for text in row
        )
        if number not in told:
            told.add(number)
            yield from _plan(number, drafted, approved, ended, state)
        if done_on:
            title = f"落实{kind}" if clear else "落实帮扶措施"
            paid = f"，{money.shown(money.to_yuan(int(fen)))}元" if fen and sums else ""
            first = "先帮后补，" if early.lower() in TRUE else ""
            yield Entry(
                _day(done_on), title, f"{first}{says}：{result}{paid}" if clear else "", SOURCE, KIND, PAGE, number
            )


def _plan(number: str, drafted: str, approved: str, ended: str, state: str) -> Iterator[Entry]:
    if approved:
        yield Entry(_day(approved), "一户一策审核通过", number, SOURCE, KIND, PAGE, number)
    else:
        yield Entry(_day(drafted), "起草一户一策", number, SOURCE, KIND, PAGE, number)
    if ended:
        yield Entry(_day(ended), f"一户一策{'完成' if state == 'done' else '终止'}", number, SOURCE, KIND, PAGE, number)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])
