"""Opening a row (建账): whose it is and what it says from the start."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction

from huaiyuan.base import reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import ROLES
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import errors, following, reach
from huaiyuan.county.ledger.actions import photos
from huaiyuan.county.ledger.actions.writing import readings, remember, require
from huaiyuan.county.ledger.columns import Link
from huaiyuan.county.ledger.declaration import Act, Ledger, worked_out
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import DIGITS, About, Did
from huaiyuan.county.registry import queries as registry

VILLAGE = 12


@dataclass(frozen=True)
class Place:
    """What a row is about and where it belongs; what follows from the rest (a person's household and village) is found."""

    village_code: str = ""
    unit_no: str = ""
    household_no: str = ""
    person_no: str = ""


def open_entry(
    ledger: Ledger, place: Place, texts: Mapping[str, str], *, by: Account | None, client_uuid: uuid.UUID | None = None,
    links: Mapping[str, Entry] | None = None, pictures: Sequence[bytes] = (), at: dt.datetime | None = None,
    trusted: bool = False,
) -> Any:  # fmt: skip
    """Open one row from what was typed; the same form sent twice opens it once.

    `links` are rows of other ledgers it belongs to; `trusted` is for a ledger's own acts, which nobody's turn limits.
    Raises: LEDGER_NOT_YOURS, LEDGER_BAD_CELL, LEDGER_LACKING, LEDGER_NO_*, LEDGER_TWICE, VAULT_NOT_A_PICTURE, and the
    ledger's own checks.
    """
    moment = at or clock.business_now()
    if not trusted and not reach.does(ledger, ledger.opening.by, by):
        raise not_yours(ledger.opening.by)
    with transaction.atomic():
        known = ledger.model._default_manager.filter(client_uuid=client_uuid).first() if client_uuid else None
        if known is not None:
            return known
        mine = [c for c in ledger.columns if not isinstance(c, Link) and (trusted or c.asked)]
        values = readings(ledger, texts, [c.name for c in mine])
        values |= dict(links or {})
        require(ledger, values, [c.name for c in ledger.columns if c.required and c.asked])
        known_place = trusted or (ledger.follows and values.get(ledger.opening.home) is not None)
        settled = _settled(ledger, at_home(ledger, place, values), by, trusted=known_place)
        row = _write(ledger, settled, values, by, moment, client_uuid)
        photos.keep(ledger, row, ledger.slot(ledger.opening.photos), pictures, by=by, at=moment)
        return row


def at_home(ledger: Ledger, place: Place, values: Mapping[str, Any]) -> Place:
    """The place with what the row of its home says where nobody said otherwise."""
    home = values.get(ledger.opening.home)
    if home is None:
        return place
    if ledger.follows:
        place = replace(place, village_code=home.village_code, household_no=home.household_no, person_no=home.person_no)
    return replace(place, village_code=place.village_code or home.village_code, unit_no=home.unit_no or place.unit_no)


def _write(
    ledger: Ledger, place: Place, values: dict[str, Any], by: Account | None, at: dt.datetime, client_uuid: uuid.UUID | None
) -> Any:  # fmt: skip
    act = Act(by, at, values)
    row = ledger.model(
        number=next_number(ledger.model, ledger.prefix, at, places=DIGITS), client_uuid=client_uuid,
        state=str(ledger.opening.state), state_since=act.on, opened_on=act.on, opened_by=by, changed_at=at, changed_by=by,
        village_code=place.village_code, unit_no=place.unit_no, household_no=place.household_no,
        person_no=place.person_no, **values,
    )  # fmt: skip
    for name, value in worked_out(ledger.opening.sets, row, act).items():
        setattr(row, name, value)
    ledger.check(row, act)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise DomainError(errors.TWICE, number=_twin(ledger, row)) from None
    remember(ledger, row, act, Did.OPENED)
    following.moved(ledger, row, "", by=by, at=at)
    return row


def _settled(ledger: Ledger, place: Place, by: Account | None, *, trusted: bool) -> Place:
    """The place with what follows from it, within what the account reaches."""
    about = ledger.about
    household, village = place.household_no, place.village_code
    if about is About.PERSON:
        person = registry.named([place.person_no], by).get(place.person_no) if not trusted else None
        if person is None and not trusted:
            raise DomainError(errors.NO_PERSON)
        household, village = (person.household_no, person.village_code) if person else (household, village)
    elif about is About.HOUSEHOLD and not trusted:
        found = registry.village_of(household)
        if found is None or not reach.covers(ledger, by, found):
            raise DomainError(errors.NO_HOUSEHOLD)
        village = found
    elif about is About.VILLAGE and not trusted:
        places = reference.places_by_code([village]) if len(village) == VILLAGE else {}
        if not places or not reach.covers(ledger, by, village):
            raise DomainError(errors.NO_VILLAGE)
    return Place(village, place.unit_no, household, place.person_no)


def _twin(ledger: Ledger, row: Entry) -> str:
    for names in ledger.once:
        same = {name: getattr(row, name) for name in names}
        found = ledger.model._default_manager.filter(**same).values_list("number", flat=True).first()
        if found:
            return str(found)
    return row.number


def not_yours(whose: tuple[Any, ...]) -> DomainError:
    """That it is another post's turn."""
    return DomainError(errors.NOT_YOURS, who="、".join(ROLES[who.role].title for who in whose) or "系统")
