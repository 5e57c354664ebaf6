"""The department's own file with what is wrong in it (带原因的原表), made from the sealed original, never stored.

The work of a child process. A file of up to 20,000 rows comes back whole; of a longer one, and of wrong rows that came
back once, the same titles and headers over the wrong rows only, with their numbers in the original.
"""

from __future__ import annotations

import base64
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from huaiyuan.core.engine import lake
from huaiyuan.county.intake import errors, sealing, sources
from huaiyuan.county.intake.reading import formats, patch
from huaiyuan.county.intake.reading.cells import Opened, Sheet
from huaiyuan.county.intake.reading.header import ORIGINAL_ROW, ORIGINAL_SHEET, REASON
from huaiyuan.county.intake.reading.header import row as words_of

WHOLE_UP_TO, MOST_COMMENTS, MOST_MERGES = 20_000, 5_000, 5_000
DEMO = "演示数据：姓名、证件号、电话均由程序生成，与真实个人无关"
ASKS = "标了颜色的格子有问题，原因写在最后一列。改好直接交回，{back}。"
LEVELS = {errors.REJECT: "已退回", errors.WARN: "已收，请核对"}
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,10})(\.\d{0,5}[1-9])?$")
_WIDTH = 14


@dataclass(frozen=True)
class Wrong:
    """What is wrong in one row: sentences, and by the column's label whether it sends the row back."""

    says: str
    columns: dict[str, tuple[str, str]]
    back: bool


def make(order: Mapping[str, Any]) -> dict[str, Any]:
    """`order`: folder of the batch, data_dir, source (and `declared`), demo. Answers `book` (base64 of an xlsx), `rows` (wrong ones) and
    `whole`.
    """  # fmt: skip
    folder, data_dir = Path(order["folder"]), Path(order["data_dir"])
    manifest, wrong = lake.read_manifest(folder), _wrong(folder)
    layers = _layers(sealing.open_original(data_dir, folder), sources.ordered(order).id, data_dir)
    whole = len(layers) == 1 and manifest["rows"] <= WHOLE_UP_TO
    head = ([DEMO] if order["demo"] else []) + ([] if whole else [f"问题行，{patch.MARK}{manifest['batch']}"])
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        writer = _Writer(book, manifest, wrong, head, ASKS.format(back="整份重报" if whole else "只收改过的行"))
        for sheet in layers[-1].sheets:
            (writer.whole if whole else writer.wrong_rows)(sheet, layers[:-1])
        if not writer.sheets:
            book.add_worksheet("没有问题行")
    return {"book": base64.b64encode(out.getvalue()).decode(), "rows": len(wrong), "whole": whole}


def _layers(data: bytes, source: str, data_dir: Path) -> list[Opened]:
    opened = [formats.open_file(data)]
    while (base := patch.base_of(opened[-1])) and len(opened) <= patch.MOST_LAYERS:
        opened.append(formats.open_file(sealing.open_original(data_dir, data_dir / "lake" / source / base)))
    return opened


def _wrong(folder: Path) -> dict[tuple[str, int], Wrong]:
    by_row: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for fault in pq.read_table(folder / lake.FAULTS).to_pylist():
        by_row[fault["sheet"], fault["row"]].append(fault)
    return {place: _of_row(faults) for place, faults in by_row.items()}


def _of_row(faults: list[dict[str, Any]]) -> Wrong:
    faults = sorted(faults, key=lambda f: f["level"] != errors.REJECT)
    says = "；".join(dict.fromkeys(f"{LEVELS[f['level']]}：{f['column']}，{f['says']}" for f in faults))
    columns: dict[str, tuple[str, str]] = {}
    for fault in faults:
        columns.setdefault(fault["column"], (fault["level"], fault["says"]))
    return Wrong(says, columns, any(f["level"] == errors.REJECT for f in faults))


