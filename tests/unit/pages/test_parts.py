"""The components as template tags, and the words they use."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, TemplateSyntaxError

from huaiyuan.base.pages import words
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel.known import Known

HERE = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=HERE)


def draw(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


@pytest.mark.parametrize(
    ("due", "kind", "text"),
    [
        (dt.datetime(2026, 11, 21, 17, 30, tzinfo=HERE), "late", "超期 2 天"),
        (dt.datetime(2026, 11, 23, 9, 0, tzinfo=HERE), "late", "今天已超期"),
        (dt.datetime(2026, 11, 23, 17, 30, tzinfo=HERE), "soon", "今天 17:30 前"),
        (dt.datetime(2026, 11, 23, 17, 30, tzinfo=HERE).astimezone(dt.UTC), "soon", "今天 17:30 前"),
        (dt.date(2026, 11, 23), "soon", "今天到期"),
        (dt.datetime(2026, 11, 24, 17, 30, tzinfo=HERE), "soon", "明天 17:30 前"),
        (dt.date(2026, 11, 26), "ok", "11-26 还有 3 天"),
        (dt.date(2027, 1, 2), "ok", "2027-01-02 还有 40 天"),
        (dt.date(2026, 11, 22), "late", "超期 1 天"),
        (None, "ok", "没有期限"),
    ],
)
def test_a_deadline_is_said_in_the_words_of_the_county(due, kind, text):
    shown = words.deadline(due, NOW)
    assert (shown.kind, shown.text) == (kind, text)


def test_working_days_are_said_as_such_when_the_caller_counted_them():
    due = dt.datetime(2026, 11, 26, 17, 30, tzinfo=HERE)
    assert words.deadline(due, NOW, unit="个工作日", left=3).text == "11-26 还有 3 个工作日"
    late = dt.datetime(2026, 11, 20, 17, 30, tzinfo=HERE)
    assert words.deadline(late, NOW, unit="个工作日", left=-1).text == "超期 1 个工作日"


def test_a_closed_deadline_says_whether_it_was_kept():
    assert words.deadline(None, NOW, done=True).text == "按时办结"
    assert words.deadline(None, NOW, done=False).text == "超期办结"


def test_a_level_is_legible_without_colour():
    for grade, filled in (("红", 3), ("橙", 2), ("黄", 1)):
        drawn = parts.level(grade)
        assert drawn.count('class="on"') == filled
        assert grade in drawn


def test_unknown_is_never_blank_and_says_what_is_missing():
    assert "不明（2025 年务工收入）" in parts.known(None, "2025 年务工收入")
    assert "不明" in parts.known(Known.UNKNOWN)
    assert "否" in parts.known(False)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1823100, "18,231"), (499999, "4,999.99"), (Decimal("0.5"), "0.50"), (-100, "−1"), (None, "—"), (0, "0")],
)
def test_money_is_shown_as_people_read_it(value, shown):
    assert parts.yuan(value) == shown


def test_money_is_never_a_float():
    with pytest.raises(TypeError, match="分"):
        parts.yuan(1.5)


def test_dates_drop_the_business_year_and_an_open_end_is_a_dash():
    assert parts.day(dt.date(2026, 11, 3)) == "11-03"
    assert parts.day(dt.date(2025, 11, 3)) == "2025-11-03"
    assert parts.day(dt.date(9999, 12, 31)) == "—"
    assert parts.day(dt.datetime(2026, 11, 22, 20, 0, tzinfo=dt.UTC)) == "11-23"
    assert parts.full_day(None) == "—"


def test_an_icon_that_was_not_built_is_an_error_not_a_blank():
    with pytest.raises(TemplateSyntaxError, match="frontend"):
        parts.icon("no-such-icon")


def test_a_state_registered_twice_in_two_ways_is_an_error():
    words.register_state("sent", "plain", "已派村", "send")
    with pytest.raises(ValueError, match="sent"):
        words.register_state("sent", "red", "已派发", "send")


def test_blocks_escape_what_people_wrote():
    html = draw('{% evidence "info" who %}{{ who }}花了钱{% endevidence %}', who="<b>甲</b>")
    assert "<b>" not in html
    html = draw('{% empty who %}{{ who }}{% endempty %}{% note "red" %}{{ who }}{% endnote %}', who="<i>")
    assert "<i>" not in html
    assert 'role="alert"' in html


def test_a_bar_draws_its_parts_to_scale_and_nothing_for_nothing():
    drawn = parts.strip(1, 3)
    assert 'class="a" x="0.00%"' in drawn
    assert 'class="b" x="25.00%" width="75.00%"' in drawn
    assert "NaN" not in parts.strip(0, 0)


def test_a_figure_nobody_can_tell_says_so_instead_of_zero():
    html = draw('{% stat "参考线" value unknown="2026 年文号" %}', value=0)
    assert "不明" in html
    assert "缺：2026 年文号" in html


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "欧阳某某", "欧***"),
        ("id_number", "990330198001011234", "990330********1234"),
        ("phone", "19900001234", "199****1234"),
        ("birth", dt.date(1980, 1, 1), "1980 年"),
        ("health", "患有大病", "已遮蔽"),
        ("id_number", "990330********1234", "990330********1234"),
        ("name", "", "—"),
    ],
)
def test_who_is_nobody_sees_personal_fields_masked(kind, value, shown):
    assert draw("{% personal kind value %}", kind=kind, value=value) == shown
