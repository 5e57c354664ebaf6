"""The mini tables in rules (规则自带的小表): facts in, 是/否/不明 out, run through the very SQL a screening runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import subject
from huaiyuan.core.policy.check import AS_OF, Checked
from huaiyuan.core.policy.compile import Value, literal
from huaiyuan.core.policy.expression import DIALECT, Kind

EXPECTED, COVERED, DOUBTED, DAY = "应得", "覆盖", "疑似", "截至日"
YES = Known.YES.value


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
        return dt.date.fromisoformat(self.cells[DAY]) if DAY in self.cells else None


def cases(table: str) -> list[Case]:
    """The lines of a mini table. Raises ValueError for a line with more or fewer cells than the head."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [Case(dict(zip(head, line, strict=True))) for line in lines]


def given_sql(checked: Checked, case: Case, titles: Mapping[str, str]) -> str:
    """A relation of one line for `compile.answer_sql`. `titles` are the parameters' words, which may head a column."""
    known = {EXPECTED, COVERED, DOUBTED, DAY, *titles}
    known |= {column.label for column in subject.COLUMNS.values()}
    known |= {given.label for given in checked.rule.inputs.values()}
    unknown = set(case.cells) - known
    if unknown:
        raise ValueError(f"{checked.rule.id} 的小表里没有这些列可填：{'、'.join(sorted(unknown))}")
    parts = [_typed(case.cells.get(column.label, ""), column.kind, name) for name, column in subject.COLUMNS.items()]
    for name, given in checked.rule.inputs.items():
        cell = case.cells.get(given.label, "")
        siblings = [other.label for other in checked.rule.inputs.values() if other.source == given.source]
        seen = any(case.cells.get(label) for label in siblings)
        parts += [
            _typed(cell, checked.kinds[name], f"{name}__raw"),
            f"{seen} AS {name}__seen",
            f"FALSE AS {name}__gap",
            f"{case.cells.get(COVERED, YES) == YES} AS {name}__covered",
            f"{case.cells.get(DOUBTED) == YES} AS {name}__doubt",
        ]
    return f"SELECT 'P' AS person_id, 'H' AS household_no, '某某' AS name, {', '.join(parts)}"


def overrides(checked: Checked, case: Case, titles: Mapping[str, str]) -> dict[str, Value]:
    """Parameter values that the line itself gives, by the rule's alias."""
    said: dict[str, Value] = {}
    for title, parameter in titles.items():
        for alias, name in checked.rule.parameters.items():
            if name == parameter and case.cells.get(title):
                said[alias] = Decimal(case.cells[title])
    return said | ({AS_OF: case.as_of} if case.as_of else {})


def _typed(cell: str, kind: Kind, name: str) -> str:
    if not cell:
        empty = {Kind.NUMBER: "DECIMAL(14,2)", Kind.DATE: "DATE", Kind.BOOL: "BOOLEAN", Kind.TEXT: "VARCHAR"}[kind]
        return f"CAST(NULL AS {empty}) AS {name}"
    if kind is Kind.BOOL:
        return f"{cell == YES} AS {name}"
    value: Value = Decimal(cell) if kind is Kind.NUMBER else dt.date.fromisoformat(cell) if kind is Kind.DATE else cell
    return f"{literal(value).sql(DIALECT)} AS {name}"
