"""Figures of education on a handful of rows: the report's standards and age span, and families counted once, then and now."""

from __future__ import annotations

import csv
import datetime as dt

import duckdb
import pytest

from huaiyuan.base.figures import compute
from huaiyuan.base.reference.extract import NUMBERS
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
        columns = ", ".join(f"{name} {kind}" for name, kind in NUMBERS.items())
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
    """The shipped standards and ages as a snapshot has them."""
    shipped = parameters.load()
    for name in (*STANDARD.values(), "education.compulsory_age.youngest", "education.ledger_age.oldest"):
        values = shipped[name].values
        ends = [later.since for later in values[1:]] + [OPEN]
        for one, until in zip(values, ends, strict=True):
            engine.execute(
                "INSERT INTO education_standards VALUES (?, ?, ?, ?, ?, ?)",
                [name, one.value, "元/年", one.source, one.since, until],
            )


def told(engine, figure_id, day=REPORT_DAY):
    """The figure as the command says it."""
    return compute._compute(engine.cursor(), BY_ID[figure_id], day).as_json()


def test_a_raised_standard_is_told_as_the_report_writes_it_the_old_one_and_the_new_one(engine, report):
    laid_out(engine)
    for id_ in ("F038", "F039"):
        said = told(engine, id_)
        assert (said["value"], said["unit"], said["shown"]) == (report[id_], "元/生·年", f"{report[id_]}元/生·年")
        (row,) = rows(engine, id_)
        assert all((row["source"], row["valid_from"], row["before_source"], row["before_from"]))
        assert said["exact"] == row["number"]
        (old,) = rows(engine, id_, dt.date(2024, 2, 29))
        assert (old["number"], old["before"]) == (row["before"], None)
        assert told(engine, id_, dt.date(2024, 2, 29))["value"] == report[id_].split("→")[0]


def test_a_day_without_a_standard_is_no_number(engine):
    assert rows(engine, "F038") == []
    assert engine.execute(BY_ID["F038"].missing, {"as_of": REPORT_DAY}).fetchall()


def test_the_ledger_spans_the_ages_of_the_report_whoever_was_removed_left_out(engine, report):
    laid_out(engine)
    engine.executemany(
        "INSERT INTO ledger_pupils VALUES (?, ?, DATE '2026-09-05', ?)",
        [(f"P{age}", "gone" if age in (5, 17) else "at_school", age) for age in range(5, 18)],
    )
    said, ages = told(engine, "F037"), [row["age"] for row in rows(engine, "F037")]
    assert (said["value"], said["unit"], said["exact"]) == (report["F037"], "周岁", len(set(ages)))
    assert f"{min(ages)}—{max(ages)}" == report["F037"]
    engine.execute("UPDATE ledger_pupils SET state = 'at_school' WHERE age = 17")
    other = told(engine, "F037")
    assert (other["value"], other["state"]) == (None, "unknown")
    assert "从6到17周岁" in other["because"]


def test_without_a_ledger_there_is_no_span(engine):
    laid_out(engine)
    assert told(engine, "F037")["because"] == "缺：适龄儿童少年台账"


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
