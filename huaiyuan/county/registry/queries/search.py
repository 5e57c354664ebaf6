"""Finding a household by a member's name, an identity number, a tail of it or of a phone, or the household's number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
from django.db.models import F, Q, QuerySet

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock, identity
from huaiyuan.county.registry.models import ArchiveType, Membership, MonitoringFact
from huaiyuan.county.registry.queries.masking import Eyes, masked

HOUSEHOLD_NO = re.compile(r"^\d{12}(-\d*)?$")
TAIL = re.compile(r"^\d{3}[\dXx]$")
VILLAGE = "household__residence__village_code"
LAST_CHARACTER = "\U0010ffff"
PAGE = 50


@dataclass(frozen=True)
class Found:
    """A person found, with the household and place of the day."""

    person_id: str
    name: str
    sex: str
    id_shown: str
    relation: str
    is_head: bool
    household_no: str
    village_code: str
    village_name: str
    township_name: str
    group_name: str | None
    archive_type: str
    category: str
    risk_state: str


@dataclass(frozen=True)
class SearchPage:
    """Persons found, how the text was understood (姓名, 证件号码, 户编号, 尾号), and where the next page begins."""

    understood_as: str
    rows: list[Found]
    next_after: str | None = None


def search(
    text: str, account: object, *, on: dt.date | None = None, after: str | None = None, limit: int = PAGE
) -> SearchPage:
    """Members of open households within the account's rows. A name is matched from its beginning.

    `after` is the `next_after` of the page before. Nothing typed finds nothing.
    """
    day, wanted = on or clock.today(), text.strip()
    scope = access.scope_of(account, P.HOUSEHOLD_SEARCH)
    if not wanted or not scope.prefixes:
        return SearchPage("", [])
    rows = _members(scope, day)
    reading = identity.read(wanted)
    if HOUSEHOLD_NO.match(wanted):
        condition = Q(household__household_no=wanted) if "-" in wanted else _starts("household__household_no", wanted)
        return _page("户编号", rows.filter(condition), account, day, after, limit)
    if reading.number is not None:
        index = vault.index_one(reading.number, purpose="id")
        return _page("证件号码", rows.filter(person__id_index=index), account, day, after, limit)
    if TAIL.match(wanted):
        return _page("尾号", _by_tail(rows, wanted.upper()), account, day, after, limit)
    return _page("姓名", rows.filter(_starts("person__name", wanted)), account, day, after, limit)


def _members(scope: Scope, day: dt.date) -> QuerySet[Membership]:
    # One filter() call: conditions on residence in a second call would join the table a second time.
    return Membership.objects.filter(
        scope.q(VILLAGE),
        superseded_at__isnull=True, valid_from__lte=day, valid_to__gt=day,
        household__residence__superseded_at__isnull=True, household__residence__valid_from__lte=day,
        household__residence__valid_to__gt=day,
    ).filter(Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day))  # fmt: skip


def _starts(field: str, beginning: str) -> Q:
    # A range, because SQLite's LIKE passes the index by.
    return Q(**{f"{field}__gte": beginning, f"{field}__lt": beginning + LAST_CHARACTER})


def _by_tail(rows: QuerySet[Membership], tail: str) -> QuerySet[Membership]:
    """Candidates share a coarse bucket with about two dozen others; the values themselves decide, in memory."""
    keys: set[int] = set()
    for purpose, index, column in (("id_tail", "id_tail", "id_sealed"), ("phone_tail", "phone_tail", "phone_sealed")):
        bucket = rows.filter(**{f"person__{index}": vault.index_one(tail, purpose=purpose)})
        pairs = list(bucket.values_list("person_id", f"person__{column}"))
        keys |= {key for key, value in _opened(pairs, column) if value.endswith(tail)}
    return rows.filter(person_id__in=keys)


def _opened(pairs: list[tuple[int, bytes]], column: str) -> list[tuple[int, str]]:
    if not pairs:
        return []
    keys = pa.array([key for key, _ in pairs], pa.int64())
    sealed = pa.array([bytes(value) for _, value in pairs], pa.binary())
    opened = vault.open_many(sealed, column=f"registry_person.{column}", ids=keys)
    return list(zip(keys.to_pylist(), opened.to_pylist(), strict=True))


def _page(
    understood_as: str, rows: QuerySet[Membership], account: object, day: dt.date, after: str | None, limit: int
) -> SearchPage:
    if after:
        name, _, person_id = after.rpartition("|")
        rows = rows.filter(Q(person__name__gt=name) | Q(person__name=name, person__person_id__gt=person_id))
    chosen = list(
        rows.order_by("person__name", "person__person_id").values(
            "person_id", "person__person_id", "person__name", "person__sex", "person__id_sealed", "relation", "is_head",
            "household_id", "household__household_no", village_code=F(VILLAGE),
            group_name=F("household__residence__group_name"),
        )[: limit + 1]
    )  # fmt: skip
    last = chosen[limit - 1] if len(chosen) > limit else None
    more = f"{last['person__name']}|{last['person__person_id']}" if last else None
    return SearchPage(understood_as, _found(chosen[:limit], Eyes.of(account), day), more)


def _found(rows: Sequence[dict[str, object]], eyes: Eyes, day: dt.date) -> list[Found]:
    households = {row["household_id"] for row in rows}
    archives = dict(
        ArchiveType.objects.on(day).filter(household__in=households).values_list("household_id", "archive_type")
    )
    states = {
        key: (category, state)
        for key, category, state in MonitoringFact.objects.on(day)
        .filter(household__in=households)
        .values_list("household_id", "category", "risk_state")
    }
    codes = {str(row["village_code"]) for row in rows}
    places = reference.places_by_code(codes | {code[:9] for code in codes}, day)
    numbers = masked([(row["person_id"], row["person__id_sealed"]) for row in rows], "id_sealed")
    return [
        Found(
            person_id=row["person__person_id"], name=eyes.name(row["person__name"]), sex=row["person__sex"],
            id_shown=numbers.get(row["person_id"], "无证件号码"), relation=row["relation"], is_head=row["is_head"],
            household_no=row["household__household_no"], village_code=code,
            village_name=places[code].short_name if code in places else code,
            township_name=places[code[:9]].short_name if code[:9] in places else "",
            group_name=row["group_name"], archive_type=archives.get(row["household_id"], ""),
            category=states.get(row["household_id"], ("", ""))[0],
            risk_state=states.get(row["household_id"], ("", ""))[1],
        )
        for row in rows
        for code in [str(row["village_code"])]
    ]  # fmt: skip