class _Writer:
    """Writes sheets of the original into a new book and marks what is wrong."""

    def __init__(
        self, book: Any, manifest: Mapping[str, Any], wrong: Mapping[tuple[str, int], Wrong], head: Sequence[str], asks: str
    ) -> None:  # fmt: skip
        self.book, self.wrong, self.head, self.asks = book, wrong, head, asks
        self.tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for table in manifest.get("tables", []):
            self.tables[table["sheet"]].append(table)
        self.marks = {
            errors.REJECT: book.add_format({"bg_color": "#F9D6D5", "font_color": "#8A1F11"}),
            errors.WARN: book.add_format({"bg_color": "#FCEBC5"}),
        }
        self.bold = book.add_format({"bold": True})
        self.comments, self.sheets = 0, 0

    def whole(self, sheet: Sheet, _over: Sequence[Opened]) -> None:
        """The sheet as it is, with a column of reasons behind it."""
        page, down = self._page(sheet)
        last, tables = sheet.first + sheet.cells.num_columns, self.tables[sheet.name]
        for number, cells in enumerate(_lines(sheet)):
            self._line(page, number + down, sheet.first, cells)
        for table in tables:
            self._head(page, table["header_row"] - 1 + down, last, [REASON])
            self._mark(page, table, range(table["header_row"], table["end"]), lambda row: row + down, last)
        for merge in sheet.extent.merges[:MOST_MERGES]:
            top = merge.top + down
            inside = merge.left < sheet.cells.num_columns and merge.top < sheet.cells.num_rows
            said = sheet.cells.column(merge.left)[merge.top].as_py() if inside else None
            try:
                page.merge_range(
                    top, merge.left + sheet.first, merge.bottom + down, merge.right + sheet.first, said or ""
                )
            except OverlappingRange:
                continue

    def wrong_rows(self, sheet: Sheet, over: Sequence[Opened]) -> None:
        """Titles and headers of the sheet, then its wrong rows with their numbers."""
        tables = [t for t in self.tables[sheet.name] if any(label == t["label"] for label, _ in self.wrong)]
        if not tables:
            return
        page, at = self._page(sheet)
        last = sheet.first + sheet.cells.num_columns
        for table in tables:
            for number in range(table["title_row"], table["header_row"]):
                self._line(page, at, sheet.first, words_of(sheet, number))
                at += 1
            self._head(page, at - 1, last, [REASON, ORIGINAL_ROW, ORIGINAL_SHEET])
            rows = sorted(row for label, row in self.wrong if label == table["label"])
            places = {row - 1: at + i for i, row in enumerate(rows)}
            corrected = _corrected(over, table)
            for row in rows:
                self._line(page, places[row - 1], sheet.first, corrected.get(row) or words_of(sheet, row - 1))
                page.write_number(places[row - 1], last + 1, row)
                page.write_string(places[row - 1], last + 2, table["label"])
            self._mark(page, table, [row - 1 for row in rows], places.__getitem__, last)
            at += len(rows)

    def _page(self, sheet: Sheet) -> tuple[Any, int]:
        self.sheets += 1
        page = self.book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", sheet.name)[:31] or "表1")
        page.set_column(0, sheet.first + sheet.cells.num_columns - 1, _WIDTH)
        page.set_column(sheet.first + sheet.cells.num_columns, sheet.first + sheet.cells.num_columns, 60)
        lines = list(self.head)
        if lines:
            lines[-1] = f"{lines[-1]}。{self.asks}"
        for number, line in enumerate(lines):
            page.write_string(number, 0, line, self.bold)
        return page, len(lines)

    def _head(self, page: Any, row: int, first: int, titles: Sequence[str]) -> None:
        for place, title in enumerate(titles):
            page.write_string(row, first + place, title, self.bold)

    def _line(self, page: Any, row: int, first: int, cells: Iterable[str | None]) -> None:
        for place, cell in enumerate(cells):
            if cell:
                self._cell(page, row, first + place, cell)

    def _cell(self, page: Any, row: int, place: int, cell: str, mark: Any = None) -> None:
        if _NUMBER.match(cell):
            page.write_number(row, place, float(cell), mark)
        else:
            page.write_string(row, place, cell[:32_767], mark)

    def _mark(self, page: Any, table: Mapping[str, Any], rows: Iterable[int], at: Any, last: int) -> None:
        for row in rows:
            wrong = self.wrong.get((table["label"], row + 1))
            if wrong is None:
                continue
            page.write_string(at(row), last, wrong.says, self.marks[errors.REJECT if wrong.back else errors.WARN])
            for label, (level, says) in wrong.columns.items():
                place = table["places"].get(label)
                if place is None or self.comments >= MOST_COMMENTS:
                    continue
                self.comments += 1
                page.write_comment(at(row), place, says, {"x_scale": 2})
                page.conditional_format(
                    at(row), place, at(row), place, {"type": "no_errors", "format": self.marks[level]}
                )


def _corrected(over: Sequence[Opened], table: Mapping[str, Any]) -> dict[int, list[str]]:
    """Rows of a table as they came back, the newest last; their columns stand as we wrote them."""
    found: dict[int, list[str]] = {}
    for opened in reversed(over):
        for sheet in opened.sheets:
            for number in range(sheet.cells.num_rows):
                cells = words_of(sheet, number)
                if len(cells) >= 3 and cells[-1] == table["label"] and cells[-2].isdigit():
                    found[int(cells[-2])] = cells[:-3]
    return found


def _lines(sheet: Sheet) -> Iterable[tuple[str | None, ...]]:
    return zip(*(column.to_pylist() for column in sheet.cells.columns), strict=True)
