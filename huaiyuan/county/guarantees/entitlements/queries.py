"""What pages may read of entitlements: sums by policy, what is 不明 and what is lacking for it, and one household's gaps."""

# Names in the SQL are those of this module, texts are quoted, areas are digits.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import ROLES, Field, P, Role
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.vault import mask
from huaiyuan.core.engine.entitlements.gathering import GAPS
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.policy.compile import quoted
from huaiyuan.county.guarantees.entitlements import computing
from huaiyuan.county.guarantees.entitlements.computing import Computed
from huaiyuan.county.guarantees.entitlements.models import Gap
from huaiyuan.county.guarantees.entitlements.types import UNKNOWN, How
from huaiyuan.county.ledger import queries as ledgers
from huaiyuan.county.registry import queries as registry

WHOLE_COUNTY = (Role.COUNTY_CENTER, Role.LEADER)
PAGE, TOWNSHIP = 50, 9
OVER = (How.TOO_MUCH, How.NOT_DUE)


@dataclass(frozen=True)
class PolicyLine:
    """A policy over what the account reaches: how many should have it and have not, the reverse, and how many are 不明."""

    id: str
    title: str
    short: str
    department: str
    off_because: str
    lacking: int
    lacking_yuan: Decimal
    too_much: int
    too_much_yuan: Decimal
    unknown: int


@dataclass(frozen=True)
class Lack:
    """What is 不明 of one policy for one and the same lack: of how many people, and in which months."""

    benefit: str
    short: str
    department: str
    missing: str
    months: str
    people: int


@dataclass(frozen=True)
class Sentence:
    """One sentence of a person, with where it stands in the ledger; number and state are empty for what is 不明."""

    household_no: str
    village: str
    how: str
    says: str
    yuan: Decimal | None
    department: str
    number: str = ""
    state: str = ""


def newest() -> Computed | None:
    """The computation that pages read; None where there is none yet."""
    return computing.newest()


def policies(account: object, found: Computed) -> list[PolicyLine]:
    """Every policy with its sums over what the account reaches, those off last."""
    with _opened(account, found) as gaps:
        lines = gaps.execute(f"""
            SELECT benefit, count(*) FILTER (how = '{How.LACKING}'), coalesce(sum(yuan) FILTER (how = '{How.LACKING}'), 0),
                   count(*) FILTER (how IN {_listed(OVER)}), coalesce(sum(yuan) FILTER (how IN {_listed(OVER)}), 0),
                   count(DISTINCT person_id) FILTER (how IN {_listed(UNKNOWN)}) FROM gaps GROUP BY benefit""").fetchall()
    sums = {line[0]: line[1:] for line in lines}
    mine = _departments(account)
    told = [one for one in found.manifest["benefits"] if mine is None or one["department"] in mine]
    lines_ = [
        PolicyLine(
            one["id"], one["title"], one["short"], one["department"], one["off_because"] or "",
            *sums.get(one["id"], (0, Decimal(0), 0, Decimal(0), 0)),
        )
        for one in told
    ]  # fmt: skip
    return sorted(lines_, key=lambda x: (bool(x.off_because), -(x.lacking + x.too_much), -x.unknown, x.id))


def lacks(account: object, found: Computed) -> list[Lack]:
    """What is 不明, by policy and by what is lacking, the most people first."""
    with _opened(account, found) as gaps:
        lines = gaps.execute(f"""
            SELECT benefit, any_value(department), missing, months, count(DISTINCT person_id) AS people FROM gaps
            WHERE how IN {_listed(UNKNOWN)} GROUP BY benefit, missing, months
            ORDER BY people DESC, benefit, missing, months""").fetchall()
    shorts = {one["id"]: one["short"] for one in found.manifest["benefits"]}
    return [
        Lack(id, shorts[id], department, missing, months, people) for id, department, missing, months, people in lines
    ]


def unknown(
    account: object, found: Computed, *, benefit: str, missing: str, offset: int = 0, limit: int | None = PAGE
) -> tuple[list[Sentence], int]:
    """The people of whom one lack leaves a policy 不明, village by village, and how many they are."""
    where = f"how IN {_listed(UNKNOWN)} AND benefit = {quoted(benefit)}" + (
        f" AND missing = {quoted(missing)}" if missing else ""
    )
    with _opened(account, found) as gaps:
        total = (gaps.execute(f"SELECT count(*) FROM gaps WHERE {where}").fetchone() or (0,))[0]
        stretch = f"LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
        lines = gaps.execute(f"""
            SELECT household_no, village_code, how, name, says, yuan, department FROM gaps WHERE {where}
            ORDER BY village_code, household_no, person_id {stretch}""").fetchall()
    return _sentences(account, lines), int(total)


