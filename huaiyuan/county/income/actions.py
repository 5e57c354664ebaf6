"""All writes about income statements: measured, signed, proved by photos, checked by a second person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.base.vault.alone import alone as hold_off
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy.income import items
from huaiyuan.county.income import errors, sums, tasks, trail
from huaiyuan.county.income.models import IncomeEntry, IncomePhoto, IncomeStatement
from huaiyuan.county.income.types import Origin, PhotoKind, Signed, State
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import actions as worklist


@dataclass(frozen=True)
class Amount:
    """One amount as it was written; None is 不明. `origin_ref` names the department and batch it came from."""

    code: str
    yuan: Decimal | None
    origin: Origin = Origin.ASKED
    origin_ref: str = ""


@dataclass(frozen=True)
class Measured:
    """What a form says: for which period, how many live there, what they have, what they say to have none of."""

    period: policy.Accounting
    size: int
    amounts: Sequence[Amount]
    none_of: Collection[policy.Kind] = ()
    measured_on: dt.date | None = None
    companion: str = ""
    note: str = ""
    signed: bool = True


@transaction.atomic
def measure(
    household_no: str, said: Measured, *, by: Account, client_uuid: uuid.UUID, base_version: int,
    at: dt.datetime | None = None,
) -> IncomeStatement:  # fmt: skip
    """Keep a statement; the same `client_uuid` again changes nothing.

    Measured before for the same purpose and period, it becomes the next version, and the earlier stays readable.
    Raises: INCOME_NOT_FOUND, INCOME_OTHER_HOUSEHOLD, INCOME_CHANGED when it is not at `base_version` any more,
    INCOME_EMPTY, INCOME_TWICE, INCOME_CONTRADICTS, INCOME_DAY and what the sum refuses.
    """
    _alone()
    village = _village(household_no, by, P.INCOME_MEASURE)
    earlier = IncomeStatement.objects.filter(client_uuid=client_uuid).first()
    if earlier is not None:
        if earlier.household_no != household_no:
            raise DomainError(errors.OTHER_HOUSEHOLD)
        return earlier
    moment = at or clock.business_now()
    before = _current(household_no, said.period)
    if base_version != (before.version if before else 0):
        raise _changed(before)
    statement = _checked(said)
    day = _day(said.measured_on, said.period.first_day, moment)
    if before is not None:
        IncomeStatement.objects.filter(pk=before.pk).update(superseded_at=moment)
    made = IncomeStatement.objects.create(
        number=next_number(IncomeStatement, "SR", moment, places=6), client_uuid=client_uuid, household_no=household_no, village_code=village,
        purpose=said.period.purpose, first_on=said.period.first_day, last_on=said.period.last_day,
        version=base_version + 1, size=said.size, none_of=sums.SPLIT.join(sorted(said.none_of)),
        net_fen=_fen(statement.net), reference_fen=_fen(statement.reference),
        missing=sums.SPLIT.join(statement.missing), measured_on=day, measured_by=by,
        companion=said.companion.strip(), note=said.note.strip(), recorded_at=moment,
        signed=Signed.DONE if said.signed else Signed.DUE, signed_on=day if said.signed else None,
    )  # fmt: skip
    IncomeEntry.objects.bulk_create(
        IncomeEntry(
            statement=made, code=one.code, fen=_fen(one.yuan), origin=one.origin, origin_ref=one.origin_ref[:200]
        )
        for one in said.amounts
    )
    _pass_on(before, made, by, moment)
    _record(trail.MEASURED, made, by, period=said.period.name, version=made.version)
    return made


@transaction.atomic
def sign_later(number: str, *, signed_on: dt.date, by: Account, at: dt.datetime | None = None) -> IncomeStatement:
    """The head of the household has signed afterwards (补签). Raises: INCOME_NOT_FOUND, INCOME_NOT_DUE, INCOME_DAY."""
    row, moment = _standing(number, by, P.INCOME_MEASURE), at or clock.business_now()
    day = _day(signed_on, row.measured_on, moment)
    due = IncomeStatement.objects.filter(pk=row.pk, signed=Signed.DUE, superseded_at=None)
    if due.update(signed=Signed.DONE, signed_on=day) != 1:
        raise DomainError(errors.NOT_DUE)
    worklist.finish([tasks.SIGN], [number], proof="户主已签字", by=by, at=moment)
    _record(trail.SIGNED, row, by)
    row.refresh_from_db()
    return row


@transaction.atomic
def confirm(number: str, *, by: Account, at: dt.datetime | None = None) -> IncomeStatement:
    """A second person has looked at it and agrees (复核).

    Raises: INCOME_NOT_FOUND, INCOME_SUPERSEDED, INCOME_SAME_PERSON, INCOME_NOT_SIGNED, INCOME_NO_VOUCHER,
    INCOME_NOT_WAITING.
    """
    row, moment = _for_check(number, by), at or clock.business_now()
    if row.signed == Signed.DUE:
        raise DomainError(errors.NOT_SIGNED)
    _require_vouchers(row)
    _decide(row, by, moment, State.CONFIRMED, "")
    _record(trail.CONFIRMED, row, by)
    return row


@transaction.atomic
def give_back(number: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> IncomeStatement:
    """Send it back to be measured again, with the reason; the village gets a task.

    Raises: INCOME_NOT_FOUND, INCOME_SUPERSEDED, INCOME_SAME_PERSON, INCOME_NO_REASON, INCOME_NOT_WAITING.
    """
    row, moment = _for_check(number, by), at or clock.business_now()
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    _decide(row, by, moment, State.RETURNED, reason.strip())
    worklist.finish([tasks.SIGN], [number], proof="测算退回，重测时再签", by=by, at=moment)
    worklist.open_one(
        tasks.AGAIN, number, village_code=row.village_code, owner_area=row.village_code, household_no=row.household_no,
        about=sums.period_of(row).name, by=by, at=moment,
    )  # fmt: skip
    _record(trail.RETURNED, row, by, reason=reason.strip())
    return row


@transaction.atomic
def add_photo(
    number: str, data: bytes, kind: PhotoKind, *, client_uuid: uuid.UUID, by: Account, at: dt.datetime | None = None
) -> IncomePhoto:
    """Keep a photo of a voucher or of the signed sheet; the same `client_uuid` again keeps the first.

    Raises: INCOME_NOT_FOUND (also for a number that stands for a photo of another statement), VAULT_NOT_A_PICTURE,
    VAULT_PICTURE_TOO_LARGE.
    """
    row = _found(number, by, P.INCOME_MEASURE)
    earlier = IncomePhoto.objects.filter(client_uuid=client_uuid).first()
    if earlier is not None:
        if earlier.statement_id != row.pk:
            raise DomainError(errors.NOT_FOUND)
        return earlier
    picture = pictures.tidy(data)
    photo = IncomePhoto.objects.create(
        client_uuid=client_uuid, statement=row, kind=kind, file_name=media.keep(picture.data), size=len(picture.data), added_by=by,
        added_at=at or clock.business_now(),
    )  # fmt: skip
    _record(trail.PHOTO_ADDED, row, by, what=photo.get_kind_display())
    return photo


@transaction.atomic
def open_photo(client_uuid: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of a photo; that it was looked at is recorded. Raises: INCOME_NOT_FOUND."""
    photo = IncomePhoto.objects.filter(client_uuid=client_uuid).select_related("statement").first()
    if photo is None or not access.sees_clear(by, access.Field.AMOUNT):
        raise DomainError(errors.NOT_FOUND)
    row = _found(photo.statement.number, by, P.INCOME_READ)
    _record(trail.PHOTO_SHOWN, row, by, writes=False)
    return media.opened(photo.file_name)


