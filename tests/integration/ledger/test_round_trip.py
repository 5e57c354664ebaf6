"""表格往返: what was changed in the file is written and nothing else; nobody's change is overwritten; all of it can be taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import faultpoint
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.actions import Place
from huaiyuan.county.ledger.models import ChangedCell, EntryChange, Fill
from huaiyuan.county.ledger.trip import merging, queries
from tests import cast as people
from tests.integration.ledger.books import Book, bring_back
from tests.kit.models import WELLS, Well

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "today", "same_process")]

FULL = {
    "depth": "12",
    "flow": "3.5",
    "quality": "good",
    "dug_on": "2020-03-01",
    "cost": "1200.50",
    "remark": "靠路边\n加了盖",
}


@pytest.fixture
def wells(cast, places):
    """Three wells in 甲一村, one in 乙一村."""
    opened = [
        actions.open_entry(
            WELLS, Place(village_code=people.VILLAGE), {"name": name, **(FULL if n == 0 else {})}, by=cast.village
        )
        for n, name in enumerate(("东井", "西井", "南井"))
    ]
    other = actions.open_entry(WELLS, Place(village_code=people.OTHER_VILLAGE), {"name": "外井"}, by=cast.other_village)
    return [row.number for row in [*opened, other]]


def test_a_workbook_that_nobody_touched_changes_nothing(cast, wells, tmp_path):
    fill = bring_back(Book.of(WELLS, cast.village), WELLS, cast.village, tmp_path)
    assert (fill.rows, fill.writes, fill.conflicts, fill.refused, fill.added) == (3, 0, 0, 0, 0)


def test_only_changed_cells_are_written_with_their_history_and_taken_back(cast, wells, tmp_path):
    east, west, south, _ = wells
    book = Book.of(WELLS, cast.village)
    book.put(east, **{"井深（米）": 15, "水质": "不合格", "造价（元）": 0.1 + 0.2})
    book.put(west, **{"打井日期": dt.datetime(2021, 5, 6), "出水量（吨/日）": "2.50", "井名": "西大井"})
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    assert (fill.writes, fill.conflicts, fill.refused) == (6, 0, 0)
    assert Well.objects.get(number=east).depth == 12

    done = merging.merge(WELLS, fill.number, by=cast.village)
    assert (done.state, done.writes) == ("merged", 6)
    row = Well.objects.get(number=east)
    assert (row.depth, row.quality, row.cost, row.remark, row.version) == (15, "bad", 30, "靠路边\n加了盖", 2)
    row = Well.objects.get(number=west)
    assert (row.dug_on, row.flow, row.name, row.changed_by) == (
        dt.date(2021, 5, 6),
        Decimal("2.5"),
        "西大井",
        cast.village,
    )
    assert Well.objects.get(number=south).version == 1
    history = EntryChange.objects.get(number=east, version=2)
    assert (history.did, history.batch, history.by) == ("filled", fill.number, cast.village)
    assert dict(ChangedCell.objects.filter(change=history).values_list("column", "now")) == {
        "depth": "15",
        "quality": "bad",
        "cost": "0.30",
    }
    assert Event.objects.filter(action="ledger.filled").count() == 1

    again = merging.merge(WELLS, fill.number, by=cast.village)
    assert (again.writes, Well.objects.get(number=east).version) == (6, 2)
    assert bring_back(book, WELLS, cast.village, tmp_path).number == fill.number

    actions.amend(WELLS, east, {"depth": "18"}, version=2, by=cast.village_two)
    undone = merging.undo(WELLS, fill.number, by=cast.village)
    assert undone.restored == 5
    row = Well.objects.get(number=east)
    assert (row.depth, row.quality, row.cost) == (18, "good", 120050)
    assert merging.undo(WELLS, fill.number, by=cast.village).restored == 5


def test_what_somebody_changed_meanwhile_is_shown_and_not_overwritten(cast, wells, tmp_path):
    east, west, *_ = wells
    book = Book.of(WELLS, cast.village)
    actions.amend(WELLS, east, {"depth": "20", "remark": "别人写的"}, version=1, by=cast.village_two)
    actions.amend(WELLS, west, {"depth": "30"}, version=1, by=cast.village_two)
    book.put(east, **{"井深（米）": 15, "水质": "不合格"}).put(west, **{"井深（米）": 31})
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    assert (fill.writes, fill.conflicts) == (1, 2)
    [first, second], [written] = queries.cells(WELLS, fill, cast.village)
    assert (first.who, written.who) == ("东井", "东井")
    assert (first.was, first.now, first.given, first.changed_by) == ("12", "20", "15", "甲一信息员")

    merging.choose(WELLS, fill.number, [second.id], by=cast.village)
    # Before it is written somebody changes the chosen cell once more: what was chosen was something else.
    actions.amend(WELLS, west, {"remark": "又改"}, version=2, by=cast.village_two)
    done = merging.merge(WELLS, fill.number, by=cast.village)
    assert (done.writes, done.conflicts) == (2, 1)
    row = Well.objects.get(number=east)
    assert (row.depth, row.quality, row.remark) == (20, "bad", "别人写的")
    assert Well.objects.get(number=west).depth == 31


def test_new_rows_are_opened_where_the_ledger_takes_them(cast, wells, tmp_path):
    book = Book.of(WELLS, cast.village)
    book.add(井名="北井", 乡镇="甲乡", 村="甲一村", **{"井深（米）": "8米", "水质": "合格"})
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    assert (fill.added, fill.refused) == (1, 0)
    merging.merge(WELLS, fill.number, by=cast.village)
    row = Well.objects.get(name="北井")
    assert (row.village_code, row.depth, row.quality, row.version) == (people.VILLAGE, 8, "good", 1)
    assert EntryChange.objects.get(number=row.number).batch == fill.number


def test_who_does_not_fill_a_ledger_neither_brings_nor_sees_its_workbooks(cast, wells, tmp_path):
    book = Book.of(WELLS, cast.village)
    for stranger in (cast.town, cast.bills, cast.center):
        with pytest.raises(DomainError, match="办"):
            bring_back(book, WELLS, stranger, tmp_path)
    fill = bring_back(book, WELLS, cast.village, tmp_path)
    assert queries.find_fill("wells", fill.number, cast.other_village) is None
    assert queries.find_fill("wells", fill.number, cast.village) is not None
    assert Fill.objects.count() == 1


@pytest.mark.parametrize(
    "point", ["ledger_fill.published", "ledger_fill.recorded", "ledger_fill.written", "ledger_fill.merged"]
)
def test_whatever_breaks_off_leaves_all_or_nothing_and_begins_again(cast, wells, tmp_path, monkeypatch, point):
    east, west, *_ = wells
    book = Book.of(WELLS, cast.village).put(east, **{"井深（米）": 15}).put(west, **{"井深（米）": 16})

    def killed(reached):
        if reached == point:
            raise KeyboardInterrupt(point)

    with monkeypatch.context() as patch:
        patch.setattr(faultpoint, "reached", killed)
        with pytest.raises(KeyboardInterrupt):
            merging.merge(WELLS, bring_back(book, WELLS, cast.village, tmp_path).number, by=cast.village)
    depths = {row.depth for row in Well.objects.filter(number__in=[east, west])}
    assert depths in ({12, None}, {15, 16})

    fill = merging.merge(WELLS, bring_back(book, WELLS, cast.village, tmp_path).number, by=cast.village)
    assert (fill.state, fill.writes) == ("merged", 2)
    assert [Well.objects.get(number=n).depth for n in (east, west)] == [15, 16]
    assert EntryChange.objects.filter(did="filled").count() == 2
