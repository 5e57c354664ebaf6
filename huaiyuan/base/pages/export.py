"""A list as a file: csv or xlsx, with 演示数据 in the first row, the columns shown, and the row count at the foot.

The page that offers it asks for `P.EXPORT` and writes the audit event; personal fields leave masked, as on the page.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from django.conf import settings
from django.http import HttpResponse
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header

from huaiyuan.base.pages.listing import Column
from huaiyuan.core.kernel import clock

DEMO_LINE = "演示数据：姓名、证件号、电话均由程序生成，与真实个人无关"
FORMATS = ("xlsx", "csv")
# A spreadsheet runs a cell that begins with one of these as a formula.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def response(kind: str, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse:
    """The download. `kind` is xlsx or csv; the file's name carries 演示数据 in a demo and the business date."""
    name = f"{'演示数据-' if settings.DEMO else ''}{title}-{clock.today().isoformat()}.{kind}"
    lines = as_lines(columns, rows)
    if kind == "xlsx":
        made = HttpResponse(_xlsx(lines), content_type=_XLSX)
    elif kind == "csv":
        made = HttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    else:
        raise ValueError(f"no export as {kind!r}")
    made["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return made


def as_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[str]]:
    """The lines of the file: the demo line, the head with units, the rows, the count."""
    if settings.DEMO:
        yield [DEMO_LINE]
    yield [f"{c.title}（{c.unit}）" if c.unit else c.title for c in columns]
    readers: list[Callable[[Any], Any]] = [c.export or c.cell for c in columns]
    count = 0
    for row in rows:
        count += 1
        yield [safe(reader(row)) for reader in readers]
    yield [f"共 {count} 行"]


def safe(value: Any) -> str:
    """A cell's text: markup taken off, and nothing a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat(*([" ", "minutes"] if isinstance(value, dt.datetime) else []))
    text = strip_tags(str(value)).strip()
    is_number = text.replace(",", "").replace(".", "", 1).lstrip("-−").isdigit()
    return f"'{text}" if text.startswith(_DANGEROUS) and not is_number else text


def _csv(lines: Iterable[list[str]]) -> Iterator[str]:
    spool = io.StringIO()
    writer = csv.writer(spool)
    yield "\ufeff"  # so that a spreadsheet reads Chinese
    for line in lines:
        writer.writerow(line)
        yield spool.getvalue()
        spool.seek(0)
        spool.truncate()


def _xlsx(lines: Iterable[list[str]]) -> bytes:
    spool = io.BytesIO()
    book = xlsxwriter.Workbook(spool, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for at, line in enumerate(lines):
        sheet.write_row(at, 0, line)
    book.close()
    return spool.getvalue()
