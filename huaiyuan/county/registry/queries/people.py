"""People as lines of other parts' lists and forms: who lives in a household today, and names behind person numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
from django.db.models import OuterRef, Q, QuerySet, Subquery

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock, identity
from huaiyuan.county.registry.models import Alias, HealthFact, LabourFact, Membership, Person, Residence
from huaiyuan.county.registry.queries.masking import Eyes, masked
from huaiyuan.county.registry.types import AliasKind


@dataclass(frozen=True)
class Relative:
    """A member as the phone shows one; `health` is empty when nothing is known, or not for this account to see."""

    name: str
    relation: str
    age: int
    health: str
    person_id: str = ""


@dataclass(frozen=True)
class Named:
    """A person behind a number: the name as the account sees it, and the household and village of the day."""

    person_id: str
    name: str
    sex: str
    age: int
    household_no: str
    village_code: str


def heads(household_nos: Iterable[str], *, on: dt.date | None = None) -> dict[str, str]:
    """The names of households' heads on a day, in clear and within no scope: the caller shows them to nobody else's eyes.

    For what is handed over by name, such as a case with a department, which reaches no village's rows. One query.
    """
    rows = Membership.objects.on(on or clock.today()).filter(
        household__household_no__in=set(household_nos), is_head=True
    )
    return dict(rows.order_by("valid_from").values_list("household__household_no", "person__name"))


def relatives(household_no: str, account: object, *, on: dt.date | None = None) -> list[Relative]:
    """The members of a household on a day, head first; empty when it lies outside the account's rows. One query."""
    day, eyes = on or clock.today(), Eyes.of(account)
    health = HealthFact.objects.on(day).filter(person=OuterRef("person")).values("health")
    rows = _living(account, day).filter(household__household_no=household_no).annotate(health_now=Subquery(health[:1]))
    ordered = rows.select_related("person").order_by("-is_head", "person__birth_on", "person__person_id")
    return [
        Relative(
            eyes.name(row.person.name), row.relation, age(row.person.birth_on, day),
            (row.health_now or "") if eyes.health else "", row.person.person_id,
        )
        for row in ordered
    ]  # fmt: skip


@dataclass(frozen=True)
class Housemate:
    """A member with what is registered of them today; health and ability to work are None when nothing is."""

    person_id: str
    name: str
    relation: str
    is_head: bool
    age: int
    health: str | None
    labour: str | None


def housemates(household_no: str, account: object) -> list[Housemate]:
    """The members of a household today, head first; empty when it lies outside the account's rows. One query."""
    day, eyes = clock.today(), Eyes.of(account)
    facts = {
        f"{name}_now": Subquery(model.objects.on(day).filter(person=OuterRef("person")).values(name)[:1])
        for name, model in (("health", HealthFact), ("labour", LabourFact))
    }
    rows = _living(account, day).filter(household__household_no=household_no).annotate(**facts)
    return [
        Housemate(
            row.person.person_id, eyes.name(row.person.name), row.relation, row.is_head, age(row.person.birth_on, day),
            getattr(row, "health_now") if eyes.health else None,  # noqa: B009 - annotated by the query
            getattr(row, "labour_now") if eyes.health else None,  # noqa: B009 - annotated by the query
        )
        for row in rows.select_related("person").order_by("-is_head", "person__birth_on", "person__person_id")
    ]  # fmt: skip


def named(person_ids: Iterable[str], account: object, *, on: dt.date | None = None) -> dict[str, Named]:
    """People by number as of a day; those outside the account's rows, or in no household then, are left out. One query."""
    day, eyes = on or clock.today(), Eyes.of(account)
    rows = _living(account, day).filter(person__person_id__in=list(person_ids)).select_related("person", "household")
    return {
        row.person.person_id: Named(
            row.person.person_id, eyes.name(row.person.name), row.person.sex, age(row.person.birth_on, day),
            row.household.household_no, getattr(row, "village_now"),  # noqa: B009 - annotated by the query
        )
        for row in rows
    }  # fmt: skip


