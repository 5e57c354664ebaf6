"""Reading a trial: townships and villages in their fixed order, families within an account's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.engine import lake
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.compile import quoted
from huaiyuan.county.screening import errors, trials
from huaiyuan.county.screening.comparing import CAUGHT, COUNTS, GAINED, LOST, PEOPLE, REGRADED, VILLAGES

SAMPLE = 5


@dataclass(frozen=True)
class AreaLine:
    """A township or a village: people found and unknown, households to visit, before and after."""

    code: str
    name: str
    township_name: str
    people_before: int
    people_after: int
    gained: int
    lost: int
    regraded: int
    unknown_before: int
    unknown_after: int
    visits_before: int
    visits_after: int
    waiting: int

    @property
    def difference(self) -> int:
        """How many people more are found."""
        return self.people_after - self.people_before

    @property
    def extra_visits(self) -> int:
        """How many households more would be visited."""
        return self.visits_after - self.visits_before

    def is_over(self, cap: int | None) -> bool:
        """Whether the village would be given more at once than it can bear."""
        return cap is not None and self.waiting + self.visits_after > cap


@dataclass(frozen=True)
class PersonLine:
    """Somebody whose answer changes: `how` is gained, lost or regraded; `says` is empty where it must not be read."""

    how: str
    rule: str
    person_id: str
    household_no: str
    village_code: str
    was_grade: str
    grade: str
    says: str
    new_visit: bool


@dataclass(frozen=True)
class CaughtLine:
    """A family identified in the last year: when each side would have shown it, None for never; or not to be told."""

    household_no: str
    village_code: str
    approved_on: dt.date
    has_history: bool
    before_on: dt.date | None
    after_on: dt.date | None
    before_unknown: bool
    after_unknown: bool

    @property
    def days_earlier(self) -> int | None:
        """How many days before its identification the changed rule would have shown it."""
        return (self.approved_on - self.after_on).days if self.after_on else None

    @property
    def days_earlier_now(self) -> int | None:
        """The same of the rule as it is."""
        return (self.approved_on - self.before_on).days if self.before_on else None

    @property
    def is_known(self) -> bool:
        """Whether the changed rule's answer is 是 or 否."""
        return self.has_history and (self.after_on is not None or not self.after_unknown)


@dataclass(frozen=True)
class Reading:
    """A trial as a page shows it, within an account's rows; `totals` are those of the whole county."""

    trial_id: str
    manifest: dict[str, Any]
    townships: list[AreaLine]
    villages: list[AreaLine]
    gained: list[PersonLine]
    lost: list[PersonLine]
    regraded: list[PersonLine]
    caught: list[CaughtLine]

    @property
    def totals(self) -> dict[str, Any]:
        """The county's sums."""
        return dict(self.manifest["totals"])

    @property
    def cap(self) -> int | None:
        """The most that a village is given at once, None when nobody set one."""
        return self.manifest["cap"]

    @property
    def first_month(self) -> str:
        """The end of the first month that could be replayed, empty when there is none."""
        return next(iter(self.manifest["months"]), "")


def read(trial_id: str, account: object, *, sample: int = SAMPLE) -> Reading:
    """A trial within the account's rows. Raises SCREENING_NO_TRIAL when its folder is gone."""
    folder = trials.tries_folder() / trial_id
    scope = access.scope_of(account, P.RULE_READ)
    villages = _villages(folder, scope)
    # The sentence names a person and says what befell them.
    clear = access.sees_clear(account, Field.NAME) and access.sees_clear(account, Field.HEALTH)
    people = {how: _people(folder, scope, how, sample, clear=clear) for how in (GAINED, LOST, REGRADED)}
    return Reading(
        trial_id=trial_id, manifest=_manifest(folder), townships=_townships(villages, scope),
        villages=sorted(villages, key=lambda line: (-line.extra_visits, -line.visits_after, line.code)),
        gained=people[GAINED], lost=people[LOST], regraded=people[REGRADED], caught=_caught(folder, scope),
    )  # fmt: skip


