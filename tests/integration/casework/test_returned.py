"""外面回来的：部门按文件答复名单；国办名单和录的不一样；以前消除的户接着跟踪。"""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions, bulk, exports, queries
from huaiyuan.county.casework.actions import Look
from huaiyuan.county.casework.models import AfterCare, AnswerFault, AnswerFile, Comparison, Cycle, EntryDoubt
from huaiyuan.county.casework.types import Answer, CareResult, CycleState, DoubtKind, State
from huaiyuan.county.crosscheck.compare import COLUMNS
from huaiyuan.county.crosscheck.followers import Roster
from huaiyuan.county.registry import queries as households
from huaiyuan.county.worklist.models import Task, TaskState
from tests.integration.casework.test_pages import signed
from tests.integration.casework.world import VILLAGE, Hands, noon
from tests.integration.registry.loaded import account
from tests.pages import get_page, post_page

__all__ = ["signed"]
HEAD = "姓名,性别,证件号码,比对结果（有就写，没有写“无”）"


@pytest.fixture
def listed(hands: Hands):
    """A case at its comparison with a list out to the police: (hands, case, list, its lines)."""
    case = hands.opened()
    hands.visited(case)
    made = actions.make_list("vehicle", purpose="识别认定信息比对", by=hands.county, at=noon(hands.day))
    return hands, case, made, actions.take_list(made.list_no, by=hands.county).lines


def sheet(lines, said, *more: str) -> bytes:
    rows = [f"{one.name},{one.sex},{one.id_number},{word}" for one, word in zip(lines, said, strict=True)]
    return "\n".join((HEAD, *rows, *more)).encode("utf-8-sig")


