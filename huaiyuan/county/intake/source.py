"""Declaring a department's file (数据源): its columns and every way departments write their headers. Knows no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Type = Literal["text", "id", "name", "date", "yuan", "int", "code"]
Kind = Literal["全员类", "事件类"]
Subject = Literal["person", "village"]
FULL_ROLL: Kind = "全员类"
EVENTS: Kind = "事件类"
PERSON: Subject = "person"
VILLAGE: Subject = "village"


@dataclass(frozen=True)
class Code:
    """A coded value: the word that is stored, and how else files write it."""

    value: str
    spellings: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """Every spelling, the stored word first."""
        return (self.value, *self.spellings)


@dataclass(frozen=True)
class Column:
    """A column a department sends. `label` is the Chinese name; `required` means the header must be there, not the cell.

    When several headers of a file mean one column, the synonym that stands earlier here wins. A `sealed` column is
    stored encrypted only.
    """

    name: str
    label: str
    type: Type
    synonyms: tuple[str, ...] = ()
    unit: str | None = None
    required: bool = False
    codes: tuple[Code, ...] | None = None
    sealed: bool = False
    note: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """What a header of this column may say, the label first."""
        return (self.label, *(s for s in self.synonyms if s != self.label))

    def as_json(self) -> dict[str, Any]:
        """As the `sources` command prints it."""
        codes = [spelling for code in self.codes for spelling in code.written] if self.codes else []
        return {
            "name": self.name, "label": self.label, "synonyms": list(self.headers), "type": self.type,
            "unit": self.unit, "required": self.required, "codes": codes,
        }  # fmt: skip


@dataclass(frozen=True)
class Balance:
    """Amounts that must add up in every row: `total` is the sum of `parts`, within `tolerance_yuan`."""

    total: str
    parts: tuple[str, ...]
    tolerance_yuan: Decimal


@dataclass(frozen=True)
class Source:
    """One kind of file of one department.

    全员类: a row for everyone in scope, a village without rows is a warning; 事件类: no rows is normal.
    `cumulative="calendar_year"`: each file holds the year so far and takes the place of the month before.
    `dated_by` names the column whose dates must lie in the period (for a cumulative file, in the year up to it).
    `subject`: whom a row is about: a person, with the six common columns, or a village, with township and village only.
    """

    id: str
    department: str
    name: str
    period: Literal["month"] = "month"
    kind: Kind = FULL_ROLL
    cumulative: Literal["calendar_year"] | None = None
    columns: Sequence[Column] = field(default_factory=tuple)
    dated_by: str | None = None
    balance: Balance | None = None
    subject: Subject = PERSON

    @property
    def about_people(self) -> bool:
        """Whether a row names a person, who is then sought in the registry; else it names a village."""
        return self.subject == PERSON

    @property
    def common(self) -> tuple[str, ...]:
        """The names of the columns every source of this subject has."""
        return COMMON_NAMES if self.about_people else PLACE_NAMES

    @property
    def named_by(self) -> tuple[str, str]:
        """The two columns one of which a row must fill, and a header must have, to be about anybody or any place."""
        return ("name", "id_number") if self.about_people else ("township", "village")

    @property
    def own_columns(self) -> list[Column]:
        """The columns beside the common ones."""
        return [column for column in self.columns if column.name not in COMMON_NAMES]

    def column(self, name: str) -> Column:
        """A column by its name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    def as_json(self) -> dict[str, Any]:
        """As the `sources` command prints it."""
        return {
            "id": self.id, "department": self.department, "name": self.name, "period": self.period,
            "kind": self.kind, "cumulative": self.cumulative, "subject": self.subject,
            "columns": [c.as_json() for c in self.columns],
        }  # fmt: skip


PLACE_NAMES = ("township", "village")
COMMON_NAMES = ("name", "id_number", "sex", "birth_on", *PLACE_NAMES)
