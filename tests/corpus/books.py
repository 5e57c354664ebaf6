"""Writing workbooks of every kind, the odd ones by hand: xlsb, ods, web pages, XML, broken zips, old passwords."""

from __future__ import annotations

import html
import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl
import xlsxwriter
import xlwt
from openpyxl.worksheet.worksheet import Worksheet
from xlwt.CompoundDoc import XlsDoc

Rows = Iterable[Sequence[Any]]


def edited(rows: Rows, edit: Callable[[Worksheet], Any], sheet: str = "表1") -> bytes:
    """An xlsx with something done to its sheet before it is saved."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    edit(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> bytes:
    """A zip with its parts changed; None leaves a part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            changed = change(name, old.read(name))
            if changed is not None:
                new.writestr(name, changed)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def sheet_xml(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """An xlsx with the XML of its first sheet changed."""
    return part_of(data, "xl/worksheets/sheet1.xml", change)


def part_of(data: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip with one part changed; a change that changes nothing would test nothing."""
    done = []

    def only(name: str, part: bytes) -> bytes:
        if name != path:
            return part
        done.append(change(part) != part)
        return change(part)

    changed = repacked(data, only)
    assert done == [True], f"{path} is not changed"
    return changed


def shared(rows: Rows) -> bytes:
    """An xlsx whose words stand in the strings that all sheets share."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表1")
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, ["" if c is None else c for c in row])
    return out.getvalue()


def merged(rows: Rows, *ranges: str) -> bytes:
    """An xlsx with merged cells."""
    return edited(rows, lambda sheet: [sheet.merge_cells(r) for r in ranges])


def ods(rows: Rows) -> bytes:
    """The least ods that opens."""
    lines = "".join(
        "<table:table-row>" + "".join(_ods_cell(cell) for cell in row) + "</table:table-row>" for row in rows
    )
    return _ods(lines)


def ods_repeating(rows: Rows, times: int) -> bytes:
    """An ods that says its last row `times` times."""
    *first, last = list(rows)
    lines = "".join("<table:table-row>" + "".join(_ods_cell(c) for c in row) + "</table:table-row>" for row in first)
    lines += f'<table:table-row table:number-rows-repeated="{times}">' + "".join(_ods_cell(c) for c in last)
    return _ods(lines + "</table:table-row>")


def _ods_cell(cell: Any) -> str:
    if cell in (None, ""):
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{html.escape(str(cell))}</text:p></table:table-cell>'


def _ods(lines: str) -> bytes:
    names = "".join(f' xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="表1">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", (
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>"
        ))  # fmt: skip
    return out.getvalue()


def xlsb(rows: Rows) -> bytes:
    """The least xlsb that opens: text and numbers in one sheet."""
    rows = [list(row) for row in rows]
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = _record(129) + _record(148, size) + _record(145)
    for r, row in enumerate(rows):
        sheet += _record(0, struct.pack("<II", r, 0) + bytes(17))
        for c, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet += _record(5, struct.pack("<II", c, 0) + struct.pack("<d", cell))
            elif cell not in (None, ""):
                sheet += _record(6, struct.pack("<II", c, 0) + _wide(str(cell)))
    sheet += _record(146) + _record(130)
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("表1")
    book = _record(131) + _record(143) + _record(156, bundle) + _record(144) + _record(132)
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        packed.writestr("xl/workbook.bin", book)
        packed.writestr("xl/_rels/workbook.bin.rels", rels)
        packed.writestr("xl/worksheets/sheet1.bin", sheet)
    return out.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    size, length = len(body), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def web_page(rows: Rows, encoding: str = "gb18030") -> bytes:
    """A web page that a system gave the name xls."""
    body = "".join(
        "<tr>" + "".join(f"<td x:str>{html.escape(str(c if c is not None else ''))}</td>" for c in row) + "</tr>"
        for row in rows
    )
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"><style>td{{}}</style></head>'
    return f"{page}<body><table border=1>{body}</table></body></html>".encode(encoding)


def xml_2003(rows: Rows) -> bytes:
    """An XML workbook of 2003."""
    lines = "".join(
        "<Row>" + "".join(
            f'<Cell ss:Index="{i}"><Data ss:Type="{"Number" if isinstance(c, int | float) else "String"}">{html.escape(str(c))}</Data></Cell>'
            for i, c in enumerate(row, 1) if c not in (None, "")
        ) + "</Row>"
        for row in rows
    )  # fmt: skip
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{name}" xmlns:ss="{name}">'
        f'<Worksheet ss:Name="表1"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode()


def old_password(rows: Rows) -> bytes:
    """An xls with the password of old (XOR): a FILEPASS record behind the first one."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表1")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            sheet.write(r, c, "" if cell is None else cell)
    stream = book.get_biff_data()
    first = 4 + struct.unpack("<H", stream[2:4])[0]
    password = struct.pack("<HHHHH", 0x2F, 6, 0, 0x1234, 0x5678)
    out = io.BytesIO()
    XlsDoc().save(out, stream[:first] + password + stream[first:])
    return out.getvalue()


def lying(data: bytes, part: str, says: int) -> bytes:
    """A zip one of whose parts claims another size than it has."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        real = archive.getinfo(part).file_size
    return data.replace(struct.pack("<I", real), struct.pack("<I", says))


def bomb(rows: Rows, megabytes: int) -> bytes:
    """An xlsx whose sheet is padded with blanks that pack to almost nothing."""
    from tests.intake_files import xlsx

    padding = b" " * 1024 * 1024
    return sheet_xml(xlsx(rows), lambda part: part.replace(b"<sheetData>", b"<sheetData>" + padding * megabytes, 1))
