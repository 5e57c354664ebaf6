"""A shipped form under way: official margins and fonts, lines and tables of cells, the same bytes every time.

Source of the look: GB/T 9704 (margins 37/35/28/26 mm, title 方正小标宋简体 二号, body 仿宋_GB2312 三号; tables smaller, as
counties print them). The fonts are named, not shipped: officials' machines have them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TITLE, BODY, HEAD = "方正小标宋简体", "仿宋_GB2312", "黑体"
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
ROW = 7.5
WIDTH, WIDE = 210 - LEFT - RIGHT, 297 - 20 - 20
CENTRE, RIGHTWARDS = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
HAND = "{{ 手填 }}"
STAMP = (2026, 1, 1, 0, 0, 0)


def v(name: str) -> str:
    """A placeholder as it stands in the text."""
    return f"{{{{ {name} }}}}"


class Sheet:
    """One template under way."""

    def __init__(self, title: str, *, wide: bool = False, size: float = 12) -> None:
        self.doc, self.size, self.width = Document(), size, WIDE if wide else WIDTH
        section = self.doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
        if wide:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
                Mm(n) for n in (32, 20, 20, 20)
            )
        section.header_distance = Mm(10)
        self._header(section.header.paragraphs[0])
        self.line(title, font=TITLE, size=22, align=CENTRE, after=8)

    def _header(self, paragraph: Any) -> None:
        paragraph.alignment = RIGHTWARDS
        for text in ("{{ 演示 }}　表号 {{ 表号 }}　{{ 小码 }}",):
            self._run(paragraph, text, BODY, 9)

    def line(
        self, text: str, *, font: str = BODY, size: float = 0, align: Any = None, after: float = 0, indent: bool = False
    ) -> None:
        """A paragraph."""
        self._styled(self.doc.add_paragraph(), text, font, size or self.size, align, after, indent)

    def official(self, text: str) -> None:
        """A paragraph of an official document: 三号仿宋, first line indented, 28.95 points apart."""
        paragraph = self.doc.add_paragraph()
        self._styled(paragraph, text, BODY, 16, None, 0, True)
        paragraph.paragraph_format.line_spacing = Pt(28.95)

    def grid(self, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table of labels and values; a row that is too short lets its last cell run on."""
        table = self._table(len(rows), len(widths), widths)
        for row, cells in zip(table.rows, rows, strict=True):
            if len(cells) < len(widths):
                row.cells[len(cells) - 1].merge(row.cells[-1])
            for place, text in enumerate(cells):
                self._cell(row.cells[place], text, label=place % 2 == 0 and not text.startswith("{{"))
        self._gap()

    def rows(self, over: str, item: str, columns: Sequence[tuple[str, str, float]]) -> None:
        """A table that repeats a row: (head, placeholder of the row, share of the width)."""
        table = self._table(4, len(columns), [share for _, _, share in columns])
        for place, (head, name, _) in enumerate(columns):
            self._cell(table.rows[0].cells[place], head, label=True)
            self._cell(table.rows[2].cells[place], v(f"{item}.{name}"))
        self._repeat(table.rows[0])
        for place, said in ((1, f"{{%tr for {item} in {over} %}}"), (3, "{%tr endfor %}")):
            table.rows[place].cells[0].merge(table.rows[place].cells[-1])
            self._cell(table.rows[place].cells[0], said)
        self._gap()

    def _table(self, rows: int, columns: int, widths: Sequence[float]) -> Any:
        table = self.doc.add_table(rows, columns, style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        whole = sum(widths)
        for place, share in enumerate(widths):
            table.columns[place].width = Mm(self.width * share / whole)
            for cell in table.columns[place].cells:
                cell.width = Mm(self.width * share / whole)
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for row in table.rows:
            row.height, row.height_rule = Mm(ROW), WD_ROW_HEIGHT_RULE.AT_LEAST
            no_break = OxmlElement("w:cantSplit")
            row._tr.get_or_add_trPr().append(no_break)
        return table

    def _repeat(self, row: Any) -> None:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def _cell(self, cell: Any, text: str, *, label: bool = False) -> None:
        lines = text.split("\n")
        for place, one in enumerate(lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            self._styled(paragraph, one, HEAD if label else BODY, self.size - 1.5, CENTRE if label else None, 0, False)

    def _gap(self) -> None:
        self._styled(self.doc.add_paragraph(), "", BODY, 6, None, 0, False)

    def _styled(
        self, paragraph: Any, text: str, font: str, size: float, align: Any, after: float, indent: bool
    ) -> None:
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Pt(0), Pt(after)
        paragraph.alignment = align
        if indent:
            form.first_line_indent = Pt(size * 2)
        self._run(paragraph, text, font, size)

    def _run(self, paragraph: Any, text: str, font: str, size: float) -> None:
        run = paragraph.add_run(text)
        run.font.name, run.font.size = font, Pt(size)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)

    def save(self, name: str) -> bytes:
        """The file, with fixed dates and without what the library adds for itself."""
        core = self.doc.core_properties
        core.author = core.last_modified_by = "淮源"
        core.title, core.comments = name, ""
        raw, out = io.BytesIO(), io.BytesIO()
        self.doc.save(raw)
        with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kept:
            for one in made.namelist():
                if one == "docProps/thumbnail.jpeg":
                    continue
                body = made.read(one)
                if one == "docProps/core.xml":
                    body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", body)
                if one == "_rels/.rels":
                    body = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", body)
                kept.writestr(zipfile.ZipInfo(one, STAMP), body, zipfile.ZIP_DEFLATED, 9)
        return out.getvalue()
