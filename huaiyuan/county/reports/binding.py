"""Books as PDF: typst sets them from one template each, with a Chinese font of the machine.

A compiler is kept for each thread: it holds the fonts, and setting lets other threads run, so two of them make two
books at once. Nothing is fetched: templates import no packages.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import segno
import typst
from django.conf import settings

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock, receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.reports import catalogue, errors
from huaiyuan.county.reports.catalogue import Form
from huaiyuan.county.reports.readers.books import READERS
from huaiyuan.county.reports.types import Counted, Made, Subject

# A serif and a sans, the first that the machine has. Free ones first: a server seldom has those of an office.
SERIFS = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "FangSong",
    "仿宋",
    "SimSun",
    "宋体",
    "Songti SC",
    "Noto Serif SC",
)
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "SimHei", "黑体", "Microsoft YaHei", "PingFang SC", "Noto Sans SC")
DEMO = "演示数据"
UNKNOWN_WORD = "不明"

_HELD = threading.local()


def book(form: Form, subject: Subject, number: str, by: Account, code_says: str) -> Made:
    """One book of a family. Raises: FORMS_NOT_FOUND, FORMS_NO_FONT."""
    return set_in_type(form, content(form, subject, number, by, code_says))


def content(form: Form, subject: Subject, number: str, by: Account, code_says: str) -> dict[str, Any]:
    """Everything a book says, as its template takes it."""
    return {
        **READERS[form.code](subject, by), "题目": form.title, "表号": receipt.shown(number), "小码": _drawn(code_says),
        "演示": DEMO if settings.DEMO else "", "打印日期": f"{clock.today():%Y-%m-%d}", "打印人": by.display_name,
    }  # fmt: skip


def set_in_type(form: Form, said: Mapping[str, Any]) -> Made:
    """The PDF of a book's content. Raises: FORMS_NO_FONT."""
    serif, sans = faces()
    inputs = {"data": json.dumps(said, ensure_ascii=False), "serif": serif, "sans": sans}
    made = _compiler(form.code).compile(format="pdf", sys_inputs=inputs, pdf_tags=False)
    if not isinstance(made, bytes):  # several pages come as a list only for pictures
        raise TypeError(f"typst made {type(made).__name__} of {form.code}")
    return Made(made, _count(said))


def faces() -> tuple[str, str]:
    """The serif and the sans that books are set in. Raises: FORMS_NO_FONT."""
    held = _families(tuple(settings.FONT_PATHS))
    serif = next((one for one in SERIFS if one.lower() in held), "")
    sans = next((one for one in SANS if one.lower() in held), "")
    if not serif and not sans:
        raise DomainError(errors.NO_FONT)
    return serif or sans, sans or serif


@cache
def _families(paths: tuple[str, ...]) -> frozenset[str]:
    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(paths)).families()
    return frozenset(one.lower() for one in found)


def _compiler(code: str) -> typst.Compiler:
    held: dict[str, typst.Compiler] = _HELD.__dict__.setdefault("compilers", {})
    if code not in held:
        held[code] = typst.Compiler(
            str(catalogue.form(code).shipped), root=str(catalogue.BOOKS), font_paths=list(settings.FONT_PATHS)
        )
    return held[code]


def _drawn(code_says: str) -> str:
    stream = io.BytesIO()
    segno.make(code_says, error="q", micro=False).save(stream, kind="svg", border=1, xmldecl=False)
    return stream.getvalue().decode()


def _count(said: Mapping[str, Any]) -> Counted:
    """Cells with words, and cells left for a hand (不明 is written in by hand too)."""
    aside = {"题目", "表号", "小码", "演示", "打印日期", "打印人"}
    cells = list(_cells({name: value for name, value in said.items() if name not in aside}))
    typed = sum(cell is None or cell.startswith(UNKNOWN_WORD) for cell in cells)
    return Counted(
        sum(bool(cell) for cell in cells) - sum(bool(c) and c.startswith(UNKNOWN_WORD) for c in cells if c), typed
    )


def _cells(value: Any) -> Iterator[str | None]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _cells(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _cells(one)
    else:
        yield value
