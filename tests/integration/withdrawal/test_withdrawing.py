"""A wrong batch is taken back: what was not visited is recalled, what was visited is kept and marked, all can be undone."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake.models import Batch
from huaiyuan.county.intake.queries import effective_batches
from huaiyuan.county.leads import actions, precision, queries
from huaiyuan.county.leads.models import Hit, Lead, StruckLead
from huaiyuan.county.leads.precision import By
from huaiyuan.county.leads.types import State, Verdict
from huaiyuan.county.screening import withdrawing
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.models import Task
from proof import state
from tests.cast import SIBLING
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FIRST, SECOND, THIRD, FoundHit
from tests.integration.withdrawal.conftest import a_batch, of

WRONG = "报成了上个月的"
NOT_COMPARED = {"worklist.Message"}


def _hashes() -> dict[str, str]:
    return {table: found for table, found in state.written().items() if table not in NOT_COMPARED}


def _lead(household: str) -> Lead:
    return Lead.objects.filter(household_no=household).latest("id")


@pytest.fixture
def october(people, screened, judged):
    """Three households found in one batch: one still with its village, one under way, one judged."""
    batch = a_batch()
    screened([batch], *(of(batch, household_no=no) for no in (FIRST, SECOND, THIRD)))
    actions.dispatch(by=people.center, at=MONDAY)
    actions.start_visit(_lead(SECOND).lead_no, by=people.village, at=MONDAY)
    judged(_lead(THIRD), Verdict.IDENTIFY)
    return batch


def test_what_nobody_visited_is_recalled_and_its_village_told_what_was_visited_is_kept_and_marked(people, october):
    done = withdrawing.withdraw(october.batch_id, reason=WRONG, by=people.center)

    assert {no: _lead(no).state for no in (FIRST, SECOND, THIRD)} == {
        FIRST: State.WITHDRAWN, SECOND: State.VISITING, THIRD: State.CONFIRMED,
    }  # fmt: skip
    assert (done.struck, done.loss.villages) == (3, 1)
    assert Hit.objects.filter(struck=False).count() == 0
    task = Task.objects.get(kind="verify_lead", subject_no=_lead(FIRST).lead_no)
    assert (task.state, task.proof) == ("cancelled", _lead(FIRST).closed_why)
    assert WRONG in task.proof
    told = worklist.unread(people.village)
    assert [(note.households, note.says.endswith("这一户不用去了。")) for note in told] == [((FIRST,), True)]
    assert worklist.unread(people.sibling) == []
    marked = {line.household_no for line in queries.leads(people.center, queries.Filters(tab="groundless")).rows}
    assert marked == {SECOND, THIRD}


def test_undo_returns_leads_tasks_ledger_and_batch_to_the_same_hashes_and_tells_the_village(people, october):
    before, ledger = _hashes(), precision.ledger(people.center, By.ALL)
    withdrawing.withdraw(october.batch_id, reason=WRONG, by=people.center)
    assert _hashes() != before
    back = withdrawing.undo(october.batch_id, by=people.center)

    assert _hashes() == before
    assert precision.ledger(people.center, By.ALL) == ledger
    assert back.regain.reopened == 1
    [note] = worklist.unread(people.village)
    assert "仍要入户核实" in note.says


def test_the_preview_tells_the_same_as_the_deed_and_writes_nothing(people, october):
    before = state.written()
    said = withdrawing.preview(october.batch_id).says()
    assert state.written() == before
    assert withdrawing.withdraw(october.batch_id, reason=WRONG, by=people.center).says() == said
    text = "".join(said)
    assert "撤掉依据3条" in text
    assert "1户已派村、还没去的" in text
    assert "请部门重报" in text
    assert FIRST not in text


def test_withdrawn_twice_is_withdrawn_once(people, october):
    withdrawing.withdraw(october.batch_id, reason=WRONG, by=people.center)
    once = state.written()
    again = withdrawing.withdraw(october.batch_id, reason="又点了一次", by=people.center)
    assert again.again
    assert state.written() == once


def test_without_a_reason_nothing_is_withdrawn(people, october):
    with pytest.raises(DomainError) as refused:
        withdrawing.withdraw(october.batch_id, reason=" ", by=people.center)
    assert refused.value.code == "INTAKE_NO_REASON"
    assert Batch.objects.get().state == "merged"


def test_the_precision_ledger_counts_struck_hits_apart(people, october):
    withdrawing.withdraw(october.batch_id, reason=WRONG, by=people.center)
    [line] = precision.ledger(people.center, By.RULE)
    assert (line.key, line.struck, line.hits.pushed, line.leads.pushed, line.lead_rate) == ("R01", 3, 0, 0, None)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_hit_that_two_months_files_show_falls_only_with_the_second_of_them(people, screened, order):
    months = [a_batch(period="2026-09"), a_batch(period="2026-10")]
    for month in months:
        screened(months[: months.index(month) + 1], of(month))
    first, second = (months[place] for place in order)

    kept = withdrawing.withdraw(first.batch_id, reason=WRONG, by=people.center)
    assert (kept.struck, kept.held, _lead(FIRST).state) == (0, 1, State.OPEN)
    assert withdrawing.withdraw(second.batch_id, reason=WRONG, by=people.center).struck == 1
    assert _lead(FIRST).state == State.WITHDRAWN

    withdrawing.undo(first.batch_id, by=people.center)
    assert (_lead(FIRST).state, Hit.objects.get().struck) == (State.OPEN, False)
    withdrawing.undo(second.batch_id, by=people.center)
    assert StruckLead.objects.count() == 0


def test_a_lead_with_evidence_of_another_department_goes_on_without_the_struck_one(people, screened):
    bills, cards = a_batch(), a_batch("disability_cards")
    disabled = of(cards, rule="R09", risk_type="因残", department="残联", fingerprint="00000000000000bb")
    screened([bills, cards], of(bills), disabled)
    before = _hashes()

    done = withdrawing.withdraw(bills.batch_id, reason=WRONG, by=people.center)
    assert {str(fate): done.loss.count(fate) for fate in queries.LossFate} == {"closed": 0, "kept": 0, "partly": 1}
    assert _lead(FIRST).state == State.OPEN
    withdrawing.undo(bills.batch_id, by=people.center)
    assert _hashes() == before


def test_an_absence_rests_on_the_roll_it_was_missed_in(people, screened):
    roll = a_batch("school_roll")
    missing = FoundHit(rule="R12", risk_type="因义务教育", department="教体局", rows="")
    screened([roll], missing)
    assert withdrawing.withdraw(roll.batch_id, reason=WRONG, by=people.center).struck == 1


def test_of_a_years_files_of_events_a_later_run_rests_on_the_latest_only(people, screened):
    months = [a_batch("housing_appraisals", "2026-09"), a_batch("housing_appraisals", "2026-10")]
    unsafe = of(months[1], rule="R15", risk_type="因安全住房", department="住建局")
    screened(months, unsafe)
    screened(months, unsafe)
    assert withdrawing.withdraw(months[0].batch_id, reason=WRONG, by=people.center).struck == 0
    assert withdrawing.withdraw(months[1].batch_id, reason=WRONG, by=people.center).struck == 1


def test_a_withdrawn_correction_gives_way_to_what_it_had_corrected_and_takes_it_back_on_undo(people, screened):
    first = a_batch()
    second = a_batch(replaces=first)
    preview = withdrawing.preview(second.batch_id)
    assert preview.batch.comes_back == first.batch_id
    assert f"改用它更正过的上一份{first.batch_id}" in preview.says()[0]

    withdrawing.withdraw(second.batch_id, reason=WRONG, by=people.center)
    assert dict(Batch.objects.values_list("batch_id", "state")) == {
        first.batch_id: "merged", second.batch_id: "withdrawn",
    }  # fmt: skip
    withdrawing.undo(second.batch_id, by=people.center)
    assert dict(Batch.objects.values_list("batch_id", "state")) == {
        first.batch_id: "replaced", second.batch_id: "merged",
    }  # fmt: skip


def test_a_correction_merged_meanwhile_stands_in_the_way_of_the_undo_and_is_named(people, october):
    withdrawing.withdraw(october.batch_id, reason=WRONG, by=people.center)
    corrected = a_batch()
    before = state.written()
    for act in (withdrawing.preview_undo, lambda no: withdrawing.undo(no, by=people.center)):
        with pytest.raises(DomainError) as refused:
            act(october.batch_id)
        assert refused.value.code == "INTAKE_IN_THE_WAY"
        assert corrected.batch_id in str(refused.value)
    assert state.written() == before


def test_a_month_without_its_file_leaves_the_month_before_to_the_rules(people, monkeypatch):
    monkeypatch.setattr("huaiyuan.county.intake.queries.lake.read_manifest", lambda _folder: {"townships": []})
    earlier, later = a_batch(period="2026-09"), a_batch(period="2026-10")
    day = dt.date(2026, 11, 23)
    assert [b.batch_id for b in effective_batches(day)] == [later.batch_id]
    said = withdrawing.withdraw(later.batch_id, reason=WRONG, by=people.center).says()
    assert f"规则改用{earlier.batch_id}" in said[0]
    assert [b.batch_id for b in effective_batches(day)] == [earlier.batch_id]


def test_found_anew_in_the_corrected_file_the_family_under_way_is_asked_once(people, october, screened):
    withdrawing.withdraw(october.batch_id, reason=WRONG, by=people.center)
    corrected = a_batch()
    screened([corrected], *(of(corrected, household_no=no) for no in (FIRST, SECOND, THIRD)))

    assert Lead.objects.filter(household_no=FIRST).count() == 2
    assert _lead(FIRST).state == State.OPEN
    assert list(Hit.objects.filter(lead=_lead(SECOND)).order_by("id").values_list("struck", flat=True)) == [True, False]
    # A judged family whose facts are the same again is left in peace, and its conclusion has its ground back.
    assert Lead.objects.filter(household_no=THIRD).count() == 1
    assert not Hit.objects.get(lead=_lead(THIRD)).struck
    assert not queries.leads(people.center, queries.Filters(tab="groundless")).rows


def test_undo_leaves_alone_what_somebody_has_gone_on_with(people, october, screened, judged):
    withdrawing.withdraw(october.batch_id, reason=WRONG, by=people.center)
    cards = a_batch("disability_cards")
    screened([cards], of(cards, rule="R09", risk_type="因残", department="残联", household_no=FIRST))
    judged(_lead(SECOND), Verdict.UNFOUNDED)

    back = withdrawing.undo(october.batch_id, by=people.center)
    assert {line.household_no for line in back.regain.left} == {FIRST, SECOND}
    assert Lead.objects.filter(household_no=FIRST, state=State.WITHDRAWN).count() == 1
    assert _lead(SECOND).state == State.CLEARED
    assert "有人接着办了" in "".join(back.says())


def test_a_village_reads_its_notice_and_nobody_elses(people, screened):
    batch = a_batch()
    screened([batch], of(batch), of(batch, household_no=f"{SIBLING}-0001", village_code=SIBLING))
    actions.dispatch(by=people.center, at=MONDAY)
    withdrawing.withdraw(batch.batch_id, reason=WRONG, by=people.center)
    from huaiyuan.county.worklist import actions as tasks

    everything = [n for who in (people.village, people.sibling) for told in worklist.unread(who) for n in told.notices]
    assert tasks.notices_read(everything, by=people.village) == 1
    assert worklist.unread(people.village) == []
    assert len(worklist.unread(people.sibling)) == 1
