"""F049–F052 as of a day: overdue and open apart, an outage counts after a day, untested stands beside and is never passed."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from huaiyuan.county.guarantees.water.figures import FIGURES

D = dt.date
DAY = D(2026, 10, 31)
OLD = D(2021, 1, 1)
TABLES = {
    "ledger_water_works": "number, village_code, name, supply, state, state_since DATE, opened_on DATE",
    "ledger_water_served": "works, village_code, state, state_since DATE, opened_on DATE",
    "ledger_water_repairs": "number, village_code, works, state, state_since DATE, opened_on DATE, due_on DATE, stopped_on DATE, restored_on DATE, cleared_on DATE",
    "ledger_water_tests": "works, sample, state, sampled_on DATE, told_on DATE",
    "water_standards": "name, number INTEGER, valid_from DATE, valid_to DATE",
    "areas": "code, name, lifted_village BOOLEAN, valid_from DATE, valid_to DATE",
}


@pytest.fixture
def county() -> Iterator[duckdb.DuckDBPyConnection]:
    """Three 脱贫村: A served by two works, B by one, C by none; and a scrapped works."""
    with duckdb.connect() as engine:
        for name, columns in TABLES.items():
            typed = ", ".join(c if " " in c.strip() else f"{c} VARCHAR" for c in columns.split(","))
            engine.execute(f"CREATE TABLE {name} ({typed})")
        engine.executemany(
            "INSERT INTO areas VALUES (?, ?, true, ?, DATE '9999-12-31')",
            [("A", "甲村", OLD), ("B", "乙村", OLD), ("C", "丙村", OLD)],
        )
        works = [("w1", "A", "central"), ("w2", "A", "scattered"), ("w3", "B", "central")]
        engine.executemany(
            "INSERT INTO ledger_water_works VALUES (?, ?, '站', ?, 'running', ?, ?)",
            [(*one, OLD, OLD) for one in works],
        )
        engine.execute(
            "INSERT INTO ledger_water_works VALUES ('w9', 'B', '旧站', 'central', 'scrapped', DATE '2024-05-01', DATE '2021-01-01')"
        )
        engine.executemany(
            "INSERT INTO ledger_water_served VALUES (?, ?, 'on', ?, ?)",
            [("w1", "A", OLD, OLD), ("w2", "A", OLD, OLD), ("w3", "B", OLD, OLD)],
        )
        engine.execute(
            "INSERT INTO water_standards VALUES ('water.test_months', 12, DATE '2021-01-01', DATE '9999-12-31')"
        )
        yield engine


def count(engine: duckdb.DuckDBPyConnection, number: str, on: dt.date = DAY, *, base: bool = False) -> int:
    [figure] = [one for one in FIGURES if one.id == number]
    return len(engine.execute(figure.base if base else figure.records, {"as_of": on}).fetchall())


def order(
    engine, number, opened, *, state="sent", since=None, due=None, stopped=None, restored=None, cleared=None, works="w1"
):
    engine.execute(
        "INSERT INTO ledger_water_repairs VALUES (?, 'A', ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            number,
            works,
            state,
            since or opened,
            opened,
            due or opened + dt.timedelta(days=7),
            stopped,
            restored,
            cleared,
        ],
    )


def test_scrapped_works_are_no_works_any_more_but_were_until_then(county):
    assert count(county, "F049") == 3
    assert count(county, "F049", D(2024, 4, 30)) == 4


def test_overdue_and_in_hand_are_two_numbers(county):
    order(county, "r1", D(2026, 10, 20))
    order(county, "r2", D(2026, 10, 30))
    order(county, "r3", D(2026, 10, 1), state="cleared", since=D(2026, 11, 3), cleared=D(2026, 11, 3))
    order(county, "r4", D(2026, 10, 1), state="dropped", since=D(2026, 10, 2))
    assert (count(county, "F050"), count(county, "W01")) == (2, 3)
    assert (count(county, "F050", D(2026, 10, 27)), count(county, "W01", D(2026, 10, 27))) == (1, 2)
    assert (count(county, "F050", D(2026, 11, 4)), count(county, "W01", D(2026, 11, 4))) == (1, 2)


def test_a_village_runs_where_none_of_its_works_is_stopped_or_dry_for_longer_than_a_day(county):
    assert (count(county, "F051"), count(county, "W02")) == (2, 1)
    order(county, "r1", DAY, stopped=DAY + dt.timedelta(days=1), works="w2")
    assert count(county, "F051") == 2
    assert count(county, "F051", DAY + dt.timedelta(days=1)) == 1
    order(county, "r2", D(2026, 10, 20), stopped=D(2026, 10, 21), restored=D(2026, 10, 25), works="w3")
    assert [count(county, "F051", D(2026, 10, day)) for day in (20, 22, 25, 31)] == [2, 1, 2, 2]
    county.execute(
        "UPDATE ledger_water_works SET state = 'stopped', state_since = DATE '2026-10-30' WHERE number = 'w3'"
    )
    assert (count(county, "F051"), count(county, "F051", D(2026, 10, 29))) == (1, 2)


def test_quality_is_of_the_latest_source_sample_that_still_counts_and_untested_stands_beside(county):
    def ratio(on: dt.date = DAY) -> tuple[int, int, int]:
        return count(county, "F052", on), count(county, "F052", on, base=True), count(county, "W05", on)

    assert ratio() == (0, 0, 2)
    assert ratio_missing(county) == "缺：12个月内的水源检测结果"
    told = [("w1", "source", "failed", D(2026, 3, 1), D(2026, 3, 9)), ("w1", "source", "passed", D(2026, 8, 1), D(2026, 8, 9)),
            ("w3", "source", "passed", D(2025, 9, 1), D(2025, 9, 9)), ("w3", "tap", "passed", D(2026, 9, 1), D(2026, 9, 9)),
            ("w2", "source", "failed", D(2026, 9, 1), D(2026, 9, 9)), ("w3", "source", "sampled", D(2026, 10, 20), None)]  # fmt: skip
    county.executemany("INSERT INTO ledger_water_tests VALUES (?, ?, ?, ?, ?)", told)
    assert ratio() == (1, 1, 1)
    assert ratio(D(2026, 8, 8)) == (1, 2, 0)
    assert ratio_missing(county) == ""
    # The county lets a test count for two years from this day on, and for none before the parameter began.
    county.execute("UPDATE water_standards SET valid_to = DATE '2026-10-31'")
    assert ratio_missing(county) == "缺：参数“水质检测结果管多少个月”"
    county.execute("INSERT INTO water_standards VALUES ('water.test_months', 24, DATE '2026-10-31', DATE '9999-12-31')")
    assert ratio() == (2, 2, 0)
    assert ratio(D(2026, 10, 30)) == (1, 1, 1)


def ratio_missing(engine: duckdb.DuckDBPyConnection) -> str:
    [figure] = [one for one in FIGURES if one.id == "F052"]
    found = engine.execute(figure.missing, {"as_of": DAY}).fetchone()
    return found[0] if found else ""


def test_kinds_and_units_are_those_of_the_report():
    with (Path(__file__).resolve().parents[3] / "docs/source/figures.csv").open(encoding="utf-8") as file:
        printed = {row["id"]: (row["kind"], row["unit"]) for row in csv.DictReader(file)}
    ours = {one.id: (one.kind, one.unit) for one in FIGURES if one.id in printed}
    assert ours == {number: printed[number] for number in ("F049", "F050", "F051", "F052")}
