"""Figures open to the records they count, say what is missing, and keep their identities."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from huaiyuan.base.access import queries as access
from huaiyuan.base.figures import compute, snapshots
from huaiyuan.base.figures.catalogue import FIGURES, IDENTITIES, Kind
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from tests.integration.registry.loaded import account

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
OURS = [f"F{n:03}" for n in (*range(1, 23), 56, 58)]


@pytest.fixture
def county(tiny):
    return compute.compute(clock.today())


@pytest.mark.slow
def test_a_figure_is_as_many_as_its_drill_down(county):
    scope = access.scope_of(account("county1"))
    for id_ in OURS:
        found = compute.records(id_, clock.today(), scope, limit=100_000)
        assert found.total == len(found.rows)
        if FIGURES[id_].kind is Kind.COUNT:
            assert county.figures[id_].exact == found.total
        else:
            assert [row["number"] for row in found.rows] == [county.figures[id_].exact]


@pytest.mark.slow
def test_a_drill_down_reaches_only_the_rows_of_who_looks(county):
    whole = compute.records("F012", clock.today(), access.scope_of(account("county1")), limit=10_000)
    parts = [
        compute.records("F012", clock.today(), access.scope_of(account(who)), limit=10_000)
        for who in ("yuehe", "huilong")
    ]
    assert sum(part.total for part in parts) == whole.total
    assert {row["village_code"][:9] for row in parts[0].rows} == {"411330101"}


@pytest.mark.slow
def test_a_drill_down_turns_its_pages(county):
    scope = access.scope_of(account("county1"))
    whole = compute.records("F012", clock.today(), scope, limit=10_000).rows
    pages = [compute.records("F012", clock.today(), scope, offset=at, limit=7).rows for at in range(0, len(whole), 7)]
    assert [row for page in pages for row in page] == whole


def test_a_figure_nobody_registered_is_refused(county):
    with pytest.raises(DomainError) as refused:
        compute.records("F999", clock.today(), access.scope_of(account("county1")))
    assert refused.value.code == "FIGURES_NO_FIGURE"


def test_our_identities_hold(county):
    told = {"I01", "I02", "I03", "I04", "I06", "I07", "I10", "I11", "I19"}
    assert set(IDENTITIES) >= told
    # Those of ledgers that nobody has filled here cannot be told.
    assert {county.identities[id_].state for id_ in told} == {"holds"}
    assert {id_: found.state for id_, found in county.identities.items() if found.state == "fails"} == {}


@pytest.mark.slow
def test_before_any_roster_was_closed_the_count_is_unknown_and_says_why(county):
    early = compute.compute(dt.date(2025, 11, 29))
    assert early.figures["F009"].state == "unknown"
    assert early.figures["F009"].shown == "不明（缺：2025年11月29日以前关账的年度动态管理名册）"
    assert early.figures["F009"].as_json()["value"] is None
    assert early.identities["I11"].state == "cannot tell"
    assert early.identities["I01"].state == "holds"


def test_kinds_units_and_titles_are_those_of_the_report():
    with (ROOT / "docs/source/figures.csv").open(encoding="utf-8") as file:
        printed = {row["id"]: row for row in csv.DictReader(file)}
    for id_ in OURS:
        assert (FIGURES[id_].kind, FIGURES[id_].unit) == (printed[id_]["kind"], printed[id_]["unit"])


def test_without_a_snapshot_a_page_says_what_to_do(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with pytest.raises(DomainError) as refused:
        snapshots.newest()
    assert refused.value.code == "FIGURES_NO_SNAPSHOT"
