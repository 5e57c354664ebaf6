"""Screening as the command does it: snapshot, child, leads; the same inputs once; nothing half when it breaks."""

from __future__ import annotations

import pytest

from huaiyuan.base.access.scope import Scope
from huaiyuan.base.audit.models import Event
from huaiyuan.core.engine import child
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.screening import actions, queries
from huaiyuan.county.screening.models import Run
from tests.integration.screening.world import TODAY

COUNTY = Scope(("411330",))


def fall_ill(county, how_many=6):
    """Big bills of the first of several households."""
    homes = {}
    for person in county.world.people:
        homes.setdefault(person["household_no"], person)
    for person in list(homes.values())[:how_many]:
        county.world.bill(person["person_id"], "50000")
    return set(list(homes)[:how_many])


def screen(county, **more):
    return actions.screen(as_of=TODAY, by=county.by, **more)


def test_a_run_opens_one_lead_a_household_and_tells_what_it_did(county):
    ill = fall_ill(county)
    result = screen(county)
    assert list(result) == ["run", "as_of", "rules", "leads", "seconds"]
    assert result["as_of"] == "2026-11-23"
    found = {line["id"]: line for line in result["rules"]}
    assert found["R01"]["true"] + found["R02"]["true"] == len(ill)
    assert found["R31"] == {"id": "R31", "true": 0, "unknown": 0, "off_because": "缺 2026 年参考线"}
    assert result["leads"] == {"opened": len(ill), "merged": 0, "suppressed": 0}
    assert set(Lead.objects.values_list("household_no", flat=True)) == ill
    assert {"snapshot", "rules", "leads"} <= set(result["seconds"])
    assert Event.objects.filter(action="screening.run.done").count() == 1


@pytest.mark.slow
def test_the_same_inputs_are_the_same_run(county):
    fall_ill(county)
    first, again = screen(county), screen(county)
    assert again["run"] == first["run"], "leads are no input: opening them does not make another run"
    assert again["leads"] == first["leads"]
    assert (Run.objects.count(), Lead.objects.count()) == (1, first["leads"]["opened"])


@pytest.mark.slow
def test_another_file_is_another_run_that_merges_into_live_leads(county):
    ill = fall_ill(county)
    first = screen(county)
    card = {"category": "肢体", "grade": "一级", "issued_on": TODAY}
    known = next(p for p in county.world.people if p["household_no"] in ill)
    county.world.row("disability_cards", known["person_id"], **card)
    second = screen(county)
    assert second["run"] != first["run"]
    assert second["leads"]["opened"] == 0
    assert second["leads"]["merged"] >= 1


@pytest.mark.slow
def test_a_dry_run_says_what_would_happen_and_leaves_nothing(county):
    fall_ill(county)
    before = sorted(p.name for p in county.runs.iterdir())
    would = screen(county, dry_run=True)
    assert would["leads"]["opened"] > 0
    assert (Lead.objects.count(), Run.objects.count()) == (0, 0)
    assert sorted(p.name for p in county.runs.iterdir()) == before
    did = screen(county)
    assert (did["run"], did["rules"], did["leads"]) == (would["run"], would["rules"], would["leads"])


@pytest.mark.slow
def test_a_run_that_dies_in_the_child_leaves_the_last_whole_result(county, monkeypatch):
    fall_ill(county)
    whole = screen(county)
    before = sorted(p.name for p in county.runs.iterdir())
    fall_ill(county, 9)

    def die(*_, **__):
        raise DomainError(child.errors.CHILD_KILLED, signal=9)

    with monkeypatch.context() as broken:
        broken.setattr(actions.child, "call", die)
        with pytest.raises(DomainError) as refusal:
            screen(county)
    assert refusal.value.code == "ENGINE_CHILD_KILLED"
    assert queries.latest_run().run_id == whole["run"]
    assert sorted(p.name for p in county.runs.iterdir()) == before
    assert screen(county)["run"] != whole["run"]


@pytest.mark.slow
def test_a_run_whose_leads_fail_is_not_written_down_and_is_finished_by_the_next(county, monkeypatch):
    fall_ill(county)
    with monkeypatch.context() as broken:
        broken.setattr(actions, "_write_down", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            screen(county)
    assert (Lead.objects.count(), Run.objects.count()) == (0, 0), "both or neither"
    assert screen(county)["leads"]["opened"] > 0


@pytest.mark.slow
def test_pages_read_runs_and_the_unknown_by_name_within_their_scope(county):
    fall_ill(county)
    result = screen(county)
    run = queries.latest_run()
    assert run.run_id == result["run"]
    by_rule = {line.rule: line for line in run.results}
    assert by_rule["R31"].off_because == "缺 2026 年参考线"
    unknown = queries.unknown(run.run_id, "R09", COUNTY, most=1000)
    assert len(unknown) == by_rule["R09"].unknown > 0
    assert queries.unknown_by_reason(run.run_id, "R09", COUNTY) == [("“持证”：表里没有覆盖本村", len(unknown))]
    village = unknown[0].village_code
    assert {line.village_code for line in queries.unknown(run.run_id, "R09", Scope((village,)))} == {village}
    assert queries.unknown(run.run_id, "R09", Scope()) == []
    first, second = (
        queries.unknown(run.run_id, "R09", COUNTY, after=after, most=5) for after in ("", unknown[4].person_id)
    )
    assert [*first, *second] == unknown[:10]


def test_an_unknown_run_is_refused(db):
    with pytest.raises(DomainError) as refusal:
        queries.unknown("20261123-nothing", "R01", COUNTY)
    assert refusal.value.code == "SCREENING_NO_RUN"


@pytest.mark.slow
def test_whom_a_rule_leaves_undecided_is_listed_whatever_it_looks_at(county):
    """Households and villages have no person's number, and stand in the list all the same."""
    fall_ill(county)
    run = screen(county)["run"]
    homes = queries.unknown(run, "R15", COUNTY)
    assert homes
    assert all(line.person_id == line.household_no for line in homes)
    villages = queries.unknown(run, "R17", COUNTY)
    assert villages
    assert {line.household_no for line in villages} == {""}
    more = queries.unknown(run, "R15", COUNTY, after=homes[0].person_id)
    assert homes[0] not in more
    assert more == homes[1:] or len(homes) == 50
