"""Web pages and XML that call themselves xls (网页、XML 2003): many offices' systems export nothing else."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from itertools import zip_longest
from xml.parsers import expat

import pyarrow as pa

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading.cells import Extent, Merge, Opened, Sheet
from huaiyuan.county.intake.reading.delimited import decode

MB = 1024 * 1024
MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS = 40 * MB, 3_000_000, 500, 1_048_576
HEAD = 4096
WEB = "看起来是网页，不是表格"
_XML_2003 = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*(utf-?8|gbk|gb2312|gb18030)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def is_markup(data: bytes) -> bool:
    """Whether a file begins as a web page or XML does."""
    return data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def open_markup(data: bytes) -> Opened:
    """The tables of a web page, or the sheets of an XML workbook. Raises INTAKE_NOT_WORKBOOK, _TOO_LARGE, _UNREADABLE."""
    if len(data) > MAX_BYTES:
        raise DomainError(errors.TOO_LARGE, size=f"{len(data) // MB}MB", limit=f"网页格式{MAX_BYTES // MB}MB")
    if _XML_2003.search(data[:HEAD]):
        return _xml_2003(data)
    return _web_page(data)


class _Cells:
    """The cells of one sheet as they come: rows of places and words, and what is merged."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[dict[int, str]] = []
        self.merges: list[Merge] = []
        self.hidden: list[int] = []
        self.taken: dict[tuple[int, int], bool] = {}
        self.cells = 0

    def row(self, number: int | None = None) -> None:
        """Begin a row; `number` (from 0) where the file says which."""
        number = len(self.rows) if number is None else number
        if not len(self.rows) <= number < MAX_ROWS:
            raise DomainError(errors.UNREADABLE)
        self.rows += [{} for _ in range(number - len(self.rows) + 1)]

    def place(self) -> int:
        """The next free place of the row."""
        number, row = len(self.rows) - 1, self.rows[-1]
        place = max(row, default=-1) + 1
        while (number, place) in self.taken:
            place += 1
        return place

    def put(self, place: int, words: str, tall: int = 1, wide: int = 1) -> None:
        """A cell; one that is merged over others takes their places."""
        number = len(self.rows) - 1
        self.cells += 1
        if self.cells > MAX_CELLS or place >= MAX_COLUMNS:
            raise DomainError(errors.TOO_LARGE, size=f"{self.cells}格", limit=f"网页格式{MAX_COLUMNS}列、{MAX_CELLS}格")
        self.rows[-1][place] = words
        tall, wide = max(1, min(tall, MAX_ROWS)), max(1, min(wide, MAX_COLUMNS))
        if tall > 1 or wide > 1:
            self.merges.append(Merge(number, place, number + tall - 1, place + wide - 1))
            self.rows[-1].update(dict.fromkeys(range(place + 1, place + wide), ""))
        if tall > 1 and tall * wide <= MAX_CELLS // 100:
            self.taken |= {(number + t, place + w): True for t in range(1, tall) for w in range(wide)}

    def sheet(self) -> Sheet | None:
        """The sheet; None where nothing stands in it."""
        width = max((max(row, default=-1) + 1 for row in self.rows), default=0)
        if not width:
            return None
        lines = ([row.get(i) or None for i in range(width)] for row in self.rows)
        columns = [pa.array(column, pa.string()) for column in zip_longest(*lines)]
        table = pa.Table.from_arrays(columns, names=[f"c{i}" for i in range(width)])
        return Sheet(self.name, table, None, Extent(tuple(self.hidden), 0, tuple(self.merges)))


def _opened(kind: str, found: list[_Cells]) -> Opened:
    sheets = [sheet for cells in found if (sheet := cells.sheet()) is not None]
    return Opened(kind, sheets, [])


def _web_page(data: bytes) -> Opened:
    declared = _CHARSET.search(data[:HEAD])
    text = data.decode("utf-8" if declared[1].lower().startswith(b"utf") else "gb18030", "replace") if declared else ""
    page = _Page()
    page.feed(text or decode(data)[0])
    page.close()
    if not page.tables:
        raise DomainError(errors.NOT_WORKBOOK, looks_like=WEB)
    if len(page.tables) == 1:
        page.tables[0].name = "网页"
    return _opened("html", page.tables)


class _Page(HTMLParser):
    """Collects the words of table cells; scripts, styles and everything outside of cells is nothing to us."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Cells] = []
        self.words: list[str] | None = None
        self.span = (1, 1)
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self.silent += 1
        elif tag == "table":
            self._end_cell()
            self.tables.append(_Cells(f"网页第{len(self.tables) + 1}个表"))
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].row()
            if _HIDDEN.search(dict(attrs).get("style") or ""):
                self.tables[-1].hidden.append(len(self.tables[-1].rows))
        elif tag in {"td", "th"} and self.tables and self.tables[-1].rows:
            self._end_cell()
            given = dict(attrs)
            self.words, self.span = [], (_number(given.get("rowspan")), _number(given.get("colspan")))
        elif tag == "br" and self.words is not None:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.silent = max(0, self.silent - 1)
        elif tag in {"td", "th", "tr", "table"}:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self.words is not None and not self.silent:
            self.words.append(data)

    def _end_cell(self) -> None:
        if self.words is not None:
            table = self.tables[-1]
            table.put(table.place(), "".join(self.words).strip(), *self.span)
            self.words = None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 8 else 1


def _xml_2003(data: bytes) -> Opened:
    book = _Book()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = book.start, book.end
    parser.CharacterDataHandler = book.words
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    try:
        parser.ParseFile(io.BytesIO(data))
    except expat.ExpatError as failure:
        raise DomainError(errors.UNREADABLE) from failure
    return _opened("xml", book.sheets)


def _refuse_doctype(*_declared: object) -> None:
    # No spreadsheet writes one; what its entities could do is blow up.
    raise DomainError(errors.UNREADABLE)


class _Book:
    """The sheets of an XML workbook of 2003."""

    def __init__(self) -> None:
        self.sheets: list[_Cells] = []
        self.said: list[str] | None = None
        self.place, self.span, self.kind = 0, (1, 1), ""

    def start(self, tag: str, given: dict[str, str]) -> None:
        name, attributes = tag.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in given.items()}
        if name == "Worksheet":
            self.sheets.append(_Cells(attributes.get("Name", "")))
        elif not self.sheets:
            return
        elif name == "Row":
            index = attributes.get("Index")
            self.sheets[-1].row(_number(index) - 1 if index else None)
            if attributes.get("Hidden") == "1":
                self.sheets[-1].hidden.append(len(self.sheets[-1].rows))
        elif name == "Cell" and self.sheets[-1].rows:
            index = attributes.get("Index")
            self.place = _number(index) - 1 if index else self.sheets[-1].place()
            down, across = attributes.get("MergeDown", "0"), attributes.get("MergeAcross", "0")
            self.span = (_number(down) + 1 if down != "0" else 1, _number(across) + 1 if across != "0" else 1)
        elif name == "Data":
            self.said, self.kind = [], attributes.get("Type", "")

    def end(self, tag: str) -> None:
        if tag.rpartition(" ")[2] == "Data" and self.said is not None:
            words = "".join(self.said)
            words = words.removesuffix("T00:00:00.000") if self.kind == "DateTime" else words
            self.sheets[-1].put(self.place, words, *self.span)
            self.said = None

    def words(self, text: str) -> None:
        if self.said is not None:
            self.said.append(text)
