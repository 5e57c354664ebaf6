"""传坏了的表格: thirty ways in which people spoil a workbook, each refused where it is, while what is right goes on."""

from __future__ import annotations

import datetime as dt

import pyarrow.parquet as pq
import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.actions import Place
from huaiyuan.county.ledger.trip import merging, queries
from huaiyuan.county.registry.models import Person
from tests import cast as people
from tests.integration.ledger.books import Book, bring_back
from tests.kit.models import GRANTS, WELLS, Well

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "today", "same_process")]

DEPTH, FLOW, COST = "井深（米）", "出水量（吨/日）", "造价（元）"
# What somebody does to the first well's row, and the column and code of what comes of it.
CELLS = {
    "a word that is no code": ({"水质": "很好"}, "水质", "INTAKE_ROW_CODE"),
    "words for a number": ({DEPTH: "很深"}, "井深", "INTAKE_ROW_INT"),
    "half a metre where whole ones count": ({DEPTH: "3.5"}, "井深", "INTAKE_ROW_INT"),
    "too great a number": ({DEPTH: 900}, "井深", "LEDGER_BAD_CELL"),
    "a number below nothing": ({DEPTH: -3}, "井深", "LEDGER_BAD_CELL"),
    "a day in words": ({"打井日期": "前年"}, "打井日期", "INTAKE_ROW_DATE"),
    "a day that there is not": ({"打井日期": "2021-02-30"}, "打井日期", "INTAKE_ROW_DATE"),
    "a day to come": ({"打井日期": dt.datetime(2030, 1, 1)}, "打井日期", "LEDGER_BAD_CELL"),
    "money in words": ({COST: "一千"}, "造价", "INTAKE_ROW_YUAN"),
    "a part of a cent": ({COST: 12.345}, "造价", "INTAKE_ROW_YUAN"),
    "money below nothing": ({COST: -5}, "造价", "LEDGER_BAD_CELL"),
    "a measure too fine": ({FLOW: "3.55"}, "出水量", "LEDGER_BAD_CELL"),
    "a measure in words": ({FLOW: "不少"}, "出水量", "LEDGER_BAD_CELL"),
    "too long a sentence": ({"备注": "长" * 201}, "备注", "LEDGER_BAD_CELL"),
    "a formula that nobody worked out": ({"备注": "=A1&B1"}, "备注", "LEDGER_BAD_CELL"),
    "what the spreadsheet could not look up": ({"备注": "#N/A"}, "备注", "LEDGER_BAD_CELL"),
    "a name taken away": ({"井名": None}, "井名", "LEDGER_FILL_REQUIRED"),
    "the version taken away": ({"版次": None, DEPTH: 15}, "版次", "LEDGER_FILL_VERSION"),
    "a version that is not yet": ({"版次": 9, DEPTH: 15}, "版次", "LEDGER_FILL_VERSION"),
    "a version in words": ({"版次": "第一", DEPTH: 15}, "版次", "INTAKE_ROW_INT"),
    "the state by hand": ({"状态": "封了"}, "状态", "LEDGER_FILL_READ_ONLY"),
    "another village": ({"村": "甲二村"}, "村", "LEDGER_FILL_READ_ONLY"),
    "a place nobody knows": ({"村": "没有村"}, "村", "LEDGER_FILL_READ_ONLY"),
    "a column that only the ledger writes": ({"报修次数（次）": 4}, "报修次数", "LEDGER_FILL_READ_ONLY"),
    "a number nobody has": ({"编号": "JI2026-99999", DEPTH: 15}, "编号", "LEDGER_FILL_UNKNOWN"),
    "no number in a ledger that takes no new rows": ({"编号": None, DEPTH: 15}, "编号", "LEDGER_FILL_NO_NUMBER"),
}  # fmt: skip


GIVEN = {"depth": "12", "flow": "3", "quality": "bad", "dug_on": "2020-03-01", "cost": "1200", "remark": "靠路边"}


@pytest.fixture
def wells(cast, places):
    """Two wells in 甲一村, one in 乙一村; this ledger takes no new rows by workbook."""
    mine = [
        actions.open_entry(WELLS, Place(village_code=people.VILLAGE), {"name": name, **GIVEN}, by=cast.village).number
        for name in ("东井", "西井")
    ]
    other = actions.open_entry(WELLS, Place(village_code=people.OTHER_VILLAGE), {"name": "外井"}, by=cast.other_village)
    return [*mine, other.number]


