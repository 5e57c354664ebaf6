"""The text of a mini table (规则自带的小表), read and checked when the rule is: a rule without its tests may not run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.expression import Kind

AS_OF = "as_of"
EXPECTED, COVERED, DOUBTED, DAY = "应得", "覆盖", "疑似", "截至日"
YES, NO = Known.YES.value, Known.NO.value
# A row is there, but its cell is blank; a row is there and another blank one, so that what is known is the least.
BLANK, AT_LEAST = "没填", "以上"

Head = Mapping[str, tuple[Kind, tuple[str, ...]]]


@dataclass(frozen=True)
class Case:
    """One line of a mini table: cells by their header, and the answer that must come out."""

    cells: Mapping[str, str]

    @property
    def expected(self) -> Known:
        """The answer that must come out."""
        return Known(self.cells[EXPECTED])

    @property
    def as_of(self) -> dt.date | None:
        """The day it is asked for, when the table says one."""
        return dt.date.fromisoformat(self.cells[DAY]) if self.cells.get(DAY) else None


def cases(table: str) -> list[Case]:
    """The lines of a mini table. Raises ValueError for a line with more or fewer cells than the head."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [Case(dict(zip(head, line, strict=True))) for line in lines]


def table_fault(table: str, columns: Head, parameters: Mapping[str, Kind]) -> str:
    """What is wrong with a mini table, empty when nothing is.

    `columns` are the heads of facts with kind and only values, `parameters` the words of the rule's parameters.
    """
    try:
        lines = cases(table)
    except ValueError:
        return "小表有一行的格数和表头不一样，请用 | 隔开，一格也不少"
    head = set(lines[0].cells) if lines else set()
    known = {EXPECTED, COVERED, DOUBTED, DAY, *columns, *parameters}
    if unknown := head - known:
        return f"小表里没有这些列可填：{'、'.join(sorted(unknown))}；可用的有：{'、'.join(sorted(known))}"
    for line in lines:
        if fault := _line(line, columns, parameters):
            return fault
    answers = {line.expected for line in lines}
    if lacking := [answer.value for answer in Known if answer not in answers]:
        return f"小表缺少应得为“{'”“'.join(lacking)}”的行，请各补一行；三种答案都要有"
    return ""


def _line(line: Case, columns: Head, parameters: Mapping[str, Kind]) -> str:
    kinds = {COVERED: Kind.BOOL, DOUBTED: Kind.BOOL, DAY: Kind.DATE, **parameters}
    for head, cell in line.cells.items():
        kind, codes = columns.get(head) or (kinds.get(head, Kind.TEXT), ())
        if head == EXPECTED:
            if cell not in {answer.value for answer in Known}:
                return f"小表的应得只能是{'、'.join(answer.value for answer in Known)}，不是“{cell}”"
        elif cell and cell != BLANK and not _fits(cell, kind, codes):
            only = f"，只有：{'、'.join(codes)}" if codes else ""
            return f"小表“{head}”下的“{cell}”应当是{kind}{only}，请改写"
    return ""


def _fits(cell: str, kind: Kind, codes: tuple[str, ...]) -> bool:
    if kind is Kind.BOOL:
        return cell in {YES, NO}
    if kind is Kind.TEXT:
        return not codes or cell in codes
    try:
        if kind is Kind.DATE:
            dt.date.fromisoformat(cell)
        else:
            Decimal(cell.removesuffix(AT_LEAST))
    except (ValueError, InvalidOperation):
        return False
    return True
