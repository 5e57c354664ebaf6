"""手机开通 of helpers: the township gives a code to those who help in it, and stops their phones."""

from __future__ import annotations

from huaiyuan.base import access
from huaiyuan.base.access.actions import enrolment
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import errors
from huaiyuan.county.duty.actions.pairing import helper_of
from huaiyuan.county.duty.models import Helper, Pairing
from huaiyuan.county.registry import queries as registry


def issue_code(helper_no: str, *, by: Account) -> enrolment.Issued:
    """A one-time code for a helper. Raises: DUTY_NO_HELPER, DUTY_NOT_FOUND outside the area, ACCESS_NOT_ON_PHONES."""
    return enrolment.issue(account=_within(helper_no, by).account, by=by)


def stop_phones(helper_no: str, *, by: Account) -> int:
    """Stop every phone of a helper; returns how many. Raises: DUTY_NO_HELPER, DUTY_NOT_FOUND."""
    return enrolment.stop(account=_within(helper_no, by).account, by=by)


def _within(helper_no: str, by: Account) -> Helper:
    """A helper who works in the caller's area or helps a household of it."""
    helper, reach = helper_of(helper_no), access.scope_of(by, P.PHONE_ENROL)
    if reach.covers(helper.unit.area_code):
        return helper
    helped = Pairing.objects.filter(helper=helper, valid_to=OPEN_END).values_list("household_no", flat=True)
    if any(reach.covers(registry.village_of(number)) for number in helped):
        return helper
    raise DomainError(errors.NOT_FOUND)
