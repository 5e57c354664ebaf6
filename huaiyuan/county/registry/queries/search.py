"""Finding a household by a member's name, an identity number, a tail of it or of a phone, or the household's number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock, identity
from huaiyuan.county.registry.models import ArchiveType, Membership, MonitoringFact, Person
from huaiyuan.county.registry.queries.masking import Eyes, masked

HOUSEHOLD_NO = re.compile(r"^\d{12}(-\d*)?$")
TAIL = re.compile(r"^\d{3}[\dXx]$")
VILLAGE = "household__residence__village_code"
LAST_CHARACTER = "\U0010ffff"
PAGE = 50
MANY = 2000


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
    if HOUSEHOLD_NO.match(wanted):
        numbered = Q(household__household_no=wanted) if "-" in wanted else _starts("household__household_no", wanted)
        behind = _behind(after, "person__")
        return _page("户编号", rows.filter(numbered & behind), account, day, limit)
    understood_as, condition = _understood(wanted)
    people = Person.objects.filter(condition & _behind(after)).order_by("name", "person_id")
    if scope.is_county:
        # Over the county the people of the page come first: else SQLite walks through every residence.
        member = Membership.objects.on(day).filter(_open_on(day), person=OuterRef("pk"))
        rows = rows.filter(person__in=_keys(people.filter(Exists(member)), limit + 1))
    elif len(few := _keys(people, MANY)) < MANY:
        rows = rows.filter(person__in=few)
    else:
        # A bare surname: the area's own people are fewer than all who bear it.
        rows = rows.filter(_starts("person__name", wanted) & _behind(after, "person__"))
    return _page(understood_as, rows, account, day, limit)


def _understood(wanted: str) -> tuple[str, Q]:
    """What a text asks of a person, and in which word that is said."""
    reading = identity.read(wanted)
    if reading.number is not None:
        return "证件号码", Q(id_index=vault.index_one(reading.number, purpose="id"))
    if TAIL.match(wanted):
        return "尾号", Q(pk__in=_keys_by_tail(wanted.upper()))
    return "姓名", _starts("name", wanted)


def _keys(people: QuerySet[Person], most: int) -> list[int]:
    return list(people.values_list("pk", flat=True)[:most])


def _members(scope: Scope, day: dt.date) -> QuerySet[Membership]:
    # One filter() call: conditions on residence in a second call would join the table a second time.
    return Membership.objects.filter(
        Q() if scope.is_county else scope.q(VILLAGE),
        superseded_at__isnull=True, valid_from__lte=day, valid_to__gt=day,
        household__residence__superseded_at__isnull=True, household__residence__valid_from__lte=day,
        household__residence__valid_to__gt=day,
    ).filter(_open_on(day))  # fmt: skip


def _open_on(day: dt.date) -> Q:
    return Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day)


def _behind(after: str | None, prefix: str = "") -> Q:
    if not after:
        return Q()
    name, _, person_id = after.rpartition("|")
    later = Q(**{f"{prefix}name__gt": name}) | Q(**{f"{prefix}person_id__gt": person_id})
    return Q(**{f"{prefix}name__gte": name}) & later


def _starts(field: str, beginning: str) -> Q:
    # A range, because SQLite's LIKE passes the index by.
    return Q(**{f"{field}__gte": beginning, f"{field}__lt": beginning + LAST_CHARACTER})


def _keys_by_tail(tail: str) -> set[int]:
    """Candidates share a coarse bucket with about two dozen others; the values themselves decide, in memory."""
    keys: set[int] = set()
    for index, column in (("id_tail", "id_sealed"), ("phone_tail", "phone_sealed")):
        bucket = Person.objects.filter(**{index: vault.index_one(tail, purpose=index)})
        opened = _opened(list(bucket.values_list("pk", column)), column)
        keys |= {key for key, value in opened if value.endswith(tail)}
    return keys


def _opened(pairs: list[tuple[int, bytes]], column: str) -> list[tuple[int, str]]:
    if not pairs:
        return []
    keys = pa.array([key for key, _ in pairs], pa.int64())
    sealed = pa.array([bytes(value) for _, value in pairs], pa.binary())
    opened = vault.open_many(sealed, column=f"registry_person.{column}", ids=keys)
    return list(zip(keys.to_pylist(), opened.to_pylist(), strict=True))


def _page(understood_as: str, rows: QuerySet[Membership], account: object, day: dt.date, limit: int) -> SearchPage:
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


def _found(rows: Sequence[Mapping[str, Any]], eyes: Eyes, day: dt.date) -> list[Found]:
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
