"""People whom a department's row may mean, as the review desk lays them beside the row: also those who died or left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry.models import Membership, Person, Residence
from huaiyuan.county.registry.queries.masking import Eyes, masked


@dataclass(frozen=True)
class Candidate:
    """A registered person with the household he belongs to or belonged to last; personal values as the account sees them.

    `gone`: died or left the registry by the day.
    """  # fmt: skip

    person_id: str
    name: str
    sex: str
    birth_on: dt.date | None
    id_shown: str
    gone: bool
    household_no: str
    relation: str
    head_name: str
    members: int
    village_code: str
    village_name: str
    township_name: str
    group_name: str


def candidates(
    person_ids: Iterable[str], account: object, permission: P, *, on: dt.date | None = None
) -> dict[str, Candidate]:
    """By person number, within the account's rows by this permission. Four queries, however many."""
    day, eyes, scope = on or clock.today(), Eyes.of(account), access.scope_of(account, permission)
    people = list(Person.objects.filter(person_id__in=set(person_ids)))
    last = _last_memberships(people)
    homes = _last_residences(row.household_id for row in last.values())
    heads, sizes = _households({row.household_id for row in last.values()}, day)
    places = reference.places_by_code({c for r in homes.values() for c in (r.village_code, r.village_code[:9])}, day)
    numbers = masked([(person.pk, person.id_sealed) for person in people], "id_sealed")
    found = {}
    for person in people:
        row = last.get(person.pk)
        home = homes.get(row.household_id) if row else None
        code = home.village_code if home else ""
        if not scope.covers(code):
            continue
        dead = person.died_on is not None and person.died_on <= day
        found[person.person_id] = Candidate(
            person_id=person.person_id, name=eyes.name(person.name), sex=person.sex,
            birth_on=person.birth_on if eyes.births else None, id_shown=numbers.get(person.pk, ""),
            gone=dead or row is None or row.valid_to <= day,
            household_no=row.household.household_no if row else "", relation=row.relation if row else "",
            head_name=eyes.name(heads.get(row.household_id, "")) if row else "",
            members=sizes.get(row.household_id, 0) if row else 0, village_code=code,
            village_name=places[code].short_name if code in places else "",
            township_name=places[code[:9]].short_name if code[:9] in places else "",
            group_name=(home.group_name or "") if home else "",
        )  # fmt: skip
    return found


def _last_memberships(people: list[Person]) -> dict[int, Membership]:
    rows = Membership.objects.known().filter(person__in=people).select_related("household").order_by("valid_from")
    return {row.person_id: row for row in rows}


def _last_residences(households: Iterable[int]) -> dict[int, Residence]:
    rows = Residence.objects.known().filter(household__in=set(households)).order_by("valid_from")
    return {row.household_id: row for row in rows}


def _households(households: set[int], day: dt.date) -> tuple[dict[int, str], dict[int, int]]:
    """Names of heads and numbers of members on the day."""
    heads: dict[int, str] = {}
    sizes: dict[int, int] = {}
    rows = Membership.objects.on(day).filter(household__in=households)
    for household, is_head, name, died in rows.values_list("household", "is_head", "person__name", "person__died_on"):
        if is_head:
            heads[household] = name
        if died is None or died > day:
            sizes[household] = sizes.get(household, 0) + 1
    return heads, sizes
