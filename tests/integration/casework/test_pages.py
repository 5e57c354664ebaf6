"""A family's way through the pages, as the posts use them; what others see of it; notices that tell nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huaiyuan.core.kernel import clock
from huaiyuan.county.casework import actions
from huaiyuan.county.casework.models import CaseFile, Comparison, Cycle, Meeting, Objection
from huaiyuan.county.casework.types import State
from huaiyuan.county.registry import queries as households
from tests.integration.casework.world import PHOTO, Hands
from tests.integration.registry.loaded import account
from tests.pages import get_page, post_page

LATER = dt.date(2026, 11, 23)


@pytest.fixture
def signed(hands):
    today = clock.today()
    clients: dict[str, Client] = {}

    def open_(who: str) -> Client:
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(account(who))
        return clients[who]

    yield open_
    clock.configure(today=today)


def picture(name: str = "x.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PHOTO, "image/jpeg")


def post(client: Client, case: CaseFile, act: str, **said) -> str:
    case.refresh_from_db()
    answer = post_page(client, "case_file", {"act": act, "version": case.version, **said}, case_no=case.case_no)
    case.refresh_from_db()
    return answer.content.decode() if answer.status_code == 422 else str(answer.status_code)


def compare(village: Client, county: Client, case: CaseFile, adults: list[str]) -> None:
    """信息比对: lists to the departments, their answers, a finding written on the one doubt."""
    assert get_page(county, "casework.lists").status_code == 200
    for code in Comparison.objects.filter(case=case).values_list("code", flat=True).distinct():
        post_page(county, "casework.lists", {"code": code, "purpose": "识别认定信息比对"})
        made = Comparison.objects.filter(case=case, code=code).first().listed
        assert get_page(county, "casework.list", list_no=made.list_no).status_code == 200
        said = {f"says-{adults[0]}": "名下小轿车1辆"} if code == "vehicle" else {}
        post_page(county, "casework.list", {"act": "answer", **said}, list_no=made.list_no)
    taken = post_page(county, "casework.list", {"act": "take"}, list_no=made.list_no)
    assert taken["Content-Type"].endswith("sheet")
    assert get_page(village, "case_file", case_no=case.case_no).status_code == 200
    assert "1条疑点" in post(village, case, "compared")
    post(village, case, "find", person=adults[0], code="vehicle", finding="no_matter", because="拉货的三轮车")
    assert post(village, case, "compared") == "302"


def decide(town: Client, county: Client, case: CaseFile) -> None:
    """乡镇审核 and 县级审定, each in a meeting with its signed list; the county's wants a document number."""
    minutes = {
        f"result-{case.case_no}": "passed", f"version-{case.case_no}": case.version, "held_on": clock.today(),
        "text": "逐户看过", "signer": "张某，镇长",
    }  # fmt: skip
    assert "签字的名单" in post_page(town, "meeting.new", minutes).content.decode()
    assert get_page(town, "meeting.new").status_code == 200
    assert post_page(town, "meeting.new", {**minutes, "signed_list": picture()}).status_code == 302
    case.refresh_from_db()
    minutes[f"version-{case.case_no}"] = case.version
    assert "要填文号" in post_page(county, "meeting.new", {**minutes, "signed_list": picture()}).content.decode()
    minutes |= {"doc_no": "桐防返贫〔2026〕9号", "signed_list": picture()}
    assert post_page(county, "meeting.new", minutes).status_code == 302
    for client, meeting in ((county, Meeting.objects.last()), (town, Meeting.objects.first())):
        assert get_page(client, "meeting", number=meeting.number).status_code == 200
        assert get_page(client, "meetings").status_code == 200


def test_the_posts_carry_a_family_through_the_pages_within_their_budgets(hands: Hands, signed):
    village, town, county = signed("xuzhai"), signed("yuehe"), signed("county1")
    clock.configure(today=hands.day)
    number = hands.free_households(1)[0]
    lead = hands.lead(number, "因病", "缺劳动力")
    hands.opened(hands.free_households(2)[1])
    assert post_page(town, "casework.take", {"pick": [lead]}).status_code == 302
    case = CaseFile.objects.get(lead_no=lead)
    for client in (village, town, county, signed("leader1")):
        assert get_page(client, "casework").status_code == 200
        assert get_page(client, "case_file", case_no=case.case_no).status_code == 200
    adults = households.adults_of(number, hands.day)
    assert post(village, case, "sign", person=adults, photos=picture()) == "302"
    assert "要两个人" in post(village, case, "visit", on=hands.day, companion="", found="家里有人住院")
    mistyped = post(village, case, "visit", on="2026-02-30", companion="驻村队员", found="家里有人住院")
    assert "“哪天入户”写的是“2026-02-30”" in mistyped
    assert 'value="驻村队员"' in mistyped
    assert post(village, case, "visit", on=hands.day, companion="驻村队员", found="家里有人住院") == "302"
    compare(village, county, case, adults)
    held = {"on": hands.day, "expected": 40, "present": 30, "agreed": 29, "category": "突发严重困难户"}
    assert get_page(village, "case_file", case_no=case.case_no).status_code == 200
    assert post(village, case, "deliberate", **held, photos=[picture(), picture("y.jpg")]) == "302"
    assert get_page(village, "case_file.sheet", case_no=case.case_no).status_code == 200
    assert "近景、远景" in post(village, case, "post", on=hands.day, near=picture())
    assert post(village, case, "post", on=hands.day, near=picture(), far=picture("f.jpg")) == "302"
    assert "disabled" in get_page(village, "case_file", case_no=case.case_no).content.decode()
    clock.configure(today=hands.day + dt.timedelta(days=6))
    assert post(village, case, "expire") == "302"
    decide(town, county, case)
    assert Cycle.objects.get(household_no=number).state == "未消除"
    assert post(town, case, "announce", on=clock.today(), photos=picture()) == "302"
    assert "突发严重困难户" in get_page(village, "casework.entry").content.decode()
    assert post(village, case, "enter", national_no="GB0001") == "302"
    assert case.state == State.DONE
    assert get_page(village, "case_file", case_no=case.case_no).status_code == 200
    assert get_page(village, "household", household_no=number).status_code == 200
    assert "首次识别" in get_page(village, "cycles.household", household_no=number).content.decode()


