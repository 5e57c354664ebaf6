"""What departments have sent of a family's year (部门数据带出): welfare month by month, medical outlays of the period.

A prefill with its source named, never more: the two who measure ask the family and sign.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from huaiyuan.core.engine.lake import MATCHES, ROWS
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.income import Accounting
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.intake.queries import Effective

BILLS, WELFARE = "medical_bills", "welfare_roll"
# What is paid month by month, and the item it counts under; 临时救助 is paid once.
MONTHLY = {"低保": "d2", "特困": "d3", "孤儿": "d6", "事实无人抚养儿童": "d6"}
ONCE = {"临时救助": "d6"}
BURDEN = "g1"

_BILLS = """
SELECT count(*), sum(r.in_policy_paid_yuan), count(*) - count(r.in_policy_paid_yuan)
FROM read_parquet($rows) r JOIN read_parquet($matches) m USING (sheet, row)
WHERE list_contains($people, m.person_id) AND r.settled_on BETWEEN $first AND $last"""
_WELFARE = """
SELECT m.person_id, r.benefit, r.began_on, r.stopped_on, r.amount_yuan
FROM read_parquet($rows) r JOIN read_parquet($matches) m USING (sheet, row)
WHERE list_contains($people, m.person_id) ORDER BY ALL"""


@dataclass(frozen=True)
class Known:
    """An amount that a department's data give for an item; None where a row lacks its amount. `says`: how it came."""

    code: str
    yuan: Decimal | None
    says: str


def known(people: Iterable[str], period: Accounting, on: dt.date) -> dict[str, Known]:
    """What departments' merged batches say of these people in the period, by item. Two queries, a file a batch."""
    wanted = sorted(set(people))
    if not wanted:
        return {}
    batches = _batches(period, on)
    found = [*_welfare(batches, wanted, period, on), *_bills(batches, wanted, period)]
    return {one.code: one for one in found}


def _batches(period: Accounting, on: dt.date) -> list[Effective]:
    """The batches in force at the end of each calendar year that the period touches, one each."""
    days = {min(dt.date(day.year, 12, 31), on) for day in (period.first_day, period.last_day)}
    by_id = {batch.batch_id: batch for day in sorted(days) for batch in intake.effective_batches(day)}
    return [batch for batch in by_id.values() if batch.source in {BILLS, WELFARE}]


def _files(batch: Effective) -> dict[str, str]:
    return {"rows": str(batch.folder / ROWS), "matches": str(batch.folder / MATCHES)}


def _rows(batch: Effective, sql: str, **values: Any) -> list[Any]:
    with scratch() as connection:
        return connection.execute(sql, _files(batch) | values).fetchall()


def _bills(batches: list[Effective], people: list[str], period: Accounting) -> list[Known]:
    """The outlays of the period from each year's bills; months that no batch reaches are said."""
    total, unpriced, covered, names = Decimal(0), 0, set(), []
    for batch in (b for b in batches if b.source == BILLS):
        span = {"first": period.first_day, "last": period.last_day}
        [(bills, paid, without)] = _rows(batch, _BILLS, people=people, **span)
        last = Period.parse(batch.period)
        covered |= {month for month in _months(period) if month.year == last.year and month <= last}
        if bills:
            total, unpriced = total + (paid or Decimal(0)), unpriced + without
            names.append(f"医保局{last}累计{bills}笔")
    if not names:
        return []
    silent = [str(month) for month in _months(period) if month not in covered]
    gap = f"；{silent[0]}至{silent[-1]}没有数据，要问" if silent else ""
    doubt = f"；{unpriced}笔没写金额" if unpriced else ""
    return [Known(BURDEN, None if unpriced else total, f"{'、'.join(names)}政策范围内自付{gap}{doubt}")]


def _welfare(batches: list[Effective], people: list[str], period: Accounting, on: dt.date) -> list[Known]:
    """The welfare of the period: each person's monthly amount by the months it was paid."""
    latest = max((b for b in batches if b.source == WELFARE), key=lambda b: b.period, default=None)
    if latest is None:
        return []
    sums: dict[str, Decimal | None] = {}
    says: dict[str, list[str]] = {}
    for _, benefit, began, stopped, amount in _rows(latest, _WELFARE, people=people):
        code, paid, words = _paid(benefit, began, stopped, amount, period, on)
        if not code:
            continue
        before = sums.get(code, Decimal(0))
        sums[code] = None if paid is None or before is None else before + paid
        says.setdefault(code, []).append(words)
    return [Known(code, yuan, f"民政局{latest.period}名册：{'；'.join(says[code])}") for code, yuan in sums.items()]


def _paid(
    benefit: str,
    began: dt.date | None,
    stopped: dt.date | None,
    amount: Decimal | None,
    period: Accounting,
    on: dt.date,
) -> tuple[str, Decimal | None, str]:
    if benefit in ONCE:
        if began is None or not period.first_day <= began <= period.last_day:
            return "", None, ""
        return ONCE[benefit], amount, f"{benefit}{'没写金额' if amount is None else f'{money.shown(amount)}元'}"
    if benefit not in MONTHLY:
        return "", None, ""
    until = min(stopped or on, on)
    months = [m for m in _months(period) if (began is None or m.last_day >= began) and m.first_day <= until]
    if not months:
        return "", None, ""
    if amount is None:
        return MONTHLY[benefit], None, f"{benefit}没写金额"
    return MONTHLY[benefit], amount * len(months), f"{benefit}每月{money.shown(amount)}元×{len(months)}个月"


def _months(period: Accounting) -> list[Period]:
    return [month for year in range(period.first.year, period.last.year + 1) for month in _of_year(year, period)]


def _of_year(year: int, period: Accounting) -> list[Period]:
    return [month for n in range(1, 13) if period.first <= (month := Period(year, n)) <= period.last]
