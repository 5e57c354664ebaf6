"""A child that does not come to school is found, sought and placed; taught at home it is visited; aid is paid once and right."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.known import Known
from huaiyuan.county.guarantees.education import keeping, queries, reconciling, standards
from huaiyuan.county.guarantees.education.ledgers import AID, PUPILS, RETURNS, TEACHING, VISITS
from huaiyuan.county.guarantees.education.teaching import HomeTeaching
from huaiyuan.county.guarantees.models import Aid, Pupil, Return
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.actions import Place
from huaiyuan.county.ledger.models import EntryChange
from huaiyuan.county.worklist.models import Task
from tests.integration.casework.world import PHOTO
from tests.integration.education.conftest import TODAY, Learning
from tests.integration.education.said import said
from tests.pages import get_page, post_page, signed_in

TERM = "2026年秋季学期"


def text(response) -> str:
    return response.content.decode()


def sent(response) -> None:
    assert response.status_code == 302, "".join(re.findall("note-red.*", text(response)))[:600]


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", PHOTO, "image/jpeg")


def act(who, code: str, number: str, name: str, **said):
    """A step on the page of a row, as somebody."""
    version = PUPILS.model.objects.get(number=number).version if code == "pupils" else _version(code, number)
    return post_page(
        signed_in(who), "ledger_entry", {"act": name, "version": version, **said}, code=code, number=number
    )


def _version(code: str, number: str) -> int:
    from huaiyuan.county.ledger.declaration import LEDGERS

    return LEDGERS[code].model._default_manager.get(number=number).version


def _returned(learning: Learning) -> Return:
    """A pupil whom its school reports, whom the village goes to see, and who comes back."""
    sent(
        act(
            learning.school,
            "pupils",
            learning.pupils[0],
            "suspect",
            absent_from="2026-11-18",
            reason="三天没来，电话不通",
        )
    )
    case = Return.objects.get()
    sent(act(learning.village, "returns", case.number, "effort", last_on="2026-11-21", way="visit", people="村干部",
             effort="在家帮忙，答应周一回校"))  # fmt: skip
    return case


def test_a_child_found_out_of_school_is_sought_confirmed_back_and_placed_by_four_posts(learning):
    case = _returned(learning)
    assert learning.pupil().state == "suspected"
    assert (case.found_by, case.unit_no, case.person_no) == (
        "school",
        learning.school.postings.get().unit_no,
        learning.persons[0][0],
    )
    assert Task.objects.get(subject_no=f"returns/{case.number}", state="open").owner_department == case.unit_no
    assert queries.guarantee(learning.persons[0][1]).known is Known.NO
    sent(act(learning.department, "returns", case.number, "confirm", confirmed_on="2026-11-22", reason="劝返未果"))
    assert learning.pupil().state == "dropout"
    early = act(learning.school, "returns", case.number, "back", back_on="2026-11-01")
    assert (early.status_code, "早于" in text(early)) == (422, True)
    sent(act(learning.school, "returns", case.number, "back", back_on="2026-11-23"))
    assert act(learning.school, "returns", case.number, "place", placement="at_school").status_code == 422
    sent(act(learning.department, "returns", case.number, "place", placement="inclusive"))
    case.refresh_from_db()
    assert (case.state, case.efforts, case.ended_on, learning.pupil().state) == ("placed", 1, TODAY, "inclusive")
    assert not Task.objects.filter(subject_no=f"returns/{case.number}", state="open").exists()
    page = text(get_page(signed_in(learning.department), "ledger_entry", code="pupils", number=learning.pupils[0]))
    assert case.number in page


def test_outsiders_see_nothing_and_each_page_keeps_to_its_queries(learning):
    case = _returned(learning)
    for outsider in (learning.other_school, learning.other_town):
        client = signed_in(outsider)
        for code, number in (("pupils", learning.pupils[0]), ("returns", case.number)):
            assert client.get(f"/taizhang/{code}/{number}/").status_code == 404
            assert number not in text(get_page(client, "ledger", code=code))
    for insider in (learning.school, learning.village, learning.town, learning.department, learning.center):
        assert learning.pupils[0] in text(get_page(signed_in(insider), "ledger", {"view": "all"}, code="pupils"))
        assert "教育保障" in text(get_page(signed_in(insider), "schooling"))
    assert signed_in(learning.school).post("/jiaoyu/bidui/").status_code == 404


def test_a_family_with_a_new_dropout_raises_the_alarm_of_net_increase(learning):
    before = queries.growth("辍学", RETURNS, "confirmed_on", learning.center, TODAY)
    case = _returned(learning)
    sent(act(learning.department, "returns", case.number, "confirm", confirmed_on="2026-11-22", reason="劝返未果"))
    after = queries.growth("辍学", RETURNS, "confirmed_on", learning.center, TODAY)
    assert (before.net, after.net, after.new) == (0, 1, 1)
    assert "净增 1 户" in text(get_page(signed_in(learning.department), "schooling"))


def test_a_comparison_opens_marks_and_is_harmless_again_and_never_overwrites_what_somebody_looked_at(learning):
    (one, home_1), (two, home_2), (three, _) = learning.persons
    actions.move(
        PUPILS, learning.pupils[1], "away", {"away_school": "郑州市第二小学"}, by=learning.village, pictures=[PHOTO]
    )
    table = said(
        {"person_id": one, "household_no": home_1, "roll_says": "absent", "wanted": "suspected"},
        {"person_id": two, "household_no": home_2, "roll_says": "at_school", "wanted": "at_school", "school": "月河镇小学"},
        {"person_id": "P000000099", "household_no": home_1, "roll_says": "at_school", "wanted": "at_school", "grade": "小学一年级",
         "school": "月河镇小学", "disabled": "severe", "disability": "肢体一级"},
    )  # fmt: skip
    done = reconciling._take_up(table, "2026-10", learning.center)
    assert (done.opened, done.gone, done.suspected) == (1, 1, 1)
    assert [learning.pupil(n).state for n in range(3)] == ["suspected", "away", "gone"]
    new = Pupil.objects.get(person_no="P000000099")
    assert (new.unit_no, new.disabled, new.school_no.name) == ("XX2021-00001", "severe", "月河镇小学")
    assert "和名册对不上" in text(
        get_page(signed_in(learning.department), "ledger", {"view": "differs"}, code="pupils")
    )
    assert learning.pupils[1] in text(
        get_page(signed_in(learning.department), "ledger", {"view": "differs"}, code="pupils")
    )
    changes = EntryChange.objects.count()
    again = reconciling._take_up(table, "2026-10", learning.center)
    assert (again.opened, again.changed, again.gone, again.suspected) == (0, 0, 0, 0)
    assert EntryChange.objects.count() == changes
    back = reconciling._take_up(said({"person_id": one, "household_no": home_1, "roll_says": "at_school", "wanted": "at_school"}),
                                "2026-11", learning.center)  # fmt: skip
    assert (back.returned, Return.objects.get(person_no=one).state, learning.pupil(0).state) == (1, "back", "at_school")
    assert three != one


def _taught(learning: Learning) -> HomeTeaching:
    actions.move(
        PUPILS,
        learning.pupils[0],
        "home",
        {"expert_on": "2026-08-20"},
        by=learning.department,
        reason="重度残疾，专家委评估",
    )
    case = HomeTeaching.objects.get()
    assert "还缺送教老师" in text(
        get_page(signed_in(learning.school), "ledger_entry", code="home-teaching", number=case.number)
    )
    papers = {
        "teacher": "李老师",
        "expert_on": "2026-08-20",
        "plan": "每月两次",
        "agreed_on": "2026-08-25",
        "began_on": "2026-09-01",
    }
    sent(act(learning.school, "home-teaching", case.number, "begin", photos=photo(), **papers))
    return case


def _visited(learning: Learning, case: HomeTeaching, day: str, hours: int = 2) -> None:
    form = {"taught": case.number, "visited_on": day, "hours": hours, "content": "认数"}
    client = signed_in(learning.school)
    sent(client.post(f"/taizhang/home-visits/xin/?taught={case.number}", form))
    number = VISITS.model.objects.order_by("-pk")[0].number
    unsigned = act(learning.school, "home-visits", number, "file", signed_by="王某")
    assert unsigned.status_code == 422
    sent(act(learning.school, "home-visits", number, "file", signed_by="王某", photos=photo()))


def test_a_child_taught_at_home_is_visited_twice_a_month_with_photo_and_signature_or_the_school_is_behind(
    learning, monkeypatch
):
    case = _taught(learning)
    _visited(learning, case, "2026-10-08")
    _visited(learning, case, "2026-10-20", hours=1)
    assert (keeping.keep_up(), keeping.keep_up()) == (1, 0)
    case.refresh_from_db()
    assert (case.state, case.lacking, case.checked, case.visits) == ("behind", 1, "2026-10", 2)
    assert Task.objects.filter(kind="home-teaching_behind_unit", state="open").count() == 1
    _visited(learning, case, "2026-11-12")
    case.refresh_from_db()
    assert (case.state, case.lacking, str(case.last_on)) == ("teaching", 0, "2026-11-12")
    assert not Task.objects.filter(kind="home-teaching_behind_unit", state="open").exists()
    monkeypatch.setattr(clock, "_fixed_today", dt.date(2026, 12, 2))
    assert keeping.keep_up() == 1


def test_aid_is_worth_half_the_standard_of_its_term_is_approved_and_paid_once_and_excludes_its_twin(learning):
    client = signed_in(learning.school)
    form = {"pupil": learning.pupils[0], "benefit": "boarding_primary", "term": TERM, "yuan": "99999"}
    sent(client.post(f"/taizhang/aid/xin/?pupil={learning.pupils[0]}", form))
    row = Aid.objects.get()
    assert (row.yuan, row.unit_no, row.person_no) == (62_500, "XX2021-00001", learning.persons[0][0])
    twin = client.post(f"/taizhang/aid/xin/?pupil={learning.pupils[0]}", {**form, "benefit": "day_primary"})
    assert (twin.status_code, row.number in text(twin)) == (422, True)
    assert (
        client.post(f"/taizhang/aid/xin/?pupil={learning.pupils[0]}", {**form, "term": "今年秋天"}).status_code == 422
    )
    department = signed_in(learning.department)
    sent(department.post("/taizhang/aid/yiqi/", {"act": "approve", "pick": [row.number]}))
    row.refresh_from_db()
    assert row.state == "approved"
    early = act(learning.department, "aid", row.number, "pay", paid_on="2026-08-01", receipt="YKT1")
    assert (
        early.status_code,
        act(learning.school, "aid", row.number, "pay", paid_on="2026-11-20", receipt="YKT1").status_code,
    ) == (422, 422)
    listed = text(get_page(department, "ledger", {"view": "unpaid"}, code="aid"))
    assert 'form="bulk-form" type="date" name="paid_on"' in listed
    paying = {"act": "pay", "pick": [row.number], "paid_on": "2026-11-20", "receipt": "YKT1"}
    sent(department.post("/taizhang/aid/yiqi/", paying))
    row.refresh_from_db()
    assert (row.state, str(row.paid_on), row.receipt) == ("paid", "2026-11-20", "YKT1")


@pytest.mark.parametrize(
    ("benefit", "term", "yuan"),
    [
        ("boarding_primary", "2023年秋季学期", 500), ("boarding_primary", "2024年春季学期", 625), ("boarding_junior", "2023年秋季学期", 625),
        ("boarding_junior", "2024年春季学期", 750), ("day_primary", TERM, 312.5), ("day_junior", TERM, 375),
        ("preschool_living", TERM, 200), ("senior_grant", "2024年秋季学期", 1000), ("senior_grant", TERM, 1150),
        ("rain_dew", TERM, 1500), ("college_grant", "2024年春季学期", 1650), ("college_grant", TERM, 1850),
    ],
)  # fmt: skip
def test_both_versions_of_a_standard_hold_in_their_own_terms(tiny, benefit, term, yuan):
    assert standards.fen(benefit, term) == yuan * 100


def test_a_term_without_a_standard_is_refused_and_says_what_to_do(tiny):
    with pytest.raises(DomainError, match="还没有定标准"):
        standards.fen("boarding_primary", "2019年秋季学期")


def test_a_person_without_a_row_in_the_ledger_of_pupils_may_be_given_aid_by_a_township(learning):
    person, home = learning.persons[2]
    row = actions.open_entry(AID, Place(person_no=person), {"benefit": "college_grant", "term": TERM}, by=learning.town)
    assert (row.household_no, row.yuan, row.unit_no) == (home, 185_000, "")
    assert TEACHING.model.objects.count() == 0
