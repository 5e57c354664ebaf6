"""Days that people type: read as they are written, never guessed; a mistyped one is an error that names its field."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

import pytest

import huaiyuan
from huaiyuan.base.pages import typed
from huaiyuan.base.pages.forms import DayField, Form
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError

DAY = dt.date(2026, 3, 5)
MISTYPED = [
    "2026-13-01",
    "2026-02-30",
    "昨天",
    "3月5日",
    "26-3-5",
    "2026-W10-4",
    "2026-3",
    "20260305 10:00",
    "2026-03-05x",
]
SHELLS = Path(huaiyuan.__file__).parent / "shells"
# An address that a person edits narrows a list; a command has its own words for a day.
MAY_BE_LENIENT = {"audit.py", "leads.py", "households.py", "figures.py", "main.py"}


class Asked(Form):
    """A form with a day."""

    on = DayField(label="哪天开会")


@pytest.mark.parametrize(
    "written",
    ["2026-03-05", "2026-3-5", "2026/3/5", "2026.03.05", "2026年3月5日", " 20260305 ", "２０２６－０３－０５"],
)
def test_a_day_is_read_as_people_write_it(written):
    assert typed.day(written, "哪天") == DAY
    assert typed.day_in_address(written) == DAY
    assert Asked({"on": written}).fields["on"].clean(written) == DAY


@pytest.mark.parametrize("written", MISTYPED)
def test_a_mistyped_day_is_never_today(written):
    with pytest.raises(DomainError) as refusal:
        typed.day_or_today(written, "哪天走访的")
    said = str(refusal.value)
    assert "“哪天走访的”" in said
    assert written in said
    assert "2026-11-23" in said


@pytest.mark.parametrize("nothing", ["", "  ", None])
def test_nothing_typed_is_today_where_the_page_says_so_and_else_no_day(nothing):
    assert typed.day_or_today(nothing, "哪天") == clock.today()
    assert typed.day(nothing, "哪天") is None


def test_a_form_says_the_same_and_keeps_what_was_typed():
    form = Asked({"on": "2026-02-30"})
    assert form.errors["on"] == [
        "“哪天开会”写的是“2026-02-30”，认不出是哪一天。请写成 2026-11-23 这样（年-月-日），改好再提交。"
    ]
    assert 'value="2026-02-30"' in str(form["on"])
    assert Asked({"on": ""}).errors["on"] == ["请填“哪天开会”"]


def test_no_form_reads_a_day_that_may_be_mistyped_without_saying_so():
    lenient = {"day_in_address", "fromisoformat", "DateField"}
    found = {
        f"{path.name}:{node.lineno}"
        for path in SHELLS.rglob("*.py")
        if path.name not in MAY_BE_LENIENT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in lenient
    }
    assert found == set()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("", None),
        (None, None),
        ("²", None),
        ("⑴", None),
        ("１２", None),
        ("-1", None),
        ("9" * 30, None),
    ],
)
def test_a_whole_number_is_ascii_digits_and_nothing_else(text, number):
    assert typed.whole(text) == number
    assert typed.whole_or(text, 7) == (7 if number is None else number)
    assert typed.wholes(["3", text or ""]) == [3] + ([] if number is None else [number])
