"""The pages of plans as the right posts see them: drafting, writing, reviewing, recording; and nobody else."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huaiyuan.base.audit.models import Event
from huaiyuan.county.plans import actions
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.shells.web.pages import plan_acts
from tests.integration.plans.conftest import SERVANT, photo
from tests.pages import get_page, post_page, signed_in


def text(response):
    return response.content.decode()


@pytest.fixture(autouse=True)
def a_helper(monkeypatch):
    """The tiny county has no pairings; who helps is what the pairings would say."""
    monkeypatch.setattr(plan_acts, "helper_of", lambda household_no: SERVANT)


def test_a_village_carries_a_plan_through_its_pages_and_the_township_reviews_it(hands):
    """M068 因人施策、精准帮扶: the page opened as the village, the verb done, the stored change seen."""
    village, town = signed_in(hands.village), signed_in(hands.town)
    before = get_page(village, "household.plan", household_no=hands.household_no)
    assert "针对“因病”" in text(before)
    assert "起草一户一策" in text(before)
    made = post_page(village, "household.plan", household_no=hands.household_no)
    plan = Plan.objects.get()
    assert made.url.endswith(f"/jihua/{plan.number}/")
    page = text(get_page(village, "plan", number=plan.number))
    assert "起草原句" in page
    assert "提交乡镇审核" in page
    assert "审核通过" not in page
    row = Measure.objects.filter(plan=plan).first()
    bad = post_page(
        village, "plan", _form(plan, row, says="写好了这一句不能丢", planned_to="2020-01-01"), number=plan.number
    )
    assert bad.status_code == 422
    assert "写好了这一句不能丢" in text(bad)
    assert "计划日期不对" in text(bad)
    post_page(village, "plan", _form(plan, row, says="办好慢特病卡，每月送药到家"), number=plan.number)
    row.refresh_from_db()
    assert (row.says, row.planned_fen) == ("办好慢特病卡，每月送药到家", 120050)
    plan.refresh_from_db()
    post_page(village, "plan", {"act": "submit", "version": plan.version}, number=plan.number)
    desk = text(get_page(town, "plans", {"tab": "review"}))
    assert plan.number in desk
    review = text(get_page(town, "plan", number=plan.number))
    assert "没有和别的户雷同的句子" in review
    assert "赵公务" in review
    plan.refresh_from_db()
    post_page(town, "plan", {"act": "accept", "version": plan.version}, number=plan.number)
    plan.refresh_from_db()
    assert (plan.state, plan.reviewed_by) == ("set", hands.town)
    said = {"act": "carry", "version": plan.version, "measure": row.number, "done_on": str(plan.set_on), "yuan": "1,200",
            "result": "药已送到", "photos": SimpleUploadedFile("a.jpg", photo(), "image/jpeg")}  # fmt: skip
    post_page(village, "plan", said, number=plan.number)
    row.refresh_from_db()
    assert (row.state, row.done_fen, row.photos.count()) == ("done", 120000, 1)
    picture = row.photos.get().client_uuid
    assert get_page(town, "plan.photo", number=plan.number, photo=picture)["Content-Type"] == "image/jpeg"
    assert "落实健康帮扶" in text(get_page(signed_in(hands.village), "household", household_no=hands.household_no))


def _form(plan, row, **changed):
    return {
        "act": "write", "version": plan.version, "measure": row.number, "kind": row.kind, "risk": row.risk, "says": row.says,
        "owner": "村", "person": "", "planned_from": str(row.planned_from), "planned_to": str(row.planned_to),
        "planned_yuan": "1200.50", **changed,
    }  # fmt: skip


def test_a_foreign_and_an_absent_plan_are_the_same_to_everybody_else(hands):
    plan = hands.drafted()
    for who, number in ((hands.other, plan.number), (hands.town, "JH2026-999999")):
        assert get_page(signed_in(who), "plan", number=number).status_code == 404
    assert plan.number not in text(get_page(signed_in(hands.other), "plans", {"tab": "live"}))
    assert hands.household_no not in text(get_page(signed_in(hands.other), "lacking_measures"))


def test_a_leader_sees_how_many_and_not_what(hands):
    from tests.integration.registry.loaded import account

    plan = hands.drafted()
    page = text(get_page(signed_in(account("leader1")), "plan", number=plan.number))
    assert "不予显示" in page
    assert "健康帮扶" not in page
    assert "因病" not in page


def test_who_lacks_a_measure_is_listed_and_leads_to_where_it_is_mended(hands):
    page = text(get_page(signed_in(hands.county), "lacking_measures"))
    assert "还没订一户一策" in page
    assert f"/hu/{hands.household_no}/jihua/" in page


def test_an_export_is_recorded_with_its_rows(hands):
    hands.drafted()
    response = get_page(signed_in(hands.town), "plans.export", {"tab": "live", "as": "csv"})
    assert "共 1 行" in b"".join(response.streaming_content if response.streaming else [response.content]).decode()
    assert Event.objects.filter(action="plan.exported").count() == 1


def test_an_amount_that_is_none_is_refused_in_words(hands):
    plan = actions.draft(hands.household_no, act=hands.act())
    row = Measure.objects.filter(plan=plan).first()
    answer = post_page(signed_in(hands.village), "plan", _form(plan, row, planned_yuan="三百"), number=plan.number)
    assert answer.status_code == 422
    assert "金额读不懂（三百）" in text(answer)
