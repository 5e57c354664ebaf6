"""属实，需部门落实政策: the department of the risk answers, the county closes or returns, the village sees it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions, casework, queries
from huaiyuan.county.leads.models import Case, Lead
from huaiyuan.county.leads.types import Verdict
from huaiyuan.county.screening import withdrawing
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.models import Task
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FoundHit
from tests.integration.withdrawal.conftest import a_batch, of
from tests.pages import get_page, post_page, signed_in

DISABLED = FoundHit(rule="R09", risk_type="因残", department="残联", grade="橙", fingerprint="00000000000000bb")
DONE = "11月20日补报门特待遇，已到账"


def _inbox(account) -> list[str]:
    return [todo.subject_no for rows in worklist.inbox(account, now=MONDAY).groups.values() for todo in rows]


@pytest.fixture
def case(sent, judged):
    """A medical risk found true and to be settled by 医保局."""
    judged(sent(), Verdict.DEPARTMENT)
    return Case.objects.get()


def test_it_goes_to_the_department_of_the_risk_and_into_no_other_inbox(people, case):
    assert (case.department, case.risk_types, case.state) == ("医保局", "因病", "to_do")
    assert _inbox(people.bills) == [case.case_no]
    assert _inbox(people.cards) == []
    assert _inbox(people.center) == []
    task = Task.objects.get(kind="department_follow_up")
    assert (task.owner_department, task.due_at) == ("医保局", case.due_at)


def test_two_departments_each_get_their_own_risk(people, sent, judged):
    judged(sent(FoundHit(), DISABLED), Verdict.DEPARTMENT)
    assert set(Case.objects.values_list("department", "risk_types")) == {("医保局", "因病"), ("残联", "因残")}
    assert len(_inbox(people.bills)) == len(_inbox(people.cards)) == 1


def test_answered_looked_at_returned_answered_again_and_closed(people, case):
    casework.answer(case.case_no, says=DONE, by=people.bills, at=MONDAY)
    assert (_inbox(people.bills), _inbox(people.center)) == ([], [case.case_no])
    casework.return_(case.case_no, reason="没有写到账日期", by=people.center, at=MONDAY)
    assert (_inbox(people.bills), _inbox(people.center)) == ([case.case_no], [])
    assert "没有写到账日期" in get_page(signed_in(people.bills), "case", case_no=case.case_no).content.decode()
    casework.answer(case.case_no, says=f"{DONE}，11月20日", by=people.bills, at=MONDAY)
    casework.close(case.case_no, by=people.center, at=MONDAY)
    case.refresh_from_db()
    assert (case.state, _inbox(people.bills), _inbox(people.center)) == ("closed", [], [])
    with pytest.raises(DomainError) as refused:
        casework.answer(case.case_no, says="再说一遍", by=people.bills)
    assert refused.value.code == "LEAD_CASE_STAGE"


def test_the_village_reads_the_answer_on_its_lead(people, case):
    casework.answer(case.case_no, says=DONE, by=people.bills, at=MONDAY)
    shown = get_page(signed_in(people.village), "lead", lead_no=case.lead.lead_no).content.decode()
    assert DONE in shown
    assert "医保局落实" in shown


def test_a_corrected_verdict_takes_the_case_back_and_giving_it_again_opens_a_new_one(people, case):
    lead = Lead.objects.get()
    by = {"by": people.village, "at": MONDAY, "reason": "看错了"}
    actions.correct_verdict(lead.lead_no, "因病", verdict=Verdict.COVERED, **by)
    assert (Case.objects.get().state, _inbox(people.bills)) == ("recalled", [])
    actions.correct_verdict(lead.lead_no, "因病", verdict=Verdict.DEPARTMENT, **by)
    assert _inbox(people.bills) == [f"{lead.lead_no}-B2"]


def test_the_department_of_struck_evidence_is_still_sent_when_a_person_decides_so(people, screened, judged):
    batch = a_batch()
    screened([batch], of(batch))
    actions.dispatch(by=people.center, at=MONDAY)
    judged(Lead.objects.get(), Verdict.COVERED)
    withdrawing.withdraw(batch.batch_id, reason="报错了月份", by=people.center)
    lead = Lead.objects.get()
    actions.correct_verdict(
        lead.lead_no, "因病", verdict=Verdict.DEPARTMENT, reason="票据是真的", by=people.village, at=MONDAY
    )
    [number] = _inbox(people.bills)
    assert "（依据已撤回）" in get_page(signed_in(people.bills), "case", case_no=number).content.decode()


def test_an_empty_answer_is_refused_and_nothing_is_lost(people, case):
    answered = post_page(signed_in(people.bills), "case", {"answer": "  "}, case_no=case.case_no)
    assert answered.status_code == 422
    assert "请写明怎么落实的" in answered.content.decode()
    case.refresh_from_db()
    assert case.state == "to_do"


def test_a_photo_of_the_proof_is_sealed_and_seen_by_the_two_sides_only(people, case, client):
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    picture.seek(0)
    picture.name = "回单.png"
    sent = post_page(signed_in(people.bills), "case", {"answer": DONE, "photo": picture}, case_no=case.case_no)
    assert sent.status_code == 302
    [number] = queries.case_page(case.case_no, people.center).proofs
    for who, status in ((people.bills, 200), (people.center, 200), (people.cards, 404), (people.village, 404)):
        answer = get_page(signed_in(who), "case.proof", case_no=case.case_no, proof=number)
        assert answer.status_code == status
    assert (
        get_page(signed_in(people.center), "case.proof", case_no=case.case_no, proof=number).content[:2] == b"\xff\xd8"
    )


def test_only_who_may_takes_each_step(people, case):
    for act, who in (
        (lambda by: casework.answer(case.case_no, says=DONE, by=by), (people.cards, people.center, people.village)),
        (lambda by: casework.close(case.case_no, by=by), (people.bills, people.cards, people.village, people.leader)),
        (lambda by: casework.return_(case.case_no, reason="不实", by=by), (people.bills, people.town)),
    ):
        for account in who:
            with pytest.raises(DomainError) as refused:
                act(account)
            assert refused.value.code == "LEAD_NOT_FOUND"
    case.refresh_from_db()
    assert case.state == "to_do"


def test_the_steps_of_a_case_are_exactly_these():
    drawn = {(m.source.label, m.says, m.target.label, m.needs_reason) for m in casework.MOVES.values()}
    assert drawn == {
        ("待落实", "答复", "已答复，待县里看", False), ("已答复，待县里看", "退回重办", "待落实", True),
        ("已答复，待县里看", "认可", "已落实", False),
    }  # fmt: skip
