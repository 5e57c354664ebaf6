"""The demo's two rounds are those that were planted, counted by nobody's code but this test's own."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import sqlite3
from pathlib import Path

import duckdb
import pytest

from huaiyuan.synth.screenings import ROUNDS, TRUTH
from proof import command

pytestmark = pytest.mark.slow

REPORT = dt.date(2026, 10, 31)
FIGURES = Path(__file__).resolve().parents[3] / "docs" / "source" / "figures.csv"


@pytest.fixture(scope="module")
def county(small_county):
    with sqlite3.connect(f"file:{small_county}/huaiyuan.db?mode=ro", uri=True) as database:
        yield database


def _lines(county) -> list[tuple]:
    return county.execute(
        "SELECT r.number, l.household_no, l.state, l.result, l.looked_on FROM rounds_line l"
        " JOIN rounds_round r ON r.id = l.round_id WHERE r.area_code = '' ORDER BY 1, 2"
    ).fetchall()


def test_every_line_is_as_it_was_planted(county, small_county):
    file = command.files_of(small_county) / "truth" / TRUTH
    planted = duckdb.execute(
        "SELECT round_number, household_no, state, coalesce(result, ''), CAST(looked_on AS VARCHAR)"
        " FROM read_parquet($file) ORDER BY 1, 2",
        {"file": str(file)},
    ).fetchall()
    assert [tuple(row) for row in planted] == _lines(county)


def test_two_rounds_reached_every_rural_household_as_the_report_says(county, small_county):
    with FIGURES.open(encoding="utf-8") as lines:
        printed = {row["id"]: row["value"] for row in csv.DictReader(lines)}
    closed = county.execute(
        "SELECT r.id, c.closed_on FROM rounds_closing c JOIN rounds_round r ON r.id = c.round_id"
        " WHERE c.level = 'county' AND c.closed_on <= ? AND (c.reopened_on IS NULL OR c.reopened_on > ?)",
        (REPORT.isoformat(), REPORT.isoformat()),
    ).fetchall()
    assert len(closed) == int(printed["F054"])
    for round_id, day in closed:
        homes = {no for (no,) in county.execute(
            "SELECT household_no FROM registry_household WHERE rural AND registered_on <= ?"
            " AND (closed_on IS NULL OR closed_on > ?)", (day, day)
        )}  # fmt: skip
        seen = {no for (no,) in county.execute(
            "SELECT household_no FROM rounds_line WHERE round_id = ? AND first_on <= ?", (round_id, day)
        )}  # fmt: skip
        assert 100 * len(homes & seen) / len(homes) == float(printed["F055"])
    told = command.run(small_county, "figures", "--as-of", REPORT.isoformat(), "--json")
    shown = {figure["id"]: float(figure["value"]) for figure in told["figures"] if figure["id"] in ("F054", "F055")}
    assert shown == {"F054": float(printed["F054"]), "F055": float(printed["F055"])}


def test_what_is_alive_in_november_has_its_tasks_and_the_lots_can_be_drawn_again(county):
    autumn = ROUNDS[-1].number
    kinds = dict(county.execute(
        "SELECT kind, count(*) FROM worklist_task WHERE state = 'open' AND subject_no LIKE ? GROUP BY kind", (f"{autumn}-%",)
    ).fetchall())  # fmt: skip
    assert kinds["round_recheck"] > 0
    assert kinds["round_again"] > 0
    assert kinds["round_screen"] == 1
    [(seed, percent, round_id)] = county.execute(
        "SELECT seed, recheck_percent, id FROM rounds_round WHERE number = ?", (autumn,)
    ).fetchall()
    village = county.execute("SELECT village_code FROM rounds_draw WHERE round_id = ? LIMIT 1", (round_id,)).fetchone()[
        0
    ]
    looked = [no for (no,) in county.execute(
        "SELECT household_no FROM rounds_line WHERE round_id = ? AND village_code = ? AND state <> 'gone'", (round_id, village)
    )]  # fmt: skip
    drawn = [no for (no,) in county.execute(
        "SELECT l.household_no FROM rounds_recheck c JOIN rounds_line l ON l.id = c.line_id"
        " JOIN rounds_draw d ON d.id = c.draw_id WHERE d.round_id = ? AND d.village_code = ? ORDER BY c.place",
        (round_id, village),
    )]  # fmt: skip
    by_hand = sorted(looked, key=lambda no: hashlib.sha256(f"{seed}|{no}".encode()).hexdigest())
    assert drawn == by_hand[: -(-len(looked) * percent // 100)]