def age(birth_on: dt.date, day: dt.date) -> int:
    """Full years on a day."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def _living(account: object, day: dt.date) -> QuerySet[Membership]:
    scope = access.scope_of(account, P.HOUSEHOLD_READ)
    here = Residence.objects.on(day).filter(household=OuterRef("household")).values("village_code")
    alive = Q(person__died_on__isnull=True) | Q(person__died_on__gt=day)
    rows = Membership.objects.on(day).filter(alive).annotate(village_now=Subquery(here[:1]))
    return scope.filter(rows, "village_now")


@dataclass(frozen=True)
class Holder:
    """Who has an identity number already, and where they belong today; empty when to no household."""

    person_id: str
    name: str
    household_no: str
    village_code: str


def holder_of(id_number: str, *, on: dt.date | None = None) -> Holder | None:
    """The person of the registry with a number, whoever asks: only for acts that decide about it, never for a page."""
    number = identity.read(id_number).number
    if number is None:
        return None
    day = on or clock.today()
    merged = Alias.objects.filter(kind=AliasKind.PERSON, withdrawn_at__isnull=True).values("old_no")
    rows = Person.objects.filter(id_index=vault.index_one(number, purpose="id")).exclude(person_id__in=merged)
    person = rows.order_by("died_on", "person_id").first()
    if person is None:
        return None
    member = Membership.objects.on(day).filter(person=person).select_related("household").first()
    if member is None:
        return Holder(person.person_id, person.name, "", "")
    here = Residence.objects.on(day).filter(household=member.household).values_list("village_code", flat=True).first()
    return Holder(person.person_id, person.name, member.household.household_no, here or "")


def names_of(person_ids: Iterable[str]) -> dict[str, str]:
    """Names by person number as they stand, for a record that is shown to nobody as it is."""
    return dict(Person.objects.filter(person_id__in=list(person_ids)).values_list("person_id", "name"))


def head_persons(household_no: str) -> set[str]:
    """The person numbers of a household's head: one, or none."""
    rows = Membership.objects.on(clock.today()).filter(household__household_no=household_no, is_head=True)
    return set(rows.values_list("person__person_id", flat=True))


ADULT = 18


def adults_of(household_no: str, on: dt.date) -> list[str]:
    """Person numbers of a household's living members who are of age on a day, head first; within no scope."""
    alive = Q(person__died_on__isnull=True) | Q(person__died_on__gt=on)
    rows = Membership.objects.on(on).filter(alive, household__household_no=household_no).select_related("person")
    ordered = rows.order_by("-is_head", "person__birth_on", "person__person_id")
    return [row.person.person_id for row in ordered if age(row.person.birth_on, on) >= ADULT]


@dataclass(frozen=True)
class Identified:
    """A person with the identity number in clear: for a list that leaves the house, which its maker records."""

    person_id: str
    name: str
    sex: str
    id_number: str


def identified(person_ids: Iterable[str]) -> dict[str, Identified]:
    """People with their numbers opened in memory, whoever asks: the caller has asked who may, and writes the audit event."""
    rows = list(Person.objects.filter(person_id__in=list(person_ids)).order_by("person_id"))
    held = [row for row in rows if row.id_sealed]
    opened = vault.open_many(
        pa.array([bytes(row.id_sealed or b"") for row in held], pa.binary()), column="registry_person.id_sealed",
        ids=pa.array([row.pk for row in held], pa.int64()),
    ).to_pylist()  # fmt: skip
    numbers = dict(zip((row.person_id for row in held), opened, strict=True))
    return {row.person_id: Identified(row.person_id, row.name, row.sex, numbers.get(row.person_id, "")) for row in rows}


def with_number(person_ids: Iterable[str]) -> set[str]:
    """Those of these people who have an identity number."""
    rows = Person.objects.filter(person_id__in=list(person_ids), id_index__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def households_of(person_ids: Iterable[str]) -> list[str]:
    """Every household that these people were ever said to belong to, known now or not."""
    rows = Membership.objects.filter(person__person_id__in=list(person_ids)).order_by("household__household_no")
    return list(rows.values_list("household__household_no", flat=True).distinct())


@dataclass(frozen=True)
class Entry:
    """A person of the registry beside another one, for somebody who decides whether they are one."""

    person_id: str
    name: str
    sex: str
    birth_on: dt.date | None
    id_shown: str
    phone_shown: str
    household_no: str
    relation: str
    since: dt.date | None
    village_code: str
    group_name: str
    health: str


def entries_of(person_ids: Iterable[str], account: object, *, on: dt.date | None = None) -> dict[str, Entry]:
    """People side by side, masked for the account; those outside its rows, or in no household then, are left out."""
    day, eyes = on or clock.today(), Eyes.of(account)
    health = HealthFact.objects.on(day).filter(person=OuterRef("person")).values("health")
    group = Residence.objects.on(day).filter(household=OuterRef("household")).values("group_name")
    rows = list(
        _living(account, day).filter(person__person_id__in=list(person_ids))
        .annotate(health_now=Subquery(health[:1]), group_now=Subquery(group[:1])).select_related("person", "household")
    )  # fmt: skip
    numbers = masked([(row.person_id, row.person.id_sealed) for row in rows], "id_sealed")
    phones = masked([(row.person_id, row.person.phone_sealed) for row in rows], "phone_sealed")
    return {
        row.person.person_id: Entry(
            row.person.person_id, eyes.name(row.person.name), row.person.sex, row.person.birth_on if eyes.births else None,
            numbers.get(row.person_id, "无证件号码"), phones.get(row.person_id, "—"), row.household.household_no,
            row.relation, row.valid_from, getattr(row, "village_now"),  # noqa: B009 - annotated by the query
            row.group_now or "未分组", (row.health_now or "不明") if eyes.health else "不予显示",
        )
        for row in rows
    }  # fmt: skip
