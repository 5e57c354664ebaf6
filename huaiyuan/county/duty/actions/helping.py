"""Helpers themselves: entering one with an account of their own, and letting one go who has nobody left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access import actions as accounts
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock, identity
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.identity import IdState
from huaiyuan.county.duty import errors, trail
from huaiyuan.county.duty.actions.pairing import helper_of
from huaiyuan.county.duty.models import Helper, HelperUnit, Pairing
from huaiyuan.county.duty.types import Part, Rank
from huaiyuan.county.registry import queries as registry

SEALED = "duty_helper.phone_sealed"
POST = "helper"
WHY = {IdState.BAD_CHECK: "末位校验码不对", IdState.BAD_DATE: "出生日期不对", IdState.NOT_ID: "不是证件号码"}


@dataclass(frozen=True)
class NewHelper:
    """What is said of a helper. With an ID number one is told from others, and kin are kept from helping kin."""

    name: str
    unit_no: str
    sex: str = ""
    politics: str = ""
    rank: Rank = Rank.ORDINARY
    public_servant: bool = True
    phone: str = ""
    id_number: str = ""


@transaction.atomic
def add_helper(new: NewHelper, *, by: Account) -> Helper:
    """Enter a helper; the account that comes with it opens nothing until a phone is enrolled for it.

    Raises: DUTY_NOT_FOUND without the right, DUTY_NO_NAME, DUTY_NO_UNIT, DUTY_BAD_NUMBER, DUTY_HELPER_KNOWN.
    """
    if not access.may(by, P.PAIRING_WRITE):
        raise DomainError(errors.NOT_FOUND)
    if not new.name.strip():
        raise DomainError(errors.NO_NAME)
    unit = HelperUnit.objects.filter(unit_no=new.unit_no).first()
    if unit is None:
        raise DomainError(errors.NO_UNIT, unit_no=new.unit_no)
    index, person_id = _identity(new.id_number)
    key = vault.reserve("duty_helper", 1).start
    number = helper_number(key)
    account = accounts.open_account(username=number.lower(), display_name=new.name, by=by)
    accounts.start_posting(account=account, post_code=POST, area_code=unit.area_code, area_name=unit.name, by=by)
    helper = Helper.objects.create(
        id=key, helper_no=number, name=new.name.strip(), sex=new.sex, politics=new.politics.strip(), unit=unit,
        rank=new.rank, public_servant=new.public_servant, id_index=index, person_id=person_id, account=account,
        phone_sealed=vault.seal_one(new.phone.strip(), column=SEALED, id=key) if new.phone.strip() else None,
    )  # fmt: skip
    audit.record(trail.HELPER_ADDED, by=by, subject=f"helper:{number}", writes=True, helper=number)
    return helper


@transaction.atomic
def helper_leaves(helper_no: str, *, by: Account, on: dt.date | None = None) -> Helper:
    """A helper goes; whoever still has households as principal cannot. Raises: DUTY_NOT_FOUND, DUTY_NO_HELPER, DUTY_STILL_PAIRED."""
    if not access.may(by, P.PAIRING_WRITE):
        raise DomainError(errors.NOT_FOUND)
    helper, day = helper_of(helper_no), on or clock.today()
    held = Pairing.objects.filter(helper=helper, part=Part.PRINCIPAL, valid_to=OPEN_END).count()
    if held:
        raise DomainError(errors.STILL_PAIRED, name=helper.name, count=held)
    Helper.objects.filter(pk=helper.pk).update(left_on=day)
    accounts.switch(account=helper.account, active=False, by=by)
    audit.record(trail.HELPER_LEFT, by=by, subject=f"helper:{helper_no}", writes=True, helper=helper_no)
    helper.refresh_from_db()
    return helper


def helper_number(key: int) -> str:
    """The public number of a helper."""
    return f"BF{key:05}"


def _identity(id_number: str) -> tuple[str | None, str]:
    """The keyed index of a number, and who of the registry has it; nothing of the number itself is kept."""
    if not id_number.strip():
        return None, ""
    reading = identity.read(id_number)
    if reading.number is None:
        raise DomainError(errors.BAD_NUMBER, why=WHY.get(reading.state, "位数不对"))
    index = str(vault.index_one(reading.number, purpose="id"))
    known = Helper.objects.filter(id_index=index).values_list("helper_no", flat=True).first()
    if known is not None:
        raise DomainError(errors.HELPER_KNOWN, helper_no=known)
    holder = registry.holder_of(reading.number)
    return index, holder.person_id if holder else ""
