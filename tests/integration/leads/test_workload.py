"""What villages carry: the month before 交办, the cap that red never minds, 催办 and 退回 in bulk, the county's correction."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions, precision, queries
from huaiyuan.county.leads.models import Correction, Lead, Risk
from huaiyuan.county.leads.queries import Fate, Filters
from huaiyuan.county.leads.types import State, Verdict
from huaiyuan.county.worklist.models import Task
from tests.cast import SIBLING, TOWN, VILLAGE
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FIRST, FoundHit
from tests.pages import get_page, post_page, signed_in
from tests.parameters import put_in_force

FRIDAY = MONDAY + dt.timedelta(days=4)


def _cap(value: str) -> None:
    put_in_force("lead.village_month_cap", Decimal(value), since=dt.date(2026, 11, 1))


def _households(*grades: str, village: str = VILLAGE, first: int = 1) -> list[FoundHit]:
    return [
        FoundHit(household_no=f"{village}-1{n:03}", village_code=village, grade=grade, fingerprint=f"{n:016x}")
        for n, grade in enumerate(grades, start=first)
    ]


def test_before_dispatch_every_village_shows_its_month_with_what_would_go_out(people, sent, opened):
    _cap("3")
    sent(*_households("黄", "黄"))
    actions.dispatch(by=people.center, at=MONDAY)
    opened(*_households("红", "橙", "黄", first=5), name="second")
    [line] = queries.proposal(people.center).villages
    assert (line.sent, line.to_send, line.month, line.over_cap) == (2, 3, 5, True)
    assert (line.within, queries.proposal(people.center).within) == (1, 1)


def test_within_the_cap_the_most_pressing_go_and_the_rest_waits_for_the_next_month(people, opened):
    _cap("2")
    opened(*_households("黄", "橙", "黄"), *_households("黄", village=SIBLING, first=9))
    actions.dispatch(by=people.center, within_cap=True, at=MONDAY)
    waiting = Lead.objects.get(state=State.OPEN)
    assert (waiting.grade, waiting.village_code) == ("yellow", VILLAGE)
    with pytest.raises(DomainError) as refused:
        actions.dispatch(by=people.center, within_cap=True, at=MONDAY)
    assert refused.value.code == "LEAD_NOTHING_TO_SEND"
    december = dt.datetime(2026, 12, 1, 9, tzinfo=MONDAY.tzinfo)
    assert actions.dispatch(by=people.center, within_cap=True, at=december).leads == 1


def test_red_is_never_held_back_by_the_cap(people, opened):
    _cap("1")
    opened(*_households("红", "红", "红", "黄"))
    assert actions.dispatch(by=people.center, within_cap=True, at=MONDAY).leads == 3
    assert Lead.objects.get(state=State.OPEN).grade == "yellow"


def test_red_is_never_held_back_by_the_cool_down(people, sent, judged, opened):
    judged(sent(FoundHit(grade="黄")), Verdict.UNFOUNDED)
    changed = FoundHit(grade="黄", fingerprint="00000000000000cc", facts="paid_yuan=6100")
    opened(changed, name="second", at=FRIDAY)
    assert Lead.objects.filter(household_no=FIRST).count() == 1
    red = FoundHit(grade="红", fingerprint="00000000000000dd", facts="paid_yuan=6200")
    assert opened(red, name="third", at=FRIDAY).state == State.OPEN
    assert Lead.objects.filter(household_no=FIRST).count() == 2


def test_who_is_not_asked_again_is_listed_with_the_reason(people, sent, judged, opened):
    judged(sent(), Verdict.UNFOUNDED, reason="票据是邻居的")
    opened(FoundHit(), name="second", at=FRIDAY)
    proposal = queries.proposal(people.center)
    found = queries.not_pushed(people.center, Fate.QUIET)
    assert proposal.quiet == found.households == 1
    assert found.rows[0].why == (
        "2026-11-23 甲一书记核过，结论“不属实”（票据是邻居的）；情况没有变就不再推；2027-02-21前变得不大也不再问，红级除外"
    )
    body = get_page(signed_in(people.center), "proposal.quiet").content.decode()
    assert "刚核过不再推 1 户" in body
    assert "票据是邻居的" in body


def test_hits_merged_into_a_live_lead_are_listed_as_merged(people, sent, opened):
    sent()
    opened(FoundHit(rule="R09", risk_type="因残", department="残联", fingerprint="00000000000000bb"), name="second")
    opened(FoundHit(rule="R09", risk_type="因残", department="残联", fingerprint="00000000000000bb"), name="third")
    found = queries.not_pushed(people.center, Fate.MERGED)
    assert (found.households, queries.proposal(people.center).merged) == (1, 1)
    assert "村里只跑一趟" in found.rows[0].why


def test_several_hits_of_a_household_are_one_visit_and_the_page_says_so(people, opened):
    opened(FoundHit(), FoundHit(rule="R09", risk_type="因残", department="残联", fingerprint="00000000000000bb"))
    proposal = queries.proposal(people.center)
    assert (proposal.hits, proposal.to_send, proposal.several) == (2, 1, 1)
    assert "2 条命中并成 1 户" in get_page(signed_in(people.center), "proposal").content.decode()


def test_a_township_reminds_several_villages_and_every_row_answers(people, sent, opened, judged):
    first = sent(*_households("黄"))
    done = sent(FoundHit(), name="second")
    judged(done, Verdict.COVERED)
    results = actions.remind_many([first.lead_no, done.lead_no, "XS2026-999999"], by=people.town, at=MONDAY)
    assert [(r.done, r.says) for r in results] == [
        (True, "已催办，第1次"),
        (False, "这条线索现在是“核实未成立”，不能催办。请刷新看一眼再定。"),
        (False, "这里没有你能看的内容。"),
    ]
    [again] = actions.remind_many([first.lead_no], by=people.town, at=MONDAY)
    assert (again.done, again.says) == (False, "今天已经催过（甲乡专干）。明天还没核的再催。")
    [tomorrow] = actions.remind_many([first.lead_no], by=people.center, at=MONDAY + dt.timedelta(days=1))
    assert tomorrow.says == "已催办，第2次"
    [todo] = [t for group in queries.village_todo(people.village) for t in group.todos]
    assert todo.line.reminded == "已催办2次，最近 11-24 钟县心"
    assert Event.objects.filter(action="leads.lead.reminded").count() == 2
    assert Lead.objects.get(pk=first.pk).version == first.version


def test_several_leads_go_back_to_the_county_for_one_reason(people, sent):
    lead = sent()
    client = signed_in(people.town)
    post_page(client, "leads.together", {"act": "return", "pick": [lead.lead_no], "reason": ""})
    assert "请写明退回的原因" in get_page(client, "leads.together").content.decode()
    post_page(client, "leads.together", {"act": "return", "pick": [lead.lead_no], "reason": "全家户口已迁走"})
    assert "已退回县里" in get_page(client, "leads.together").content.decode()
    lead.refresh_from_db()
    assert (lead.state, lead.reminders) == (State.OPEN, 0)
    post_page(client, "leads.together", {"act": "remind"})
    assert "还没选线索" in get_page(client, "leads.together").content.decode()


@pytest.mark.parametrize("who", ["village", "other_town", "leader"])
def test_nobody_reminds_beyond_the_own_township(people, sent, who):
    [result] = actions.remind_many([sent().lead_no], by=getattr(people, who), at=MONDAY)
    assert not result.done


def test_the_county_corrects_after_the_authors_days_and_everything_follows(people, sent, judged):
    lead = sent()
    judged(lead, Verdict.IDENTIFY)
    with pytest.raises(DomainError) as early:
        _amend(people, lead, MONDAY)
    assert (early.value.code, str(early.value)) == (
        "LEAD_TOO_EARLY", "甲一书记在2026-11-26前还能自己更正。请先联系甲一书记；过了这天由县里更正。",
    )  # fmt: skip
    assert queries.township(people.town, TOWN).to_identify == 1
    judged_at = Risk.objects.get().judged_at

    _amend(people, lead, FRIDAY)
    lead.refresh_from_db()
    risk = Risk.objects.get()
    assert (lead.state, risk.verdict, risk.judged_by, risk.judged_at) == (
        State.CLEARED, Verdict.UNFOUNDED, people.center, judged_at,
    )  # fmt: skip
    assert risk.cool_down_until == FRIDAY.date() + dt.timedelta(days=90)
    assert Task.objects.get(kind="identify_household").state == "cancelled"
    assert queries.township(people.town, TOWN).to_identify == 0
    [line] = precision.lines(precision.read(precision.access.scope_of(people.center)), precision.By.ALL, None)
    assert (line.leads.verified, line.leads.true, line.leads.unfounded) == (1, 0, 1)
    correction = Correction.objects.get()
    assert (correction.before, correction.after, correction.by_county) == ("identify", "unfounded", True)
    assert Event.objects.get(action="leads.risk.amended").reason == "复查票据不是本人的"
    [step] = queries.lead_page(lead.lead_no, people.center).steps
    assert step.says == "更正结论（因病）：由“属实，转识别认定”改为“不属实”"
    with pytest.raises(DomainError) as late:
        actions.correct_verdict(
            lead.lead_no, "因病", verdict=Verdict.COVERED, reason="看错", by=people.village, at=FRIDAY
        )
    assert late.value.code == "LEAD_NOT_AUTHOR"


@pytest.mark.parametrize("who", ["village", "town", "leader"])
def test_only_the_county_corrects_others_verdicts(people, sent, judged, who):
    lead = sent()
    judged(lead, Verdict.IDENTIFY)
    with pytest.raises(DomainError) as refused:
        _amend(people, lead, FRIDAY, by=getattr(people, who))
    assert refused.value.code == "LEAD_NOT_FOUND"


def _amend(people, lead, at, by=None) -> None:
    actions.amend_verdict(
        lead.lead_no, "因病", verdict=Verdict.UNFOUNDED, reason="复查票据不是本人的", by=by or people.center, at=at
    )


def test_the_countys_page_offers_the_correction_only_when_it_is_the_countys_turn(people, sent, judged):
    lead = sent(at=MONDAY - dt.timedelta(days=20))
    judged(lead, Verdict.IDENTIFY, at=MONDAY - dt.timedelta(days=13))
    client = signed_in(people.center)
    assert "县里更正" in get_page(client, "lead", lead_no=lead.lead_no).content.decode()
    said = {"risk": "因病", "verdict": "covered", "reason": "已经报销"}
    assert post_page(client, "lead.amend", said, lead_no=lead.lead_no).status_code == 302
    assert Risk.objects.get().verdict == "covered"


def test_the_townships_page_counts_what_its_lists_show(people, sent, judged, opened):
    sent(*_households("红", "黄"))
    actions.dispatch(by=people.center, at=MONDAY - dt.timedelta(days=14))
    judged(sent(FoundHit(), name="second"), Verdict.IDENTIFY)
    opened(*_households("黄", village=SIBLING, first=7), name="third")
    client = signed_in(people.town)
    body = get_page(client, "township.own").content.decode()
    assert get_page(client, "township", code=TOWN).status_code == 200
    town = queries.township(people.town, TOWN)
    for tab in ("live", "overdue", "today", "identify", "follow_up", "open"):
        assert town.tabs[tab] == len(queries.leads(people.town, Filters(tab=tab)).rows), tab
    assert town.red == len(queries.leads(people.town, Filters(tab="live", grade="red")).rows) == 1
    assert [(t.load.code, t.load.live, t.step) for t in town.tiles] == [(VILLAGE, 2, 3), (SIBLING, 1, 1)]
    assert town.holders[0].people == ["甲一书记", "甲一信息员"]
    assert "卡在谁手里" in body
    assert get_page(signed_in(people.other_town), "township", code=TOWN).status_code == 404
    assert get_page(signed_in(people.center), "townships").status_code == 200


def test_the_step_of_the_heat_follows_the_most_laden():
    assert [queries.heat(n, 8) for n in (0, 1, 2, 3, 4, 5, 7, 8)] == [0, 1, 1, 2, 2, 3, 4, 4]
    assert queries.heat(1, 1) == 1
