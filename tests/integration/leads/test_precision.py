"""预警成效: what was pushed, verified and true, counted by hand beside it."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from huaiyuan.county.leads import actions, against_truth, precision
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.precision import By
from huaiyuan.county.leads.types import Verdict, Way
from tests.cast import OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FoundHit

WEDNESDAY = MONDAY + dt.timedelta(days=2)


def _household(n: int, village: str = VILLAGE) -> str:
    return f"{village}-{n:04d}"


@pytest.fixture
def verified(people, run, judged):
    """甲一村: 1 identify (two hits of R01, one of R09), 2 monitored, 3 phoned unsigned, 4 unfounded, 5 waits. 乙一村: 1 covered."""
    hits = [FoundHit(household_no=_household(n)) for n in range(1, 6)]
    hits += [
        FoundHit(household_no=_household(1), person_id="P000000002"),
        FoundHit(household_no=_household(1), rule="R09", risk_type="因残", department="残联"),
        FoundHit(household_no=_household(1, OTHER_VILLAGE), village_code=OTHER_VILLAGE),
    ]
    actions.open_from_run(run("one", *hits), people.center, at=MONDAY)
    actions.dispatch(by=people.center, at=MONDAY)
    leads = {lead.household_no: lead for lead in Lead.objects.all()}
    judged(leads[_household(1)], Verdict.IDENTIFY, at=WEDNESDAY)
    judged(leads[_household(2)], Verdict.MONITORED, at=WEDNESDAY)
    judged(leads[_household(3)], Verdict.DEPARTMENT, way=Way.PHONE, at=WEDNESDAY)
    judged(leads[_household(4)], Verdict.UNFOUNDED, at=WEDNESDAY)
    judged(leads[_household(1, OTHER_VILLAGE)], Verdict.COVERED, by=people.other_village, at=WEDNESDAY)


@pytest.mark.usefixtures("verified")
def test_by_rule_per_hit_and_per_lead_with_the_three_kinds_of_true_apart(people):
    lines = {line.key: line for line in precision.ledger(people.center, By.RULE)}
    hits, leads = lines["R01"].hits, lines["R01"].leads
    assert (hits.pushed, hits.verified, hits.true, hits.identify, hits.monitored) == (7, 5, 3, 2, 1)
    assert (leads.pushed, leads.verified, leads.true, leads.covered, leads.unfounded) == (6, 4, 2, 1, 1)
    assert (hits.unsigned, leads.unsigned) == (1, 1)
    assert (lines["R09"].hits.pushed, lines["R09"].leads.true) == (1, 1)


@pytest.mark.usefixtures("verified")
def test_by_department_township_and_altogether(people):
    assert {line.key: line.leads.pushed for line in precision.ledger(people.center, By.DEPARTMENT)} == {
        "医保局": 6,
        "残联": 1,
    }
    assert {line.key: line.leads.pushed for line in precision.ledger(people.center, By.TOWNSHIP)} == {
        TOWN: 5,
        OTHER_TOWN: 1,
    }
    (whole,) = precision.ledger(people.center, By.ALL)
    assert (whole.leads.pushed, whole.hits.pushed) == (6, 8)
    assert (whole.days_to_send, whole.days_to_visit, whole.days_to_judge, whole.days_whole) == (0, 2, 0, 2)
    # Five visits for two families that are true and signed.
    assert (whole.visits, whole.visits_per_true) == (5, 2.5)


@pytest.mark.usefixtures("verified")
def test_a_township_sees_its_own_and_others_nothing(people):
    assert [line.leads.pushed for line in precision.ledger(people.other_town, By.ALL)] == [1]
    assert precision.ledger(people.village, By.ALL) == []


@pytest.mark.usefixtures("verified")
def test_what_was_phoned_counts_once_it_is_signed(people):
    lead = Lead.objects.get(household_no=_household(3))
    actions.sign_later(lead.lead_no, signed_on=WEDNESDAY.date(), by=people.village, at=WEDNESDAY)
    (whole,) = precision.ledger(people.center, By.ALL)
    assert (whole.leads.unsigned, whole.leads.verified, whole.leads.true, whole.leads.department) == (0, 5, 3, 1)


@pytest.mark.usefixtures("verified")
def test_few_cases_have_no_rate(people):
    (whole,) = precision.ledger(people.center, By.ALL)
    assert (whole.lead_rate, whole.rate_says) == (None, "样本少，不算率")


@pytest.mark.usefixtures("verified")
def test_enough_cases_have_a_rate_with_its_interval(people):
    pushed = precision.read(precision.access.scope_of(people.center))
    (whole,) = precision.lines(pushed, By.ALL, least=4)
    assert whole.lead_rate == precision.wilson(2, 4)
    assert whole.lead_rate.low < 0.5 < whole.lead_rate.high


def test_hits_against_the_truth_are_found_missed_hidden_or_false():
    hits = pa.table(
        {"rule": ["R01", "R01", "R01", "R09"], "person_id": ["P1", "P1", "P7", "P2"], "household_no": list("abcd")}
    )
    shocks = pa.table({
        "rule": ["R01", "R01", "R01", "R09"], "person_id": ["P1", "P3", "P4", "P2"], "household_no": list("axyd"),
        "visible": [True, True, False, True],
    })  # fmt: skip
    first, second = against_truth.persons(hits, shocks)
    assert (first.rule, first.found, first.missed, first.hidden, first.false) == ("R01", 1, 1, 1, 1)
    assert (second.rule, second.found, second.missed, second.hidden, second.false) == ("R09", 1, 0, 0, 0)
    assert against_truth.households(hits, shocks)[0].false == 2