def test_the_second_of_two_sees_what_the_first_did_and_keeps_his_text(hands: Hands, signed):
    case = hands.carried(hands.opened(), State.NOTICED)
    clock.configure(today=hands.day)
    seen = case.version
    client = signed("xuzhai")
    said = {"act": "object", "version": seen, "on": hands.day}
    assert post_page(client, "case_file", {**said, "text": "他家在城里有房"}, case_no=case.case_no).status_code == 302
    answer = post_page(client, "case_file", {**said, "text": "他家儿子有工作"}, case_no=case.case_no)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "刚登记了异议" in page
    assert "他家儿子有工作" in page
    assert Objection.objects.filter(case=case).count() == 1


def test_absent_and_foreign_cases_answer_alike_on_every_page(hands: Hands, signed):
    case = hands.carried(hands.opened(), State.NOTICED)
    stranger = signed("huilong")
    for name in ("case_file", "case_file.sheet"):
        foreign = get_page(stranger, name, case_no=case.case_no)
        absent = get_page(stranger, name, case_no="RD2026-9999")
        assert (foreign.status_code, absent.status_code) == (404, 404)
        assert re.sub(r"nonce=\S+", "", foreign.content.decode()) == re.sub(r"nonce=\S+", "", absent.content.decode())
    assert post_page(stranger, "case_file", {"act": "stop", "reason": "x"}, case_no=case.case_no).status_code == 404
    assert case.case_no not in get_page(stranger, "casework").content.decode()


def test_a_case_is_found_by_name_and_by_number(hands: Hands, signed):
    mine, other = (hands.opened(number) for number in hands.free_households(2))
    head = households.heads([mine.household_no])[mine.household_no]
    for text in (head, mine.case_no, mine.household_no):
        page = get_page(signed("yuehe"), "casework", {"q": text}).content.decode()
        assert mine.case_no in page
        assert head in households.heads([other.household_no]).values() or other.case_no not in page
    assert mine.case_no not in get_page(signed("leader1"), "casework", {"q": head}).content.decode()


def test_a_leader_sees_where_a_family_stands_and_nothing_of_its_health(hands: Hands, signed):
    case = hands.opened(None, "因病")
    page = get_page(signed("leader1"), "case_file", case_no=case.case_no).content.decode()
    assert case.case_no in page
    assert "因病" not in page
    case = hands.carried(case, State.NOTICED)
    actions.raise_objection(case.case_no, text="他家在城里有房", on=hands.day, act=hands.act())
    pages = [
        get_page(signed("leader1"), name, **kwargs).content.decode()
        for name, kwargs in (
            ("casework", {}), ("case_file", {"case_no": case.case_no}), ("cycles", {}),
            ("cycles.household", {"household_no": Cycle.objects.filter(void=False).first().household_no}),
        )
    ]  # fmt: skip
    lines = [re.sub(r"<(select|form).*?</\1>", "", page, flags=re.S) for page in pages]
    for secret in ("因病", "城里有房", ">突发严重困难户<", ">边缘易致贫户<", "<b>突发严重困难户", "家里有大病"):
        assert [n for n, page in enumerate(lines) if secret in page] == [], secret


def test_a_notice_tells_name_village_category_and_difficulty_and_nothing_else(hands: Hands, signed):
    case = hands.carried(hands.opened(None, "因病", "因残", "因学"), State.TO_POST)
    text = actions.show_sheet(case.case_no, by=hands.village).text
    people = households.identified(households.adults_of(case.household_no, hands.day))
    head = households.heads([case.household_no])[case.household_no]
    assert head in text
    assert "困难情形：因学、突发困难" in text
    assert "突发严重困难户" in text
    for secret in ("因病", "因残", case.household_no, *(p.id_number for p in people.values() if p.id_number)):
        assert secret not in text


def test_the_county_takes_a_clearing_back_on_the_households_page(hands: Hands, signed):
    clock.configure(today=LATER)
    county = signed("county1")
    cleared = Cycle.objects.filter(state="已消除", household_no__startswith="411330101200").order_by("pk")
    number = next(
        c.household_no for c in cleared if c.pk == Cycle.objects.filter(household_no=c.household_no).last().pk
    )
    page = get_page(county, "cycles.household", household_no=number).content.decode()
    assert "消除回退" in page
    assert "县里改" not in get_page(signed("xuzhai"), "cycles.household", household_no=number).content.decode()
    said = {"act": "undo", "on": LATER, "doc_no": "桐防返贫〔2026〕12号"}
    answer = post_page(county, "cycles.household", said, household_no=number)
    assert "请写明消除回退的原因" in answer.content.decode()
    assert post_page(county, "cycles.household", {**said, "reason": "标错了户"}, household_no=number).status_code == 302
    assert Cycle.objects.filter(household_no=number).last().state == "未消除"
    listed = get_page(county, "cycles", {"view": "open"})
    assert listed.status_code == 200
    assert get_page(county, "cycles.export").status_code == 200
