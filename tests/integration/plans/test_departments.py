"""部门记自己办的措施: what a plan asks of a department it records itself, and sees nothing else of any family.

RQ-PLAN-41 计划里写明由本部门办、审核通过的，部门看得到这一条，记了村里不用再记。
RQ-PLAN-42 别的部门的、没审核的、没有的，都是同一个“没有”。
"""

from __future__ import annotations

import datetime as dt
import uuid

import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from huaiyuan.base.access import bulk
from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import actions, queries
from huaiyuan.county.plans.actions import Act
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.county.plans.types import MeasureState
from tests.integration.plans.conftest import SERVANT, photo, result, written
from tests.integration.registry.loaded import account
from tests.pages import get_page, post_page, signed_in

BILLS, CARDS = "yibao", "canlian"


@pytest.fixture
def offices(hands):
    """Liaisons of 医保局 and 残联, and a plan in which each is asked for something; returns the measures by department."""
    people = pa.table({
        "username": [BILLS, CARDS], "display_name": ["医保联络员", "残联联络员"], "post_code": ["department"] * 2,
        "area_code": ["411330"] * 2, "demo_login": [False] * 2, "department": ["医保局", "残联"],
    })  # fmt: skip
    bulk.load(people, pa.table({"code": ["411330"], "short_name": ["试县"]}))
    plan = hands.drafted()
    for owner, says in (("医保局", "报销二次住院费，办好慢特病卡"), ("残联", "配一副拐杖"), ("村", "每周上门看一次")):
        actions.write(plan.number, written(owner=owner, says=says, risk=""), act=hands.act(), client_uuid=uuid.uuid4())
    return {row.department: row for row in Measure.objects.filter(plan=plan, owner="department").exclude(says="")}


def approve(hands, plan_no: str) -> None:
    actions.submit(plan_no, act=hands.act(), helper=SERVANT)
    actions.accept(plan_no, act=hands.act(hands.town))


def test_a_department_sees_its_own_measure_once_the_plan_is_approved_and_records_it_with_its_proof(hands, offices):
    own, plan = offices["医保局"], Plan.objects.get()
    client = signed_in(account(BILLS))
    assert own.number not in get_page(client, "measures.asked").content.decode()
    approve(hands, plan.number)
    said = get_page(client, "measures.asked").content.decode()
    assert "报销二次住院费" in said
    assert "配一副拐杖" not in said
    assert "因病" not in said
    assert get_page(client, "measures.asked", {"q": plan.household_no[:12]}).content.decode().count(own.number) >= 1
    bad = post_page(
        client, "measure.asked", {"done_on": "2020-01-01", "result": "已报销4,300元", "yuan": "4300"}, number=own.number
    )
    assert bad.status_code == 422
    assert "已报销4,300元" in bad.content.decode()
    assert "落实日期2020-01-01不对" in bad.content.decode()
    given = {"done_on": str(clock.today()), "result": "已报销4,300元", "yuan": "4300", "uuid": str(uuid.uuid4()),
             "photos": SimpleUploadedFile("x.jpg", photo(), "image/jpeg")}  # fmt: skip
    assert post_page(client, "measure.asked", given, number=own.number).status_code == 302
    own.refresh_from_db()
    assert (own.state, own.done_fen, own.settled_by.username, own.photos.count()) == ("done", 430_000, BILLS, 1)
    assert "医保联络员 记的" in get_page(client, "measure.asked", number=own.number).content.decode()
    # The village need not type it again, and sees who did.
    village = get_page(signed_in(hands.village), "plan", number=plan.number).content.decode()
    assert "已报销4,300元" in village
    assert Event.objects.filter(action="plan.measure.carried_out", by_username=BILLS).count() == 1


def test_anothers_measure_and_an_absent_one_are_the_same_to_a_department(hands, offices):
    approve(hands, Plan.objects.get().number)
    client, other = signed_in(account(BILLS)), offices["残联"]
    foreign = client.get(reverse("measure.asked", args=[other.number]))
    absent = client.get(reverse("measure.asked", args=["CS2026-999999"]))
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    with pytest.raises(DomainError, match="没有你能看的内容"):
        actions.carry_out(other.plan.number, other.number, result(), act=Act(account(BILLS)))
    village_own = Measure.objects.get(says="每周上门看一次")
    with pytest.raises(DomainError, match="没有你能看的内容"):
        actions.carry_out(village_own.plan.number, village_own.number, result(), act=Act(account(BILLS)))
    assert not Measure.objects.filter(state=MeasureState.DONE).exists()
    assert client.get(reverse("plan", args=[other.plan.number])).status_code == 404
    assert not queries.own_measures(hands.village).exists()


def test_many_are_recorded_at_once_and_what_could_not_be_is_named(hands, offices):
    plan, own = Plan.objects.get(), offices["医保局"]
    late = actions.write(
        plan.number, written(owner="医保局", says="资助参保，个人缴费全免", risk="", planned_from=clock.today()),
        act=hands.act(), client_uuid=uuid.uuid4(),
    )  # fmt: skip
    approve(hands, plan.number)
    client, day = signed_in(account(BILLS)), clock.today()
    said = {"pick": [own.number, late.number, offices["残联"].number], "done_on": str(day), "result": "本批已办结"}
    for wrong, says in (({"result": " "}, "请写一句落实得怎么样"), ({"done_on": "下周三"}, "认不出是哪一天")):
        refused = post_page(client, "measures.asked.together", {**said, **wrong})
        assert refused.status_code == 422
        page = refused.content.decode()
        assert says in page
        assert page.count(" checked") == 2
        assert (wrong.get("done_on") or str(day)) in page
    assert not Measure.objects.filter(state=MeasureState.DONE).exists()
    early = {**said, "done_on": str(day - dt.timedelta(days=400))}
    post_page(client, "measures.asked.together", early)
    assert "没记成" in get_page(client, "measures.asked").content.decode()
    post_page(client, "measures.asked.together", said)
    done = set(Measure.objects.filter(state=MeasureState.DONE).values_list("number", flat=True))
    assert done == {own.number, late.number}
    assert "2 条已记落实" in get_page(client, "measures.asked", {"tab": "done"}).content.decode()
    # The draft had asked 医保局 for one thing by itself, which nobody has ticked.
    rest = Measure.objects.filter(department="医保局", state=MeasureState.PLANNED)
    assert queries.asked_counts(queries.own_measures(account(BILLS)))["waiting"] == rest.count() == 1
