"""The blank form of a source (空表样): for a department that has no list of its own yet. Any other layout is taken too."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from huaiyuan.county.intake.source import Column, Source

ROWS = 2000
HOW = {"date": "写成2026-01-31这样", "yuan": "只写数字", "int": "只写整数", "id": "按文本填，不要让表格当成数字"}


def form(source: Source) -> bytes:
    """A workbook with the header of a source, every cell text, choices where there are codes, and what each column means."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, text = book.add_worksheet(source.name[:31]), book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bottom": 1})
        for place, column in enumerate(source.columns):
            sheet.set_column(place, place, 20 if column.type == "id" else 14, text)
            sheet.write_string(0, place, column.label, head)
            if says := _says(column):
                sheet.write_comment(0, place, says)
            if column.codes:
                sheet.data_validation(1, place, ROWS, place, _choices(column))
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _says(column: Column) -> str:
    parts = (f"单位：{column.unit}" if column.unit else "", HOW.get(column.type, ""), column.note)
    return "。".join(part for part in parts if part)


def _choices(column: Column) -> dict[str, Any]:
    words = [code.value for code in column.codes or ()]
    # A warning only: a department's other ways of writing are read as well.
    return {
        "validate": "list",
        "source": words,
        "error_type": "warning",
        "error_message": f"通常写：{'、'.join(words)}"[:255],
    }
