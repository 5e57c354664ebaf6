"""People as lines of other parts' lists and forms: who lives in a household today, and names behind person numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry.models import HealthFact, Membership, Residence
from huaiyuan.county.registry.queries.masking import Eyes


@dataclass(frozen=True)
class Relative:
    """A member as the phone shows one; `health` is empty when nothing is known, or not for this account to see."""

    name: str
    relation: str
    age: int
    health: str


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
            (row.health_now or "") if eyes.health else "",
        )
        for row in ordered
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
