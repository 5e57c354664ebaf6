"""A rule's mini table (小表), run: every line through the very SQL of a screening, beside what should come out.

Lines are asked with the values the system ships, or with those a line gives itself: a county's own threshold does not
make the author's examples wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import duckdb

from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import compile, inforce, minitable, parameters
from huaiyuan.core.policy import rule as rules
from huaiyuan.core.policy.check import Checked
from huaiyuan.county.screening import errors


@dataclass(frozen=True)
class Line:
    """One line of a table: its cells, what should come out, what came out and, for 不明, why."""

    cells: tuple[str, ...]
    expected: Known
    found: Known
    because: str

    @property
    def holds(self) -> bool:
        """Whether what came out is what should."""
        return self.found is self.expected


@dataclass(frozen=True)
class Table:
    """A mini table as shown: its heads without 应得, and its lines."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def holds(self) -> bool:
        """Whether every line comes out as it should."""
        return all(line.holds for line in self.lines)


def titles() -> dict[str, str]:
    """Parameter names by the words that may head a column."""
    return {shipped.word: name for name, shipped in parameters.load().items()}


def run(checked: Checked) -> Table:
    """The mini table with its answers. Raises ValueError for a table that cannot be read."""
    return _run(checked.rule.id, checked.rule.tests, clock.today(), _Held(checked))


class _Held:
    """A checked rule as a key: the same text is the same key."""

    def __init__(self, checked: Checked) -> None:
        self.checked, self.text = checked, repr(checked.rule)

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.text == self.text


@lru_cache(maxsize=128)
def _run(_rule: str, tests: str, today: dt.date, held: _Held) -> Table:
    cases = minitable.cases(tests)
    heads = tuple(head for head in cases[0].cells if head != minitable.EXPECTED)
    with scratch() as connection:
        lines = [_line(connection, held.checked, case, today) for case in cases]
    shown = tuple(
        Line(tuple(case.cells[head] for head in heads), case.expected, found, because)
        for case, (found, because) in zip(cases, lines, strict=True)
    )
    return Table(heads, shown)


def _line(
    connection: duckdb.DuckDBPyConnection, checked: Checked, case: minitable.Case, today: dt.date
) -> tuple[Known, str]:
    words, day = titles(), case.as_of or today
    said = minitable.overrides(checked, case, words)
    values: dict[str, compile.Value] = {**inforce.shipped_values(parameters.load(), day)}
    values |= {name: said[alias] for alias, name in checked.rule.parameters.items() if alias in said}
    missing = sorted({name for name in checked.needs.values() if values.get(name) is None})
    if missing:
        return Known.UNKNOWN, "；".join(parameters.load()[name].missing_on(day) for name in missing)
    given = minitable.given_sql(checked, case)
    bound = inforce.bind(checked, day, values)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE given AS {given}")
    answer = compile.answer_sql(bound, "given")
    row = connection.execute(f"SELECT answer, because FROM ({answer})").fetchone()  # noqa: S608 - a checked rule
    if row is None:
        return Known.NO, ""
    return Known.of(row[0]), row[1] if row[0] is None else ""


def refuse_failing(checked: Checked, text: str) -> None:
    """Raises SCREENING_TABLE_FAILS or SCREENING_TABLE_UNREADABLE with file and line of the first line that is wrong."""
    file = f"{checked.rule.id}.yaml"
    _, document = rules.read(file, text)
    first = document.line(("tests",)) + 2
    try:
        table = run(checked)
    except (ValueError, KeyError, IndexError) as fault:
        said = _fault(fault)
        raise DomainError(errors.TABLE_UNREADABLE, file=file, line=first - 1, fault=said) from fault
    for index, line in enumerate(table.lines):
        if not line.holds:
            raise DomainError(
                errors.TABLE_FAILS, file=file, line=first + index, wanted=line.expected.value, got=line.found.value
            )


def _fault(fault: Exception) -> str:
    words: Mapping[type, str] = {KeyError: "少了“应得”一列", IndexError: "一行都没有"}
    text = str(fault)
    if isinstance(fault, ValueError) and not any("\u4e00" <= char <= "\u9fff" for char in text):
        return "有一行的格子数和表头不一样，或者填的不是是、否、不明、数或日期"
    return words.get(type(fault), text)
