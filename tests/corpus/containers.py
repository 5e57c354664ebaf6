"""Containers (容器): what a file is, whatever its name says."""

from __future__ import annotations

import io
import zipfile

import docx
import msoffcrypto.format.ooxml
import openpyxl
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from tests.corpus import books
from tests.corpus.case import Case, Variant, kind, rows
from tests.intake_files import text, xls, xlsx

G = "container"


@kind(G, "xls named xlsx")
def xls_named_xlsx(v: Variant) -> Case:
    people = v.people()
    return Case(xls(rows(people)), people)


@kind(G, "xlsx named xls")
def xlsx_named_xls(v: Variant) -> Case:
    people = v.people()
    return Case(xlsx(rows(people)), people)


@kind(G, "web page named xls")
def web_page(v: Variant) -> Case:
    people = v.people()
    return Case(books.web_page(rows(people), v.one_of("gb18030", "utf-8", "gbk")), people)


@kind(G, "XML of 2003")
def xml_2003(v: Variant) -> Case:
    people = v.people()
    return Case(books.xml_2003(rows(people)), people)


@kind(G, "csv named xls")
def csv_named_xls(v: Variant) -> Case:
    people = v.people()
    return Case(text(rows(people)), people)


@kind(G, "WPS et")
def wps(v: Variant) -> Case:
    people = v.people()
    return Case(xls([["桐柏县名册"], *rows(people)]), people)


@kind(G, "ods")
def ods(v: Variant) -> Case:
    people = v.people()
    return Case(books.ods(rows(people)), people)


@kind(G, "xlsb")
def xlsb(v: Variant) -> Case:
    people = v.people()
    return Case(books.xlsb(rows(people)), people)


@kind(G, "xlsm")
def xlsm(v: Variant) -> Case:
    people = v.people()
    macro = lambda name, part: part.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")  # noqa: E731
    return Case(books.repacked(xlsx(rows(people)), macro, {"xl/vbaProject.bin": bytes(v.rng.randbytes(800))}), people)


@kind(G, "strict OOXML")
def strict(v: Variant) -> Case:
    people = v.people()

    def purl(name: str, part: bytes) -> bytes:
        part = part.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        return part.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    return Case(books.repacked(xlsx(rows(people)), purl), people)


def _locked(v: Variant) -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(xlsx(rows(v.people())))).encrypt(f"{v.rng.random()}", out)
    return out.getvalue()


@kind(G, "password, agile")
def agile(v: Variant) -> Case:
    return Case(_locked(v), refused=("LOCKED",))


@kind(G, "password, standard")
def standard(v: Variant) -> Case:
    # Version 4.4 is agile, 3.2 and 4.2 are standard.
    return Case(
        _locked(v).replace(b"\x04\x00\x04\x00\x40\x00", v.one_of(b"\x03", b"\x04") + b"\x00\x02\x00\x24\x00"),
        refused=("LOCKED",),
    )


@kind(G, "password, XOR")
def xor(v: Variant) -> Case:
    return Case(books.old_password(rows(v.people())), refused=("LOCKED",))


@kind(G, "truncated")
def truncated(v: Variant) -> Case:
    whole = v.one_of(xlsx, xls, xlsx)(rows(v.people(40)))
    return Case(whole[: int(len(whole) * v.rng.uniform(0.2, 0.9))], refused=("TRUNCATED", "UNREADABLE"))


@kind(G, "no bytes")
def nothing(v: Variant) -> Case:
    return Case(v.one_of(b"", b"\r\n" * 5, b"\x00" * 900), refused=("EMPTY_FILE",))


@kind(G, "trailing bytes")
def trailing(v: Variant) -> Case:
    people = v.people()
    return Case(xlsx(rows(people)) + v.rng.randbytes(v.rng.randint(1, 300)), people)


@kind(G, "zip bomb")
def bomb(v: Variant) -> Case:
    whole = books.bomb(rows(v.people()), 40)
    if v.number % 3 == 0:
        return Case(books.lying(whole, "xl/worksheets/sheet1.xml", 900 * 1024 * 1024), refused=("TOO_LARGE",))
    return Case(books.lying(whole, "xl/worksheets/sheet1.xml", 4000), refused=("UNREADABLE", "TRUNCATED"))


@kind(G, "zip in a zip")
def zipped(v: Variant) -> Case:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("名册.zip", xlsx(rows(v.people())))
    return Case(out.getvalue(), refused=("NOT_WORKBOOK",))


@kind(G, "table in a docx")
def document(v: Variant) -> Case:
    written, out = docx.Document(), io.BytesIO()
    lines = rows(v.people())
    table = written.add_table(len(lines), 6)
    for r, line in enumerate(lines):
        for c, cell in enumerate(line[:6]):
            table.cell(r, c).text = str(cell)
    written.save(out)
    return Case(out.getvalue(), refused=("NOT_WORKBOOK",))


@kind(G, "only a picture")
def picture(v: Variant) -> Case:
    drawn, out, book = io.BytesIO(), io.BytesIO(), openpyxl.Workbook()
    Picture.new("RGB", (60, 30), (v.rng.randrange(255), 9, 9)).save(drawn, "PNG")
    book.active.add_image(Image(drawn), "A1")
    book.save(out)
    return Case(out.getvalue(), refused=("NO_HEADER",))
