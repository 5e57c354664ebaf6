"""The kit's promises, held for every ledger that is registered: `HUAIYUAN_APPS=…` brings a county's own under the same tests."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.html import escape

from huaiyuan.base.access.permissions import Field, Role
from huaiyuan.base.access.queries import sees_clear
from huaiyuan.base.audit.models import Event
from huaiyuan.core.engine import extracts, tables
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import actions, document, reach
from huaiyuan.county.ledger.columns import Coded
from huaiyuan.county.ledger.declaration import LEDGERS
from huaiyuan.county.ledger.following import subject
from huaiyuan.county.ledger.models import EntryChange, SavedView
from huaiyuan.county.ledger.trip import declared, merging
from huaiyuan.county.ledger.types import Did, Who
from huaiyuan.county.registry import timeline
from huaiyuan.county.worklist.models import Task
from huaiyuan.shells.web.pages.ledgers import listing_of
from tests.integration.ledger.books import Book, bring_back
from tests.integration.ledger.suite import Hands, other_text
from tests.integration.ledger.walks import walk
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.pages import get_page, post_page, signed_in

__all__ = ["county_account", "tiny", "tiny_once"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "same_process")]
GIVES_WAY = 200
# The one with a column of every kind.
ON_BOTH = "wells"


def _each(codes):
    """Every ledger; on the second database one stands for all, for nothing of a declaration knows which one it is."""
    for code in codes:
        yield pytest.param(code, marks=() if code == ON_BOTH else pytest.mark.one_database)


@pytest.fixture(params=_each(sorted(LEDGERS)))
def hands(request, tiny):
    """Every ledger in turn, with somebody for each of its posts."""
    return Hands(LEDGERS[request.param])


@pytest.fixture
def ledger(hands):
    """The ledger itself."""
    return hands.ledger


def _amendable(ledger, row):
    """A column that a form may change, and something else to write into it."""
    for column in ledger.columns:
        if declared.filled(column) and not column.personal:
            return column, other_text(column, column.plain(getattr(row, column.name)), ledger.code)
    pytest.skip("a ledger that only its own steps write")


def _walked(client, ledger, sort):
    """The rows met on all pages of the list, one after the other."""
    met, after = set(), ""
    for _ in range(4):
        page = get_page(client, "ledger", {"view": "all", "sort": sort, "after": after}, code=ledger.code)
        shown = page.context["table"]
        met |= {line.row.number for line in shown.lines}
        if not shown.next:
            return met
        after = parse_qs(urlsplit(shown.next).query)["after"][0]
    return met


def test_the_list_narrows_sorts_pages_is_kept_as_a_view_and_goes_out_with_its_count(hands, ledger, monkeypatch):
    rows = [hands.opened(n) for n in range(3)]
    county = hands.of(Who.COUNTY)
    client = signed_in(county)
    shown = get_page(client, "ledger", {"view": "all"}, code=ledger.code).content.decode()
    assert all(row.number in shown for row in rows)
    assert ledger.title in get_page(client, "ledgers").content.decode()

    state = get_page(
        client, "ledger", {"view": "all", "state": str(ledger.opening.state)}, code=ledger.code
    ).content.decode()
    assert all(row.number in state for row in rows)
    for column in ledger.columns:
        if isinstance(column, Coded):
            value = getattr(rows[0], column.name)
            narrowed = get_page(
                client, "ledger", {"view": "all", column.name: value}, code=ledger.code
            ).content.decode()
            assert [row.number in narrowed for row in rows] == [getattr(row, column.name) == value for row in rows]
    found = get_page(client, "ledger", {"view": "all", "q": rows[1].number}, code=ledger.code).content.decode()
    assert (rows[1].number in found, rows[0].number in found) == (True, False)

    monkeypatch.setitem(listing_of(ledger.code).__dict__, "page_size", 2)
    for sort in listing_of(ledger.code).sorts:
        assert _walked(client, ledger, sort.name) == {row.number for row in rows}, sort.name

    query = urlencode({"view": "all", "sort": "number", "cols": "number"})
    post_page(client, "ledger.view", {"name": "我的", "query": query}, code=ledger.code)
    assert SavedView.objects.get(account=county, ledger=ledger.code).query == query
    assert escape(query) in get_page(client, "ledger", code=ledger.code).content.decode()

    sheet = get_page(client, "ledger.export", {"as": "csv", "view": "all"}, code=ledger.code)
    lines = list(
        csv.reader(
            io.StringIO(b"".join(sheet.streaming_content if sheet.streaming else [sheet.content]).decode("utf-8-sig"))
        )
    )
    assert lines[-1] == ["共 3 行"]
    assert Event.objects.filter(action="ledger.exported").count() == 1


def test_a_row_is_opened_amended_and_moved_on_its_pages_and_remembers_all_of_it(hands, ledger):
    if ledger.opening.by and ledger.about in ("village", "county"):
        client = signed_in(hands.any_of(ledger.opening.by))
        given = hands.texts(1) | {"village_code": hands.place(1).village_code}
        if not any(hasattr(c, "remote_field") and c.remote_field for c in ledger.columns):
            opened = post_page(client, "ledger_entry.new", given, code=ledger.code)
            assert opened.status_code == 302, opened.content.decode()[:2000]
    row = hands.opened()
    if ledger.amend:
        column, new = _amendable(ledger, row)
        client = signed_in(hands.any_of(ledger.amend))
        now = {c.name: c.plain(getattr(row, c.name)) for c in ledger.columns if declared.filled(c)}
        said = now | {column.name: new, "act": "amend", "version": "1"}
        answer = post_page(client, "ledger_entry", said, code=ledger.code, number=row.number)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        row.refresh_from_db()
        assert (column.plain(getattr(row, column.name)), row.version) == (column.plain(column.read(new)), 2)
        # The first page after it also says that it was done; the budget is of those that follow.
        client.get(reverse("ledger_entry", args=[ledger.code, row.number]))
        page = get_page(client, "ledger_entry", code=ledger.code, number=row.number).content.decode()
        assert escape(column.shown(getattr(row, column.name))) in page
    version = row.version
    for move in ledger.leading_from(row.state)[:1]:
        moved = hands.moved(row, move)
        assert (moved.state, moved.version) == (str(move.target), version + 1)
        done = (
            EntryChange.objects.filter(ledger=ledger.code, number=row.number)
            .order_by("version")
            .values_list("did", flat=True)
        )
        assert list(done)[-1] == move.name


def test_no_step_is_done_by_one_whose_turn_it_is_not_nor_from_where_it_does_not_begin(hands, ledger):
    for n, move in enumerate(ledger.moves):
        row = hands.opened(n)
        for by in hands.strangers:
            with pytest.raises(DomainError):
                actions.move(ledger, row.number, move.name, by=by, reason="试")
        if str(row.state) not in {str(source) for source in move.sources} and move.by:
            with pytest.raises(DomainError) as refused:
                actions.move(ledger, row.number, move.name, by=hands.any_of(move.by), reason="试")
            assert refused.value.code in ("LEDGER_NO_MOVE", "LEDGER_NO_ENTRY")


def test_random_walks_by_anybody_agree_with_a_notebook_beside_them(hands, ledger):
    made = set()
    for seed in range(3):
        made |= walk(hands, hands.opened(seed), seed, 25)
    assert made or not any(move.by for move in ledger.leading_from(str(ledger.opening.state)))


def test_many_rows_take_a_step_together_and_those_that_cannot_say_why(hands, ledger):
    for n, move in enumerate(ledger.moves):
        if not move.together or not move.by:
            continue
        done = hands.brought_to(hands.opened(n), str(move.sources[0]))
        many = actions.move_many(
            ledger,
            [done.number, "没有的"],
            move.name,
            hands.texts(2, move.asks),
            by=hands.any_of(move.by),
            reason="一起",
        )
        assert (many.done, list(many.refused)) == ([done.number], ["没有的"])


def test_two_people_at_once_overwrite_nothing_and_what_was_typed_stays(hands, ledger):
    if not ledger.amend:
        pytest.skip("nobody amends it")
    row = hands.opened()
    column, new = _amendable(ledger, row)
    by = hands.any_of(ledger.amend)
    actions.amend(ledger, row.number, {column.name: new}, version=1, by=by)
    row.refresh_from_db()
    other = other_text(column, column.plain(getattr(row, column.name)), ledger.code)
    typed = {column.name: other, "act": "amend", "version": "1"}
    answer = post_page(signed_in(by), "ledger_entry", typed, code=ledger.code, number=row.number)
    if column.plain(column.read(other)) == EntryChange.objects.get(number=row.number, version=2).cells.get().was:
        return  # back to what stood there: nobody's change is lost by leaving it
    assert answer.status_code == 422
    row.refresh_from_db()
    assert column.plain(getattr(row, column.name)) == column.plain(column.read(new))
    assert by.display_name in answer.content.decode()


def test_outsiders_meet_the_same_page_as_for_what_is_not_there(hands, ledger):
    row = hands.opened()
    for stranger in hands.strangers:
        client = signed_in(stranger)
        absent = client.get(reverse("ledger_entry", args=[ledger.code, "XX2026-99999"]))
        met = client.get(reverse("ledger_entry", args=[ledger.code, row.number]))
        assert (met.status_code, absent.status_code) == (404, 404), stranger
        shown = client.get(reverse("ledger", args=[ledger.code]), {"view": "all"})
        assert row.number not in shown.content.decode()


def test_what_is_personal_is_masked_for_whoever_does_not_see_names(hands, ledger):
    row = hands.opened()
    for account in (hands.posted("second_leader", Role.LEADER, "411330"),):
        assert not sees_clear(account, Field.NAME)
        page = get_page(signed_in(account), "ledger_entry", code=ledger.code, number=row.number).content.decode()
        for column in ledger.columns:
            if column.personal and (says := column.shown(getattr(row, column.name))):
                assert f"<dd>{escape(says)}" not in page, column.name
        assert [c.name for c in declared.columns(ledger, account)] == [c.name for c in ledger.columns if not c.personal]


def test_a_due_is_a_task_of_whose_turn_it_is_until_the_row_moves_on(hands, ledger):
    for n, due in enumerate(ledger.dues):
        row = hands.brought_to(hands.opened(n), str(due.state))
        if row is None or not due.wanted(row):
            continue
        tasks = Task.objects.filter(kind=ledger.task(due), subject_no=subject(ledger, row.number))
        assert tasks.filter(closed_at=None).count() == 1, due.title
        for move in ledger.leading_from(str(due.state))[:1]:
            if str(move.target) != str(due.state):
                hands.moved(row, move)
                assert tasks.filter(closed_at=None).count() == 0


def test_a_row_tells_on_its_households_timeline(hands, ledger):
    row = hands.opened()
    if ledger.told is None or not row.household_no:
        pytest.skip("tells nothing of a household")
    told = timeline.told(row.household_no, hands.of(Who.COUNTY))
    assert ledger.told.title in {entry.title for entry in told}


def test_the_snapshot_has_its_rows_without_what_is_personal(hands, ledger):
    hands.opened()
    with connection.cursor() as cursor:
        cursor.execute(extracts.for_dialect(connection.vendor)[ledger.table])
        names = [one[0] for one in cursor.description]
        rows = cursor.fetchall()
    assert len(rows) == ledger.model._default_manager.count()
    assert set(names) == set(tables.every()[ledger.table])
    assert not {c.name for c in ledger.columns if c.personal} & set(names)


def test_the_workbook_goes_down_and_comes_back_with_one_cell_changed(hands, ledger, tmp_path):
    if not ledger.fills:
        pytest.skip("nobody fills it by workbook")
    for n in range(2):
        hands.opened(n)
    by = hands.any_of(ledger.fills)
    # Two rows may be of two units, of which each has its own.
    rows = list(reach.rows(ledger, by, doing=ledger.fills).order_by("number"))
    untouched = bring_back(Book.of(ledger, by), ledger, by, tmp_path)
    assert (untouched.rows, untouched.writes, untouched.refused) == (len(rows), 0, 0)

    column, new = _amendable(ledger, rows[0])
    book = Book.of(ledger, by)
    value = column.shown_plain(column.plain(column.read(new))).replace(",", "")
    book.put(rows[0].number, **{column.head: value})
    fill = merging.merge(ledger, bring_back(book, ledger, by, tmp_path).number, by=by)
    assert (fill.writes, fill.conflicts, fill.refused) == (1, 0, 0)
    rows[0].refresh_from_db()
    assert column.plain(getattr(rows[0], column.name)) == column.plain(column.read(new))
    assert EntryChange.objects.get(ledger=ledger.code, number=rows[0].number, version=2).did == Did.FILLED
    filled = EntryChange.objects.filter(ledger=ledger.code, did=Did.FILLED).values_list("number", flat=True)
    assert list(filled) == [rows[0].number]
    for name in ("ledger_trip", "ledger_trip.book"):
        assert get_page(signed_in(by), name, code=ledger.code).status_code == GIVES_WAY
    assert get_page(signed_in(by), "ledger_fill", code=ledger.code, number=fill.number).status_code == GIVES_WAY
    for stranger in hands.strangers:
        assert signed_in(stranger).get(reverse("ledger_fill", args=[ledger.code, fill.number])).status_code == 404
    assert merging.undo(ledger, fill.number, by=by).restored == 1


def test_its_page_of_the_documents_says_its_columns_and_steps(ledger):
    says = "\n".join(document.one(ledger))
    assert all(column.title in says for column in ledger.columns)
    assert all(move.title in says for move in ledger.moves)
