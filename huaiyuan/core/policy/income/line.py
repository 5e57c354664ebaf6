"""The reference line (监测参考线) and where a family stands to it. A year without a line is 不明, never the year before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import parameters

PARAMETER = "income.reference_line"


@dataclass(frozen=True)
class Line:
    """The line of a year, yuan per person and year; `yuan` None says that nobody has entered it."""

    year: int
    yuan: Decimal | None
    source: str = ""

    @property
    def missing(self) -> str:
        """Its name where it is missing: 2026年监测参考线."""
        return f"{self.year}年监测参考线"

    @property
    def says(self) -> str:
        """2024年参考线8,300元, or what is missing."""
        if self.yuan is None:
            return f"不明（缺：{self.missing}）"
        return f"{self.year}年参考线{money.shown(self.yuan)}元"


def shipped(on: dt.date) -> Line:
    """The shipped line of a day's year; a county's own stands in `reference` and is passed as a value."""
    value = parameters.load()[PARAMETER].on(on)
    return Line(on.year, None if value is None else Decimal(value))


@dataclass(frozen=True)
class Standing:
    """Whether an income lies below a line (低于参考线), and what is missing where nobody can say."""

    below: Known
    line: Line
    missing: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """低于2024年参考线8,300元, 不低于…, 不明（缺：2026年监测参考线）."""
        if self.below is Known.UNKNOWN:
            return f"不明（缺：{'、'.join(self.missing)}）"
        return f"{'低于' if self.below is Known.YES else '不低于'}{self.line.says}"


def standing(total: Decimal | None, size: int | None, missing: tuple[str, ...], line: Line) -> Standing:
    """A family's total against the line: compared as whole sums, so that no rounding of a share can decide."""
    lacks = (*missing, *(() if line.yuan is not None else (line.missing,)))
    if total is None or size is None or line.yuan is None:
        return Standing(Known.UNKNOWN, line, lacks)
    return Standing(Known.of(total < line.yuan * size), line)
