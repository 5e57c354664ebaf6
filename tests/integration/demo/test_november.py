"""What makes the demo's November alive is there, each as it was planted and found by the app's own eyes; the report is not moved.

A township's round half way, sheets printed and one signed, an objection nobody answered, a family a meeting gave back,
visits that two periods lack.
"""

from __future__ import annotations

import sqlite3
from collections import Counter

import pyarrow.parquet as pq
import pytest

from huaiyuan.synth import coldsnap, loose_ends
from huaiyuan.synth.helping import load as helping
from proof import command

pytestmark = pytest.mark.slow


def truth(folder, name):
    return pq.read_table(command.files_of(folder) / "truth" / name).to_pylist()


@pytest.fixture(scope="module")
def county(small_county):
    with sqlite3.connect(f"file:{small_county}/huaiyuan.db?mode=ro", uri=True) as database:
        yield database


def test_a_township_is_half_way_through_a_round_of_its_own_and_the_report_does_not_count_it(county, small_county):
    planted = truth(small_county, coldsnap.NOVEMBER)
    found = county.execute(
        "SELECT l.household_no, l.state, l.result, l.looked_on FROM rounds_line l JOIN rounds_round r ON r.id = l.round_id"
        " WHERE r.number = ?", (coldsnap.NUMBER,)
    ).fetchall()  # fmt: skip
    assert sorted(found) == sorted(
        (row["household_no"], row["state"], row["result"] or "", str(row["looked_on"]) if row["looked_on"] else None)
        for row in planted
    )
    told = command.run(small_county, "rounds", "--json", "--by", "t411330101")["rounds"][0]
    assert (told["number"], told["area"], told["closed_on"]) == (coldsnap.NUMBER, coldsnap.TOWNSHIP, None)
    assert 0 < told["villages_closed"] < told["villages"]
    states = Counter(row["state"] for row in planted)
    assert 0 < states["waiting"] < len(planted)
    villages = {code for (code,) in county.execute(
        "SELECT owner_area FROM worklist_task WHERE kind = 'round_screen' AND state = 'open' AND subject_no LIKE ?",
        (f"{coldsnap.NUMBER}-%",)
    )}  # fmt: skip
    assert len(villages) == told["villages"] - told["villages_closed"]
    # What the snow broke went to the village as a lead of the round, at once.
    [(risk, lead)] = county.execute(
        "SELECT p.risk_type, p.lead_no FROM rounds_roundproblem p JOIN rounds_line l ON l.id = p.line_id"
        " JOIN rounds_round r ON r.id = l.round_id WHERE r.number = ?", (coldsnap.NUMBER,)
    ).fetchall()  # fmt: skip
    assert risk == coldsnap.LIVE_RISK
    assert county.execute("SELECT state FROM leads_lead WHERE lead_no = ?", (lead,)).fetchone()[0] != "closed"


def test_the_papers_of_november_are_as_they_were_planted(county, small_county):
    planted = {(row["kind"], row["number"], row["household_no"]) for row in truth(small_county, loose_ends.TRUTH)}
    found = {
        ("printed", *row) for row in county.execute("SELECT code, household_no FROM reports_printedform")
    } | {
        ("signed", *row) for row in county.execute(
            "SELECT p.code, p.household_no FROM reports_signedsheet s JOIN reports_printedform p ON p.id = s.printed_id")
    } | {
        ("objected", *row) for row in county.execute(
            "SELECT c.case_no, c.household_no FROM casework_objection o JOIN casework_casefile c ON c.id = o.case_id"
            " JOIN casework_publicsheet s ON s.case_id = c.id AND s.kind = 'notice'"
            " WHERE o.answer = '' AND c.procedure = 'exit' AND c.state = 'noticed' AND s.ends_on >= '2026-11-23'")
    } | {
        ("returned", *row) for row in county.execute(
            "SELECT c.case_no, c.household_no FROM casework_meetingitem i JOIN casework_casefile c ON c.id = i.case_id"
            " WHERE i.result = 'returned' AND c.state = 'mend_township'")
    }  # fmt: skip
    assert found == planted
    kinds = Counter(kind for kind, *_ in planted)
    assert (kinds["printed"], kinds["signed"], kinds["objected"]) == (len(loose_ends.SHEETS), 1, 1)
    tasks = dict(
        county.execute("SELECT subject_no, kind FROM worklist_task WHERE state = 'open' AND kind LIKE '%objection%'")
    )
    assert {number for kind, number, _ in planted if kind == "objected"} <= tasks.keys()


def test_whom_nobody_visited_for_two_periods_the_county_is_told(county, small_county):
    handed = {no for (no,) in county.execute(
        "SELECT p.household_no FROM duty_handoverline h JOIN duty_pairing p ON p.id = h.begun_id"
    )}  # fmt: skip
    planted = {row["household_no"] for row in truth(small_county, helping.OVERDUE)} - handed
    told = command.run(small_county, "pairings", "--overdue", "--by", "county1")["households"]
    assert {one["household_no"] for one in told} - handed == planted
    assert planted
