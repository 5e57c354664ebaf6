"""M070 任务清单化: the pages of 交办 and 批示, opened as the right post, with the verb done and the change seen."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from huaiyuan.base.audit.models import Event
from huaiyuan.county.orders import actions
from huaiyuan.county.orders.models import Order, OrderFile, OrderLine, OrderStep
from huaiyuan.county.orders.types import LineState
from huaiyuan.county.worklist.models import Task
from tests.integration.duty.test_visits import picture
from tests.integration.orders.conftest import FIGURE, HOUSEHOLD, MONDAY, TOWN, VILLAGE, line_of
from tests.pages import get_page, post_page, signed_in


def text_of(response) -> str:
    return response.content.decode()


def test_the_county_issues_a_list_the_village_feeds_back_and_the_township_settles_it(people):
    county, village, town = signed_in(people.county), signed_in(people.village), signed_in(people.town)
    get_page(county, "order.new")
    said = {"act": "issue", "title": "取暖安全", "says": "挨户看一遍", "due_on": "2026-11-27", "to": [f"village/{VILLAGE}"],
            "files": SimpleUploadedFile("通知.pdf", b"%PDF-1.4", "application/pdf")}  # fmt: skip
    assert post_page(county, "order.new", said).status_code == 302
    line = OrderLine.objects.get()
    assert "交办：取暖安全" in text_of(get_page(village, "workbench", {"an": "qixian"}))
    shown = text_of(get_page(village, "order_line", number=line.number))
    assert "通知.pdf" in shown
    photo = SimpleUploadedFile("炉子.jpg", picture(), "image/jpeg")
    post_page(
        village,
        "order_line",
        {"act": "answer", "says": "换了两户", "version": "1", "proofs": photo},
        number=line.number,
    )
    assert "换了两户" in text_of(get_page(town, "order_line", number=line.number))
    assert post_page(town, "order_line", {"act": "close", "version": "2"}, number=line.number).status_code == 302
    line.refresh_from_db()
    assert (line.state, line.settled_by, OrderFile.objects.count()) == (LineState.CLOSED, people.town, 2)
    assert "已销号 1 / 1 条" in text_of(get_page(county, "order", number=line.order.number))


def test_the_inbox_is_empty_when_the_table_behind_it_is(listed, people):
    client = signed_in(people.village)
    assert "交办：取暖安全看一遍" in text_of(get_page(client, "workbench", {"an": "qixian"}))
    Task.objects.all().delete()
    assert "交办：取暖安全看一遍" not in text_of(get_page(client, "workbench", {"an": "qixian"}))
    OrderStep.objects.all().delete()
    OrderLine.objects.all().delete()
    assert client.get(reverse("order", args=[listed.number])).status_code == 404
    assert "取暖安全看一遍" not in text_of(get_page(client, "orders"))


def test_a_list_and_a_line_of_others_are_not_there(listed, people):
    line, other = line_of(listed, "徐寨村"), signed_in(people.other_town)
    absent = other.get(reverse("order_line", args=["JB2026-9999-0001"]))
    foreign = other.get(reverse("order_line", args=[line.number]))
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert post_page(other, "order_line", {"act": "close"}, number=line.number).status_code == 404


def test_a_refusal_keeps_what_was_typed(listed, people):
    line = line_of(listed, "徐寨村")
    bad = SimpleUploadedFile("a.exe", b"MZ")
    client = signed_in(people.village)
    response = post_page(
        client, "order_line", {"act": "answer", "says": "换了两户的煤炉", "proofs": bad}, number=line.number
    )
    assert response.status_code == 422
    assert "换了两户的煤炉" in text_of(response)
    assert "不是照片、PDF、Word 或 Excel 文件" in text_of(response)


def test_late_lines_are_red_with_words_and_the_export_is_recorded(listed, people, monkeypatch):
    OrderLine.objects.update(due_at=MONDAY.replace(day=20))
    client = signed_in(people.county)
    shown = text_of(get_page(client, "order", {"view": "late"}, number=listed.number))
    assert "4 条超期" in shown
    assert "due-late" in shown
    response = client.get(reverse("order.export", args=[listed.number]))
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert [row[0] for row in rows if row[0] in {"月河镇", "回龙乡", "徐寨村", "医保局"}] == [
        "月河镇",
        "回龙乡",
        "徐寨村",
        "医保局",
    ]
    assert Event.objects.get(action="web.orders.exported").by_username == "county1"


def test_many_are_settled_from_the_list(listed, people):
    line = line_of(listed, "徐寨村")
    actions.answer(line.number, says="都看过", by=people.village, at=MONDAY)
    client = signed_in(people.county)
    post_page(client, "orders.together", {"act": "close", "pick": [line.number], "order": listed.number})
    line.refresh_from_db()
    assert line.state == LineState.CLOSED


def test_households_ticked_on_a_list_arrive_in_the_form_and_become_lines(people):
    client = signed_in(people.county)
    opened = post_page(client, "order.new", {"pick": [HOUSEHOLD]})
    assert "选来的 1 户" in text_of(opened)
    said = {"act": "issue", "title": "看老人", "says": "看一遍", "due_on": "2026-11-27", "households": HOUSEHOLD}
    post_page(client, "order.new", said)
    assert OrderLine.objects.get().household_no == HOUSEHOLD


def test_a_leader_writes_one_line_on_a_household_in_two_taps_and_the_owner_is_chosen_already(people):
    client = signed_in(people.leader)
    page = text_of(get_page(client, "household", household_no=HOUSEHOLD))
    address = f"{reverse('instruction.new')}?ye=%2Fhu%2F{HOUSEHOLD}%2F"
    assert address in page
    form = text_of(client.get(address))
    assert f'value="township/{TOWN}" checked' in form
    said = {"ye": f"/hu/{HOUSEHOLD}/", "says": "住房的事本月办好", "to": f"township/{TOWN}", "due_on": "2026-11-27"}
    assert post_page(client, "instruction.new", said).status_code == 302
    made = Order.objects.get()
    assert (made.about_kind, made.about_key, made.lines.get().owner_area) == ("household", HOUSEHOLD, TOWN)
    assert "月河镇" in text_of(get_page(client, "instructions"))


@pytest.mark.parametrize("address", ["/hu/411330301200-9999/", "/shenji/", "https://elsewhere.example/hu/", "/meiyou/"])
def test_a_line_cannot_be_written_on_what_the_leader_may_not_open(people, address):
    assert signed_in(people.leader).get(reverse("instruction.new"), {"ye": address}).status_code == 404


def test_what_was_handed_out_about_a_household_stands_on_its_timeline(people):
    made = actions.issue(title="看老人", says="看一遍", household_nos=[HOUSEHOLD], by=people.county, at=MONDAY)
    number = made.lines.get().number
    shown = text_of(get_page(signed_in(people.village), "household", household_no=HOUSEHOLD))
    assert "看老人，徐寨村办" in shown
    assert "交办销号" not in shown
    actions.answer(number, says="看过了", by=people.village, at=MONDAY)
    actions.close(number, by=people.town, at=MONDAY)
    assert "交办销号" in text_of(get_page(signed_in(people.town), "household", household_no=HOUSEHOLD))


def test_on_a_list_of_a_township_the_township_is_chosen_and_on_a_countys_list_the_county_centre_says(people):
    client = signed_in(people.leader)
    of_town = text_of(client.get(reverse("instruction.new"), {"ye": f"/xiansuo/?zhen={TOWN}"}))
    assert "批在：线索，月河镇" in of_town
    assert f'value="township/{TOWN}" checked' in of_town
    assert 'value="" checked' in text_of(client.get(reverse("instruction.new"), {"ye": "/xiansuo/"}))


def test_without_a_page_to_write_on_the_lines_are_shown(people):
    assert signed_in(people.leader).get(reverse("instruction.new")).url == reverse("instructions")


def test_others_are_offered_no_line_to_write(people):
    for who in (people.county, people.town, people.village):
        client = signed_in(who)
        assert "/pishi/xin/" not in text_of(get_page(client, "orders"))
        assert client.get(reverse("instruction.new"), {"ye": f"/hu/{HOUSEHOLD}/"}).status_code == 404


def test_the_answer_comes_back_to_the_leaders_inbox_and_page(people):
    number = (
        actions.instruct("差哪一条", on=FIGURE, to=f"township/{TOWN}", by=people.leader, at=MONDAY).lines.get().number
    )
    actions.answer(number, says="多数差住房鉴定", by=people.town, at=MONDAY)
    client = signed_in(people.leader)
    assert "批示有回音" in text_of(get_page(client, "workbench"))
    assert "多数差住房鉴定" in text_of(get_page(client, "instructions", {"view": "answered"}))
    post_page(client, "order_line", {"act": "close"}, number=number)
    assert OrderLine.objects.get().state == LineState.CLOSED


def test_the_inbox_is_narrowed_by_kind_by_deadline_and_by_words(listed, people):
    client = signed_in(people.town)
    assert "交办：取暖安全看一遍" in text_of(get_page(client, "workbench", {"lei": "交办、批示", "q": "取暖"}))
    for nothing in ({"q": "没有这样的事"}, {"shi": "overdue"}, {"lei": "线索核实"}):
        assert "这些条件下没有要办的" in text_of(get_page(client, "workbench", nothing))


def test_without_a_settled_limit_a_day_has_to_be_typed_and_the_page_opens_all_the_same(people):
    from huaiyuan.base.reference.models import ParameterValue

    ParameterValue.objects.filter(name="order.days").update(number=None)
    client = signed_in(people.county)
    assert get_page(client, "order.new").status_code == 200
    said = {"act": "issue", "title": "看路", "says": "看一遍", "to": [f"village/{VILLAGE}"]}
    response = post_page(client, "order.new", said)
    assert (response.status_code, Order.objects.count()) == (422, 0)
    assert "请选几号前办结" in text_of(response)
    assert signed_in(people.leader).get(reverse("instruction.new"), {"ye": f"/hu/{HOUSEHOLD}/"}).status_code == 200
