"""The form of a plan: its measures as the plan's own page shows them, and nothing before there is one."""

from __future__ import annotations

from huaiyuan.county.plans import actions as plans
from huaiyuan.county.plans import queries as planned
from huaiyuan.county.reports import catalogue, subjects
from tests.integration.casework.world import VILLAGE
from tests.integration.registry.loaded import account
from tests.integration.reports.test_forms import LEFT_OVER, NUMBER, printed
from tests.pages import post_page


def test_a_plan_is_printed_with_its_measures_and_a_family_without_one_is_told_so(tiny, signed):
    village, by = signed("xuzhai"), account("xuzhai")
    number = subjects.many(catalogue.form("plan"), VILLAGE, subjects.MONITORED, by)[0].key
    answer = post_page(village, "forms.household", {"form": "plan"}, household_no=number)
    assert answer.status_code == 422
    assert "还没有帮扶计划" in answer.content.decode()
    plan = plans.draft(number, act=plans.Act(by))
    said = printed(village, number, "plan")
    shown = planned.plan_page(plan, by)
    assert plan.number in said
    assert shown.measures
    assert all(one.row.says in said and one.row.kind in said for one in shown.measures)
    assert not LEFT_OVER.search(said)
    assert not NUMBER.search(said)
    handbook = post_page(village, "forms.household", {"form": "handbook"}, household_no=number)
    assert handbook.content.startswith(b"%PDF")
