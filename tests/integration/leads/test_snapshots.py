"""What leads publish fits the declared snapshot tables, and the lead figures count it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from django.db import connection

from huaiyuan.core.engine import tables
from huaiyuan.county.leads import actions, extract
from huaiyuan.county.leads.figures import FIGURES
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.types import Verdict, Way
from tests.cast import VILLAGE
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FoundHit


def _snapshot() -> duckdb.DuckDBPyConnection:
    """The published rows, cast as snapshots cast them, in a DuckDB with an empty table of monitoring."""
    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'")
    for name, sql in extract.TABLES.items():
        with connection.cursor() as cursor:
            cursor.execute(sql)
            names, rows = [column[0] for column in cursor.description], cursor.fetchall()
        assert set(names) == set(tables.TABLES[name])
        texts = {
            n: pa.array([None if r[i] is None else str(r[i]) for r in rows], pa.string()) for i, n in enumerate(names)
        }
        engine.register("texts", pa.table(texts))
        casts = ", ".join(f"{tables.cast(column, type_)} AS {column}" for column, type_ in tables.TABLES[name].items())
        engine.execute(f"CREATE TABLE {name} AS SELECT {casts} FROM texts")
        engine.unregister("texts")
    engine.execute("CREATE TABLE monitoring (household_no VARCHAR, approved_on DATE)")
    engine.execute("SET TimeZone = 'Asia/Shanghai'")
    return engine


def _count(engine: duckdb.DuckDBPyConnection, figure: str, as_of: dt.date) -> int:
    sql = next(f.records for f in FIGURES if f.id == figure)
    values = {"as_of": as_of} if "$as_of" in sql else {}
    return engine.execute(f"SELECT count(*) FROM ({sql})", values).fetchall()[0][0]


@pytest.fixture
def month(people, run, judged, tmp_path: Path):
    hits = [FoundHit(household_no=f"{VILLAGE}-{n:04d}") for n in range(1, 7)]
    actions.open_from_run(run("one", *hits), people.center, at=MONDAY)
    leads = list(Lead.objects.order_by("lead_no"))
    actions.withdraw(leads[5].lead_no, reason="批次有误", by=people.center, at=MONDAY)
    actions.dispatch(by=people.center, lead_nos=[lead.lead_no for lead in leads[:4]], at=MONDAY)
    for lead in leads:
        lead.refresh_from_db()
    judged(leads[0], Verdict.IDENTIFY)
    judged(leads[1], Verdict.COVERED, way=Way.PHONE, at=MONDAY + dt.timedelta(days=2))
    return leads


def test_the_lead_figures_count_as_of_a_day(month):
    engine, monday = _snapshot(), MONDAY.date()
    figures = [figure.id for figure in FIGURES if figure.id < "L10"]
    on = lambda day: {f: _count(engine, f, day) for f in figures}  # noqa: E731
    assert on(monday) == {"L01": 5, "L02": 4, "L03": 1, "L04": 1, "L05": 1, "L06": 0, "L07": 0}
    assert on(monday + dt.timedelta(days=2))["L03"] == 2
    assert on(monday + dt.timedelta(days=7))["L06"] == 0
    assert on(monday + dt.timedelta(days=8)) == {"L01": 5, "L02": 4, "L03": 2, "L04": 1, "L05": 1, "L06": 2, "L07": 1}


def test_the_month_s_figures_count_what_was_handed_out_and_decided_in_the_month_of_the_day(month):
    engine, monday = _snapshot(), MONDAY.date()
    figures = [figure.id for figure in FIGURES if figure.id > "L10"]
    on = lambda day: {f: _count(engine, f, day) for f in figures}  # noqa: E731
    assert on(monday) == {"L11": 4, "L12": 1, "L13": 1, "L14": 3, "L15": 1, "L16": 1}
    assert on(dt.date(2026, 11, 30)) == {"L11": 4, "L12": 2, "L13": 1, "L14": 2, "L15": 2, "L16": 1}
    assert set(on(dt.date(2026, 12, 1)).values()) == {0}


def test_waiting_for_identification_ends_with_the_countys_decision(month):
    engine = _snapshot()
    engine.execute("INSERT INTO monitoring VALUES (?, ?)", [month[0].household_no, dt.date(2026, 12, 3)])
    assert _count(engine, "L05", dt.date(2026, 12, 2)) == 1
    assert _count(engine, "L05", dt.date(2026, 12, 3)) == 0
