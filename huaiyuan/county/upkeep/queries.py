"""What pages and others may read of the registry's upkeep, within an account's rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.vault import mask, vault
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.upkeep.actions.carrying import SEALED
from huaiyuan.county.upkeep.actions.deciding import may_undo
from huaiyuan.county.upkeep.models import Change, ChangePerson, Likeness
from huaiyuan.county.upkeep.types import Part, State


@dataclass(frozen=True)
class Person:
    """Somebody in a change, as the account sees them."""

    name: str
    part: str
    relation: str
    born: dt.date | None
    id_shown: str


@dataclass(frozen=True)
class Step:
    """Something that was done with a change."""

    at: dt.datetime
    says: str
    by: str
    reason: str


@dataclass(frozen=True)
class ChangePage:
    """A change with its people, its way and what this account may do with it."""

    number: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    household_no: str
    other_no: str
    village_name: str
    township_name: str
    to_village: str
    whole_label: str
    why_label: str
    keep_monitored: bool
    happened_on: dt.date
    note: str
    people: list[Person]
    steps: list[Step]
    may_decide: bool
    may_undo: bool


def find_change(reach: Scope, number: str) -> str | None:
    """The number itself when the change lies within the scope; None alike for a foreign and an absent one."""
    village = Change.objects.filter(number=number).values_list("village_code", flat=True).first()
    return number if reach.covers(village) else None


def changes(account: object) -> QuerySet[Change]:
    """Changes within the account's rows, newest first."""
    rows = access.scope_of(account, P.HOUSEHOLD_CHANGE).filter(Change.objects.all())
    return rows.select_related("filed_by").order_by("-number")


def change_page(number: str, account: Account) -> ChangePage:
    """One change; the caller has looked whether it lies within the account's rows."""
    change = Change.objects.select_related("filed_by", "decided_by", "undone_by").get(number=number)
    codes = {change.village_code, change.village_code[:9], change.to_village} - {""}
    places = reference.places_by_code(codes, clock.today())
    named = {code: place.short_name for code, place in places.items()}
    decides = access.scope_of(account, P.HOUSEHOLD_CONFIRM).covers(change.owner_area)
    return ChangePage(
        number=change.number, kind=change.kind, kind_label=change.get_kind_display(), state=change.state,
        state_label=change.get_state_display(), household_no=change.household_no, other_no=change.other_no,
        village_name=named.get(change.village_code, ""), township_name=named.get(change.village_code[:9], ""),
        to_village=named.get(change.to_village, ""), whole_label=change.get_whole_display(),
        why_label=change.get_why_display() if change.kind in {"move_in", "move_out"} else "",
        keep_monitored=change.keep_monitored, happened_on=change.happened_on, note=change.note,
        people=_people(change, account), steps=_steps(change),
        may_decide=decides and change.state == State.PENDING,
        may_undo=change.state == State.DONE and may_undo(change, account),
    )  # fmt: skip


def _people(change: Change, account: object) -> list[Person]:
    rows = list(change.people.order_by("pk"))
    names = registry.names_of(row.person_id for row in rows if row.person_id)
    clear, births = access.sees_clear(account, Field.NAME), access.sees_clear(account, Field.BIRTH)
    return [
        Person(
            name if clear else mask.name(name), Part(row.part).label, row.relation, row.birth_on if births else None,
            _number(row),
        )
        for row in rows
        for name in [names.get(row.person_id) or row.name]
    ]  # fmt: skip


def _number(row: ChangePerson) -> str:
    return mask.id_number(vault.open_one(bytes(row.id_sealed), column=SEALED, id=row.pk)) if row.id_sealed else ""


def _steps(change: Change) -> list[Step]:
    steps = [Step(change.filed_at, "登记", change.filed_by.display_name, change.note)]
    if change.decided_at and change.decided_by:
        says = "不同意" if change.decided_why else "同意，已生效"
        steps.append(Step(change.decided_at, says, change.decided_by.display_name, change.decided_why))
    if change.undone_at and change.undone_by:
        steps.append(Step(change.undone_at, "撤销", change.undone_by.display_name, change.undone_why))
    return steps[::-1]


def likenesses(account: object) -> QuerySet[Likeness]:
    """Pairs of which both lie within the account's rows."""
    scope = access.scope_of(account, P.HOUSEHOLD_CONFIRM)
    return scope.filter(scope.filter(Likeness.objects.all(), "first_village"), "second_village")


@dataclass(frozen=True)
class Alike:
    """Two entries that may be one person, and what somebody decided of them."""

    number: str
    first_no: str
    second_no: str
    first_village: str
    second_village: str
    ground_label: str
    judged: str
    judged_label: str
    kept_no: str
    judged_by: str
    judged_at: dt.datetime | None
    why: str


def find_likeness(reach: Scope, number: str) -> Alike | None:
    """A pair within the scope; None alike for a foreign and an absent one."""
    rows = reach.filter(reach.filter(Likeness.objects.filter(number=number), "first_village"), "second_village")
    row = rows.select_related("judged_by").first()
    if row is None:
        return None
    return Alike(
        number=row.number, first_no=row.first_no, second_no=row.second_no, first_village=row.first_village,
        second_village=row.second_village, ground_label=row.get_ground_display(), judged=row.judged,
        judged_label=row.get_judged_display(), kept_no=row.kept_no,
        judged_by=row.judged_by.display_name if row.judged_by else "", judged_at=row.judged_at, why=row.why,
    )  # fmt: skip


def place_names(codes: list[str]) -> dict[str, str]:
    """Short names of villages by code."""
    return {code: place.short_name for code, place in reference.places_by_code(codes, clock.today()).items()}
