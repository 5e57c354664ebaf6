"""What M026–M033 come down to here, as `tests/integration/mechanisms` wants them: the right post opens the page and does it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huaiyuan.core.kernel import clock
from huaiyuan.county.guarantees.education import reconciling
from huaiyuan.county.guarantees.education.ledgers import PUPILS, RETURNS
from huaiyuan.county.guarantees.models import Aid, HomeLesson, HomeTeaching, Pupil, Return
from huaiyuan.county.ledger import actions
from huaiyuan.county.worklist.models import Task
from tests.integration.casework.world import PHOTO
from tests.integration.education.conftest import Learning, laid_out
from tests.integration.education.said import said
from tests.pages import get_page, post_page, signed_in

TERM = "2026年秋季学期"


def text(response: Any) -> str:
    return response.content.decode()


def done(client: Client, code: str, number: str, act: str, **form: Any) -> None:
    """A step on the page of a row, which must come through."""
    page = get_page(client, "ledger_entry", code=code, number=number)
    version = page.context["row"].version
    sent = post_page(client, "ledger_entry", {"act": act, "version": version, **form}, code=code, number=number)
    assert sent.status_code == 302, text(sent)[-2000:]


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", PHOTO, "image/jpeg")


def a_dropout_is_found_early_sought_and_placed(_county: Any) -> None:
    here = laid_out()
    school, department = signed_in(here.school), signed_in(here.department)
    done(school, "pupils", here.pupils[0], "suspect", absent_from="2026-11-18", reason="三天没来")
    case = Return.objects.get()
    effort = {"last_on": "2026-11-20", "way": "visit", "people": "村干部", "effort": "答应回校"}
    done(signed_in(here.village), "returns", case.number, "effort", **effort)
    done(school, "returns", case.number, "back", back_on=clock.today().isoformat())
    done(department, "returns", case.number, "place", placement="at_school")
    case.refresh_from_db()
    assert (case.state, case.efforts, here.pupil().state) == ("placed", 1, "at_school")
    assert case.number in text(get_page(department, "ledger", {"view": "all"}, code="returns"))


def aid_of_a_term_is_applied_approved_and_paid(_county: Any) -> None:
    here = laid_out()
    _applied(here, "boarding_primary")
    row, department = Aid.objects.get(), signed_in(here.department)
    assert "还没发的" in text(get_page(department, "ledger", {"view": "unpaid"}, code="aid"))
    done(department, "aid", row.number, "approve")
    done(department, "aid", row.number, "pay", paid_on="2026-11-20", receipt="YKT26Q-001")
    row.refresh_from_db()
    assert (row.state, row.receipt) == ("paid", "YKT26Q-001")


def _applied(here: Learning, benefit: str) -> Any:
    form = {"pupil": here.pupils[0], "benefit": benefit, "term": TERM}
    return post_page(signed_in(here.school), "ledger_entry.new", form, code="aid")


def a_visit_at_home_is_filed_with_photo_and_signature(_county: Any) -> None:
    here = laid_out()
    case, school = _taught(here), signed_in(here.school)
    form = {"taught": case.number, "visited_on": "2026-11-12", "hours": "2", "content": "认数"}
    post_page(school, "ledger_entry.new", form, code="home-visits")
    visit = HomeLesson.objects.get()
    assert "待归档" in text(get_page(school, "ledger_entry", code="home-visits", number=visit.number))
    done(school, "home-visits", visit.number, "file", signed_by="王某", photos=photo())
    visit.refresh_from_db()
    case.refresh_from_db()
    assert (visit.state, case.visits) == ("filed", 1)


def a_severely_disabled_pupil_has_a_file_of_its_own(_county: Any) -> None:
    here = laid_out()
    case = _taught(here)
    assert "齐了" in text(
        get_page(signed_in(here.department), "ledger_entry", code="home-teaching", number=case.number)
    )
    case.refresh_from_db()
    assert (case.state, case.teacher, case.person_no) == ("teaching", "李老师", here.persons[0][0])
    assert HomeTeaching.objects.count() == 1


def _taught(here: Learning) -> HomeTeaching:
    placed = {"expert_on": "2026-08-20", "reason": "重度残疾，专家委评估"}
    done(signed_in(here.department), "pupils", here.pupils[0], "home", **placed)
    case = HomeTeaching.objects.get()
    papers = {
        "teacher": "李老师",
        "expert_on": "2026-08-20",
        "plan": "每月两次",
        "agreed_on": "2026-08-25",
        "began_on": "2026-09-01",
    }
    done(signed_in(here.school), "home-teaching", case.number, "begin", photos=photo(), **papers)
    return case


def every_child_with_a_card_is_settled_one_by_one(_county: Any) -> None:
    here = laid_out()
    (person, home), department = here.persons[2], signed_in(here.department)
    row = {"person_id": person, "household_no": home, "roll_says": "moved", "wanted": "unknown", "disabled": "severe",
           "disability": "肢体一级"}  # fmt: skip
    others = [
        {"person_id": p, "household_no": h, "roll_says": "at_school", "wanted": "at_school"}
        for p, h in here.persons[:2]
    ]
    reconciling._take_up(said(row, *others), "2026-10", here.center)
    number = Pupil.objects.get(person_no=person).number
    assert number in text(get_page(department, "ledger", {"view": "disabled"}, code="pupils"))
    assert Task.objects.get(subject_no=f"pupils/{number}", state="open").owner_area == "411330101"
    done(department, "pupils", number, "special", reason="县特教学校已接收")
    assert (here.pupil(2).state, Task.objects.filter(subject_no=f"pupils/{number}", state="open").exists()) == (
        "special",
        False,
    )


def the_ledger_of_those_of_school_age_has_a_row_for_every_child(_county: Any) -> None:
    here = laid_out()
    rows = [
        {"person_id": p, "household_no": h, "roll_says": "at_school", "wanted": "at_school"} for p, h in here.persons
    ]
    rows.append(
        {"person_id": "P000000099", "household_no": here.persons[0][1], "roll_says": "at_school", "wanted": "at_school"}
    )
    reconciling._take_up(said(*rows), "2026-10", here.center)
    page = text(get_page(signed_in(here.department), "ledger", {"view": "all"}, code="pupils"))
    assert all(number in page for number in Pupil.objects.values_list("number", flat=True))
    assert Pupil.objects.count() == len(rows)


def net_increase_of_dropout_families_raises_an_alarm(_county: Any) -> None:
    here = laid_out()
    department = signed_in(here.department)
    assert "比上月同日净增" not in text(get_page(department, "schooling"))
    actions.move(PUPILS, here.pupils[0], "suspect", {"absent_from": "2026-11-18"}, by=here.school, reason="没来")
    case = Return.objects.get()
    effort = {"last_on": "2026-11-20", "way": "visit", "people": "村干部", "effort": "不肯来"}
    actions.move(RETURNS, case.number, "effort", effort, by=here.village)
    done(department, "returns", case.number, "confirm", confirmed_on="2026-11-22", reason="劝返未果")
    assert "比上月同日净增 1 户" in text(get_page(department, "schooling"))


def a_boarder_gets_half_the_new_standard_and_no_day_pupils_aid(_county: Any) -> None:
    here = laid_out()
    _applied(here, "boarding_primary")
    assert "只能领一样" in text(_applied(here, "day_primary"))
    assert [row.yuan for row in Aid.objects.all()] == [62_500]
    assert "1,250" in text(get_page(signed_in(here.department), "schooling"))


DEEDS = (
    a_dropout_is_found_early_sought_and_placed, aid_of_a_term_is_applied_approved_and_paid,
    a_visit_at_home_is_filed_with_photo_and_signature, every_child_with_a_card_is_settled_one_by_one,
    the_ledger_of_those_of_school_age_has_a_row_for_every_child, a_severely_disabled_pupil_has_a_file_of_its_own,
    net_increase_of_dropout_families_raises_an_alarm, a_boarder_gets_half_the_new_standard_and_no_day_pupils_aid,
)  # fmt: skip
