"""部门数据带出: welfare by the months it was paid, outlays of the period only; what is not known is said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaiyuan.core.policy import income as policy
from huaiyuan.county.income import departments
from huaiyuan.county.intake.queries import Effective

YEAR = policy.for_year(2026)
TODAY = dt.date(2026, 11, 23)
MATCHES = pa.schema([("sheet", pa.string()), ("row", pa.int32()), ("person_id", pa.string())])


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """Batches in force: `sent(source, period, [(person, {column: value})], year=)`."""
    standing = []

    def batch(source, period, rows):
        folder = tmp_path / f"{source}-{period}"
        folder.mkdir()
        places = {"sheet": ["一"] * len(rows), "row": pa.array(range(len(rows)), pa.int32())}
        columns = {name: [row[name] for _, row in rows] for name in rows[0][1]}
        money = {n: pa.array(v, pa.decimal128(14, 2)) for n, v in columns.items() if n.endswith("_yuan")}
        pq.write_table(pa.table({**places, **columns, **money}), folder / "rows.parquet")
        people = pa.table({**places, "person_id": [person for person, _ in rows]}, MATCHES)
        pq.write_table(people, folder / "matches.parquet")
        standing.append(Effective(f"{source}-{period}-01", source, period, folder, ()))

    def in_force(as_of):
        return [b for b in standing if b.period <= f"{as_of:%Y-%m}" and b.period[:4] == str(as_of.year)]

    monkeypatch.setattr(departments.intake, "effective_batches", in_force)
    return batch


def bill(on, yuan):
    return {"settled_on": dt.date.fromisoformat(on), "in_policy_paid_yuan": None if yuan is None else Decimal(yuan)}


def welfare(benefit, began, amount, stopped=None):
    return {
        "benefit": benefit, "began_on": dt.date.fromisoformat(began),
        "stopped_on": None if stopped is None else dt.date.fromisoformat(stopped),
        "amount_yuan": None if amount is None else Decimal(amount),
    }  # fmt: skip


def test_outlays_of_the_period_are_added_over_both_years_of_bills(sent):
    sent("medical_bills", "2025-12", [("P1", bill("2025-09-30", 9999)), ("P1", bill("2025-10-01", 100))])
    sent("medical_bills", "2026-10", [("P2", bill("2026-09-30", "200.50")), ("P2", bill("2026-10-01", 7777)),
                                      ("P9", bill("2026-03-01", 5555)), (None, bill("2026-03-01", 4444))])  # fmt: skip
    found = departments.known(["P1", "P2"], YEAR, TODAY)["g1"]
    assert found.yuan == Decimal("300.50")
    assert found.says == "医保局2025-12累计1笔、医保局2026-10累计1笔政策范围内自付"


def test_months_that_no_bills_reach_are_said_and_a_bill_without_an_amount_is_unknown(sent):
    sent("medical_bills", "2026-10", [("P1", bill("2026-05-01", 100)), ("P1", bill("2026-06-01", None))])
    found = departments.known(["P1"], YEAR, TODAY)["g1"]
    assert found.yuan is None
    assert "2025-10至2025-12没有数据，要问" in found.says
    assert "1笔没写金额" in found.says


def test_welfare_counts_the_months_it_was_paid(sent):
    sent("welfare_roll", "2026-10", [
        ("P1", welfare("低保", "2024-01-01", 300)), ("P2", welfare("低保", "2026-07-15", 280)),
        ("P3", welfare("特困", "2024-01-01", 900, "2025-11-20")), ("P1", welfare("临时救助", "2026-02-03", 2000)),
        ("P1", welfare("临时救助", "2025-02-03", 1)), ("P2", welfare("低保边缘", "2024-01-01", 1)),
    ])  # fmt: skip
    found = departments.known(["P1", "P2", "P3"], YEAR, TODAY)
    assert {code: one.yuan for code, one in found.items()} == {"d2": 300 * 12 + 280 * 3, "d3": 1800, "d6": 2000}
    assert "低保每月300元×12个月" in found["d2"].says


def test_a_benefit_without_its_amount_is_unknown_and_a_stranger_brings_nothing(sent):
    sent(
        "welfare_roll",
        "2026-10",
        [("P1", welfare("低保", "2024-01-01", None)), ("P1", welfare("低保", "2024-01-01", 300))],
    )
    assert departments.known(["P1"], YEAR, TODAY)["d2"].yuan is None
    assert departments.known(["P5"], YEAR, TODAY) == {}
    assert departments.known([], YEAR, TODAY) == {}
