"""A benefit (政策待遇) as data: who is due what, how much and from when, and what it may not be drawn beside."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from huaiyuan.core.policy.declared import Declared, Document
from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.rule import Basis, Mode

FOLDER = Path(__file__).parent
CATALOGUE = FOLDER / "catalogue"
MONTHS_OF_A_YEAR = 12

Unit = Literal["month", "term", "year"]
Begins = Literal["month", "next_month"]
Asked = Literal["due_month", "latest"]


class Fact(Declared):
    """Something that feeds tell of a person, with dates: its word, its kind and values, and who tells it.

    `otherwise` (else): what it means that nothing is told where a feed covers the village and the month; without one
    silence is always 不明.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
    label: str
    kind: Kind
    codes: tuple[str, ...] = ()
    told_by: str
    otherwise: bool | str | None = Field(default=None, alias="else")


class Amount(Declared):
    """How much one payment is: a parameter, of which `part` is paid (`[1, 2]` half), or what a fact says.

    The first whose `when` holds counts; the last has no condition.
    """

    parameter: str = ""
    fact: str = ""
    part: tuple[int, int] = (1, 1)
    when: str = ""

    @field_validator("part")
    @classmethod
    def _positive(cls, part: tuple[int, int]) -> tuple[int, int]:
        if min(part) < 1:
            raise ValueError("要写成 [分子, 分母]，都不小于1")
        return part

    def of(self, value: Decimal) -> Decimal:
        """The payment in 元, to the fen, half up."""
        return (value * self.part[0] / self.part[1]).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


class Who(Declared):
    """What somebody is in the sentence (小学寄宿生), and when; the last has no condition."""

    says: str = Field(min_length=2)
    when: str = ""


class Benefit(Declared):
    """One benefit. `since` is the first day it is paid for, `until` the first day no longer.

    unit: what one payment is for: a month, a school term or a year. months: the months of a year in which a payment
    falls due; a benefit of every month names none.
    begins: `month`: whoever is so on the last day of a month is due for it; `next_month`: whoever was so before the
    month began and still is on its first day.
    asked: the facts of which month decide: that in which it falls due, or the latest month of the year that is looked
    at (`latest`, for what is settled once for a year and follows the family).
    population: whom it is about at all; who is not certainly of it is not spoken of unless money was paid.
    at_least: the amount is the least there must be; more is nothing wrong.
    excluded_by: benefits that take its place in a month in which somebody is due them.
    receipts: whose book shows what was paid, said where it is lacking.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
    version: int = Field(ge=1)
    title: str = Field(min_length=4)
    short: str = Field(min_length=2)
    department: str
    unit: Unit
    months: tuple[int, ...] = ()
    begins: Begins = "month"
    asked: Asked = "due_month"
    since: dt.date = Field(alias="from")
    until: dt.date | None = Field(default=None, alias="to")
    only_when: Mode | None = None
    population: str
    population_says: str
    due: str
    parameters: dict[str, str] = Field(default_factory=dict)
    amount: tuple[Amount, ...] = Field(min_length=1)
    at_least: bool = False
    excluded_by: tuple[str, ...] = ()
    who: tuple[Who, ...] = Field(min_length=1)
    not_due: str = Field(min_length=2)
    receipts: str = Field(min_length=2)
    basis: tuple[Basis, ...] = Field(min_length=1)
    tests: str

    @property
    def paid_in(self) -> tuple[int, ...]:
        """The months of a year in which a payment falls due."""
        return self.months or tuple(range(1, MONTHS_OF_A_YEAR + 1))

    def holds_on(self, day: dt.date) -> bool:
        """Whether this version of the benefit is paid for a day."""
        return self.since <= day and (self.until is None or day < self.until)


def read(file: str, text: str) -> tuple[Benefit, Document]:
    """A benefit from its text, with the document that knows its lines. Raises POLICY_FILE_FAULT."""
    document = Document(file, text)
    return document.shaped(Benefit, document.data), document


@cache
def facts(folder: Path = FOLDER) -> dict[str, Fact]:
    """Every fact that a benefit may ask for, by name. Raises POLICY_FILE_FAULT."""
    document = Document.open(folder / "facts.yaml")
    return {
        name: document.shaped(Fact, {"name": name, **declared}, (name,)) for name, declared in document.data.items()
    }


@cache
def texts(folder: Path = CATALOGUE) -> dict[str, str]:
    """The texts of the benefits that come with the system, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}
