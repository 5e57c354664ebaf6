"""Filing a change: it takes effect at once where the filer may decide it, else it waits for who decides."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import vault
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.actions import Newcomer
from huaiyuan.county.upkeep import errors, tasks, trail
from huaiyuan.county.upkeep.actions.carrying import SEALED, carry_out
from huaiyuan.county.upkeep.models import Change, ChangePerson
from huaiyuan.county.upkeep.types import Kind, Part, State, Whole, Why
from huaiyuan.county.worklist import actions as worklist

TOWNSHIP, COUNTY = 9, 6
VILLAGE_DECIDES, COUNTY_DECIDES = "村", "县"


@dataclass(frozen=True)
class Who:
    """Somebody in a change: a person of the registry, or a newcomer."""

    part: Part
    person_id: str = ""
    relation: str = ""
    newcomer: Newcomer | None = None


@dataclass(frozen=True)
class Filing:
    """What a form says."""

    kind: Kind
    on: dt.date
    people: tuple[Who, ...] = ()
    other_no: str = ""
    whole: str = ""
    to_village: str = ""
    why: str = Why.OTHER
    keep_monitored: bool = False
    note: str = ""


class _OnlyTried(Exception):
    """Takes back what was only tried."""


@transaction.atomic
def file_change(
    household_no: str, filing: Filing, *, by: Account, client_uuid: uuid.UUID, at: dt.datetime | None = None
) -> Change:
    """File a change of a household; the same `client_uuid` again changes nothing.

    What cannot be carried out is refused now, also where somebody else will decide. Raises: UPKEEP_NOT_FOUND,
    UPKEEP_NO_OTHER, UPKEEP_NO_PERSON, UPKEEP_NO_NEWCOMER, UPKEEP_NO_VILLAGE and what the registry refuses.
    """
    earlier = Change.objects.filter(client_uuid=client_uuid, filed_by=by).first()
    if earlier is not None:
        return earlier
    village, moment = _village(household_no, by), at or clock.business_now()
    filing, villages = _completed(filing, village, by)
    owner = _owner(villages)
    change = Change.objects.create(
        number=next_number(Change, "BG", moment, places=6), client_uuid=client_uuid, kind=filing.kind, state=State.PENDING,
        household_no=household_no, village_code=village, owner_area=owner, other_no=filing.other_no,
        whole=filing.whole, to_village=filing.to_village, why=filing.why, keep_monitored=filing.keep_monitored,
        happened_on=filing.on, note=filing.note.strip(), filed_by=by, filed_at=moment,
    )  # fmt: skip
    _write_people(change, filing)
    if _takes_effect(filing.kind, villages, owner, by, moment):
        carry_out(change, by=by, at=moment)
        Change.objects.filter(pk=change.pk).update(state=State.DONE)
    else:
        _try(change, by, moment)
        _ask(change, by, moment)
    change.refresh_from_db()
    record(trail.FILED, change, by, state=change.get_state_display())
    return change


def record(action: str, change: Change, by: Account, *, reason: str = "", **facts: Any) -> None:
    """One audit event about a change."""
    audit.record(
        action, by=by, subject=f"change:{change.number}", household_no=change.household_no,
        village_code=change.village_code, writes=True, reason=reason, change=change.number,
        kind=change.get_kind_display(), **facts,
    )  # fmt: skip


def _village(household_no: str, by: Account) -> str:
    village = registry.village_of(household_no)
    if village is None or not access.scope_of(by, P.HOUSEHOLD_CHANGE).covers(village):
        raise DomainError(errors.NOT_FOUND)
    return village


def _completed(filing: Filing, village: str, by: Account) -> tuple[Filing, set[str]]:
    """The filing with what the registry knows, and every village that it touches."""
    villages = {village}
    if filing.kind == Kind.UNITE:
        there = registry.village_of(filing.other_no)
        if there is None or not access.scope_of(by, P.HOUSEHOLD_CHANGE).covers(there):
            raise DomainError(errors.NO_OTHER, household_no=filing.other_no)
        villages.add(there)
    if filing.kind == Kind.MOVE_OUT and filing.whole == Whole.VILLAGE:
        place = reference.places_by_code([filing.to_village]).get(filing.to_village)
        if place is None:
            raise DomainError(errors.NO_VILLAGE)
        villages.add(place.code)
    if filing.kind == Kind.MOVE_IN:
        filing, there = _known_already(filing)
        villages |= {there} - {""}
    return filing, villages


def _known_already(filing: Filing) -> tuple[Filing, str]:
    """A newcomer whose number the registry has is that person: they come from where they are now."""
    for index, who in enumerate(filing.people):
        held = registry.holder_of(who.newcomer.id_number) if who.part == Part.COMES and who.newcomer else None
        if held is not None:
            people = list(filing.people)
            people[index] = replace(who, person_id=held.person_id, newcomer=None)
            return replace(filing, people=tuple(people), other_no=held.household_no), held.village_code
    return filing, ""


def _owner(villages: set[str]) -> str:
    townships = {code[:TOWNSHIP] for code in villages}
    return townships.pop() if len(townships) == 1 else next(iter(villages))[:COUNTY]


def _takes_effect(kind: Kind, villages: set[str], owner: str, by: Account, moment: dt.datetime) -> bool:
    found = reference.parameter(f"change.decided_by.{kind}", moment.astimezone(clock.SHANGHAI).date())
    level = found.value if found else ""
    confirms, files = access.scope_of(by, P.HOUSEHOLD_CONFIRM), access.scope_of(by, P.HOUSEHOLD_CHANGE)
    if level == COUNTY_DECIDES:
        return confirms.is_county
    if level == VILLAGE_DECIDES and all(files.covers(code) for code in villages):
        return True
    return confirms.covers(owner)


def _try(change: Change, by: Account, moment: dt.datetime) -> None:
    try:
        with transaction.atomic():
            carry_out(change, by=by, at=moment)
            raise _OnlyTried
    except _OnlyTried:
        return


def _ask(change: Change, by: Account, moment: dt.datetime) -> None:
    kind = tasks.BY_TOWNSHIP if len(change.owner_area) == TOWNSHIP else tasks.BY_COUNTY
    worklist.open_one(
        kind, change.number, village_code=change.village_code, owner_area=change.owner_area,
        household_no=change.household_no, about=change.get_kind_display(), by=by, at=moment,
    )  # fmt: skip


def _write_people(change: Change, filing: Filing) -> None:
    keys = vault.reserve("upkeep_changeperson", len(filing.people))
    for key, who in zip(keys, filing.people, strict=True):
        new = who.newcomer
        if new is not None and not (new.name.strip() and new.sex and new.birth_on):
            raise DomainError(errors.NO_NEWCOMER)
        number = new.id_number.strip() if new else ""
        ChangePerson.objects.create(
            id=key, change=change, person_id=who.person_id, part=who.part, relation=who.relation,
            name=new.name.strip() if new else "", sex=new.sex if new else "", birth_on=new.birth_on if new else None,
            id_sealed=vault.seal_one(number, column=SEALED, id=key) if number else None,
        )  # fmt: skip
