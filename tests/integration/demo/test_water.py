"""The demo's water: as of the report day what the report says, on the demo's day what was planted, counted by this test's own SQL."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from huaiyuan.synth.watering.load import TRUTH
from proof import command

pytestmark = pytest.mark.slow

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "source" / "figures.csv"
OPEN = "SELECT number FROM guarantees_waterrepair WHERE opened_on <= :on AND (cleared_on IS NULL OR cleared_on > :on)"
LATE = f"{OPEN} AND due_on < :on"
SOURCES = """
SELECT w.number, max(t.sampled_on), t.state FROM guarantees_waterworks w JOIN guarantees_watertest t ON t.works_id = w.id
WHERE w.supply = 'central' AND t.sample = 'source' AND t.told_on <= '2026-10-31' AND t.sampled_on > '2025-10-31' GROUP BY w.number"""
DRY = """
SELECT count(*) FROM reference_area a WHERE a.lifted_village AND NOT EXISTS (
    SELECT 1 FROM guarantees_waterserved s WHERE s.village_code = a.code AND NOT EXISTS (
        SELECT 1 FROM guarantees_waterrepair r WHERE r.works_id = s.works_id AND r.trouble = 'none' AND r.stopped_on <= :on
        AND (r.restored_on IS NULL OR r.restored_on > :on)))"""
TWICE = "SELECT count(*) - count(DISTINCT repair_id) FROM guarantees_waterfund WHERE repair_id IS NOT NULL"
UNPAID = """
SELECT count(*) FROM guarantees_waterrepair r LEFT JOIN guarantees_waterfund f ON f.repair_id = r.id
WHERE r.state = 'cleared' AND r.amount > 0 AND (f.id IS NULL OR f.amount <> r.amount OR f.state <> 'booked')"""


def rows(county: Path, sql: str, **values: object) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{county / 'huaiyuan.db'}?mode=ro", uri=True)) as database:
        return database.execute(sql, values).fetchall()


def test_water_of_the_report_day_and_of_today(small_county):
    with FIGURES.open(encoding="utf-8") as lines:
        printed = {
            row["id"]: int(row["value"])
            for row in csv.DictReader(lines)
            if row["id"] in ("F049", "F050", "F051", "F052")
        }
    assert rows(small_county, "SELECT count(*) FROM guarantees_waterworks") == [(printed["F049"],)]
    assert len(rows(small_county, LATE, on="2026-10-31")) == printed["F050"]
    [(lifted,)] = rows(small_county, "SELECT count(*) FROM reference_area WHERE lifted_village")
    assert rows(small_county, DRY, on="2026-10-31") == [(0,)]
    assert lifted == printed["F051"]
    states = Counter(state for *_, state in rows(small_county, SOURCES))
    assert (set(states), printed["F052"]) == ({"passed"}, 100)
    [(central,)] = rows(small_county, "SELECT count(*) FROM guarantees_waterworks WHERE supply = 'central'")
    assert central > states["passed"], "some were not tested, and are not passed"

    planted = pq.read_table(command.files_of(small_county) / "truth" / TRUTH).to_pylist()
    kinds = Counter(one["kind"] for one in planted)
    assert len(rows(small_county, LATE, on="2026-11-23")) == kinds["late"] > 0
    found = Counter(
        rows(
            small_county,
            "SELECT w.number, r.state FROM guarantees_waterrepair r JOIN guarantees_waterworks w ON w.id = r.works_id WHERE r.cleared_on IS NULL",
        )
    )
    assert {(one["works"], one["stage"]) for one in planted} <= set(found)
    # A family's call about what is planted already comes to that order.
    [(called,)] = rows(
        small_county, "SELECT count(*) FROM guarantees_waterrepair WHERE cleared_on IS NULL AND came = 'code'"
    )
    assert sum(found.values()) == len(planted) + called
    [dry] = [one["works"] for one in planted if one["kind"] == "dry"]
    [(haul, works)] = rows(
        small_county,
        "SELECT h.id, w.number FROM guarantees_waterhaul h JOIN guarantees_waterworks w ON w.id = h.works_id",
    )
    assert works == dry
    led = rows(
        small_county, "SELECT household_no, lead_no FROM guarantees_waterhauled WHERE haul_id = :haul", haul=haul
    )
    assert led
    assert all(lead for _, lead in led)
    assert (rows(small_county, TWICE), rows(small_county, UNPAID)) == ([(0,)], [(0,)])
