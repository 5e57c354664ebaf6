"""走访: stored once however often it is sent, problems carried to the end, risks into the household's one lead."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import pytest
from PIL import Image

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries
from huaiyuan.county.duty.actions import NewProblem, RiskSeen
from huaiyuan.county.duty.models import HomeVisit, HomeVisitPhoto, Problem, ProblemCheck
from huaiyuan.county.duty.types import Due, EndReason, Look, Mark, ProblemKind, Way
from huaiyuan.county.leads.models import Hit, Lead
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.models import Task
from tests.integration.duty.conftest import LIFTED, MONDAY, MONITORED, MORE, TODAY, visit
from tests.integration.duty.test_pairing import refused
from tests.parameters import put_in_force


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (1600, 1200), "#88aacc").save(stream, "JPEG", exif=Image.Exif())
    return stream.getvalue()


def test_the_same_visit_sent_ten_times_is_stored_once_and_gets_the_same_receipt(paired):
    number = uuid.uuid4()
    said = {"note": "家里都好", "problems": (NewProblem(ProblemKind.REPAIR, "水管漏水", "村"),), "number": number}
    first = visit(paired, **said)
    for _ in range(9):
        again = visit(paired, **said)
        assert (again.visit, again.problems, again.again) == (first.visit, first.problems, True)
    assert (HomeVisit.objects.count(), Problem.objects.count(), Task.objects.filter(kind="solve_village").count()) == (
        1,
        1,
        1,
    )


def test_a_visit_is_taken_for_one_household_and_one_helper_only(paired):
    number = uuid.uuid4()
    actions.pair(LIFTED, helper_no=paired.li.helper_no, by=paired.town, at=MONDAY)
    visit(paired, number=number)
    with refused("DUTY_OTHER_VISIT"):
        visit(paired, LIFTED, number=number)


def test_nobody_reports_a_visit_to_a_household_that_was_never_theirs(paired):
    with refused("DUTY_NOT_FOUND"):
        visit(paired, by=paired.wang.account)
    with refused("DUTY_NOT_FOUND"):
        visit(paired, LIFTED)
    with refused("DUTY_NOT_FOUND"):
        visit(paired, by=paired.town)


def test_a_visit_waits_on_the_phone_over_a_handover_and_is_still_taken(paired):
    actions.hand_over([MONITORED], to=paired.wang.helper_no, reason=EndReason.MOVED, by=paired.town, on=dt.date(2026, 11, 20), at=MONDAY)  # fmt: skip
    visit(paired, visited_on=dt.date(2026, 11, 19))
    assert HomeVisit.objects.get().helper == paired.li
    with refused("DUTY_NOT_FOUND"):
        visit(paired, visited_on=dt.date(2026, 11, 20))


@pytest.mark.parametrize("day", [TODAY + dt.timedelta(days=1), dt.date(2026, 5, 31)])
def test_a_visit_lies_between_the_pairing_and_today(paired, day):
    with refused("DUTY_VISIT_DATE"):
        visit(paired, visited_on=day)


def test_a_problem_goes_to_its_owner_comes_back_and_is_closed_by_the_next_visit(paired):
    visit(paired, problems=(NewProblem(ProblemKind.REPAIR, "水管漏水", "村"),))
    [problem] = Problem.objects.all()
    assert [t.title for g in worklist.inbox(paired.village).groups.values() for t in g] == [
        "办走访交办的事：报修（水管漏水）"
    ]
    actions.settle(problem.problem_no, answer="换了接头", by=paired.village, at=MONDAY)
    titles = [t.title for g in worklist.inbox(paired.li.account).groups.values() for t in g]
    assert titles == ["您反映的报修（水管漏水）已办好，请下次回访看一眼"]
    visit(paired, settled={problem.problem_no: True})
    problem.refresh_from_db()
    assert (problem.state, ProblemCheck.objects.get().settled) == ("closed", True)
    assert not Task.objects.filter(state="open").exists()


def test_what_is_not_settled_goes_back_to_its_owner(paired):
    visit(paired, problems=(NewProblem(ProblemKind.REPAIR, "水管漏水", "村"),))
    [problem] = Problem.objects.all()
    actions.settle(problem.problem_no, answer="换了接头", by=paired.village, at=MONDAY)
    visit(paired, settled={problem.problem_no: False})
    problem.refresh_from_db()
    assert problem.state == "open"
    [task] = Task.objects.filter(state="open")
    assert (task.kind, task.about) == ("solve_village", "没办好，再办：报修（水管漏水）")


def test_a_problem_that_others_closed_meanwhile_is_told_and_not_overwritten(paired):
    visit(paired, problems=(NewProblem(ProblemKind.PAPERS, "身份证到期", "村"),))
    number = Problem.objects.get().problem_no
    visit(paired, settled={number: True})
    late = visit(paired, settled={number: False})
    assert late.overtaken == (number,)
    assert Problem.objects.get().state == "closed"


def test_only_its_owner_settles_a_problem_and_may_pass_it_on(paired):
    visit(paired, problems=(NewProblem(ProblemKind.WORK, "想找份活", "乡镇"),))
    number = Problem.objects.get().problem_no
    with refused("DUTY_NOT_FOUND"):
        actions.settle(number, answer="办了", by=paired.village)
    with refused("DUTY_NOT_FOUND"):
        actions.settle(number, answer="办了", by=paired.other_town)
    with refused("DUTY_SAME_OWNER"):
        actions.pass_on(number, to="乡镇", reason="不归我", by=paired.town, at=MONDAY)
    actions.pass_on(number, to="村", reason="村里更清楚", by=paired.town, at=MONDAY)
    assert Task.objects.get(state="open").kind == "solve_village"
    actions.settle(number, answer="介绍到茶厂", by=paired.village, at=MONDAY)
    with refused("DUTY_PROBLEM_STAGE"):
        actions.settle(number, answer="再办一次", by=paired.village, at=MONDAY)


def test_a_problem_whose_department_has_no_liaison_goes_to_the_township(paired):
    visit(paired, problems=(NewProblem(ProblemKind.SCHOOL, "孙女要办助学"),))
    assert Problem.objects.get().owner_post == "township"


def test_a_risk_opens_one_lead_and_the_next_one_merges_into_it(paired):
    number = uuid.uuid4()
    first = visit(paired, risks=(RiskSeen("因病", "老人查出大病，自己付了不少"),), number=number)
    visit(paired, risks=(RiskSeen("因病", "老人查出大病，自己付了不少"),), number=number)
    second = visit(paired, risks=(RiskSeen("因安全住房", "屋顶塌了一角"),))
    assert first.leads == second.leads
    assert Lead.objects.filter(household_no=MONITORED).count() == 1
    assert sorted(Hit.objects.values_list("risk__risk_type", flat=True)) == ["因安全住房", "因病"]
    assert set(Hit.objects.values_list("channel", flat=True)) == {"patrol"}
    assert (
        Task.objects.filter(
            kind="verify_lead", owner_area=paired.village.postings.get().area_code, state="open"
        ).count()
        == 1
    )


def test_a_risk_without_a_word_of_what_was_seen_is_refused_and_nothing_is_kept_half(paired):
    with refused("DUTY_NOTHING_SAID"):
        visit(paired, risks=(RiskSeen("因病", " "),))
    assert (HomeVisit.objects.count(), Lead.objects.count()) == (0, 0)


def test_photos_are_small_bare_and_at_most_three_and_the_same_one_is_one(paired):
    received, one = visit(paired, photos=2), uuid.uuid4()
    for _ in range(3):
        actions.add_photo(received.visit, picture(), client_uuid=one, by=paired.li.account, at=MONDAY)
    assert HomeVisitPhoto.objects.get().size <= 300 * 1024
    assert queries.my_visits(MONITORED)[0].photos_missing == 1
    for _ in range(2):
        actions.add_photo(received.visit, picture(), client_uuid=uuid.uuid4(), by=paired.li.account, at=MONDAY)
    with refused("DUTY_TOO_MANY_PHOTOS"):
        actions.add_photo(received.visit, picture(), client_uuid=uuid.uuid4(), by=paired.li.account, at=MONDAY)
    with refused("DUTY_NO_VISIT"):
        actions.add_photo(received.visit, picture(), client_uuid=uuid.uuid4(), by=paired.wang.account, at=MONDAY)
    assert actions.open_photo(one, by=paired.town)[:2] == b"\xff\xd8"
    with refused("DUTY_NOT_FOUND"):
        actions.open_photo(one, by=paired.other_town)


def test_a_household_at_risk_is_due_every_month_another_every_quarter(paired):
    actions.pair(LIFTED, helper_no=paired.li.helper_no, by=paired.town, on=dt.date(2026, 1, 5), at=MONDAY)
    visit(paired, visited_on=dt.date(2026, 10, 20))
    visit(paired, LIFTED, visited_on=dt.date(2026, 10, 20))
    due = {row.household_no: (row.due, row.due_words) for row in queries.mine(paired.li.account)}
    assert due == {MONITORED: (Due.DUE, "本月未走访"), LIFTED: (Due.DONE, "本季已走访")}
    put_in_force("duty.visit.monitored", 3, since=dt.date(2026, 11, 1))
    assert {row.due for row in queries.mine(paired.li.account)} == {Due.DONE}


def test_the_helpers_list_says_what_was_left_from_last_time(paired):
    visit(paired, bad={Look.HOUSE: "屋顶渗水"}, problems=(NewProblem(ProblemKind.REPAIR, "水管漏水", "村"),))
    [row] = queries.mine(paired.li.account)
    assert (row.said, row.waiting, row.is_due) == ("水管漏水", 1, False)
    assert queries.my_visits(MONITORED)[0].bad == ["住房：屋顶渗水"]


def test_marks_are_for_asking_and_stay_away_inside_a_screening_round(paired):
    for number in (LIFTED, *MORE[:2]):
        actions.pair(number, helper_no=paired.li.helper_no, by=paired.town, on=dt.date(2026, 9, 1), at=MONDAY)
        visit(paired, number, note="家里一切都正常", visited_on=dt.date(2026, 11, 20))
    visit(paired, visited_on=dt.date(2026, 10, 20), way=Way.PHONE)
    marks = queries.marks_of(list(HomeVisit.objects.order_by("pk")))
    lines = [marks.get(v.pk, []) for v in HomeVisit.objects.order_by("pk")]
    assert lines == [[Mark.SAME, Mark.NO_PHOTO]] * 3 + [[Mark.LATE]]
    put_in_force("duty.marks.many_a_day", 2, since=dt.date(2026, 11, 1))
    assert Mark.MANY in queries.marks_of(list(HomeVisit.objects.order_by("pk")))[HomeVisit.objects.first().pk]
    HomeVisit.objects.update(visited_on=dt.date(2026, 9, 20))
    assert queries.marks_of(list(HomeVisit.objects.all())) == {}


def test_a_helper_rings_their_own_households_and_no_other(paired):
    assert registry.call(MONITORED, by=paired.li.account).startswith("19900")
    with pytest.raises(DomainError):
        registry.call(MONITORED, by=paired.wang.account)
    with pytest.raises(DomainError):
        registry.call(LIFTED, by=paired.li.account)


def test_a_photos_number_is_never_written_over_by_another_visits(paired):
    first, second, number = visit(paired), visit(paired), uuid.uuid4()
    actions.add_photo(first.visit, picture(), client_uuid=number, by=paired.li.account, at=MONDAY)
    kept = actions.open_photo(number, by=paired.li.account)
    other = io.BytesIO()
    Image.new("RGB", (40, 40), "#ff0000").save(other, "JPEG")
    with refused("DUTY_NO_VISIT"):
        actions.add_photo(second.visit, other.getvalue(), client_uuid=number, by=paired.li.account, at=MONDAY)
    assert actions.open_photo(number, by=paired.li.account) == kept
