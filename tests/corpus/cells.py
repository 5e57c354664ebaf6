"""Cells (单元格): formulas, errors, formats, pictures and what else a cell may hold instead of plain words."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from PIL import Image as Picture

from tests.corpus import books
from tests.corpus.case import Case, Variant, kind, rows
from tests.intake_files import xlsx

G = "cell"
BILLS = "medical_bills"


def _letter(lines: list, title: str) -> str:
    return openpyxl.utils.get_column_letter(lines[0].index(title) + 1)


@kind(G, "formula with its value")
def formula(v: Variant) -> Case:
    people = v.people(4, source=BILLS)
    lines = rows(people)
    cell = _letter(lines, "总费用") + "3"
    inside = f'<c r="{cell}"><f>SUM(K3:O3)</f><v>1000</v></c>'.encode()

    def calculate(part: bytes) -> bytes:
        import re

        return re.sub(rb'<c r="' + cell.encode() + rb'"[^>]*><v>1000</v></c>', inside, part)

    data = books.sheet_xml(xlsx(lines), calculate)
    return Case(data, people, source=BILLS)


@kind(G, "formula without a value")
def no_value(v: Variant) -> Case:
    people = v.people(4, source=BILLS)
    lines = rows(people)
    title = v.one_of("总费用", "自费", "统筹支付")
    lines[2][lines[0].index(title)] = "=1000+0"
    return Case(xlsx(lines), people, source=BILLS, back=frozenset({1}), said={1: {"YUAN"}}, manifest={"unvalued": 1})


@kind(G, "#N/A")
def not_available(v: Variant) -> Case:
    people = v.people(4)
    written = [p | {"就读学校": "#N/A"} if i == 1 else p for i, p in enumerate(people)]
    people[1]["就读学校"] = ""
    if v.number % 3 == 2:
        written[2] = written[2] | {"连续缺勤天数": "#REF!"}
        return Case(xlsx(rows(written)), people, back=frozenset({2}), said={2: {"INT"}})
    return Case(xlsx(rows(written)), people)


@kind(G, "external link")
def external(v: Variant) -> Case:
    people = v.people(4, source=BILLS)
    lines = rows(people)
    cell = _letter(lines, "自费") + "4"
    import re

    link = f'<c r="{cell}"><f>[1]Sheet1!$A${v.rng.randint(1, 9)}</f><v>100</v></c>'.encode()
    data = books.sheet_xml(
        xlsx(lines), lambda part: re.sub(rb'<c r="' + cell.encode() + rb'"[^>]*><v>100</v></c>', link, part)
    )
    return Case(data, people, source=BILLS)


@kind(G, "rich text")
def rich(v: Variant) -> Case:
    people = v.people()

    def paint(sheet) -> None:
        for row in range(2, 2 + len(people)):
            name = sheet.cell(row, 1).value
            sheet.cell(row, 1).value = CellRichText(
                TextBlock(InlineFont(b=True), name[0]), TextBlock(InlineFont(i=True), name[1:])
            )

    return Case(books.edited(rows(people), paint), people)


@kind(G, "phonetic guide")
def phonetic(v: Variant) -> Case:
    people = v.people()
    name = people[0]["姓名"]
    guide = f'<si><t>{name}</t><rPh sb="0" eb="1"><t>wang</t></rPh><phoneticPr fontId="1"/></si>'.encode()
    plain = f"<si><t>{name}</t></si>".encode()
    return Case(
        books.part_of(books.shared(rows(people)), "xl/sharedStrings.xml", lambda part: part.replace(plain, guide)),
        people,
    )


@kind(G, "value in a comment")
def comment(v: Variant) -> Case:
    people = v.people()
    people[0]["就读学校"] = ""

    def note(sheet) -> None:
        for row in (2, 3)[: 1 + v.number % 2]:
            sheet.cell(row, 7).comment = Comment("甲镇小学", "某人")

    return Case(books.edited(rows(people), note), people, manifest={"remarks": 1 + v.number % 2})


@kind(G, "boolean")
def boolean(v: Variant) -> Case:
    people = v.people(4)
    written = [p | {"就读方式": True} if i == 2 else p for i, p in enumerate(people)]
    return Case(xlsx(rows(written)), people, back=frozenset({2}), said={2: {"CODE"}})


@kind(G, "struck through")
def struck(v: Variant) -> Case:
    people = v.people()

    def strike(sheet) -> None:
        for column in range(1, 4):
            sheet.cell(3, column).font = Font(strike=True)

    return Case(books.edited(rows(people), strike), people, manifest={"struck": 3})


@kind(G, "colour as meaning")
def colour(v: Variant) -> Case:
    # Colours say nothing to the reader, and the guide says so: the row counts as it is written.
    people = v.people()

    def paint(sheet) -> None:
        for column in range(1, 7):
            sheet.cell(2, column).fill = PatternFill("solid", fgColor=v.one_of("FFFF00", "FF0000", "00FF00"))

    return Case(books.edited(rows(people), paint), people)


@kind(G, "√, 是, 1")
def ticks(v: Variant) -> Case:
    people = v.people(4)
    word, meant = v.one_of(("是", "寄宿"), ("√", None), ("否", "走读"))
    written = [p | {"就读方式": word} if i == 1 else p for i, p in enumerate(people)]
    if meant is None:
        return Case(xlsx(rows(written)), people, back=frozenset({1}), said={1: {"CODE"}})
    people[1]["就读方式"] = meant
    return Case(xlsx(rows(written)), people)


@kind(G, "number as text")
def text_number(v: Variant) -> Case:
    people = v.people(source=BILLS)
    written = [p | {k: str(c) for k, c in p.items() if isinstance(c, int)} for p in people]
    return Case(xlsx(rows(written)), people, source=BILLS)


@kind(G, "32,767 characters")
def endless(v: Variant) -> Case:
    people = v.people()
    people[1]["就读学校"] = v.one_of("甲", "学a", "小 学")[0] * 32_767
    return Case(xlsx(rows(people)), people)


@kind(G, "picture in a cell")
def picture(v: Variant) -> Case:
    people = v.people(4)
    if v.number % 2:
        written = [p | {"就读学校": '=_xlfn.DISPIMG("ID_0A",1)'} if i == 1 else p for i, p in enumerate(people)]
        people[1]["就读学校"] = ""
        from tests.intake_files import text

        return Case(text(rows(written)), people)

    def draw(sheet) -> None:
        out = io.BytesIO()
        Picture.new("RGB", (20, 20), (9, 99, 9)).save(out, "PNG")
        sheet.add_image(Image(out), "G3")

    return Case(books.edited(rows(people), draw), people)


@kind(G, "leading =")
def leading(v: Variant) -> Case:
    from tests.intake_files import text

    people = v.people()
    written = [
        p | {"证件号码": f'="{p["证件号码"]}"', "姓名": f'="{p["姓名"]}"'} if i % 2 else p for i, p in enumerate(people)
    ]
    return Case(text(rows(written)), people)