def _alone() -> None:
    """Hold off other statements until this transaction ends: versions and numbers follow each other."""
    hold_off(IncomeStatement)


def _village(household_no: str, by: Account, permission: P) -> str:
    village = registry.village_of(household_no)
    if village is None or not access.scope_of(by, permission).covers(village):
        raise DomainError(errors.NOT_FOUND)
    return village


def _found(number: str, by: Account, permission: P) -> IncomeStatement:
    row = IncomeStatement.objects.filter(number=number).select_related("measured_by").first()
    if row is None:
        raise DomainError(errors.NOT_FOUND)
    _village(row.household_no, by, permission)
    return row


def _standing(number: str, by: Account, permission: P) -> IncomeStatement:
    """A statement that no later version has taken the place of."""
    row = _found(number, by, permission)
    if row.superseded_at is not None:
        newer = _current(row.household_no, sums.period_of(row))
        raise DomainError(errors.SUPERSEDED, number=newer.number if newer else "")
    return row


def _for_check(number: str, by: Account) -> IncomeStatement:
    row = _standing(number, by, P.INCOME_CONFIRM)
    if row.measured_by_id == by.pk:
        raise DomainError(errors.SAME_PERSON)
    return row


def _decide(row: IncomeStatement, by: Account, moment: dt.datetime, state: State, why: str) -> None:
    waiting = IncomeStatement.objects.filter(pk=row.pk, state=State.MEASURED, superseded_at=None)
    done = waiting.update(state=state, decided_by=by, decided_at=moment, decided_why=why)
    row.refresh_from_db()
    if done != 1:
        raise DomainError(errors.NOT_WAITING, state=row.get_state_display())


