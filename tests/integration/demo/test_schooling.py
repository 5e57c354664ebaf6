"""The demo's education ledgers: what is planted is found by the ledgers' own eyes, and no child is called out of school wrongly."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from huaiyuan.core.policy import parameters
from proof import command

pytestmark = pytest.mark.slow

STANDARD = {"boarding_primary": "education.aid.boarding_primary", "boarding_junior": "education.aid.boarding_junior",
            "day_primary": "education.aid.day_primary", "day_junior": "education.aid.day_junior"}  # fmt: skip
COMPULSORY, MANY_DAYS, OUT = 15, 3, ("疑似辍学", "辍学", "名在人不在")


@pytest.fixture(scope="module")
def asked(small_county):
    """Rows of the small county's database."""

    def ask(sql, *values):
        with sqlite3.connect(f"file:{small_county / 'huaiyuan.db'}?mode=ro", uri=True) as connection:
            return connection.execute(sql, values).fetchall()

    return ask


@pytest.fixture(scope="module")
def planted(small_county):
    """What was planted, by kind: persons with their details."""
    found: dict[str, set[tuple[str, str]]] = {}
    for row in pq.read_table(command.files_of(small_county) / "truth" / "schooling.parquet").to_pylist():
        found.setdefault(row["kind"], set()).add((row["person_id"], row["detail"]))
    return found


def persons(rows):
    return {row[0] for row in rows}


def test_what_is_planted_about_single_children_is_what_the_ledgers_show(asked, planted):
    without_number = "SELECT person_no FROM guarantees_pupil WHERE state = 'away' AND away_no = ''"
    assert persons(asked(without_number)) == persons(planted.get("县外就读没有学籍号", ()))
    unsigned = "SELECT person_no FROM guarantees_hometeaching WHERE agreed_on IS NULL"
    assert persons(asked(unsigned)) == persons(planted.get("送教档案缺家长签字", ()))
    behind = "SELECT person_no FROM guarantees_hometeaching WHERE state = 'behind'"
    assert persons(asked(behind)) == persons(planted.get("十月没送够", ()))
    waiting = "SELECT person_no FROM guarantees_return WHERE state = 'working' AND found_by <> '' AND confirmed_on IS NOT NULL"
    assert persons(asked(waiting)) == persons(planted["辍学在劝返"])


def test_aid_that_was_forgotten_or_paid_short_is_so_in_the_ledger_and_nothing_else_is(asked, planted):
    shipped = parameters.load()
    paid = asked("SELECT person_no, benefit, term, yuan FROM guarantees_aid")
    have = {(person, term, benefit) for person, benefit, term, _ in paid}
    assert len(have) > 1000
    for person, detail in planted["应享未享"]:
        term, benefit = detail.split()
        assert (person, term, benefit) not in have
    short = set()
    for person, benefit, term, fen in paid:
        standard = shipped[STANDARD[benefit]] if benefit in STANDARD else None
        if standard is not None and Decimal(fen) / 50 in {old.value for old in standard.values[:-1]}:
            short.add((person, f"{term} {benefit}"))
    assert short == planted.get("按旧标准发少了", set())


def test_a_child_is_out_of_school_only_if_its_roll_says_so_or_lacks_it_without_reason(asked, planted, small_county):
    truth = {
        row["person_id"]: row
        for row in pq.read_table(command.files_of(small_county) / "truth" / "young.parquet").to_pylist()
    }
    being_brought_back = persons(planted["辍学在劝返"]) | persons(planted["返校待安置"])
    out = asked("SELECT person_no, age, roll_says FROM guarantees_pupil WHERE state IN ('suspected', 'dropout')")
    assert len(out) > len(being_brought_back)
    for person, age, says in out:
        row = truth[person]
        said_so = row["status"] in OUT or (row["absent_days"] or 0) >= MANY_DAYS
        assert age <= COMPULSORY
        assert person in being_brought_back or (row["struck"] and not row["on_roll"] and says == "absent") or said_so, (
            person
        )
    missed = [
        person for person, row in truth.items()
        if row["on_roll"] and row["status"] in OUT and person not in {found for found, _, _ in out} | being_brought_back
    ]  # fmt: skip
    matched = asked("SELECT count(*) FROM guarantees_pupil WHERE roll_says IN ('suspected', 'dropout')")[0][0]
    assert len(missed) <= max(1, matched // 4), "what dirt in the roll hides is a few"
