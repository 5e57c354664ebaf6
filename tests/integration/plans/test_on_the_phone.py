"""A helper's phone: what was carried out is recorded there, on a day that is a day."""

from __future__ import annotations

import datetime as dt

from huaiyuan.county.plans import actions
from huaiyuan.county.plans.actions import Act, Written
from huaiyuan.county.plans.models import Measure
from tests.integration.duty.conftest import MONITORED, paired, world
from tests.integration.plans.conftest import SERVANT, county_account, tiny, tiny_once
from tests.pages import get_page, post_page, signed_in

__all__ = ["county_account", "paired", "tiny", "tiny_once", "world"]


def test_a_helper_records_a_measure_of_their_own_and_a_mistyped_day_is_asked_again(paired):
    plan = actions.draft(MONITORED, act=Act(paired.village, None))
    ours = Written("健康帮扶", "每月上门送药", "帮扶责任人", dt.date(2026, 11, 1), dt.date(2026, 12, 31), risk="因病")
    row = actions.write(plan.number, ours, act=Act(paired.village, None))
    plan = actions.submit(plan.number, act=Act(paired.village, None), helper=SERVANT)
    plan = actions.accept(plan.number, act=Act(paired.town, None))
    phone = signed_in(paired.li.account)
    assert "每月上门送药" in get_page(phone, "mine.measures", household_no=MONITORED).content.decode()
    said = {"version": plan.version, "measure": row.number, "result": "药已送到", "yuan": "120"}
    bad = post_page(phone, "mine.measures", {**said, "done_on": "11月"}, household_no=MONITORED)
    assert (bad.status_code, "哪天落实的" in bad.content.decode(), "药已送到" in bad.content.decode()) == (
        422,
        True,
        True,
    )
    assert (
        post_page(phone, "mine.measures", {**said, "done_on": "2026-11-23"}, household_no=MONITORED).status_code == 302
    )
    done = Measure.objects.get(number=row.number)
    assert (done.state, done.done_on, done.done_fen) == ("done", dt.date(2026, 11, 23), 12000)
