"""Policy numbers (政策参数) as dated data: what the system ships. What is in force in a county stands in `reference`.

A parameter without a value on a day is unsettled: what needs it is switched off and says so; an older value never
stands in for it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from huaiyuan.core.policy.declared import Declared, Document

FOLDER = Path(__file__).parent / "parameters"
MONTH_DAY, TIME = "月-日", "时刻"
BETWEEN = "、"
# Units that say what kind of text stands there; nobody says them after it.
PLAIN = frozenset({MONTH_DAY, TIME, "级", "承办", "风险类型", "是否", "口径"})


class DatedValue(Declared):
    """A value from a day on, until `until` (not included) or the next value; `value` None says it is not settled."""

    since: dt.date = Field(alias="from")
    until: dt.date | None = Field(default=None, alias="to")
    value: Decimal | str | None
    source: str = Field(min_length=4)

    @field_validator("value", mode="before")
    @classmethod
    def _number_or_text(cls, value: Any) -> Any:
        return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Shipped(Declared):
    """A parameter as shipped. `short` is its word in a sentence such as 缺2026年参考线; `note` is for its editors.

    A `yearly` one is settled for one calendar year at a time: a value ends with its year. A text is one of `choices`, or
    `several` of them with 、 between, or is written as its unit says (a day of the year, a time of day).
    """

    name: str
    title: str
    short: str = ""
    unit: str
    note: str = ""
    yearly: bool = False
    choices: tuple[str, ...] = ()
    several: bool = False
    values: tuple[DatedValue, ...] = Field(min_length=1)

    def on(self, day: dt.date) -> Decimal | str | None:
        """The value in force on a day; None when there is none."""
        known = [v for v in self.values if v.since <= day and (v.until is None or day < v.until)]
        return max(known, key=lambda v: v.since).value if known else None

    @property
    def is_text(self) -> bool:
        """Whether its values are texts and not numbers."""
        return bool(self.choices) or self.unit in {MONTH_DAY, TIME}

    def allows(self, text: str) -> bool:
        """Whether a text may be its value."""
        if self.choices:
            chosen = text.split(BETWEEN) if self.several else [text]
            return len(set(chosen)) == len(chosen) and set(chosen) <= set(self.choices)
        try:
            if self.unit == TIME:
                return dt.time.fromisoformat(text).strftime("%H:%M") == text
            # 2024 has a 29th of February; a year without one would refuse a day that exists.
            return dt.date.fromisoformat(f"2024-{text}").strftime("%m-%d") == text
        except ValueError:
            return False

    @property
    def word(self) -> str:
        """The word that stands for it in a sentence and heads its column in a mini table."""
        return self.short or self.title

    @property
    def ended(self) -> dt.date | None:
        """The first day from which no value that was ever settled holds; None while one is open, or none ever was."""
        settled = [v for v in self.values if v.value is not None]
        following = {v: later.since for v, later in zip(self.values, self.values[1:], strict=False)}
        ends = [v.until or following.get(v) for v in settled]
        return None if not ends or None in ends else max(end for end in ends if end)

    def missing_on(self, day: dt.date) -> str:
        """What is said of a rule that needs this parameter on a day without a value."""
        return f"缺 {day.year} 年{self.word}"


@cache
def load(folder: Path = FOLDER) -> dict[str, Shipped]:
    """Every shipped parameter by name. Raises POLICY_FILE_FAULT with file and line."""
    found: dict[str, Shipped] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = Document.open(path)
        for name, declared in document.data.items():
            if name in found:
                document.refuse((name,), f"参数“{name}”在别的文件里已经有了")
            found[name] = _parameter(document, name, declared)
    return found


def _parameter(document: Document, name: str, declared: Any) -> Shipped:
    if not isinstance(declared, dict):
        document.refuse((name,), f"参数“{name}”没有写 title、unit、values")
    shipped = document.shaped(Shipped, {"name": name, **declared}, (name,))
    for index, (earlier, later) in enumerate(zip(shipped.values, shipped.values[1:], strict=False), start=1):
        if later.since <= earlier.since or (earlier.until and earlier.until > later.since):
            document.refuse((name, "values", index), f"参数“{name}”的起止日期没有按先后排，或者相互重叠")
    for index, value in enumerate(shipped.values):
        if isinstance(value.value, str) and not shipped.allows(value.value):
            ways = f"只能是{BETWEEN.join(shipped.choices)}" if shipped.choices else "要用 choices 写明可选的值"
            document.refuse((name, "values", index), f"参数“{name}”的值“{value.value}”不在可选的值里，{ways}")
        if value.until and value.until <= value.since:
            document.refuse((name, "values", index), f"参数“{name}”的止日不晚于起日")
    return shipped
