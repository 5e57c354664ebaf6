"""What the parts of a zipped workbook say beside its cells: true sizes, and for xlsx what hides, merges or is struck out.

Every part is unpacked once in small pieces, so that a part that claims less than it holds, or a cell far away from all
others, is refused before a parser makes room for it.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from xml.etree import ElementTree

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading.cells import Extent
from huaiyuan.county.intake.reading.scan import DOCTYPE, Remarks, Repeats, Scan

MB = 1024 * 1024
MAX_UNPACKED, MAX_ENTRIES, MAX_SMALL = 500 * MB, 2000, 4 * MB
PIECE = 256 * 1024
STORED, DEFLATED = 0, 8
_COMMENTS = re.compile(r"xl/(comments|threadedComments)")
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class _Reader(Protocol):
    def take(self, piece: bytes) -> None: ...


@dataclass(frozen=True)
class Parts:
    """What was seen: each sheet by its name (none for ods and xlsb), comments on cells, days counted from 1904."""

    extents: dict[str, Extent]
    remarks: int = 0
    since_1904: bool = False


def look_into(data: bytes) -> Parts:
    """Check every part of a zipped file.

    Raises: INTAKE_TRUNCATED, INTAKE_LOCKED, INTAKE_NOT_WORKBOOK, INTAKE_TOO_LARGE, INTAKE_UNREADABLE, INTAKE_FAR_CELL.
    """
    entries = {entry.filename: entry for entry in _entries(data)}
    book = _tree(data, entries["xl/workbook.xml"]) if "xl/workbook.xml" in entries else None
    sheets = _sheet_names(data, entries, book) if book is not None else {}
    struck = _struck_styles(data, entries) if sheets else frozenset()
    readers: dict[str, _Reader] = {path: Scan(name, struck) for path, name in sheets.items() if path in entries}
    readers |= {path: Repeats() for path in entries if path == "content.xml"}
    readers |= {path: Remarks() for path in entries if _COMMENTS.match(path)}
    room = MAX_UNPACKED
    for path, entry in entries.items():
        for piece in _pieces(data, entry):
            room -= len(piece)
            if room < 0:
                raise _too_large(MAX_UNPACKED)
            if path in readers:
                readers[path].take(piece)
    scans = [reader for reader in readers.values() if isinstance(reader, Scan)]
    return Parts(
        {scan.name: scan.extent() for scan in scans},
        sum(reader.count for reader in readers.values() if isinstance(reader, Remarks)),
        book is not None and _counts_from_1904(book),
    )


def _counts_from_1904(book: ElementTree.Element) -> bool:
    return any(e.get("date1904") in {"1", "true"} for e in book if e.tag.rpartition("}")[2] == "workbookPr")


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as failure:
        raise DomainError(errors.TRUNCATED) from failure
    if any(entry.flag_bits & 1 for entry in entries):
        raise DomainError(errors.LOCKED)
    names = {entry.filename for entry in entries}
    if not any(name.startswith("xl/") for name in names) and "content.xml" not in names:
        looks_like = "看起来是Word文档" if any(n.startswith("word/") for n in names) else "看起来是压缩包"
        raise DomainError(errors.NOT_WORKBOOK, looks_like=looks_like)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
        raise _too_large(unpacked)
    return entries


def _too_large(unpacked: int) -> DomainError:
    return DomainError(errors.TOO_LARGE, size=f"展开后{unpacked // MB}MB", limit=f"展开后{MAX_UNPACKED // MB}MB")


def _pieces(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part unpacked piece by piece. Raises INTAKE_UNREADABLE when it holds more or less than it says."""
    at = entry.header_offset
    if data[at : at + 4] != b"PK\x03\x04" or entry.compress_type not in {STORED, DEFLATED}:
        raise DomainError(errors.UNREADABLE)
    name, extra = struct.unpack("<HH", data[at + 26 : at + 30])
    start = at + 30 + name + extra
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == STORED:
        for cut in range(0, len(packed), PIECE):
            yield bytes(packed[cut : cut + PIECE])
        return
    given, at, feed, unpacker = 0, 0, memoryview(b""), zlib.decompressobj(-15)
    try:
        while not unpacker.eof:
            if not feed:
                feed = packed[at : at + PIECE]
                at += len(feed)
            piece = unpacker.decompress(feed, PIECE)
            if not piece and not len(feed):
                raise DomainError(errors.UNREADABLE)
            feed = memoryview(unpacker.unconsumed_tail)
            given += len(piece)
            if given > entry.file_size:
                raise DomainError(errors.UNREADABLE)
            yield piece
    except zlib.error as failure:
        raise DomainError(errors.UNREADABLE) from failure
    if given != entry.file_size:
        raise DomainError(errors.UNREADABLE)


def _sheet_names(data: bytes, entries: Mapping[str, zipfile.ZipInfo], book: ElementTree.Element) -> dict[str, str]:
    """The name of each sheet by the part that holds it."""
    links = entries.get("xl/_rels/workbook.xml.rels")
    targets = {e.get("Id"): e.get("Target") or "" for e in _tree(data, links)} if links else {}
    found = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            target = targets.get(sheet.get(_REL) or sheet.get(_STRICT_REL), "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[path] = sheet.get("name") or ""
    return found


def _struck_styles(data: bytes, entries: Mapping[str, zipfile.ZipInfo]) -> frozenset[int]:
    """The cell styles whose font is struck through."""
    entry = entries.get("xl/styles.xml")
    if entry is None or entry.file_size > MAX_SMALL:
        return frozenset()
    parts = {part.tag.rpartition("}")[2]: part for part in _tree(data, entry)}
    fonts = {
        str(place)
        for place, font in enumerate(parts.get("fonts", ()))
        if any(e.tag.endswith("}strike") and e.get("val") not in {"0", "false"} for e in font)
    }
    return frozenset(i for i, style in enumerate(parts.get("cellXfs", ())) if style.get("fontId") in fonts)


def _tree(data: bytes, entry: zipfile.ZipInfo) -> ElementTree.Element:
    if entry.file_size > MAX_SMALL:
        raise DomainError(errors.UNREADABLE)
    text = b"".join(_pieces(data, entry))
    if DOCTYPE.search(text):
        # No spreadsheet writes one; what it could do is blow up.
        raise DomainError(errors.UNREADABLE)
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities
    except ElementTree.ParseError as failure:
        raise DomainError(errors.UNREADABLE) from failure
