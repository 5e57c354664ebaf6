"""Files made to hurt (恶意文件): each must be refused, quickly and in little memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.corpus import books
from tests.corpus.case import Variant, rows
from tests.intake_files import text, xlsx

MB = 1024 * 1024


def _clean() -> bytes:
    return xlsx(rows(Variant("nasty", 0).people(5)))


def _sheet(change: Callable[[bytes], bytes]) -> bytes:
    return books.sheet_xml(_clean(), change)


def _far_cell() -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _sheet(lambda part: part.replace(b"</sheetData>", cell))


def _entities() -> bytes:
    declared = b"<!DOCTYPE x [<!ENTITY a \"" + b"a" * 900 + b"\">" + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 50) for i in range(8)
    ) + b"]>"  # fmt: skip
    return _sheet(lambda part: part.replace(b"<worksheet", declared + b"<worksheet", 1))


def _old_entities() -> bytes:
    whole = books.xml_2003([["&a;"]])
    return whole.replace(
        b"<Workbook", b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 900 + b'"><!ENTITY b "&a;&a;&a;">]><Workbook', 1
    )


def _endless_row() -> bytes:
    return "姓名,证件号码\r\n".encode() + b"," * (40 * MB)


def _repeated_rows() -> bytes:
    return books.ods_repeating([["姓名", "证件号码"], ["王芳", "1"]], 1_048_576)


def _spans() -> bytes:
    cell = '<td rowspan="1048576" colspan="16384">姓名</td>'
    return ("<html><table>" + f"<tr>{cell * 40}</tr>" * 400 + "</table></html>").encode()


def _many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i in range(2500):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", "<x/>")
    return out.getvalue()


def _wide_rows() -> bytes:
    line = b"".join(b'<c r="%s9"><v>1</v></c>' % column for column in (b"A", b"ZZ", b"ABC", b"XFD"))
    more = b"".join(
        b'<row r="%d">%s</row>' % (i * 1000, line.replace(b'9"', b'%d"' % (i * 1000))) for i in range(9, 900)
    )
    return _sheet(lambda part: part.replace(b"</sheetData>", more + b"</sheetData>"))


def _bomb() -> bytes:
    return books.lying(books.bomb(rows(Variant("nasty", 1).people(3)), 60), "xl/worksheets/sheet1.xml", 5000)


def _big_strings() -> bytes:
    """The words of all cells, padded beyond every measure, and honest about it."""
    padding = b"<si><!--" + b" " * (40 * MB) + b"-->"
    whole = books.shared(rows(Variant("nasty", 2).people(3)))
    big = books.part_of(whole, "xl/sharedStrings.xml", lambda part: part.replace(b"<si>", padding, 1))
    return books.lying(big, "xl/sharedStrings.xml", 2**31 - 1)


NASTY: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb that lies about its size": (_bomb, "UNREADABLE"),
    "shared strings that claim two gigabytes": (_big_strings, "TOO_LARGE"),
    "one cell in the last corner": (_far_cell, "FAR_CELL"),
    "a few cells over a million rows and columns": (_wide_rows, "FAR_CELL"),
    "entities in a sheet": (_entities, "UNREADABLE"),
    "entities in XML of 2003": (_old_entities, "UNREADABLE"),
    "a line of forty million commas": (_endless_row, "NOT_WORKBOOK"),
    "a row said a million times": (_repeated_rows, "FAR_CELL"),
    "spans over everything": (_spans, "TOO_LARGE"),
    "thousands of parts": (_many_parts, "TOO_LARGE"),
    "a quote that never ends": (lambda: text([["姓名", "证件号码"]]) + b'"' + b"a\n" * (8 * MB), "NOT_WORKBOOK"),
}
