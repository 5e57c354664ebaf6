"""月度节奏: items arise once, units report with the numbers filled in, the county sees who is late and reminds."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.rhythm import WhenOff
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.oversight import actions, queries
from huaiyuan.county.oversight.models import ItemLine, PeriodicAction, RhythmItem
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.models import Task
from tests.cast import COUNTY, OTHER_TOWN, TOWN, VILLAGE
from tests.integration.leads.runs import FoundHit
from tests.integration.oversight.conftest import FIRST_DAY, MONDAY, at

NOVEMBER = Period(2026, 11)
OWN, SUMMARY, QUARTER = f"zicha.2026-11.{VILLAGE}", f"xiaojie.2026-11.{TOWN}", f"paixu.2026-Q4.{COUNTY}"
DISABLED = "zicha.2026-11.残联"


def test_every_unit_gets_what_it_owes_once_however_often_one_looks(people, november):
    owed = RhythmItem.objects.values_list("action", "level").order_by()
    assert {pair: sum(p == pair for p in owed) for pair in set(owed)} == {
        ("zicha", "village"): 3, ("zicha", "department"): 3, ("xiaojie", "township"): 2, ("xiaojie", "department"): 3,
        ("paixu", "county"): 1, ("tongbao", "county"): 1,
    }  # fmt: skip
    assert (november, actions.keep_up(FIRST_DAY), actions.keep_up(FIRST_DAY.replace(day=30))) == (13, 0, 0)
    assert RhythmItem.objects.get(number=OWN).due_on == dt.date(2026, 11, 10)
    quarter = RhythmItem.objects.get(number=QUARTER)
    assert (quarter.due_on, quarter.due_certain) == (dt.date(2027, 1, 10), False)


def test_the_next_month_brings_its_own_and_leaves_the_last_ones_open(people, november):
    assert actions.keep_up(dt.date(2026, 12, 1)) == 11
    assert RhythmItem.objects.filter(action="zicha", state="open").count() == 12


def test_what_a_unit_owes_stands_in_its_one_inbox_with_the_day(people, november):
    tasks = {task.title: task for rows in worklist.inbox(people.village).groups.values() for task in rows}
    assert tasks["月度节奏：一月一自查（11月）"].due_at.date() == dt.date(2026, 11, 10)
    assert {task.title for rows in worklist.inbox(people.center).groups.values() for task in rows} == {
        "月度节奏：一季一排序（2026-Q4）", "月度节奏：一季一通报（2026-Q4）",
    }  # fmt: skip


def test_verification_is_owed_from_the_first_dispatch_and_moves_with_the_last(people, november, opened):
    assert not RhythmItem.objects.filter(action="hecha").exists()
    opened()
    leads.dispatch(by=people.center, at=at(9))
    assert actions.keep_up(FIRST_DAY) == 1
    item = RhythmItem.objects.get(action="hecha")
    assert (item.unit_code, item.due_on) == (TOWN, dt.date(2026, 11, 16))
    opened(FoundHit(household_no=f"{VILLAGE}-0777"), name="second")
    leads.dispatch(by=people.center, at=at(20))
    assert actions.keep_up(FIRST_DAY) == 0
    item.refresh_from_db()
    assert item.due_on == dt.date(2026, 11, 27)
    assert Task.objects.get(subject_no=item.number).due_at.day == 27


def test_a_village_reports_with_one_act_and_its_numbers_stay_as_they_were(people, november, counts):
    item = actions.submit(OWN, note="  雨后看了一遍房子 ", by=people.village, at=at(9), counts=counts)
    assert (item.state, item.note, item.submitted_by, item.is_late) == (
        "done",
        "雨后看了一遍房子",
        people.village,
        False,
    )
    lines = list(ItemLine.objects.values_list("code", "label", "number", "unit"))
    assert lines == [
        ("L15", "本月核实线索", 1, "条"), ("L06", "超期未核实线索", 1, "条"), ("L07", "电话已核待补签", 1, "条"),
        ("F021", "风险未消除的监测对象", 1, "户"),
    ]  # fmt: skip
    assert {asked[1:] for asked in counts.asked} == {(dt.date(2026, 11, 9), VILLAGE)}
    assert Task.objects.get(subject_no=OWN).state == "done"
    assert Event.objects.filter(action="oversight.item.submitted").count() == 1
    with pytest.raises(DomainError) as twice:
        actions.submit(OWN, note="", by=people.village_two, at=at(9), counts=counts)
    assert str(twice.value) == "甲一村的一月一自查2026-11-09已经报过了。要改请先点“撤回重报”。"


def test_a_report_after_the_day_is_late_and_one_after_the_month_counts_to_its_end(people, november, counts):
    assert actions.submit(OWN, note="", by=people.village, at=at(11), counts=counts).is_late
    december = dt.datetime(2026, 12, 3, 9, tzinfo=MONDAY.tzinfo)
    item = actions.submit(SUMMARY, note="", by=people.town, at=december, counts=counts)
    assert (item.is_late, item.as_of) == (True, dt.date(2026, 11, 30))


def test_a_report_can_be_taken_back_until_its_day_is_over(people, november, counts):
    actions.submit(OWN, note="", by=people.village, at=at(9), counts=counts)
    assert actions.take_back(OWN, by=people.village_two, at=at(10)).state == "open"
    assert not ItemLine.objects.exists()
    assert Task.objects.filter(subject_no=OWN, state="open").count() == 1
    with pytest.raises(DomainError) as nothing:
        actions.take_back(OWN, by=people.village, at=at(10))
    assert nothing.value.code == "OVERSIGHT_NOT_REPORTED"
    actions.submit(OWN, note="", by=people.village, at=at(10), counts=counts)
    with pytest.raises(DomainError) as late:
        actions.take_back(OWN, by=people.village, at=at(11))
    assert late.value.code == "OVERSIGHT_TOO_LATE"


@pytest.mark.parametrize(
    ("number", "who", "code"),
    [
        (OWN, "sibling", "OVERSIGHT_NOT_FOUND"),
        (OWN, "town", "OVERSIGHT_NOT_FOUND"),
        (SUMMARY, "other_town", "OVERSIGHT_NOT_FOUND"),
        (SUMMARY, "center", "OVERSIGHT_NOT_FOUND"),
        ("zicha.2026-11.999999", "village", "OVERSIGHT_NOT_FOUND"),
        (QUARTER, "leader", "OVERSIGHT_NOT_FOUND"),
    ],
)
def test_nobody_reports_for_another_unit(people, november, counts, number, who, code):
    with pytest.raises(DomainError) as refused:
        actions.submit(number, note="", by=getattr(people, who), at=at(9), counts=counts)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("note", "day", "code"), [("长" * 101, 9, "OVERSIGHT_NOTE_LONG"), ("", None, "OVERSIGHT_NOT_YET")]
)
def test_a_report_is_short_and_of_a_month_that_has_begun(people, november, counts, note, day, code):
    moment = at(day) if day else dt.datetime(2026, 10, 31, 9, tzinfo=MONDAY.tzinfo)
    with pytest.raises(DomainError) as refused:
        actions.submit(OWN, note=note, by=people.village, at=moment, counts=counts)
    assert refused.value.code == code


def test_a_department_sees_and_reports_its_own_and_the_county_may_for_it(people, november, department, counts):
    seen = set(queries.items(department).values_list("unit_code", flat=True))
    assert seen == {"残联"}
    titles = {task.title for rows in worklist.inbox(department).groups.values() for task in rows}
    assert titles == {"月度节奏：一月一自查（11月）", "月度节奏：一月一小结（11月）"}
    assert actions.submit(DISABLED, note="", by=department, at=at(9), counts=counts).submitted_by == department
    labels = list(ItemLine.objects.values_list("label", flat=True))
    assert labels == ["10月数据报来", "其中退回改正", "推给村里的线索", "其中已核实", "其中属实"]
    other = actions.submit("zicha.2026-11.医保局", note="", by=people.center, at=at(9), counts=counts)
    assert other.submitted_by == people.center
    with pytest.raises(DomainError):
        actions.submit("xiaojie.2026-11.医保局", note="", by=department, at=at(9), counts=counts)


def test_the_county_sees_townships_and_departments_a_township_its_villages(people, november, counts, monkeypatch):
    actions.submit(OWN, note="", by=people.village, at=at(12), counts=counts)
    actions.submit(SUMMARY, note="", by=people.town, at=at(20), counts=counts)
    grid = queries.grid(people.center, NOVEMBER)
    assert [(row.name, [cell.words for cell in row.cells]) for row in grid.rows] == [
        ("甲乡", ["1/2", "已报 11-20"]), ("乙乡", ["0/1", "还有2天"]),
    ]  # fmt: skip
    cell = grid.rows[0].cells[0]
    assert (cell.late, cell.overdue, cell.standing) == (1, 1, "overdue")
    assert [(row.name, row.missing == len(row.sent) > 0) for row in grid.departments] == [
        ("医保局", True), ("残联", True), ("教体局", True),
    ]  # fmt: skip
    assert (grid.owed, grid.done, grid.late, grid.overdue, grid.unconfirmed) == (11, 2, 1, 5, 5)
    town = queries.grid(people.town, NOVEMBER)
    assert [(row.name, row.cells[0].words) for row in town.rows] == [("甲一村", "迟报 11-12"), ("甲二村", "超期13天")]
    assert ([item.number for item in town.own], town.departments) == ([SUMMARY], [])
    assert [item.number for item in queries.grid(people.village, NOVEMBER).own] == [OWN]


def test_the_quarters_ranking_counts_who_kept_the_rhythm(people, november, counts):
    actions.submit(OWN, note="", by=people.village, at=at(9), counts=counts)
    actions.submit(SUMMARY, note="", by=people.town, at=at(26), counts=counts)
    actions.submit(QUARTER, note="", by=people.center, at=at(28), counts=counts)
    found = dict(ItemLine.objects.filter(item__number=QUARTER).values_list("label", "number"))
    assert found == {"应报": 11, "按时报": 1, "迟报": 1, "未报": 9}


def test_reminding_counts_each_unit_once_a_day_and_only_who_is_within_reach(people, november):
    numbers = list(RhythmItem.objects.filter(action="zicha", level="village").values_list("number", flat=True))
    assert actions.remind(numbers, by=people.town, at=at(12)) == 2
    with pytest.raises(DomainError) as again:
        actions.remind([OWN], by=people.center, at=at(12, 16))
    assert again.value.code == "OVERSIGHT_NO_ONE_OPEN"
    assert actions.remind(numbers, by=people.center, at=at(13)) == 3
    item = RhythmItem.objects.get(number=OWN)
    assert (item.reminders, item.reminded_by) == (2, "钟县心")
    with pytest.raises(DomainError):
        actions.remind([f"zicha.2026-11.{OTHER_TOWN}201"], by=people.village, at=at(14))


def test_actions_wait_for_the_county_until_a_document_confirms_them(people, november):
    [first, *_] = queries.actions()
    assert (first.action.title, first.due, first.confirmed) == ("一月一自查", "每月10日前", False)
    said = {
        "since": dt.date(2026, 12, 1),
        "product": "自查表",
        "when_off": WhenOff.LATER,
        "due_day": 8,
        "by": people.center,
    }
    with pytest.raises(DomainError) as nameless:
        actions.confirm_action("zicha", doc_no=" ", **said)
    assert nameless.value.code == "OVERSIGHT_NO_DOC"
    actions.confirm_action("zicha", doc_no="桐防返贫〔2026〕9号", **said)
    assert RhythmItem.objects.get(number=OWN).due_on == dt.date(2026, 11, 10)
    actions.keep_up(dt.date(2026, 12, 1))
    december = RhythmItem.objects.get(number=f"zicha.2026-12.{VILLAGE}")
    assert (december.due_on, december.product) == (dt.date(2026, 12, 8), "自查表")
    assert [shown.confirmed for shown in queries.history("zicha")] == [True, False]
    event = Event.objects.get(action="oversight.action.confirmed")
    assert "桐防返贫〔2026〕9号" in str(event.facts)


def test_a_change_from_the_month_s_first_day_moves_what_is_still_open(people, november, counts):
    actions.submit(OWN, note="", by=people.village, at=at(9), counts=counts)
    actions.confirm_action(
        "zicha", doc_no="桐防返贫〔2026〕9号", since=FIRST_DAY, product="自查表", when_off=WhenOff.KEEP, due_day=28,
        by=people.center,
    )  # fmt: skip
    dues = dict(RhythmItem.objects.filter(action="zicha", level="village").values_list("unit_name", "due_on"))
    assert dues == {"甲一村": dt.date(2026, 11, 10), "甲二村": dt.date(2026, 11, 28), "乙一村": dt.date(2026, 11, 28)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"due_day": None}, "OVERSIGHT_BAD_DUE"),
        ({"after_push_days": 7}, "OVERSIGHT_BAD_DUE"),
        ({"due_day": 40}, "OVERSIGHT_BAD_DUE"),
        ({"since": dt.date(2021, 1, 1)}, "OVERSIGHT_SINCE"),
        ({"code": "none"}, "OVERSIGHT_NO_ACTION"),
        ({"by": "town"}, "OVERSIGHT_NOT_FOUND"),
    ],
)
def test_a_confirmation_that_makes_no_sense_changes_nothing(people, change, code):
    said = {"code": "zicha", "doc_no": "9号", "since": dt.date(2026, 12, 1), "product": "表", "when_off": WhenOff.KEEP,
            "due_day": 8, "by": "center", **change}  # fmt: skip
    by = getattr(people, said.pop("by"))
    with pytest.raises(DomainError) as refused:
        actions.confirm_action(said.pop("code"), by=by, **said)
    assert refused.value.code == code
    assert PeriodicAction.objects.filter(code="zicha").count() == 1
