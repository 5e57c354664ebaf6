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


class Answer(models.TextChoices):
    """What was decided."""

    PERSON = "person", "是同一人"
    NOBODY = "nobody", "不是底册里的人"
    VILLAGE = "village", "请村里认"


class Holds(models.TextChoices):
    """For which rows a decision speaks."""

    WRITTEN = "written", "凡这样写的行"
    SAME_ROW = "same_row", "只这一行"


class ProposalState(models.TextChoices):
    """Where a proposal to accept many rows at once stands."""

    PROPOSED = "proposed", "等另一人同意"
    AGREED = "agreed", "已成批认定"
    DECLINED = "declined", "没有同意"
    UNDONE = "undone", "已撤销"


# Rows of these outcomes name a person; rules read them and no others.
CLAIMED = (Outcome.EXACT, Outcome.NORMALISED, Outcome.PROBABLE)


# What is said of a row about a village, which intake recognises or not.
OF_VILLAGES = {Outcome.EXACT: "村认出", Outcome.UNMATCHED: "查无此村"}


def words(about_people: bool) -> dict[Outcome, str]:
    """The outcomes of accepted rows there are for a source, as people say them, those that need a look first."""
    if not about_people:
        return {outcome: OF_VILLAGES[outcome] for outcome in (Outcome.UNMATCHED, Outcome.EXACT)}
    shown = (Outcome.AMBIGUOUS, Outcome.UNMATCHED, Outcome.PROBABLE, Outcome.NORMALISED, Outcome.EXACT)
    return {outcome: outcome.label for outcome in shown}


def told(outcomes: Mapping[str, int], about_people: bool) -> str:
    """What became of a batch's rows, in one breath: 对上 9,100，存疑 20，查无此人 80."""
    found = sum(outcomes[outcome] for outcome in CLAIMED)
    if not about_people:
        return f"村认出 {found:,}，查无此村 {outcomes['unmatched']:,}"
    return f"对上 {found:,}，存疑 {outcomes['ambiguous']:,}，查无此人 {outcomes['unmatched']:,}"


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
