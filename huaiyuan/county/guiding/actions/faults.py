"""Faults of a guidance visit: each a task to the village; the village answers with proof, a guide closes or returns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import guidance
from huaiyuan.county.guiding import errors, tasks, trail
from huaiyuan.county.guiding.actions.visiting import visit_for
from huaiyuan.county.guiding.models import Fault, FaultPhoto, SampledHousehold
from huaiyuan.county.guiding.moves import FAULT, Move
from huaiyuan.county.guiding.types import FaultState, PhotoKind
from huaiyuan.county.worklist import actions as worklist

MOST_DAYS, MOST_PHOTOS, COUNTY = 180, 3, 6
MOST_TEXT, MOST_ANSWER = 200, 400


@dataclass(frozen=True)
class NewFault:
    """A fault as it is written down: of which stretch of the work, what, of which drawn household if of any, by when."""

    stage: str
    text: str
    household_no: str = ""
    due_on: dt.date | None = None


@transaction.atomic
def add_fault(
    visit_no: str, said: NewFault, *, by: Account, photos: Iterable[bytes] = (), at: dt.datetime | None = None
) -> Fault:  # fmt: skip
    """Write down a fault; the village has it at once, with its deadline.

    Raises: GUIDING_NOT_FOUND, GUIDING_NO_FAULT, GUIDING_NOT_SAMPLED, GUIDING_FAULT_DUE, VAULT_NOT_A_PICTURE.
    """
    visit, moment = visit_for(visit_no, by), at or clock.business_now()
    if not said.text.strip() or said.stage not in guidance.load():
        raise DomainError(errors.NO_FAULT)
    if said.household_no and not SampledHousehold.objects.filter(visit=visit, household_no=said.household_no).exists():
        raise DomainError(errors.NOT_SAMPLED, household_no=said.household_no)
    fault = Fault.objects.create(
        number=next_number(Fault, "DW", moment), visit=visit, village_code=visit.village_code,
        stage=said.stage, household_no=said.household_no, text=said.text.strip()[:MOST_TEXT],
        due_at=_due(said.due_on, moment),
    )  # fmt: skip
    _keep(fault, PhotoKind.FAULT, photos, by, moment)
    _hand_out(fault, by, moment)
    _record(trail.FOUND, fault, by)
    return fault


@transaction.atomic
def mend(
    number: str, *, answer: str, photos: Iterable[bytes], by: Account, base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Fault:  # fmt: skip
    """The village says how it was mended, with a photo; a guide looks at it.

    Raises: GUIDING_NOT_FOUND, GUIDING_NO_MENDING, GUIDING_NO_PHOTO, GUIDING_STAGE, GUIDING_CHANGED, VAULT_NOT_A_PICTURE.
    """
    fault, moment = _find(number, P.GUIDE_MEND, by), at or clock.business_now()
    if not answer.strip():
        raise DomainError(errors.NO_MENDING)
    given = [one for one in photos if one]
    if not given:
        raise DomainError(errors.NO_PHOTO)
    _move(FAULT["mend"], fault, base_version, by, answer=answer.strip()[:MOST_ANSWER], mended_by=by, mended_at=moment)
    _keep(fault, PhotoKind.MENDED, given, by, moment)
    worklist.finish([tasks.MEND], [number], proof="已报整改", by=by, at=moment)
    guide = fault.visit.guide if access.may(fault.visit.guide, P.GUIDE_ANSWER) else None
    worklist.open_one(
        tasks.CHECK, number, village_code=fault.village_code, owner_area=fault.village_code[:COUNTY], owner=guide,
        household_no=fault.household_no, about=fault.text[:40], by=by, at=moment,
    )  # fmt: skip
    _record(trail.MENDED, fault, by)
    return fault


@transaction.atomic
def close(number: str, *, by: Account, base_version: int | None = None, at: dt.datetime | None = None) -> Fault:
    """A guide has looked and it is mended (销号). Raises: GUIDING_NOT_FOUND, GUIDING_STAGE, GUIDING_DOER, GUIDING_CHANGED."""
    fault, moment = _find(number, P.GUIDE_ANSWER, by), at or clock.business_now()
    _move(FAULT["close"], fault, base_version, by, closed_by=by, closed_at=moment)
    worklist.finish([tasks.CHECK], [number], proof="已销号", by=by, at=moment)
    _record(trail.CLOSED, fault, by)
    return fault


@transaction.atomic
def return_(
    number: str, *, reason: str, by: Account, due_on: dt.date | None = None, base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Fault:  # fmt: skip
    """It is not mended: back to the village with a reason and a new day; one that was closed is opened again.

    Raises: GUIDING_NOT_FOUND, GUIDING_NO_REASON, GUIDING_FAULT_DUE, GUIDING_STAGE, GUIDING_DOER, GUIDING_CHANGED.
    """
    fault, moment = _find(number, P.GUIDE_ANSWER, by), at or clock.business_now()
    why = _reason(FAULT["return_"], reason)
    _move(
        FAULT["return_"], fault, base_version, by, returned_why=why, returns=F("returns") + 1, due_at=_due(due_on, moment),
        closed_by=None, closed_at=None,
    )  # fmt: skip
    worklist.recall([tasks.CHECK], [number], reason=why, by=by, at=moment)
    _hand_out(fault, by, moment)
    _record(trail.RETURNED, fault, by, why)
    return fault


@transaction.atomic
def cancel(
    number: str, *, reason: str, by: Account, base_version: int | None = None, at: dt.datetime | None = None
) -> Fault:  # fmt: skip
    """It was no fault. Raises: GUIDING_NOT_FOUND, GUIDING_NO_REASON, GUIDING_STAGE, GUIDING_CHANGED."""
    fault, moment = _find(number, P.GUIDE_ANSWER, by), at or clock.business_now()
    why = _reason(FAULT["cancel"], reason)
    _move(FAULT["cancel"], fault, base_version, by, returned_why=why, closed_by=by, closed_at=moment)
    worklist.recall([tasks.MEND], [number], reason=why, by=by, at=moment)
    _record(trail.CANCELLED, fault, by, why)
    return fault


@transaction.atomic
def open_photo(photo_no: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of a photo, for those who may read its fault; that it was looked at is recorded. Raises: GUIDING_NOT_FOUND."""
    photo = FaultPhoto.objects.filter(photo_no=photo_no).select_related("fault").first()
    if photo is None or not access.scope_of(by, P.GUIDE_VISITS).covers(photo.fault.village_code):
        raise DomainError(errors.NOT_FOUND)
    audit.record(
        trail.PHOTO_SHOWN, by=by, subject=f"fault:{photo.fault.number}", village_code=photo.fault.village_code,
        number=photo.fault.number, kind=PhotoKind(photo.kind).label,
    )  # fmt: skip
    return media.opened(photo.file_name)


