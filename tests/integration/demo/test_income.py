"""The demo's income statements: every sum as the policy adds it up, everything planted as missing is told by name."""

from __future__ import annotations

import datetime as dt
import sqlite3
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import income
from proof import command

pytestmark = pytest.mark.slow
CURRENT = "FROM income_incomestatement s WHERE s.superseded_at IS NULL"


def rows(folder, sql):
    with sqlite3.connect(f"file:{folder / 'huaiyuan.db'}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def statements(small_county):
    """Number → the row, with the policy's own sum of its entries."""
    given = {}
    for row in rows(
        small_county,
        f"SELECT s.number, e.code, e.fen {CURRENT.replace('WHERE', 'JOIN income_incomeentry e ON e.statement_id = s.id WHERE')}",
    ):
        yuan = None if row["fen"] is None else money.to_yuan(row["fen"])
        given.setdefault(row["number"], []).append(income.Entry(row["code"], yuan))
    found = {}
    for row in rows(small_county, f"SELECT s.* {CURRENT}"):
        first = dt.date.fromisoformat(row["first_on"])
        period = income.Accounting(Period(first.year, first.month), income.Purpose(row["purpose"]))
        none_of = {income.Kind(one) for one in row["none_of"].split(";") if one}
        found[row["number"]] = (row, income.statement(given[row["number"]], period, row["size"], none_of))
    return found


def fen(amount: Decimal | None) -> int | None:
    return None if amount is None else money.to_fen(amount)


def test_every_loaded_sum_is_the_policys_own(statements):
    assert len(statements) > 200
    for row, total in statements.values():
        assert (row["net_fen"], row["reference_fen"]) == (fen(total.net), fen(total.reference)), row["number"]
        assert row["missing"] == ";".join(total.missing)
        assert row["last_on"] == total.period.last_day.isoformat()


def test_what_was_made_to_be_missing_is_missing_and_nothing_else(statements, small_county):
    planted = pq.read_table(command.files_of(small_county) / "truth" / "income.parquet").to_pylist()
    assert planted
    for one in planted:
        row, total = statements[one["number"]]
        known = income.load().get(one["lacks"])
        title = known.title if known else income.Kind(one["lacks"]).label
        assert total.missing == (f"{total.period.name}{title}",), row["number"]
    lacking = {number for number, (row, _) in statements.items() if row["missing"]}
    assert lacking == {one["number"] for one in planted}


def test_amounts_suit_what_the_family_is(statements):
    line = income.Line(2024, Decimal(8300))
    identified = [
        (row, total) for row, total in statements.values()
        if row["purpose"] == "identification" and row["measured_on"].startswith("2024")
    ]  # fmt: skip
    assert identified
    assert all(total.reference_against(line).below.value == "是" for _, total in identified)


def test_the_command_tells_one_households_statements(statements, own_county):
    number = next(n for n, (row, total) in statements.items() if row["missing"])
    household = statements[number][0]["household_no"]
    told = command.run(own_county, "income", "--household", household)
    mine = next(one for one in told["statements"] if one["statement_no"] == number)
    assert mine["missing"] == list(statements[number][1].missing)
    assert mine["standing"].startswith("不明（缺：")
    with pytest.raises(command.Failed, match="INCOME_NOT_FOUND"):
        command.run(own_county, "income", "--household", "411330999999-0001")
    assert len(rows(own_county, "SELECT 1 FROM audit_event WHERE action = 'income.read'")) == 1
