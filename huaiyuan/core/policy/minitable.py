"""The mini tables in rules (规则自带的小表): facts in, 是/否/不明 out, run through the very SQL a screening runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.compile import Value, literal
from huaiyuan.core.policy.expression import DIALECT, Kind
from huaiyuan.core.policy.rule import Input
from huaiyuan.core.policy.table import AS_OF, AT_LEAST, BLANK, COVERED, DOUBTED, EXPECTED, YES, Case, cases

__all__ = ["EXPECTED", "Case", "cases", "given_sql", "overrides"]


def given_sql(checked: Checked, case: Case) -> str:
    """A relation of one line for `compile.answer_sql`; its heads were checked with the rule."""
    columns = checked.subject.columns
    parts = [_typed(case.cells.get(column.label, ""), column.kind, name) for name, column in columns.items()]
    for name, given in checked.rule.inputs.items():
        cell = case.cells.get(given.label, "")
        parts += [
            _typed(cell.removesuffix(AT_LEAST), checked.kinds[name], f"{name}__raw"),
            f"{_seen(checked, case, given)} AS {name}__seen",
            f"{_is_least(cell, given)} AS {name}__gap",
            f"{case.cells.get(COVERED, YES) == YES} AS {name}__covered",
            f"{case.cells.get(DOUBTED) == YES} AS {name}__doubt",
        ]
    return f"SELECT 'P' AS person_id, 'H' AS household_no, 'V' AS village_code, '某某' AS name, {', '.join(parts)}"


def _seen(checked: Checked, case: Case, given: Input) -> bool:
    """Whether there are rows: some cell of an input over the very same rows is filled in."""
    same = [
        other.label for other in checked.rule.inputs.values()
        if (other.source, other.window, other.where) == (given.source, given.window, given.where)
    ]  # fmt: skip
    return any(case.cells.get(label) for label in same)


def _is_least(cell: str, given: Input) -> bool:
    return given.empty_cells == "at_least" and (cell == BLANK or cell.endswith(AT_LEAST))


def overrides(checked: Checked, case: Case, titles: Mapping[str, str]) -> dict[str, Value]:
    """Parameter values that the line itself gives, by the rule's alias."""
    said: dict[str, Value] = {}
    for title, parameter in titles.items():
        for alias, name in checked.rule.parameters.items():
            if name == parameter and case.cells.get(title):
                said[alias] = Decimal(case.cells[title])
    return said | ({AS_OF: case.as_of} if case.as_of else {})


def _typed(cell: str, kind: Kind, name: str) -> str:
    if not cell or cell == BLANK:
        empty = {Kind.NUMBER: "DECIMAL(14,2)", Kind.DATE: "DATE", Kind.BOOL: "BOOLEAN", Kind.TEXT: "VARCHAR"}[kind]
        return f"CAST(NULL AS {empty}) AS {name}"
    if kind is Kind.BOOL:
        return f"{cell == YES} AS {name}"
    value: Value = Decimal(cell) if kind is Kind.NUMBER else dt.date.fromisoformat(cell) if kind is Kind.DATE else cell
    return f"{literal(value).sql(DIALECT)} AS {name}"