@pytest.fixture
def closed(monkeypatch):
    """The ledger of wells as one that takes no new rows."""
    monkeypatch.setitem(WELLS.__dict__, "adds", False)
    return WELLS


def _told(ledger, fill):
    return [(one["row"], one["column"], one["code"]) for one in queries.refused(ledger, fill).lines]


def test_every_spoiled_cell_is_named_with_what_to_do_and_the_good_ones_go_on(cast, wells, closed, tmp_path):
    spoiled = [
        actions.open_entry(
            closed, Place(village_code=people.VILLAGE), {"name": what[:60], **GIVEN}, by=cast.village
        ).number
        for what in CELLS
    ]
    book = Book.of(closed, cast.village)
    rows = [book.rows[number] for number in spoiled]
    for number, (cells, _, _) in zip(spoiled, CELLS.values(), strict=True):
        # Every row has a good change beside the bad one.
        book.put(number, **{"备注": "好的", **cells})
    fill = bring_back(book, closed, cast.village, tmp_path)
    told = {one["row"]: one for one in queries.refused(closed, fill).lines}
    found = {
        what: (told[row]["column"], told[row]["code"]) for row, what in zip(rows, CELLS, strict=True) if row in told
    }
    assert found == {what: (column, code) for what, (_, column, code) in CELLS.items()}
    assert all(one["says"].endswith("。") and one["level"] == "reject" for one in told.values())
    assert fill.refused == len(CELLS)

    merging.merge(closed, fill.number, by=cast.village)
    whole = {"编号", "版次"}
    for number, (cells, column, _) in zip(spoiled, CELLS.values(), strict=True):
        row = Well.objects.get(number=number)
        assert (row.depth, row.flow, row.quality, row.cost, row.state) == (12, 3, "bad", 120000, "used")
        assert row.remark == ("靠路边" if column in whole or "备注" in cells else "好的")


def test_a_row_twice_a_foreign_row_and_rows_in_another_order(cast, wells, tmp_path):
    east, west, foreign = wells
    book = Book.of(WELLS, cast.village)
    first, second = book.rows[east], book.rows[west]
    book.put(west, **{"编号": east, DEPTH: 15})
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    assert _told(WELLS, fill) == [(first, "编号", "LEDGER_FILL_DOUBLED"), (second, "编号", "LEDGER_FILL_DOUBLED")]
    assert fill.writes == 0

    book = Book.of(WELLS, cast.village).put(east, **{"编号": foreign, DEPTH: 15})
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    assert _told(WELLS, fill) == [(first, "编号", "LEDGER_FILL_UNKNOWN")]
    assert fill.writes == 0

    # Whole rows in another order are the same rows.
    book = Book.of(WELLS, cast.village).put(east, **{DEPTH: 15})
    above, below = ([cell.value for cell in book.sheet[row]] for row in (first, second))
    for row, values in ((first, below), (second, above)):
        for column, value in enumerate(values, start=1):
            book.sheet.cell(row, column).value = value
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    assert (fill.writes, fill.refused) == (1, 0)


def test_one_column_sorted_by_itself_is_noticed_by_the_names(cast, places, tmp_path):
    for n, name in enumerate(("张三", "李四", "王五"), start=1):
        Person.objects.create(id=n, person_id=f"R{n}", name=name, sex="男", birth_on=dt.date(2015, 1, n), id_kind="无")
        place = Place(village_code=people.VILLAGE, household_no=f"H{n}", person_no=f"R{n}")
        actions.open_entry(GRANTS, place, {"term": "2026秋", "amount": "500"}, by=cast.town, trusted=True)
    book = Book.of(GRANTS, cast.town)
    rows = list(book.rows.values())
    names = [book.sheet.cell(row, book.titles["姓名"]) for row in rows]
    names[0].value, names[1].value = names[1].value, names[0].value
    for row in rows:
        book.sheet.cell(row, book.titles["金额（元）"]).value = 600
    fill = bring_back(book, GRANTS, cast.town, tmp_path)
    assert _told(GRANTS, fill) == [(row, "姓名", "LEDGER_FILL_NAME") for row in rows[:2]]
    assert fill.writes == 1


