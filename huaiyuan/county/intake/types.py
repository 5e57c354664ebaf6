"""What intake answers: frozen values that pages and commands show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

# States of a batch, as others may name them: what may be withdrawn, and what is.
WITHDRAWABLE = ("checked", "merged", "replaced")
WITHDRAWN = "withdrawn"
OUTCOMES = ("exact", "normalised", "probable", "ambiguous", "unmatched")


@dataclass(frozen=True)
class Received:
    """What became of a file. For a file received before, `batch` and the counts are those of the first.

    `replaces`: the batch this one corrects or corrected. `same_as`: a batch of another period with equal content.
    `outcomes` are empty until matching has run. `notices` are Chinese sentences worth reading.
    """

    batch: str
    duplicate_of: str | None
    rows: int
    accepted: int
    rejected: int
    warned: int = 0
    replaces: str | None = None
    same_as: str | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A batch in a list."""

    batch_id: str
    source: str
    source_name: str
    department: str
    period: str
    state: str
    state_label: str
    rows: int
    accepted: int
    rejected: int
    warned: int
    outcomes: Mapping[str, int]
    replaces: str | None
    replaced_by: str | None
    same_as: str
    file_name: str
    received_by: str
    received_at: dt.datetime
    merged_at: dt.datetime | None
    about_people: bool = True


@dataclass(frozen=True)
class Brief:
    """How people call a batch: whose table, which month."""

    batch_id: str
    department: str
    source_name: str
    period: str

    def __str__(self) -> str:
        return f"{self.source_name} {self.period}"


@dataclass(frozen=True)
class FaultCount:
    """How many rows have one kind of fault."""

    code: str
    level: str
    short: str
    rows: int


@dataclass(frozen=True)
class VillageCoverage:
    """How many accepted rows a village has in a batch."""

    code: str
    name: str
    township: str
    rows: int


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one row of the original."""

    sheet: str
    row: int
    column: str
    code: str
    level: str
    shown: str
    says: str


@dataclass(frozen=True)
class FaultPage:
    """A page of faults and how many there are in all."""

    faults: tuple[Fault, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Detail:
    """A batch with what its manifest tells.

    `columns`: per sheet, the label of each column and the header found for it; `unused`: headers that were dropped;
    `not_records`: rows that are no records, by kind; `coverage`: villages with rows; of a roll of everyone
    `missing_villages` have none and `thin_villages` next to none. Of a withdrawn batch also who, when, why, and which
    batch counts instead.
    """

    line: Line
    columns: Mapping[str, Mapping[str, str]]
    not_found: tuple[str, ...]
    unused: tuple[str, ...]
    skipped_sheets: tuple[str, ...]
    not_records: Mapping[str, int]
    faults: tuple[FaultCount, ...]
    coverage: tuple[VillageCoverage, ...]
    missing_villages: tuple[VillageCoverage, ...]
    thin_villages: tuple[VillageCoverage, ...]
    notices: tuple[str, ...]
    withdrawn_because: str = ""
    withdrawn_by: str = ""
    withdrawn_at: dt.datetime | None = None
    brought_back: str = ""
