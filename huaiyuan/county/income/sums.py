"""A statement as it stands in the database, added up by the policy's own sum; and the line it is set against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from huaiyuan.base import reference
from huaiyuan.base.reference.queries import DatedValue, dated_values
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy.income import line as lines
from huaiyuan.county.income.models import IncomeEntry, IncomeStatement

SPLIT = ";"


def period_of(row: IncomeStatement) -> policy.Accounting:
    """The accounting period of a statement."""
    first = Period(row.first_on.year, row.first_on.month)
    return policy.Accounting(first, policy.Purpose(row.purpose))


def none_of(text: str) -> set[policy.Kind]:
    """The kinds of which the family says to have nothing."""
    return {policy.Kind(one) for one in text.split(SPLIT) if one}


def added_up(row: IncomeStatement, entries: Iterable[IncomeEntry]) -> policy.Statement:
    """The statement with its totals and what is missing."""
    given = [policy.Entry(one.code, None if one.fen is None else money.to_yuan(one.fen)) for one in entries]
    return policy.statement(given, period_of(row), row.size, none_of(row.none_of))


def line_day(purpose: str, last_on: dt.date, measured_on: dt.date) -> dt.date:
    """The day whose line counts: the year of the period for the yearly collection, else the day of measuring."""
    return last_on if purpose == policy.Purpose.YEARLY else measured_on


def line_on(day: dt.date) -> policy.Line:
    """The line in force for a day's year; without a value it is 不明, never the year before. One query."""
    found = reference.parameter(lines.PARAMETER, day)
    return policy.Line(day.year, Decimal(found.value) if found else None, found.doc_no or found.source if found else "")


def lines_for(rows: Iterable[IncomeStatement], spans: Iterable[DatedValue] | None = None) -> Mapping[str, policy.Line]:
    """The line of each statement by its number. One query, none where the caller has read the line's `spans` already."""
    days = {row.number: line_day(row.purpose, row.last_on, row.measured_on) for row in rows}
    known = list(spans) if spans is not None else dated_values([lines.PARAMETER]).get(lines.PARAMETER, [])
    found = {year: _line_of(year, known) for year in {day.year for day in days.values()}}
    return {number: found[day.year] for number, day in days.items()}


def _line_of(year: int, spans: Iterable[DatedValue]) -> policy.Line:
    last = dt.date(year, 12, 31)
    found = [one for one in spans if one.valid_from <= last < one.valid_to]
    if not found or found[-1].value is None:
        return policy.Line(year, None)
    return policy.Line(year, Decimal(str(found[-1].value)), found[-1].doc_no or found[-1].source)


def standing(row: IncomeStatement, line: policy.Line) -> policy.Standing:
    """Where the reference income stands to the line, from what is kept with the statement."""
    total = None if row.reference_fen is None else money.to_yuan(row.reference_fen)
    return lines.standing(total, row.size, missing_of(row), line)


def net_standing(row: IncomeStatement, line: policy.Line) -> policy.Standing:
    """Where the net income stands to the line."""
    total = None if row.net_fen is None else money.to_yuan(row.net_fen)
    return lines.standing(total, row.size, missing_of(row), line)


def missing_of(row: IncomeStatement) -> tuple[str, ...]:
    """What a statement lacks, by name."""
    return tuple(name for name in row.missing.split(SPLIT) if name)