def of_household(household_no: str, account: object, found: Computed) -> list[Sentence]:
    """Everything that was found of one household: what lacks, what is too much, and what is 不明, each in its sentence."""
    with _opened(account, found) as gaps:
        lines = gaps.execute(f"""
            SELECT household_no, village_code, how, name, says, yuan, department, person_id, benefit FROM gaps
            WHERE household_no = {quoted(household_no)} ORDER BY how IN {_listed(UNKNOWN)}, person_id, benefit, how""").fetchall()
    numbers = _numbers(household_no, account)
    made = _sentences(account, [line[:7] for line in lines])
    keys = [(person, benefit, line[2]) for line in lines for person, benefit in [line[7:]]]
    return [
        Sentence(**{**vars(one), "number": numbers[key][0], "state": numbers[key][1]}) if key in numbers else one
        for one, key in zip(made, keys, strict=True)
    ]


def find_household(reach: Scope, household_no: str, account: object) -> str | None:
    """The household where the account reads something of it: by its area, or as a department by a row of its own."""
    del reach
    village = registry.village_of(household_no)
    if village is None:
        return None
    areas = [held.area_code for held in _held(account) if held.role is not Role.DEPARTMENT]
    if Scope.of(areas).covers(village):
        return household_no
    return household_no if _rows(account).filter(household_no=household_no).exists() else None


def some_household(account: object) -> dict[str, str] | None:
    """A household for whoever looks at all pages."""
    number = _rows(account).order_by("pk").values_list("household_no", flat=True).first()
    return {"household_no": number} if number else None


def _rows(account: object) -> Any:
    found = ledgers.find_ledger("gaps", account)
    return ledgers.rows(found, account) if found else Gap.objects.none()


def _numbers(household_no: str, account: object) -> dict[tuple[str, str, str], tuple[str, str]]:
    rows = _rows(account).filter(household_no=household_no).order_by("pk")
    return {(row.person_no, row.benefit, row.how): (row.number, row.get_state_display()) for row in rows}


def _sentences(account: object, lines: list[Any]) -> list[Sentence]:
    clear = access.sees_clear(account, Field.NAME)
    codes = {line[1] for line in lines if line[1]}
    places = reference.places_by_code({*codes, *(code[:TOWNSHIP] for code in codes)})
    return [
        Sentence(
            household_no, ledgers.where(places, village or ""), how,
            says if clear else says.replace(name, mask.name(name), 1), yuan, department,
        )
        for household_no, village, how, name, says, yuan, department in lines
    ]  # fmt: skip


@contextmanager
def _opened(account: object, found: Computed) -> Iterator[duckdb.DuckDBPyConnection]:
    """The gaps of a computation within what the account reaches, as `gaps`."""
    with scratch() as connection:
        file = quoted(str(found.folder / GAPS))
        connection.execute(f"CREATE TEMP VIEW gaps AS SELECT * FROM read_parquet({file}) WHERE {_within(account)}")
        yield connection


def _within(account: object) -> str:
    """Which rows: all for the county's posts, its own for a department, those of their area for the others."""
    parts = []
    for held in _held(account):
        if held.role in WHOLE_COUNTY:
            return "TRUE"
        if held.role is Role.DEPARTMENT:
            parts.append(f"department = {quoted(held.department)}")
        elif held.role in (Role.TOWNSHIP, Role.VILLAGE):
            parts.append(Scope.of([held.area_code]).sql())
    return " OR ".join(f"({part})" for part in parts) or "FALSE"


def _departments(account: object) -> set[str] | None:
    """The departments whose policies the account reads; None for all."""
    held = _held(account)
    return None if any(one.role is not Role.DEPARTMENT for one in held) else {one.department for one in held}


def _held(account: object) -> list[Any]:
    return [one for one in access.standing(account).held if P.LEDGER_READ in ROLES[one.role].permissions]


def _listed(hows: tuple[str, ...]) -> str:
    return "(" + ", ".join(quoted(str(how)) for how in hows) + ")"
