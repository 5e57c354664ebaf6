"""Declaring a department's file (数据源): its columns and every way departments write their headers. Knows no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Literal

Type = Literal["text", "id", "name", "date", "yuan", "int", "code"]
Kind = Literal["全员类", "事件类"]
Subject = Literal["person", "village", "entry"]
FULL_ROLL: Kind = "全员类"
EVENTS: Kind = "事件类"
PERSON: Subject = "person"
VILLAGE: Subject = "village"
ENTRY: Subject = "entry"


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
    `subject`: whom a row is about: a person, with the six common columns, a village, with township and village only, or
    an entry of a ledger, named by its number and version; such a file edits cells, so a bad one costs the cell, not the row.
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
    def about_entries(self) -> bool:
        """Whether a row names an entry of a ledger, whose cells it edits."""
        return self.subject == ENTRY

    @property
    def numbered(self) -> bool:
        """Whether rows have identity numbers to be read."""
        return any(column.type == "id" for column in self.columns)

    @property
    def common(self) -> tuple[str, ...]:
        """The names of the columns every source of this subject has."""
        return COMMON_NAMES if self.about_people else PLACE_NAMES

    @property
    def named_by(self) -> tuple[str, str]:
        """The two columns one of which a row must fill, and a header must have, to be about anybody or any place."""
        if self.about_entries:
            return ENTRY_NAMES
        return ("name", "id_number") if self.about_people else PLACE_NAMES

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

    def as_order(self) -> dict[str, Any]:
        """As a child process is told of a source that stands in no list of sources."""
        return asdict(self)

    @staticmethod
    def of_order(said: Mapping[str, Any]) -> Source:
        """The source that `as_order` wrote down."""
        columns = tuple(
            Column(**{**one, "synonyms": tuple(one["synonyms"]), "codes": _codes(one["codes"])})
            for one in said["columns"]
        )
        return Source(**{**said, "columns": columns, "balance": None})


def _codes(said: Sequence[Mapping[str, Any]] | None) -> tuple[Code, ...] | None:
    return None if said is None else tuple(Code(one["value"], tuple(one["spellings"])) for one in said)


PLACE_NAMES = ("township", "village")
ENTRY_NAMES = ("entry_no", "entry_version")
COMMON_NAMES = ("name", "id_number", "sex", "birth_on", *PLACE_NAMES)
