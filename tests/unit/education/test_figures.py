"""Figures of education on a handful of rows: the report's standards and age span, and families counted once, then and now."""

from __future__ import annotations

import csv
import datetime as dt

import duckdb
import pytest

from huaiyuan.core.policy import parameters
from huaiyuan.county.guarantees.education import figures
from huaiyuan.county.guarantees.education.standards import STANDARD
from tests.meta.source_tree import ROOT

REPORT_DAY, OPEN = dt.date(2026, 10, 31), dt.date(9999, 12, 31)
BY_ID = {figure.id: figure for figure in figures.FIGURES}


@pytest.fixture(scope="module")
def report() -> dict[str, str]:
    """What the report says, by figure."""
    with (ROOT / "docs/source/figures.csv").open(encoding="utf-8") as file:
        return {row["id"]: row["value"] for row in csv.DictReader(file)}


@pytest.fixture
def engine():
    with duckdb.connect() as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in figures.COLUMNS.items())
        connection.execute(f"CREATE TABLE education_standards ({columns})")
        connection.execute("CREATE TABLE ledger_pupils (person_no VARCHAR, state VARCHAR, opened_on DATE, age BIGINT)")
        for table, since in ((figures.DROPOUT), (figures.TAUGHT)):
            connection.execute(
                f"CREATE TABLE {table} (household_no VARCHAR, village_code VARCHAR, {since} DATE, ended_on DATE)"
            )
        yield connection


def rows(engine, figure_id, day=REPORT_DAY):
    return engine.sql(BY_ID[figure_id].records, params={"as_of": day}).to_arrow_table().to_pylist()


def laid_out(engine):
    """The shipped standards as a snapshot has them."""
    shipped = parameters.load()
    for name in STANDARD.values():
        values = shipped[name].values
        ends = [later.since for later in values[1:]] + [OPEN]
        for one, until in zip(values, ends, strict=True):
            engine.execute(
                "INSERT INTO education_standards VALUES (?, ?, ?, ?, ?, ?)",
                [name, one.value, "元/年", one.source, one.since, until],
            )


def test_both_versions_of_the_boarders_standard_are_those_of_the_report(engine, report):
    laid_out(engine)
    for id_ in ("F038", "F039"):
        (row,) = rows(engine, id_)
        assert f"{row['before']:.0f}→{row['number']:.0f}" == report[id_]
        assert row["source"]
        (old,) = rows(engine, id_, dt.date(2024, 2, 29))
        assert (old["number"], old["before"]) == (row["before"], None)


def test_a_day_without_a_standard_is_no_number(engine):
    assert rows(engine, "F038") == []
    assert engine.execute(BY_ID["F038"].missing, {"as_of": REPORT_DAY}).fetchall()


def test_the_ledger_spans_the_ages_of_the_report_whoever_was_removed_left_out(engine, report):
    engine.executemany(
        "INSERT INTO ledger_pupils VALUES (?, ?, DATE '2026-09-05', ?)",
        [(f"P{age}", "gone" if age in (5, 17) else "at_school", age) for age in range(5, 18)],
    )
    ages = [row["age"] for row in rows(engine, "F037")]
    assert f"{min(ages)}—{max(ages)}" == report["F037"]
    assert len(ages) == len(set(ages))


def test_net_increase_counts_families_once_then_and_now(engine):
    spans = [
        ("H1", dt.date(2026, 3, 1), None), ("H1", dt.date(2026, 10, 9), None), ("H2", dt.date(2026, 10, 9), None),
        ("H3", dt.date(2026, 4, 1), dt.date(2026, 10, 15)), ("H4", dt.date(2026, 11, 2), None), ("H5", None, None),
    ]  # fmt: skip
    engine.executemany("INSERT INTO ledger_returns VALUES (?, 'V', ?, ?)", spans)
    told = {id_: {row["household_no"] for row in rows(engine, id_)} for id_ in figures.OUT}
    assert told == {"E04": {"H1", "H2"}, "E05": {"H1", "H3"}, "E06": {"H2"}, "E07": {"H3"}}
    counts = {id_: len(found) for id_, found in told.items()}
    assert figures.IDENTITIES[0].check(counts)
    assert not figures.IDENTITIES[0].check({**counts, "E06": counts["E06"] + 1})
