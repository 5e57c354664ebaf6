"""研判会商: what a meeting decides becomes tasks; answers need a proof; the county closes, returns, cancels."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.oversight import actions, queries
from huaiyuan.county.oversight.actions import Point
from huaiyuan.county.oversight.models import Consultation, Decision
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.models import Task
from tests.cast import COUNTY, TOWN
from tests.integration.oversight.conftest import MONDAY

HELD = dt.date(2026, 11, 20)
DUE = dt.date(2026, 11, 27)
POINTS = (
    Point("红级线索当天到户", f"township/{TOWN}", DUE),
    Point("漏享两项补贴的列单", "department/残联", DUE),
    Point("", "", None),
    Point("下周三前看一次进度", f"county/{COUNTY}", DUE),
)


@pytest.fixture
def meeting(people) -> actions.Recorded:
    return _record(people)


def _record(people, **changes):
    said = {
        "held_on": HELD, "topic": "11月预警研判", "chair": "专班办主任", "unit_names": ["县专班", "残联", "甲乡"], "points": POINTS,
        "dispatch_on": HELD, "by": people.center, "at": MONDAY, **changes,
    }  # fmt: skip
    return actions.record(**said)


def _titles(account) -> set[str]:
    return {task.title for rows in worklist.inbox(account).groups.values() for task in rows}


def test_every_decided_point_is_a_task_of_its_unit_with_its_day(people, meeting, department):
    assert (meeting.number, meeting.decisions) == ("HS2026-001", ["HS2026-001-1", "HS2026-001-2", "HS2026-001-3"])
    assert _titles(people.town) == {"办会商议定事项：红级线索当天到户"}
    assert _titles(people.center) == {"办会商议定事项：下周三前看一次进度"}
    assert _titles(department) == {"办会商议定事项：漏享两项补贴的列单"}
    assert {task.due_at.astimezone(MONDAY.tzinfo).date() for task in Task.objects.all()} == {DUE}
    assert _record(people).number == "HS2026-002"


def test_a_unit_answers_with_a_proof_and_the_county_closes(people, meeting):
    with pytest.raises(DomainError) as unproven:
        actions.answer("HS2026-001-1", answer="都到户了", proof=" ", by=people.town)
    assert unproven.value.code == "OVERSIGHT_NO_ANSWER"
    answered = actions.answer("HS2026-001-1", answer="都到户了", proof="包村台账11月22日", by=people.town, at=MONDAY)
    assert (answered.state, answered.on_behalf, answered.answered_by) == ("answered", False, people.town)
    assert _titles(people.town) == set()
    assert "核对答复：红级线索当天到户" in _titles(people.center)
    closed = actions.close("HS2026-001-1", by=people.center, at=MONDAY)
    assert (closed.state, closed.closed_by) == ("closed", people.center)
    assert "核对答复：红级线索当天到户" not in _titles(people.center)
    with pytest.raises(DomainError) as again:
        actions.close("HS2026-001-1", by=people.center)
    assert str(again.value) == "这件事现在是“已办结”，不能办结。请刷新看一眼再定。"


def test_a_poor_answer_goes_back_with_a_reason_and_another_day(people, meeting):
    actions.answer("HS2026-001-1", answer="在办", proof="无", by=people.town, at=MONDAY)
    with pytest.raises(DomainError) as silent:
        actions.return_("HS2026-001-1", reason="", by=people.center)
    assert silent.value.code == "OVERSIGHT_NO_REASON"
    later = DUE + dt.timedelta(days=5)
    back = actions.return_("HS2026-001-1", reason="没写清几户", due_on=later, by=people.center, at=MONDAY)
    assert (back.state, back.returns, back.due_on, back.returned_why) == ("open", 1, later, "没写清几户")
    assert _titles(people.town) == {"办会商议定事项：红级线索当天到户"}
    shown = queries.decision("HS2026-001-1", people.town)
    assert shown.moves == ["answer"]


def test_a_closed_point_can_be_opened_again_and_a_cancelled_one_cannot(people, meeting):
    actions.answer("HS2026-001-3", answer="已看", proof="纪要", by=people.center, at=MONDAY)
    actions.close("HS2026-001-3", by=people.center, at=MONDAY)
    assert actions.return_("HS2026-001-3", reason="又出问题", by=people.center, at=MONDAY).closed_at is None
    actions.cancel("HS2026-001-3", reason="并入下次会", by=people.center, at=MONDAY)
    with pytest.raises(DomainError) as refused:
        actions.answer("HS2026-001-3", answer="x", proof="x", by=people.center)
    assert refused.value.code == "OVERSIGHT_STAGE"
    assert Event.objects.filter(action__startswith="oversight.decision").count() == 4


def test_the_county_writes_an_answer_down_for_a_department_and_says_so(people, meeting, department):
    shown = queries.decision("HS2026-001-2", department)
    assert (shown.moves, queries.decision("HS2026-001-1", department)) == (["answer"], None)
    assert actions.answer(
        "HS2026-001-2", answer="列了6人", proof="残函〔2026〕3号", by=people.center, at=MONDAY
    ).on_behalf
    assert list(queries.consultations(department).values_list("number", flat=True)) == ["HS2026-001"]


@pytest.mark.parametrize("who", ["other_town", "village", "leader"])
def test_who_is_not_concerned_neither_sees_nor_answers(people, meeting, who):
    account = getattr(people, who)
    with pytest.raises(DomainError) as refused:
        actions.answer("HS2026-001-1", answer="x", proof="x", by=account)
    assert refused.value.code == "OVERSIGHT_NOT_FOUND"
    assert queries.consultations(account).count() == (1 if who == "leader" else 0)
    with pytest.raises(DomainError):
        actions.close("HS2026-001-1", by=account)


def test_meetings_are_found_by_topic_unit_or_point(people, meeting):
    for text, found in (("预警", 1), ("残联", 1), ("补贴", 1), ("HS2026", 1), ("危房", 0)):
        assert queries.consultations(people.center, text).count() == found, text


def test_the_minutes_are_text_to_copy(people, meeting):
    found = queries.consultation("HS2026-001", people.center)
    text = queries.minutes(found, queries.points(found, people.center))
    assert text.splitlines() == [
        "会商纪要（HS2026-001）",
        "2026年11月20日，专班办主任主持会商，议题：11月预警研判。",
        "参加单位：县专班、残联、甲乡。",
        "会议议定：",
        "1. 红级线索当天到户（甲乡，11月27日前）",
        "2. 漏享两项补贴的列单（残联，11月27日前）",
        "3. 下周三前看一次进度（县专班，11月27日前）",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"held_on": dt.date(2026, 11, 24)}, "OVERSIGHT_HELD_ON"),
        ({"topic": " "}, "OVERSIGHT_NO_TOPIC"),
        ({"unit_names": []}, "OVERSIGHT_NO_UNITS"),
        ({"points": ()}, "OVERSIGHT_NO_POINTS"),
        ({"points": (Point("没写谁办", "", DUE),)}, "OVERSIGHT_POINT"),
        ({"points": (Point("期限太早", f"township/{TOWN}", dt.date(2026, 11, 19)),)}, "OVERSIGHT_POINT"),
    ],
)
def test_a_meeting_that_is_not_whole_is_refused(people, changes, code):
    with pytest.raises(DomainError) as refused:
        _record(people, **changes)
    assert refused.value.code == code
    assert (Consultation.objects.count(), Decision.objects.count()) == (0, 0)