def _find(number: str, may: P, by: Account) -> Fault:
    fault = Fault.objects.filter(number=number).select_related("visit__guide").first()
    if fault is None or not access.scope_of(by, may).covers(fault.village_code):
        raise DomainError(errors.NOT_FOUND)
    return fault


def _due(on: dt.date | None, moment: dt.datetime) -> dt.datetime:
    if on is None:
        return worklist.due(tasks.MEND, moment)
    today = moment.astimezone(clock.SHANGHAI).date()
    if not today < on <= today + dt.timedelta(days=MOST_DAYS):
        raise DomainError(errors.FAULT_DUE, on=on, most=MOST_DAYS)
    return clock.end_of(on)


def _hand_out(fault: Fault, by: Account, moment: dt.datetime) -> None:
    worklist.open_one(
        tasks.MEND, fault.number, village_code=fault.village_code, owner_area=fault.village_code,
        household_no=fault.household_no, about=fault.text[:40], due_at=fault.due_at, by=by, at=moment,
    )  # fmt: skip


def _keep(fault: Fault, kind: PhotoKind, photos: Iterable[bytes], by: Account, at: dt.datetime) -> None:
    for data in [one for one in photos if one][:MOST_PHOTOS]:
        picture = pictures.tidy(data)
        FaultPhoto.objects.create(
            photo_no=uuid.uuid4(), fault=fault, kind=kind, file_name=media.keep(picture.data), size=len(picture.data),
            added_by=by, added_at=at,
        )  # fmt: skip


def _reason(step: Move, reason: str) -> str:
    if step.needs_reason and not reason.strip():
        raise DomainError(errors.NO_REASON, what=step.says)
    return reason.strip()[:MOST_TEXT]


def _move(step: Move, fault: Fault, base_version: int | None, by: Account, **changes: Any) -> None:
    """One conditional UPDATE that must change one row, else somebody was there first."""
    if base_version is not None and base_version != fault.version:
        raise DomainError(errors.CHANGED)
    if step.not_the_doer and fault.mended_by_id == by.pk:
        raise DomainError(errors.DOER, says=step.says)
    rows = Fault.objects.filter(pk=fault.pk, state__in=step.sources, version=fault.version)
    done = rows.update(state=step.target, version=F("version") + 1, **changes)
    fault.refresh_from_db()
    if done != 1:
        raise DomainError(errors.STAGE, state=FaultState(fault.state).label, says=step.says)


def _record(action: str, fault: Fault, by: Account, reason: str = "") -> None:
    audit.record(
        action, by=by, subject=f"fault:{fault.number}", household_no=fault.household_no,
        village_code=fault.village_code, writes=True, reason=reason, number=fault.number,
    )  # fmt: skip
