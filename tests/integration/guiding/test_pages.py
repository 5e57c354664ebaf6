"""指导督导保姆化（M070）：每一步写着两句话；问一问、答复、督导、整改、销号，都在页上办得成。"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.county.guiding.models import Fault, FaultPhoto, GuidanceVisit, GuideArea, Question, SampledHousehold
from tests.integration.casework.world import PHOTO, VILLAGE
from tests.integration.guiding.deed import a_question_at_a_step_is_answered_and_stays_there
from tests.integration.registry.loaded import account
from tests.pages import get_page, post_page


@pytest.fixture
def signed():
    clients: dict[str, Client] = {}

    def open_(who: str) -> Client:
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(account(who))
        return clients[who]

    return open_


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("x.jpg", PHOTO, "image/jpeg")


def text(answer) -> str:
    return answer.content.decode()


class County:
    """Browsers by account name."""

    def __init__(self, open_) -> None:
        self.browser = open_


def test_the_mechanism_is_done_by_its_posts_and_is_nothing_without_its_table(hands, signed):
    """M070: with the table behind it emptied as it is written, the same deed fails."""
    with transaction.atomic():
        a_question_at_a_step_is_answered_and_stays_there(County(signed))
        transaction.set_rollback(True)

    def empty(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith('INSERT INTO "guiding_question"'):
            with connection.cursor() as cursor:
                cursor.execute('DELETE FROM "guiding_question"')
        return done

    with transaction.atomic():
        with connection.execute_wrapper(empty), pytest.raises((AssertionError, Question.DoesNotExist, DatabaseError)):
            a_question_at_a_step_is_answered_and_stays_there(County(signed))
        transaction.set_rollback(True)


def test_a_step_says_its_two_lines_and_a_question_goes_to_the_guide_and_comes_back(hands, signed):
    """M070: 村里在一步上问，指导员答，答复留在那一步。"""
    village, guide = signed("xuzhai"), signed("county1")
    case = hands.opened()
    page = text(get_page(village, "case_file", case_no=case.case_no))
    assert "村里：两人以上入户" in page
    assert " 前办完。依据：河南省监测对象识别程序第1步" in page
    assert "这一步怎么办" in page, "folded on the phone"
    asking = {"bu": "identification.visit", "shi": case.case_no, "ye": "case_file", "hu": case.household_no}
    assert "村里：两人以上入户" in text(get_page(village, "question.new", asking)), "what the step says is read first"
    wrong = post_page(village, "question.new", {**asking, "wen": "电话19900012345打不通怎么办"})
    assert wrong.status_code == 422
    assert "19900012345打不通怎么办" in text(wrong), "nothing is lost"
    assert post_page(village, "question.new", {**asking, "wen": "有人在外，签字怎么办？"}).status_code == 302
    question = Question.objects.get()
    assert (question.state, question.about, question.asked_by.username) == ("asked", case.case_no, "xuzhai")
    assert case.case_no in text(get_page(guide, "question", number=question.number))
    assert get_page(signed("huilong"), "question", number=question.number).status_code == 404
    said = {
        "act": "answer",
        "version": 1,
        "answer": "家里人代填",
        "basis": "识别程序第1步",
        "shown": "在外的人怎么签？",
        "public": "1",
    }
    assert post_page(village, "question", said, number=question.number).status_code == 404, "a village does not answer"
    assert post_page(guide, "question", said, number=question.number).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.answer, question.answered_by.username) == ("answered", "家里人代填", "county1")
    other = text(get_page(signed("huilong"), "question", number=question.number))
    assert "在外的人怎么签？" in other
    assert case.case_no not in other
    assert "/zhidao/bu/identification.visit/" in text(get_page(village, "case_file", case_no=case.case_no))
    assert "在外的人怎么签？" in text(get_page(village, "question.step", key="identification.visit")), (
        "it stays at the step"
    )
    assert "在外的人怎么签？" in text(get_page(village, "questions", {"q": "代填", "bu": "identification.visit"}))
    assert "没有找到" in text(get_page(village, "questions", {"q": "没有的词"}))
    assert post_page(village, "question", {"act": "read"}, number=question.number).status_code == 302
    # Whoever empties the table behind it takes it off the page.
    Question.objects.all().delete()
    assert "这一步还没有人问过" in text(get_page(village, "question.step", key="identification.visit"))
    assert get_page(village, "question", number=question.number).status_code == 404


def visited(guide) -> GuidanceVisit:
    """A visit of two households, one of them looked at and found otherwise than on record."""
    assert get_page(guide, "guidance.new").status_code == 200
    said = {
        "village": VILLAGE,
        "on": clock.today().isoformat(),
        "looked_at": ["plan", "visit"],
        "pool": "followed",
        "sample": "2",
    }
    assert "请至少选一样看了什么" in text(post_page(guide, "guidance.new", {**said, "looked_at": []}))
    assert post_page(guide, "guidance.new", said).status_code == 302
    visit = GuidanceVisit.objects.get()
    assert SampledHousehold.objects.filter(visit=visit).count() == 2
    drawn = visit.sampled.order_by("place").first().household_no
    look = {"act": "look", "hu": drawn, "found": "differs", "says": ""}
    assert "哪里和记录不一致" in text(post_page(guide, "guidance.visit", look, number=visit.number))
    assert post_page(guide, "guidance.visit", {**look, "says": "卡是旧的"}, number=visit.number).status_code == 302
    return visit


def test_a_guide_records_a_visit_and_a_fault_is_mended_with_a_photo_and_closed(hands, signed):
    """M070: 督导指导台账."""
    guide, village, town = signed("county1"), signed("xuzhai"), signed("yuehe")
    visit = visited(guide)
    drawn = visit.sampled.order_by("place").first().household_no
    fault = {"act": "fault", "stage": "plan", "text": "措施没调整", "hu": drawn, "photos": picture()}
    assert post_page(village, "guidance.visit", fault, number=visit.number).status_code == 404
    assert post_page(guide, "guidance.visit", {**fault, "photos": picture()}, number=visit.number).status_code == 302
    found = Fault.objects.get()
    assert (found.state, found.household_no) == ("open", drawn)
    assert "措施没调整" in text(get_page(village, "workbench"))
    page = text(get_page(village, "fault", number=found.number))
    assert "报整改" in page
    assert "销号" not in page.split("报整改", 1)[1].split("报给指导员核", 1)[0].replace("没有照片销不了号", "")
    assert get_page(signed("huilong"), "fault", number=found.number).status_code == 404
    mend = {"act": "mend", "version": 1, "answer": "已调整"}
    assert "没有凭据销不了号" in text(post_page(village, "fault", mend, number=found.number))
    assert post_page(village, "fault", {**mend, "photos": picture()}, number=found.number).status_code == 302
    photo = FaultPhoto.objects.get(kind="mended")
    assert get_page(guide, "fault.photo", number=found.number, photo=photo.photo_no)["Content-Type"] == "image/jpeg"
    assert Event.objects.filter(action="guiding.photo.shown").count() == 1
    assert post_page(guide, "fault", {"act": "close", "version": 2}, number=found.number).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.closed_by.username) == ("closed", "county1")
    assert "措施没调整" in text(get_page(town, "guidance.faults", {"view": "closed"}))
    for name in ("guidance", "guidance.villages", "guidance.faults"):
        assert get_page(guide, name).status_code == 200
    assert text(get_page(town, "guidance")).count(visit.number) >= 1
    for what in ("", "cun", "wenti"):
        assert get_page(guide, "guidance.export", {"shenme": what})["Content-Type"].endswith("sheet")
    assert Event.objects.filter(action="guiding.visits.exported").count() == 3
    # Whoever empties the tables behind it takes it off the pages.
    FaultPhoto.objects.all().delete()
    Fault.objects.all().delete()
    assert "没有发现问题" in text(get_page(guide, "guidance.visit", number=visit.number))
    SampledHousehold.objects.all().delete()
    GuidanceVisit.objects.all().delete()
    assert "还没有督导指导记录" in text(get_page(town, "guidance"))


def test_the_county_sets_who_guides_which_township(hands, signed):
    county = signed("county1")
    assert get_page(county, "guides").status_code == 200
    assert post_page(county, "guides", {"zhen": "411330101", "ren": "county2"}).status_code == 302
    assert GuideArea.objects.get(township_code="411330101", valid_to__year=9999).guide.username == "county2"
    assert "请从名单里选" in text(post_page(county, "guides", {"zhen": "411330101", "ren": "nobody"}))
    assert post_page(signed("yuehe"), "guides", {"zhen": "411330101", "ren": "county1"}).status_code == 404