def _require_vouchers(row: IncomeStatement) -> None:
    """Every outlay that counts has a voucher, unless a department's own data show it."""
    burdens = {code for code, one in items.load().items() if one.voucher}
    asked = row.entries.filter(code__in=burdens).exclude(origin__in=[Origin.DEPARTMENT, Origin.LOADED])
    total = sum(entry.fen or 0 for entry in asked)
    if total and not row.photos.filter(kind=PhotoKind.VOUCHER).exists():
        raise DomainError(errors.NO_VOUCHER, yuan=money.shown(money.to_yuan(total)))


def _current(household_no: str, period: policy.Accounting) -> IncomeStatement | None:
    rows = IncomeStatement.objects.filter(
        household_no=household_no, purpose=period.purpose, first_on=period.first_day, superseded_at=None
    )
    return rows.select_related("measured_by").first()


def _changed(now: IncomeStatement | None) -> DomainError:
    """Somebody was there first: who, when."""
    if now is None:
        return DomainError(errors.CHANGED, who="有人", at="刚才")
    at = now.recorded_at.astimezone(clock.SHANGHAI)
    return DomainError(errors.CHANGED, who=now.measured_by.display_name, at=f"{at:%m-%d %H:%M}")


def _checked(said: Measured) -> policy.Statement:
    if not said.amounts and not said.none_of:
        raise DomainError(errors.EMPTY)
    for code, times in Counter(one.code for one in said.amounts).items():
        if times > 1:
            raise DomainError(errors.TWICE, title=items.item(code).title)
    for one in said.amounts:
        kind = items.item(one.code).kind
        if kind in said.none_of and one.yuan != 0:
            raise DomainError(errors.CONTRADICTS, kind=kind.label, title=items.item(one.code).title)
    entries = [policy.Entry(one.code, one.yuan) for one in said.amounts]
    return policy.statement(entries, said.period, said.size, said.none_of)


def _day(given: dt.date | None, earliest: dt.date, moment: dt.datetime) -> dt.date:
    today = moment.astimezone(clock.SHANGHAI).date()
    day = given or today
    if not earliest <= day <= today:
        raise DomainError(errors.DAY, on=day, earliest=earliest, today=today)
    return day


def _pass_on(before: IncomeStatement | None, made: IncomeStatement, by: Account, moment: dt.datetime) -> None:
    """Tasks that the new statement settles, and the one for a signature that is still to come."""
    if before is not None:
        worklist.finish([tasks.AGAIN, tasks.SIGN], [before.number], proof=f"已重新测算{made.number}", by=by, at=moment)
    if made.signed == Signed.DUE:
        worklist.open_one(
            tasks.SIGN, made.number, village_code=made.village_code, owner_area=made.village_code,
            household_no=made.household_no, about=sums.period_of(made).name, by=by, at=moment,
        )  # fmt: skip


def _fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else money.to_fen(yuan)


def _record(
    action: str, row: IncomeStatement, by: Account, *, writes: bool = True, reason: str = "", **facts: Any
) -> None:
    audit.record(
        action, by=by, subject=f"income:{row.number}", household_no=row.household_no, village_code=row.village_code,
        writes=writes, reason=reason, statement=row.number, **facts,
    )  # fmt: skip
