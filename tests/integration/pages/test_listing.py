"""The list component: filters, sorts, paging by key, cards, files."""

from __future__ import annotations

import datetime as dt
import io
import re
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from huaiyuan.base.access.models import SignInFailure
from huaiyuan.base.pages import export, keyset
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
LIST = Listing(
    name="t",
    columns=(
        Column("name", "登录名", lambda r: r.username, row_head=True, sort="name", card="o0"),
        Column("ip", "地址", lambda r: r.ip, sort="ip"),
        Column("at", "时刻", lambda r: r.at, chosen=False),
    ),
    filters=(Choice("ip", "地址", lambda _: [("a", "甲地"), ("b", "乙地")], field="ip"),),
    sorts=(
        Sort("name", "按登录名", ("username",)),
        Sort("-name", "按登录名倒排", ("-username",)),
        Sort("ip", "按地址", ("ip", "-at")),
    ),
    views=(View("all", "全部"), View("b", "乙地", narrow=lambda rows, _request: rows.filter(ip="b"))),
    page_size=3,
    unit="次",
    empty="没有登录失败",
)


def _rows(specs):
    SignInFailure.objects.bulk_create(
        SignInFailure(username=name, ip=ip, at=START + dt.timedelta(minutes=minute)) for name, ip, minute in specs
    )
    return SignInFailure.objects.all()


def _ask(query=""):
    request = RequestFactory().get(f"/t/{query}")
    request.user = AnonymousUser()
    return request


def _walk(rows, sort):
    """Names of all pages forward, then of all pages back from the last one."""
    forward, query = [], f"?sort={sort}"
    while True:
        table = LIST.read(_ask(query), rows)
        forward.append([r.pk for r in table.rows])
        if not table.next:
            break
        query = table.next
    back = [forward[-1]]
    while table.previous:
        table = LIST.read(_ask(table.previous), rows)
        back.append([r.pk for r in table.rows])
    return forward, back[::-1]


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("ab"), st.integers(0, 3)), max_size=14),
    st.sampled_from(["name", "-name", "ip"]),
)
def test_paging_shows_every_row_once_in_order_forward_and_back(specs, sort):
    SignInFailure.objects.all().delete()
    rows = _rows(specs)
    forward, back = _walk(rows, sort)
    order = {s.name: s.order for s in LIST.sorts}[sort]
    assert [pk for page in forward for pk in page] == list(rows.order_by(*order, "pk").values_list("pk", flat=True))
    assert [pk for page in back for pk in page][-len(forward[-1]) :] == forward[-1]
    assert {pk for page in back for pk in page} == {pk for page in forward for pk in page}


@pytest.mark.parametrize("bent", ["xx", "!!!", "WzFd", "eyJhIjoxfQ", "a" * 400, "WyJ4Il0="])
def test_a_bent_cursor_is_read_as_none(bent):
    rows = _rows([("x", "a", 1), ("y", "a", 2)])
    assert [r.username for r in keyset.slice_of(rows, ("username",), 5, after=bent).rows] == ["x", "y"]


def test_the_address_bar_holds_view_filter_sort_and_columns():
    rows = _rows([("x", "a", 1), ("y", "b", 2), ("z", "b", 3)])
    table = LIST.read(_ask("?view=b&sort=-name&cols=at"), rows)
    assert [r.username for r in table.rows] == ["z", "y"]
    assert [h.column.name for h in table.heads] == ["name", "at"]
    assert table.total == 2
    chip = LIST.read(_ask("?ip=a&view=all&after=abc"), rows).chips[0]
    assert chip.says == "甲地"
    assert "after" not in parse_qs(urlsplit(chip.without).query)
    assert "ip" not in parse_qs(urlsplit(chip.without).query)


def test_an_unknown_view_sort_or_column_falls_back_instead_of_failing():
    rows = _rows([("x", "a", 1)])
    table = LIST.read(_ask("?view=no&sort=no&cols=no"), rows)
    assert [r.username for r in table.rows] == ["x"]
    assert [h.column.name for h in table.heads] == ["name"]


def test_the_head_says_how_it_is_sorted_and_turns_on_the_next_press():
    table = LIST.read(_ask("?sort=name"), _rows([("x", "a", 1)]))
    head = table.heads[0]
    assert head.direction == "ascending"
    assert parse_qs(urlsplit(head.url).query)["sort"] == ["-name"]


def test_nothing_there_and_filtered_to_nothing_are_different_pages():
    rows = SignInFailure.objects.all()
    nothing = render_to_string("parts/listing.html", {"table": LIST.read(_ask(), rows)}, request=_ask())
    filtered = render_to_string("parts/listing.html", {"table": LIST.read(_ask("?ip=a"), rows)}, request=_ask())
    assert "没有登录失败" in nothing
    assert "清空条件" in filtered


def test_a_list_takes_two_queries_whatever_its_size(django_assert_num_queries):
    rows = _rows([(f"u{i}", "a", i) for i in range(20)])
    with django_assert_num_queries(2):
        LIST.read(_ask(), rows)


def test_names_are_escaped_in_the_list():
    html = render_to_string(
        "parts/listing.html", {"table": LIST.read(_ask(), _rows([("<script>", "a", 1)]))}, request=_ask()
    )
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_file_says_demo_first_and_counts_its_rows_last():
    rows = _rows([("x", "a", 1), ("=1+1", "b", 2)])
    columns = LIST.chosen(_ask())
    book = openpyxl.load_workbook(io.BytesIO(export.response("xlsx", "登录失败", columns, rows).content))
    lines = [[c for c in line if c is not None] for line in book.active.iter_rows(values_only=True)]
    assert lines == [[export.DEMO_LINE], ["登录名", "地址"], ["x", "a"], ["'=1+1", "b"], ["共 2 行"]]
    answer = export.response("csv", "登录失败", columns, rows)
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff演示数据")
    assert text.rstrip().endswith("共 2 行")
    assert re.search(r"filename\*=utf-8''", answer["Content-Disposition"], re.I)


def test_a_production_file_has_no_demo_line(settings):
    settings.DEMO = False
    assert next(export.as_lines(LIST.chosen(_ask()), [])) == ["登录名", "地址"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("-5", "-5"), ("−1,200.5", "−1,200.5"), ("-5+cmd", "'-5+cmd"), ("@a", "'@a"), ("<b>红</b>", "红"), (None, "")],
)
def test_a_cell_of_a_file_runs_nothing(cell, shown):
    assert export.safe(cell) == shown
