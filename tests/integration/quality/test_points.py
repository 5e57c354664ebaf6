"""质量疑点: what a check finds is one row a subject and rule, mended by itself, judged right by somebody, never a lead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from huaiyuan.base.access.scope import Scope
from huaiyuan.base.audit.models import Event
from huaiyuan.base.reference.models import ParameterValue
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.quality import actions, queries
from huaiyuan.county.quality.models import Point, QualityRun
from huaiyuan.county.worklist.models import Message, Task
from tests.cast import SIBLING, VILLAGE
from tests.integration.quality.conftest import CHILD, ELSEWHERE, HEAD, NEXT_MONTH, NUMBERLESS, RULES, rule

OF_CHILD = "Z20-P000000001"


def states():
    return dict(Point.objects.values_list("number", "state"))


def test_each_person_and_rule_is_one_row_however_often_it_is_found_and_never_a_lead(checked):
    assert checked(CHILD, HEAD, NUMBERLESS).opened == 3
    again = checked(CHILD, HEAD, NUMBERLESS, name="again")
    assert (again.opened, again.seen) == (0, 3)
    assert Point.objects.count() == 3
    assert QualityRun.objects.count() == 2
    assert not Lead.objects.exists()
    assert Event.objects.filter(action="quality.run.done").count() == 2


def test_what_the_next_check_no_longer_finds_is_mended_by_itself_and_what_comes_back_is_found_anew(checked):
    checked(CHILD)
    assert checked(name="mended").mended == 1
    assert states() == {OF_CHILD: "mended"}
    assert checked(CHILD, name="back").again == 1
    assert (states(), Point.objects.get().times) == ({OF_CHILD: "open"}, 2)


def test_what_became_unknown_or_was_not_asked_stays(checked):
    checked(CHILD)
    line = {"rule": "Z20", "person_id": "P000000001", "household_no": f"{VILLAGE}-0001", "because": "x"}
    assert checked(name="unknown", unknown=[line]).mended == 0
    assert checked(name="off", rules=[rule("Z20", "更正", off_because="缺参数")]).mended == 0
    assert states() == {OF_CHILD: "open"}


def test_a_rule_that_no_longer_holds_takes_its_points_with_it(checked):
    checked(CHILD, HEAD)
    assert checked(HEAD, name="gone", rules=RULES[1:]).dropped == 1
    assert states() == {OF_CHILD: "dropped", "Z04-P000000002": "open"}


def test_judged_right_stays_quiet_until_the_facts_behind_it_change(checked, people):
    checked(CHILD)
    with pytest.raises(DomainError) as refusal:
        actions.judge(OF_CHILD, reason=" ", by=people.village)
    assert refusal.value.code == "QUALITY_NO_REASON"
    actions.judge(OF_CHILD, reason="户口本上就是这样", by=people.village)
    with pytest.raises(DomainError) as refusal:
        actions.judge(OF_CHILD, reason="再说一遍", by=people.village)
    assert refusal.value.code == "QUALITY_NOT_OPEN"
    assert checked(CHILD, name="same").again == 0
    assert states() == {OF_CHILD: "judged"}
    assert checked(replace(CHILD, fingerprint="00000000000000bb"), name="changed").again == 1
    assert (states(), Point.objects.get().reason) == ({OF_CHILD: "open"}, "")


def test_a_judgement_can_be_taken_back(checked, people):
    checked(CHILD)
    actions.judge(OF_CHILD, reason="户口本上就是这样", by=people.village)
    actions.look_again(OF_CHILD, by=people.village)
    assert states() == {OF_CHILD: "open"}
    with pytest.raises(DomainError) as refusal:
        actions.look_again(OF_CHILD, by=people.village)
    assert refusal.value.code == "QUALITY_NOT_JUDGED"


def tasks():
    return sorted(Task.objects.filter(kind="quality_village").values_list("subject_no", "state"))


def test_a_village_gets_one_task_a_month_with_what_it_can_mend_itself(checked, people):
    checked(CHILD, HEAD, NUMBERLESS, ELSEWHERE)
    assert actions.hand_out(by=people.center) == (2, 3)
    assert tasks() == [(f"{VILLAGE}-202611", "open"), (f"{SIBLING}-202611", "open")]
    assert Point.objects.get(rule="Z12").bundle == "", "the village cannot mend it, so it stands in no task of its own"
    task = Task.objects.get(subject_no=f"{VILLAGE}-202611")
    assert (task.owner_area, task.about.strip()) == (VILLAGE, "2 条")
    late = replace(CHILD, person_id="P000000009")
    checked(CHILD, HEAD, NUMBERLESS, ELSEWHERE, late, name="later")
    assert actions.hand_out(by=people.center) == (0, 0), "what is found later in the month waits for the next"
    assert actions.hand_out(by=people.center, at=NEXT_MONTH) == (1, 1)
    assert Event.objects.filter(action="quality.handed_out").count() == 2
    assert not Message.objects.exists()


def test_no_village_is_given_more_than_the_cap_at_once(checked, people):
    ParameterValue.objects.filter(name="quality.village_cap").update(number=2)
    many = [replace(CHILD, person_id=f"P00000001{n}") for n in range(5)]
    checked(*many)
    assert actions.hand_out(by=people.center) == (1, 2)
    assert actions.hand_out(by=people.center, at=NEXT_MONTH) == (1, 2)
    assert Point.objects.filter(bundle="").count() == 1


def test_the_task_closes_when_every_point_is_mended_or_judged(checked, people):
    checked(CHILD, HEAD)
    actions.hand_out(by=people.center)
    actions.judge("Z04-P000000002", reason="爷爷照看，家里没有别的大人", by=people.village)
    assert tasks() == [(f"{VILLAGE}-202611", "open")]
    checked(HEAD, name="the child is mended")
    assert tasks() == [(f"{VILLAGE}-202611", "done")]
    assert Task.objects.get().proof == "每条都改好或核过"


def test_the_county_sees_what_each_rule_is_worth_and_a_village_only_its_own(checked, people):
    checked(CHILD, HEAD, ELSEWHERE)
    actions.judge(OF_CHILD, reason="户口本上就是这样", by=people.village)
    checked(ELSEWHERE, HEAD, CHILD, name="again")
    by_rule = {one.rule: one for one in queries.standing(Scope(("411330",)))}
    assert (by_rule["Z20"].found, by_rule["Z20"].live, by_rule["Z20"].judged) == (2, 1, 1)
    assert by_rule["Z20"].wasted
    assert not by_rule["Z04"].wasted
    own = {one.rule: one for one in queries.standing(Scope((SIBLING,)))}
    assert (own["Z20"].found, own["Z04"].found) == (1, 0)
    assert queries.find_point(Scope((SIBLING,)), OF_CHILD) is None
    assert queries.find_bundle(Scope((SIBLING,)), f"{VILLAGE}-202611") is None