def test_a_department_s_answer_by_file_is_recorded_line_by_line_and_again_changes_nothing(listed, signed):
    hands, case, made, lines = listed
    county = signed("county1")
    said = ["名下小轿车1辆", *["无"] * (len(lines) - 1)]
    data = sheet(lines, said, "赵六,男,990330198001010011,无", "李四,男,看不清,无")

    def handed_in(content: bytes):
        file = SimpleUploadedFile("公安局答复.csv", content, "text/csv")
        return post_page(county, "casework.list", {"act": "file", "file": file}, list_no=made.list_no)

    assert handed_in(data).status_code == 302
    rows = Comparison.objects.filter(listed=made)
    assert rows.filter(answer=Answer.SUSPICION).values_list("says", flat=True).get() == "名下小轿车1辆"
    assert rows.filter(answer=Answer.CLEAR).count() == len(lines) - 1
    file = AnswerFile.objects.get()
    assert (file.recorded, file.suspicions, file.waiting, file.same) == (len(lines), 1, 0, 0)
    wrong = list(AnswerFault.objects.order_by("row").values_list("row", "says"))
    assert [row for row, _ in wrong] == [len(lines) + 2, len(lines) + 3]
    page = get_page(county, "casework.list", list_no=made.list_no).content.decode()
    assert f"第 {len(lines) + 2} 行：" in page
    assert "990330198001010011" not in page
    case.refresh_from_db()
    version = case.version
    assert handed_in(data).status_code == 302
    case.refresh_from_db()
    again = AnswerFile.objects.latest("pk")
    assert (again.recorded, again.same, case.version) == (0, len(lines), version), "a rerun is harmless"
    assert handed_in(b"%PDF-1.4").status_code == 422
    taken = get_page(county, "casework.answer_file", list_no=made.list_no, number=file.pk)
    assert b"".join(taken.streaming_content) == data
    assert Event.objects.filter(action="casework.list.file_shown").count() == 1
    for act, code in (
        (lambda: actions.take_answers(made.list_no, data=data, name="x.csv", by=hands.town), "CASEWORK_NOT_FOUND"),
        (lambda: actions.take_answers("BD0", data=data, name="x.csv", by=hands.county), "CASEWORK_NO_LIST"),
        (lambda: actions.take_answers(made.list_no, data=b"", name="", by=hands.county), "CASEWORK_NO_FILE"),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == code


def test_an_empty_cell_is_no_answer_yet_and_the_command_says_the_same(listed, tmp_path):
    hands, _case, made, lines = listed
    file = tmp_path / "答复.csv"
    file.write_bytes(sheet(lines, ["", *["无"] * (len(lines) - 1)]))
    told = exports.take_answers(file, made.list_no, by=hands.county)
    assert (told["recorded"], told["waiting"], told["wrong"]) == (len(lines) - 1, 1, [])
    assert Comparison.objects.get(listed=made, answer=Answer.WAITING).person_id
    assert Task.objects.filter(kind="case_lists", state=TaskState.OPEN).exists(), "the county still waits"


def roster(number: str, national: str, *differences: tuple[str, str, str], batch: str = "a") -> Roster:
    rows = [
        {"kind": kind, "household_no": number, "village_code": VILLAGE, "ours": ours, "theirs": theirs}
        for kind, ours, theirs in differences
    ]
    schema = pa.schema([(name, pa.int64() if name == "row" else pa.string()) for name in COLUMNS])
    numbers = pa.table({"household_no": [number], "national_household": [national]})
    return Roster(batch, clock.today(), pa.Table.from_pylist(rows, schema), numbers)


def doubts() -> dict[str, str]:
    return dict(EntryDoubt.objects.filter(settled_at=None).values_list("kind", "theirs"))


def tasks() -> list[Task]:
    return list(Task.objects.filter(kind="entry_doubt", state=TaskState.OPEN))


def test_an_entry_that_the_next_roster_does_not_bear_out_is_told_until_it_agrees(hands: Hands, signed):
    case = hands.carried(hands.opened(), State.DONE)
    before, number = clock.today(), case.household_no
    clock.configure(today=hands.day)
    try:
        assert actions.check_entries(roster(number, "GB001"), by=hands.county)["open"] == 0
        wrong = roster(
            number,
            "GB002",
            ("category", "突发严重困难户", "边缘易致贫户"),
            ("only_here", "在册", "没有这个人"),
            batch="b",
        )
        assert actions.check_entries(wrong, by=hands.county)["opened"] == 3
        assert doubts() == {"number": "GB002", "category": "边缘易致贫户", "members": "没有这个人"}
        [task] = tasks()
        assert (task.owner, task.subject_no) == (hands.village, case.case_no), "whoever entered it"
        assert actions.check_entries(wrong, by=hands.county) == {"opened": 0, "settled": 0, "open": 3}
        page = get_page(signed("xuzhai"), "casework.entry").content.decode()
        assert "户编号</b>：这里GB001，国办名单GB002" in page
        assert "边缘易致贫户" in get_page(signed("xuzhai"), "case_file", case_no=case.case_no).content.decode()
        assert "GB002" not in get_page(signed("huilong"), "casework.entry").content.decode()
        assert actions.check_entries(roster(number, "GB001", batch="c"), by=hands.county)["settled"] == 3
        assert tasks() == []
        assert doubts() == {}
        assert "GB002" not in get_page(signed("xuzhai"), "casework.entry").content.decode()
    finally:
        clock.configure(today=before)


def test_a_roster_of_before_the_entry_says_nothing_about_it(hands: Hands):
    case = hands.carried(hands.opened(), State.DONE)
    old = roster(case.household_no, "GB002")
    early = Roster(old.batch_id, hands.day - dt.timedelta(days=1), old.differences, old.numbers)
    assert actions.check_entries(early, by=hands.county)["open"] == 0


def test_an_entry_made_on_paper_before_is_compared_as_well(hands: Hands):
    cycle = Cycle.objects.filter(household_no__startswith=VILLAGE, state=CycleState.OPEN).first()
    if cycle is None:
        bulk.adopt()
        cycle = Cycle.objects.filter(household_no__startswith=VILLAGE, state=CycleState.OPEN).first()
    on = clock.today() - dt.timedelta(days=9)
    bulk.entered_on_paper(cycle.household_no, national_no="1", on=on, by=hands.village, at=noon(on))
    actions.check_entries(roster(cycle.household_no, "2"), by=hands.county)
    assert doubts() == {DoubtKind.NUMBER: "2"}
    with pytest.raises(LookupError):
        bulk.entered_on_paper("x", national_no="1", on=on, by=hands.village, at=noon(on))


@pytest.fixture
def cleared(hands: Hands) -> Cycle:
    """A family cleared a hundred days ago, before this county worked here."""
    bulk.adopt()
    AfterCare.objects.all().delete()
    cycle = Cycle.objects.filter(household_no__startswith=VILLAGE, state=CycleState.OPEN).first()
    Cycle.objects.filter(state=CycleState.CLEARED).update(cleared_on=dt.date(2022, 1, 1))
    Cycle.objects.filter(pk=cycle.pk).update(
        state=CycleState.CLEARED, cleared_on=clock.today() - dt.timedelta(days=100), clear_way="帮扶消除"
    )
    cycle.refresh_from_db()
    return cycle


def test_families_cleared_before_are_looked_after_from_where_their_year_stands(cleared: Cycle, hands: Hands, signed):
    county, village, number = signed("county1"), signed("xuzhai"), cleared.household_no
    assert "还有 1 户是以前消除的" in get_page(county, "care").content.decode()
    assert "是以前消除的" not in get_page(village, "care").content.decode()
    assert post_page(village, "care").status_code == 404
    assert post_page(county, "care").status_code == 302
    look = AfterCare.objects.get()
    assert (look.number, look.due_on) == (2, cleared.cleared_on + dt.timedelta(days=180)), "nothing is past due"
    assert actions.begin_earlier(by=hands.county) == 0, "again it finds nobody"
    assert Task.objects.get(kind="exit_care", state=TaskState.OPEN).household_no == number
    [line] = exports.care(by=hands.village)["care"]
    assert (line["household_no"], line["contact"]) == (number, "")
    [person, name] = queries.to_choose(number)[0]
    assert post_page(village, "care.contact", {"person": person}, household_no=number).status_code == 302
    assert name in get_page(village, "care").content.decode()
    assert exports.care(by=account("huilong"))["care"] == []
    assert get_page(county, "care.export")["Content-Type"].endswith("sheet")
    with pytest.raises(DomainError) as refused:
        actions.set_contact(number, person_id="P0", by=hands.village)
    assert refused.value.code == "CASEWORK_NO_CONTACT"


def test_the_year_of_a_family_taken_over_ends_as_everybody_s_does(cleared: Cycle, hands: Hands):
    actions.begin_earlier(by=hands.county)
    before, looks = clock.today(), 0
    try:
        while (look := AfterCare.objects.filter(looked_on=None, void=False).first()) and looks < 9:
            clock.configure(today=look.due_on)
            stable = Look(look.due_on, CareResult.STABLE)
            actions.look_after(cleared.household_no, stable, by=hands.village, at=noon(look.due_on))
            looks += 1
    finally:
        clock.configure(today=before)
    assert looks == 3, "the second, third and fourth quarter"
    assert households.is_open(cleared.household_no)