def as_json(trial_id: str, account: object) -> dict[str, Any]:
    """As `huaiyuan try-rule --json` prints it: before and after by township, villages worst first."""
    found = read(trial_id, account)
    totals = found.totals
    return {
        "rule": found.manifest["rule"],
        "trial": trial_id,
        "as_of": found.manifest["as_of"],
        "set": found.manifest["set"],
        "affected": found.manifest["affected"],
        "off": found.manifest["off"],
        "before": totals["before"],
        "after": totals["after"],
        "people": totals["people"],
        "visits": totals["visits"],
        "townships": [_area_json(line) for line in found.townships],
        "villages": [_area_json(line) for line in found.villages if line.extra_visits],
        "cap": found.cap,
        "caught": {**totals["caught"], "months": found.manifest["months"]},
    }


def _area_json(line: AreaLine) -> dict[str, Any]:
    return {
        "code": line.code, "name": line.name, "before": line.people_before, "after": line.people_after,
        "gained": line.gained, "lost": line.lost, "unknown_before": line.unknown_before,
        "unknown_after": line.unknown_after, "extra_visits": line.extra_visits,
    }  # fmt: skip


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        return lake.read_manifest(folder)
    except DomainError:
        raise DomainError(errors.NO_TRIAL) from None


def _villages(folder: Path, scope: Scope) -> list[AreaLine]:
    columns = ", ".join(COUNTS)
    with _opened(folder, VILLAGES) as rows:
        found = rows.execute(
            f"SELECT village_code, {columns} FROM found WHERE {scope.sql()} ORDER BY village_code"  # noqa: S608 - digits
        ).fetchall()
    places = reference.places_by_code([code for code, *_ in found] + [code[:9] for code, *_ in found])
    names = {code: place.short_name for code, place in places.items()}
    return [AreaLine(code, names.get(code, code), names.get(code[:9], ""), *numbers) for code, *numbers in found]


def _townships(villages: list[AreaLine], scope: Scope) -> list[AreaLine]:
    names = {p.code: p.short_name for p in reference.places(level="township")}
    sums = {code: [0] * len(COUNTS) for code in names if scope.overlaps(code)}
    for line in villages:
        township = sums.setdefault(line.code[:9], [0] * len(COUNTS))
        for n, name in enumerate(COUNTS):
            township[n] += getattr(line, name)
    return [AreaLine(code, names.get(code, code), "", *numbers) for code, numbers in sums.items()]


def _people(folder: Path, scope: Scope, how: str, most: int, *, clear: bool) -> list[PersonLine]:
    with _opened(folder, PEOPLE) as rows:
        found = rows.execute(
            f"""SELECT how, rule, person_id, household_no, village_code, coalesce(was_grade, ''), coalesce(grade, ''),
                       says, new_visit
            FROM found WHERE how = $how AND {scope.sql()}
            ORDER BY hash(household_no), person_id, rule LIMIT $most""",  # noqa: S608 - the scope's SQL is digits
            {"how": how, "most": most},
        ).fetchall()
    lines = [PersonLine(*row) for row in found]
    return lines if clear else [replace(line, says="") for line in lines]


def _caught(folder: Path, scope: Scope) -> list[CaughtLine]:
    with _opened(folder, CAUGHT) as rows:
        found = rows.execute(
            f"SELECT * FROM found WHERE {scope.sql()} ORDER BY approved_on, household_no"  # noqa: S608 - digits
        ).fetchall()
    return [CaughtLine(*row) for row in found]


@contextmanager
def _opened(folder: Path, file: str) -> Iterator[duckdb.DuckDBPyConnection]:
    if not (folder / file).exists():
        raise DomainError(errors.NO_TRIAL)
    with scratch() as connection:
        connection.execute(f"CREATE TEMP VIEW found AS SELECT * FROM read_parquet({quoted(str(folder / file))})")  # noqa: S608
        yield connection
