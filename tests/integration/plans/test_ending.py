"""政策到期：到期前三十天进村里待办，写续到哪天或靠什么接上；风险消除的户也提醒。"""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import actions
from huaiyuan.county.plans.actions import Result
from huaiyuan.county.plans.models import Measure, PlanStep
from huaiyuan.county.worklist.models import Task, TaskState
from tests.pages import get_page, post_page


@pytest.fixture
def given(hands):
    """An approved plan with a measure carried out whose policy runs out in forty days."""
    plan = hands.approved()
    row = hands.measures(plan)[0]
    ends = clock.today() + dt.timedelta(days=40)
    done = Result(clock.today(), "上岗了", ends_on=ends)
    actions.carry_out(plan.number, row.number, done, act=hands.act())
    row.refresh_from_db()
    assert row.ends_on == ends
    return hands, plan, row


def reminded() -> list[Task]:
    actions.keep_up()
    return list(Task.objects.filter(kind="measure_ending", state=TaskState.OPEN))


def test_a_policy_is_reminded_of_thirty_days_before_once_and_until_the_village_says_what_then(given):
    hands, plan, row = given
    assert reminded() == [], "forty days is early"
    today = clock.today()
    try:
        clock.configure(today=today + dt.timedelta(days=10))
        [task] = reminded()
        assert (task.subject_no, task.household_no) == (plan.number, plan.household_no)
        assert task.due_at.astimezone(clock.SHANGHAI).date() == row.ends_on
        assert len(reminded()) == 1
        village = Client()
        village.force_login(hands.village)
        assert "快到期，写怎么接" in get_page(village, "plan", number=plan.number).content.decode()
        said = {
            "act": "ending",
            "measure": row.number,
            "says": "续签一年",
            "ends_on": row.ends_on + dt.timedelta(days=365),
        }
        assert post_page(village, "plan", {**said, "says": ""}, number=plan.number).status_code == 422
        assert post_page(village, "plan", said, number=plan.number).status_code == 302
        assert Measure.objects.get(pk=row.pk).ends_on == said["ends_on"]
        assert PlanStep.objects.filter(plan=plan, move="ending").count() == 1
        assert reminded() == []
    finally:
        clock.configure(today=today)


def test_what_is_not_renewed_says_what_takes_its_place_and_refusals(given):
    hands, plan, row = given
    for act, code in (
        (lambda: actions.say_ending(plan.number, row.number, says="续", ends_on=None, act=hands.act()), "PLAN_NO_ENDING"),
        (lambda: actions.say_ending(plan.number, row.number, says="续", ends_on=None, act=hands.act(hands.other)), "PLAN_NOT_FOUND"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == code
    Measure.objects.filter(pk=row.pk).update(ends_on=clock.today() + dt.timedelta(days=5))
    for says, until, code in (("", None, "PLAN_ENDING_SAYS"), ("续了", clock.today(), "PLAN_ENDS_DAY")):
        with pytest.raises(DomainError) as refused:
            actions.say_ending(plan.number, row.number, says=says, ends_on=until, act=hands.act())
        assert refused.value.code == code
    assert len(reminded()) == 1
    actions.say_ending(plan.number, row.number, says="去县里的厂上班", ends_on=None, act=hands.act())
    assert reminded() == []
    assert Measure.objects.get(pk=row.pk).ending_said == "去县里的厂上班"


def test_a_day_before_the_help_itself_is_refused(hands):
    plan = hands.approved()
    row = hands.measures(plan)[0]
    with pytest.raises(DomainError) as refused:
        actions.carry_out(
            plan.number, row.number, Result(clock.today(), "办了", ends_on=clock.today()), act=hands.act()
        )
    assert refused.value.code == "PLAN_ENDS_DAY"
