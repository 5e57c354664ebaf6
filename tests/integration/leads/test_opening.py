"""Hits become leads: one a household, once a run, and not again what was just verified."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions
from huaiyuan.county.leads.models import Hit, Lead, Opening, Risk
from huaiyuan.county.leads.types import Grade, State, Verdict
from huaiyuan.county.worklist.models import Task
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FIRST, SECOND, THIRD, FoundHit

DISABLED = FoundHit(
    rule="R09", risk_type="因残", department="残联", grade="橙", fingerprint="00000000000000bb", facts="grade=1"
)
WORSE = FoundHit(facts="paid_yuan=12000", fingerprint="00000000000000cc")
NEXT_MONTH = MONDAY + dt.timedelta(days=30)
IN_SPRING = MONDAY + dt.timedelta(days=100)


def test_hits_of_one_household_become_one_lead_with_a_risk_for_each_type(people, run):
    child = FoundHit(person_id="P000000002")
    result = actions.open_from_run(run("one", FoundHit(), child, DISABLED), people.center, at=MONDAY)

    assert result == {"opened": 1, "merged": 0, "suppressed": 0}
    lead = Lead.objects.get()
    assert (lead.lead_no, lead.state, lead.grade) == ("XS2026-000001", State.OPEN, Grade.ORANGE)
    assert dict(lead.risks.values_list("risk_type", "grade")) == {"因病": "yellow", "因残": "orange"}
    assert list(lead.hits.order_by("hit_no").values_list("hit_no", "rule")) == [
        ("XS2026-000001-01", "R09"), ("XS2026-000001-02", "R01"), ("XS2026-000001-03", "R01"),
    ]  # fmt: skip


def test_the_same_run_opened_twice_writes_once_and_answers_the_same(people, run):
    folder = run("one", FoundHit(), FoundHit(household_no=SECOND))
    first = actions.open_from_run(folder, people.center, at=MONDAY)
    events = Event.objects.count()

    assert actions.open_from_run(folder, people.center, at=MONDAY) == first
    assert (Lead.objects.count(), Hit.objects.count(), Opening.objects.count()) == (2, 2, 1)
    assert Event.objects.count() == events


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(people, run):
    assert actions.would_open(run("one", FoundHit()), at=MONDAY) == {"opened": 1, "merged": 0, "suppressed": 0}
    assert Lead.objects.count() == Opening.objects.count() == 0


def test_one_live_lead_a_household_under_two_runs(opened, people, run):
    lead = opened()
    result = actions.open_from_run(run("two", FoundHit(), DISABLED), people.center, at=NEXT_MONTH)

    assert result == {"opened": 0, "merged": 1, "suppressed": 0}
    lead.refresh_from_db()
    assert Lead.objects.count() == 1
    assert (lead.grade, lead.version, lead.changed_how) == (Grade.ORANGE, 2, "merge")
    assert sorted(lead.risks.values_list("risk_type", flat=True)) == ["因残", "因病"]
    assert set(lead.hits.values_list("hit_no", "run_id", "last_run_id")) == {
        ("XS2026-000001-01", "first", "two"), ("XS2026-000001-02", "two", "two"),
    }  # fmt: skip


def test_the_same_facts_found_again_leave_a_live_lead_as_it_is(opened, people, run):
    lead = opened()
    assert actions.open_from_run(run("two", FoundHit()), people.center, at=NEXT_MONTH)["merged"] == 1
    lead.refresh_from_db()
    assert (lead.version, lead.hits.count()) == (1, 1)


def test_a_red_hit_merged_at_the_village_brings_the_deadline_forward(sent, people, run):
    lead = sent()
    before = lead.due_at
    red = FoundHit(rule="R11", risk_type="因义务教育", grade="红", fingerprint="00000000000000dd")
    actions.open_from_run(run("two", red), people.center, at=MONDAY)

    lead.refresh_from_db()
    task = Task.objects.get(kind="verify_lead")
    assert (lead.grade, task.grade) == (Grade.RED, "red")
    assert lead.due_at == task.due_at == MONDAY + dt.timedelta(hours=48) < before


@pytest.mark.parametrize("verdict", [Verdict.UNFOUNDED, Verdict.COVERED, Verdict.IDENTIFY, Verdict.MONITORED])
def test_a_judged_risk_is_not_asked_again_until_its_facts_change(sent, judged, people, run, verdict):
    judged(sent(), verdict)
    same = actions.open_from_run(run("two", FoundHit()), people.center, at=IN_SPRING)
    assert same == {"opened": 0, "merged": 0, "suppressed": 1}

    changed = actions.open_from_run(run("three", WORSE), people.center, at=IN_SPRING)
    assert changed == {"opened": 1, "merged": 0, "suppressed": 0}
    assert Lead.objects.latest("id").lead_no == "XS2027-000001"


def test_within_the_silence_even_changed_facts_wait_when_it_was_unfounded(sent, judged, people, run):
    judged(sent(), Verdict.UNFOUNDED)
    assert actions.open_from_run(run("two", WORSE), people.center, at=NEXT_MONTH)["suppressed"] == 1


def test_red_is_never_held_back_by_the_silence_when_its_facts_change(sent, judged, people, run):
    judged(sent(), Verdict.UNFOUNDED)
    red = FoundHit(grade="红", fingerprint=WORSE.fingerprint, facts=WORSE.facts)
    assert actions.open_from_run(run("two", red), people.center, at=NEXT_MONTH)["opened"] == 1


@pytest.mark.parametrize(("paid", "fate"), [("8999.99", "suppressed"), ("9000", "opened")])
def test_the_reopen_condition_breaks_the_silence(sent, judged, people, run, paid, fate):
    judged(sent(), Verdict.UNFOUNDED)
    condition = {"R01": {"reopen_when": "paid_yuan >= 1.5 * :last_paid_yuan"}}
    grown = FoundHit(facts=f"paid_yuan={paid}", fingerprint=WORSE.fingerprint)
    assert actions.open_from_run(run("two", grown, cool_down=condition), people.center, at=NEXT_MONTH)[fate] == 1


def test_another_child_of_the_same_household_is_asked_about(sent, judged, people, run):
    judged(sent(), Verdict.UNFOUNDED)
    sister = FoundHit(person_id="P000000009")
    assert actions.open_from_run(run("two", sister), people.center, at=NEXT_MONTH)["opened"] == 1


def test_what_the_county_withheld_stays_quiet_while_nothing_changes(opened, people, run):
    lead = opened()
    actions.withhold(lead.lead_no, reason="上月已核", by=people.center)
    assert actions.open_from_run(run("two", FoundHit()), people.center, at=NEXT_MONTH)["suppressed"] == 1
    assert actions.open_from_run(run("three", WORSE), people.center, at=NEXT_MONTH)["opened"] == 1


def test_a_withdrawn_lead_does_not_silence_its_household(opened, people, run):
    lead = opened()
    actions.withdraw(lead.lead_no, reason="批次有误", by=people.center)
    assert actions.open_from_run(run("two", FoundHit()), people.center, at=NEXT_MONTH)["opened"] == 1


def test_numbers_follow_village_and_household_and_never_repeat(people, run):
    actions.open_from_run(
        run("one", FoundHit(household_no=THIRD), FoundHit(household_no=FIRST)), people.center, at=MONDAY
    )
    actions.open_from_run(run("two", FoundHit(household_no=SECOND)), people.center, at=MONDAY)
    assert dict(Lead.objects.values_list("household_no", "lead_no")) == {
        FIRST: "XS2026-000001", THIRD: "XS2026-000002", SECOND: "XS2026-000003",
    }  # fmt: skip


def test_a_missing_run_and_an_unreadable_grade_are_refused_whole(people, run, tmp_path):
    with pytest.raises(DomainError) as refused:
        actions.open_from_run(tmp_path / "nothing", people.center)
    assert refused.value.code == "LEAD_RUN_MISSING"
    with pytest.raises(DomainError) as refused:
        actions.open_from_run(run("one", FoundHit(), FoundHit(household_no=SECOND, grade="紫")), people.center)
    assert refused.value.code == "LEAD_RUN_CHANGED"
    assert Lead.objects.count() == Risk.objects.count() == 0


def test_a_person_found_by_two_equal_rows_is_one_hit(people, run):
    actions.open_from_run(run("one", FoundHit(), FoundHit(rows="another|row|8")), people.center, at=MONDAY)
    assert Hit.objects.count() == 1
