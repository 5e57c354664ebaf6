"""Text files (csv, tsv, ；): the encoding and the separator are found by looking, as Chinese spreadsheets save them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import zip_longest

import pyarrow as pa

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading.cells import Opened, Sheet

SEPARATORS = (",", "\t", "；", ";", "|", "，")
LOOKED_AT = 60
SAMPLE = 20_000
MAX_COLUMNS = 500
_LONG_LINE = re.compile(r"[^\n]{2000,200000}")
# A spreadsheet's own cells end at 32,767 characters; a quote that is never closed makes one cell of all that follows.
MAX_CELL, LONG_SAMPLE = 100_000, 5_000
ENDLESS_CELL = "有一格超过十万字，可能是引号没有配对"
TOO_WIDE = "一行里有上千个格子"
HEADER_WORDS = ("姓名", "性別", "出生")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_text(data: bytes) -> Opened:
    """The one sheet of a text file. Raises INTAKE_NOT_WORKBOOK, INTAKE_BAD_TEXT, INTAKE_EMPTY_FILE."""
    text, encoding = decode(data)
    text = text.replace("\0", "")
    if not text.strip():
        raise DomainError(errors.EMPTY_FILE)
    csv.field_size_limit(MAX_CELL)
    separator = separator_of(text)
    _refuse_endless_lines(text, separator)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as failure:
        raise DomainError(errors.NOT_WORKBOOK, looks_like=ENDLESS_CELL) from failure
    if max(map(len, rows)) > MAX_COLUMNS:
        raise DomainError(errors.NOT_WORKBOOK, looks_like=TOO_WIDE)
    # Turned by C code: the file is text, so there is no columnar reader that keeps ragged title lines.
    columns = [pa.array([cell or None for cell in column], pa.string()) for column in zip_longest(*rows)]
    return Opened(
        encoding, [Sheet("", pa.Table.from_arrays(columns, names=[f"c{i}" for i in range(len(columns))]))], []
    )


def _refuse_endless_lines(text: str, separator: str) -> None:
    """A line with thousands of cells is no roll; it is refused before a cell is made of each comma."""
    for line in _LONG_LINE.finditer(text):
        if text.count(separator, *line.span()) > 4 * MAX_COLUMNS:
            raise DomainError(errors.NOT_WORKBOOK, looks_like=TOO_WIDE)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was in. Strict UTF-8 first, then GB18030; lines that mix both are read line by line.

    Raises: INTAKE_NOT_WORKBOOK for something that is no text, INTAKE_BAD_TEXT.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding.removesuffix("-sig")
    zeros = data[:4000].count(0)
    if zeros > len(data[:4000]) // 10:
        encoding = "utf-16-le" if data[1:4000:2].count(0) > data[:4000:2].count(0) else "utf-16-be"
        text = _strictly(data, encoding, otherwise="看不出是什么格式")
        if not _is_readable(text):
            raise DomainError(errors.NOT_WORKBOOK, looks_like="看不出是什么格式")
        return text, encoding
    if not _is_readable(data[:SAMPLE].decode("latin-1")):
        raise DomainError(errors.NOT_WORKBOOK, looks_like="看不出是什么格式")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and _is_big5(data, text):
            raise DomainError(errors.BAD_TEXT, line=1)
        return text, encoding
    if _is_big5(data, ""):
        raise DomainError(errors.BAD_TEXT, line=1)
    return _line_by_line(data), "utf-8/gb18030"


def _is_big5(data: bytes, text: str) -> bool:
    """Traditional characters in their own encoding make other characters in ours: no word of a header is among them."""
    return not any(word in text[:SAMPLE] for word in HEADER_WORDS) and any(
        word.encode("big5") in data[:SAMPLE] for word in HEADER_WORDS
    )


def _strictly(data: bytes, encoding: str, otherwise: str = "") -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as failure:
        if otherwise:
            raise DomainError(errors.NOT_WORKBOOK, looks_like=otherwise) from failure
        raise DomainError(errors.BAD_TEXT, line=data[: failure.start].count(b"\n") + 1) from failure


def _line_by_line(data: bytes) -> str:
    lines = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        for encoding in ("utf-8", "gb18030"):
            try:
                lines.append(line.decode(encoding))
                break
            except UnicodeDecodeError:
                continue
        else:
            raise DomainError(errors.BAD_TEXT, line=number)
    return "\n".join(lines)


def _is_readable(text: str) -> bool:
    """Text has next to no control characters; a picture that happens to decode has many."""
    sample = text[:SAMPLE]
    controls = sum(ord(c) < 32 and c not in "\t\r\n\f\0" for c in sample)
    return controls * 200 <= len(sample)


def separator_of(text: str) -> str:
    """The separator that cuts the most lines into the same number of cells."""
    lines = [line[:LONG_SAMPLE] for line in text[:200_000].splitlines()[:LOOKED_AT] if line.strip()]

    def merit(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        wide = [width for width in widths if width > 1]
        commonest = max(set(wide), key=lambda w: (wide.count(w), w)) if wide else 1
        return wide.count(commonest), commonest

    return max(SEPARATORS, key=merit)
