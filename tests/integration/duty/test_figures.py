"""F031, F032, F033, F057: what they count, on tables small enough to count by hand, and on the small demo county."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from huaiyuan.base.figures.catalogue import FIGURES
from huaiyuan.base.figures.printed import FLOOR_HUNDREDS

ROOT = Path(__file__).resolve().parents[3]
REPORTED = ("F031", "F032", "F033", "F057")
AS_OF = dt.date(2026, 10, 31)
TABLES = """
CREATE TABLE household_now AS SELECT * FROM (VALUES
    ('H1', 'V1', '脱贫户', NULL, NULL, NULL), ('H2', 'V1', '一般农户', '边缘易致贫户', '未消除', DATE '2026-04-08'),
    ('H3', 'V2', '脱贫户', '脱贫不稳定户', '已消除', DATE '2022-04-08'), ('H4', 'V2', '一般农户', NULL, NULL, NULL),
    ('H5', 'V2', '一般农户', '边缘易致贫户', '已清退', DATE '2026-04-08')
) t(household_no, village_code, archive_type, category, risk_state, approved_on);
CREATE TABLE helpers AS SELECT * FROM (VALUES
    ('B1', 'k1', '甲局', 'county', true), ('B2', 'k1', '乙局', 'city', true), ('B3', NULL, '丙村', 'village', true),
    ('B4', NULL, '丁公司', 'county', false)
) t(helper_no, id_key, unit_name, unit_level, public_servant);
CREATE TABLE pairings AS SELECT *, DATE '2026-01-01' AS valid_from FROM (VALUES
    ('H1', 'B1', 'principal', DATE '9999-12-31'), ('H2', 'B2', 'principal', DATE '9999-12-31'),
    ('H3', 'B4', 'principal', DATE '2026-10-31'), ('H3', 'B3', 'assistant', DATE '9999-12-31')
) t(household_no, helper_no, part, valid_to);
CREATE TABLE home_visits AS SELECT * FROM (VALUES
    ('H1', DATE '2026-10-02'), ('H3', DATE '2026-09-30')) t(household_no, visited_on)"""


@pytest.fixture
def by_hand():
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield lambda sql: connection.execute(sql, {"as_of": AS_OF} if "$as_of" in sql else {}).fetchall()


def test_kinds_and_units_are_those_of_the_report():
    with (ROOT / "docs/source/figures.csv").open(encoding="utf-8") as file:
        printed = {row["id"]: row for row in csv.DictReader(file)}
    for id_ in REPORTED:
        assert (FIGURES[id_].kind, FIGURES[id_].unit) == (printed[id_]["kind"], printed[id_]["unit"])


def test_more_than_so_many_is_printed_as_the_report_prints_it():
    assert FLOOR_HUNDREDS.shown(Decimal(4999), FIGURES["F031"].unit) == "4900余名"


def test_one_person_in_two_units_is_one_helper_and_the_village_is_no_level(by_hand):
    assert len(by_hand(FIGURES["F031"].records)) == 1
    assert {row[0] for row in by_hand(FIGURES["F032"].records)} == {"county", "city"}


def test_cover_counts_a_household_of_both_kinds_once_and_an_assistant_is_no_principal(by_hand):
    helped, every = (by_hand(sql) for sql in (FIGURES["F033"].records, FIGURES["F033"].base))
    assert ({row[0] for row in helped}, {row[0] for row in every}) == ({"H1", "H2"}, {"H1", "H2", "H3"})
    assert {row[0] for row in by_hand(FIGURES["V01"].records)} == {"H3"}


def test_each_family_identified_this_year_has_its_public_servant(by_hand):
    assert [row[0] for row in by_hand(FIGURES["F057"].records)] == ["H2"]
    assert [row[0] for row in by_hand(FIGURES["F057"].base)] == ["H2"]


def test_visits_are_counted_by_households_of_the_quarter(by_hand):
    visited, waiting = (by_hand(FIGURES[id_].records) for id_ in ("V02", "V03"))
    assert ({row[0] for row in visited}, {row[0] for row in waiting}) == ({"H1"}, {"H2", "H3"})