def test_what_is_no_workbook_of_this_ledger_is_refused_whole(cast, wells, tmp_path):
    def code(data):
        with pytest.raises(DomainError) as refused:
            bring_back(data, WELLS, cast.village, tmp_path)
        return refused.value.code

    for title in ("编号", "版次"):
        book = Book.of(WELLS, cast.village)
        book.sheet.delete_cols(book.titles[title])
        assert code(book) == "INTAKE_NO_COLUMN", title
    book = Book.of(WELLS, cast.village)
    for row in book.rows.values():
        book.sheet.cell(row, 1).value = f"ZX2026-{row:05d}"
    assert code(book) == "LEDGER_OTHER_LEDGER"
    assert code(b"%PDF-1.7 no table at all") == "INTAKE_NOT_WORKBOOK"
    assert code(b"") == "INTAKE_EMPTY_FILE"
    book = Book.of(WELLS, cast.village)
    book.sheet.delete_rows(book.head + 1, 10)
    assert code(book) == "INTAKE_NO_ROWS"


def test_a_column_that_was_deleted_and_one_that_was_added_change_nothing(cast, wells, tmp_path):
    east, *_ = wells
    book = Book.of(WELLS, cast.village).put(east, **{DEPTH: 15})
    book.sheet.delete_cols(book.titles["备注"])
    book.sheet.cell(book.head, 30).value = "我自己的话"
    book.sheet.cell(book.rows[east], 30).value = "记一下"
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    assert (fill.writes, fill.refused) == (1, 0)


def test_new_rows_that_cannot_be_opened_say_why(cast, wells, tmp_path):
    book = Book.of(WELLS, cast.village)
    book.add(乡镇="甲乡", 村="甲一村", **{DEPTH: 8})
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    assert (fill.added, [code for _, _, code in _told(WELLS, fill)]) == (0, ["LEDGER_FILL_REQUIRED"])
    book = Book.of(WELLS, cast.village)
    book.add(井名="别村的井", 乡镇="乙乡", 村="乙一村")
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    merging.merge(WELLS, fill.number, by=cast.village)
    assert [code for _, _, code in _told(WELLS, fill)] == ["LEDGER_NO_VILLAGE"]
    assert not Well.objects.filter(name="别村的井").exists()


def test_the_ledgers_own_check_refuses_a_row_when_it_is_written(cast, wells, tmp_path):
    east, west, _ = wells
    book = Book.of(WELLS, cast.village).put(east, **{FLOW: 0, "水质": "合格"}).put(west, **{FLOW: 0})
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    done = merging.merge(WELLS, fill.number, by=cast.village)
    assert (done.writes, done.refused) == (1, 2)
    assert {(column, code) for _, column, code in _told(WELLS, fill)} == {("出水量", "KIT_DRY"), ("水质", "KIT_DRY")}


def test_the_workbook_goes_back_with_its_reasons(cast, wells, lake, tmp_path):
    east, *_ = wells
    book = Book.of(WELLS, cast.village).put(east, **{DEPTH: 900, "水质": "很好"})
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    marked = Book(queries.error_book(WELLS, fill, by=cast.village))
    row = [str(cell.value or "") for cell in marked.sheet[marked.rows[east]]]
    assert "井深" in row[-1] or any("井深" in text and "水质" in text for text in row)
    assert pq.read_table(lake / WELLS.table / fill.number / "faults.parquet").num_rows == 2


def test_a_name_that_another_row_has_refuses_that_row_and_no_other(cast, wells, tmp_path):
    east, west, _ = wells
    with pytest.raises(DomainError, match="不能两条都一样"):
        actions.amend(WELLS, east, {"name": "西井"}, version=1, by=cast.village)
    book = Book.of(WELLS, cast.village).put(east, 井名="西井", **{DEPTH: 15}).put(west, **{DEPTH: 16})
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    done = merging.merge(WELLS, fill.number, by=cast.village)
    assert (done.writes, done.refused, Well.objects.get(number=west).depth) == (1, 2, 16)
    assert {code for _, _, code in _told(WELLS, fill)} == {"LEDGER_SAME_AGAIN"}
    assert Well.objects.get(number=east).name == "东井"
