"""A hit is struck for its batch or for its people, and each reason is taken back only by what gave it."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.models import Hit, Lead
from huaiyuan.county.registry import queries
from huaiyuan.county.screening import withdrawing
from huaiyuan.county.screening.models import Run
from huaiyuan.county.upkeep import actions
from huaiyuan.county.upkeep.actions import Filing, Who
from huaiyuan.county.upkeep.types import Kind, Part
from huaiyuan.county.worklist.models import Task
from tests.integration.leads import runs
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FoundHit
from tests.integration.registry.loaded import account
from tests.integration.upkeep.conftest import VILLAGE, county_account, family, file, tiny, tiny_once
from tests.integration.withdrawal.conftest import a_batch

__all__ = ["county_account", "tiny", "tiny_once"]

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)
counter = itertools.count(1)


@pytest.fixture
def found(tiny, tmp_path):
    """One of a family is found in a batch and the lead lies with the village: (page, person, batch)."""

    def act(page: queries.HouseholdPage, person: str) -> tuple[Lead, str]:
        batch = a_batch()
        run = f"20261123-{next(counter):012d}"
        hit = FoundHit(
            household_no=page.household_no, person_id=person, village_code=page.village_code, risk_type="因残",
            rows=f"{batch.batch_id}|Sheet1|7",
        )  # fmt: skip
        leads.open_from_run(runs.write(tmp_path / run, hit), account("county1"), at=MONDAY)
        Run.objects.create(
            run_id=run, as_of=MONDAY.date(), snapshot="", batches=batch.batch_id, hits=1, unknown=0, opened=0,
            merged=0, suppressed=0, finished_at=MONDAY,
        )  # fmt: skip
        lead = Lead.objects.get(household_no=page.household_no)
        leads.dispatch(by=account("county1"), lead_nos=[lead.lead_no], at=MONDAY)
        return lead, batch.batch_id

    return act


def _stands(lead: Lead) -> tuple[str, bool, int]:
    lead.refresh_from_db()
    return (
        lead.state,
        Hit.objects.get(lead=lead).struck,
        Task.objects.filter(subject_no=lead.lead_no, state="open").count(),
    )


def _withdraw(batch: str) -> None:
    withdrawing.withdraw(batch, reason="报成了上个月的", by=account("county1"))


def _dies(page: queries.HouseholdPage, person: str) -> str:
    return file(page, Filing(Kind.DEATH, ON, (Who(Part.GOES, person),))).number


def _did_not_die(number: str) -> None:
    actions.undo_change(number, reason="登记错了人", by=account("county1"), at=MONDAY + dt.timedelta(hours=2))


WITH_VILLAGE, CLOSED = ("sent", False, 1), ("withdrawn", True, 0)


def test_who_died_stays_struck_when_the_batch_is_withdrawn_and_given_back(found):
    page = family(VILLAGE)
    who = page.members[1].person_id
    lead, batch = found(page, who)
    death = _dies(page, who)
    assert _stands(lead) == CLOSED
    _withdraw(batch)
    withdrawing.undo(batch, by=account("county1"))
    assert _stands(lead) == CLOSED
    _did_not_die(death)
    assert _stands(lead) == WITH_VILLAGE


def test_a_batch_that_is_withdrawn_stays_so_when_a_death_was_filed_by_mistake(found):
    page = family(VILLAGE)
    who = page.members[1].person_id
    lead, batch = found(page, who)
    _withdraw(batch)
    death = _dies(page, who)
    _did_not_die(death)
    assert _stands(lead) == CLOSED
    withdrawing.undo(batch, by=account("county1"))
    assert _stands(lead) == WITH_VILLAGE


def test_a_batch_given_back_sends_nobody_to_one_who_died_meanwhile_until_that_was_a_mistake(found):
    page = family(VILLAGE)
    who = page.members[1].person_id
    lead, batch = found(page, who)
    _withdraw(batch)
    death = _dies(page, who)
    withdrawing.undo(batch, by=account("county1"))
    assert _stands(lead) == CLOSED
    _did_not_die(death)
    assert _stands(lead) == WITH_VILLAGE


def test_a_death_taken_back_sends_nobody_while_the_batch_is_withdrawn(found):
    page = family(VILLAGE)
    who = page.members[1].person_id
    lead, batch = found(page, who)
    death = _dies(page, who)
    _withdraw(batch)
    _did_not_die(death)
    assert _stands(lead) == CLOSED
    withdrawing.undo(batch, by=account("county1"))
    assert _stands(lead) == WITH_VILLAGE
