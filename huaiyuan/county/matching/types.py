"""What matching answers: frozen values that pages and commands show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models


class Outcome(models.TextChoices):
    """What became of one row (比对结果)."""

    EXACT = "exact", "直接对上"
    NORMALISED = "normalised", "号码整理后对上"
    PROBABLE = "probable", "按姓名生日村对上"
    AMBIGUOUS = "ambiguous", "存疑"
    UNMATCHED = "unmatched", "查无此人"
    REJECTED = "rejected", "退回"


# Rows of these outcomes name a person; rules read them and no others.
CLAIMED = (Outcome.EXACT, Outcome.NORMALISED, Outcome.PROBABLE)


@dataclass(frozen=True)
class Taken:
    """What became of a file from receipt to matching; for one received before, the first batch and its counts."""

    batch: str
    duplicate_of: str | None
    rows: int
    accepted: int
    rejected: int
    outcomes: Mapping[str, int]
    warned: int
    replaces: str | None
    same_as: str | None
    notices: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return asdict(self) | {"outcomes": dict(self.outcomes), "notices": list(self.notices)}


@dataclass(frozen=True)
class Candidate:
    """A registered person whom a row may mean, as the account may see him."""

    person_id: str
    name: str
    sex: str
    birth_on: dt.date | None
    household_no: str
    village_code: str
    village_name: str
    township_name: str
    gone: bool


@dataclass(frozen=True)
class MatchedRow:
    """One row of the original beside what matching says of it. `place` is where it stands, for the next page."""

    place: int
    sheet: str
    row: int
    outcome: Outcome
    score: int
    reason: str
    name: str
    id_shown: str
    sex: str
    birth_on: dt.date | None
    village_written: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class RowPage:
    """Rows of one outcome, how many there are in all, and where the next page begins."""

    rows: tuple[MatchedRow, ...]
    total: int
    next_after: int | None


@dataclass(frozen=True)
class Because:
    """How many rows have one outcome for one reason."""

    outcome: Outcome
    reason: str
    rows: int
