"""结对: a helper gets a household, when everything that must hold does."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access import grants
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import errors, load, trail
from huaiyuan.county.duty.models import Helper, Pairing
from huaiyuan.county.duty.types import EndReason, Part
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.queries import Followed


@transaction.atomic
def pair(
    household_no: str, *, helper_no: str, by: Account, part: Part = Part.PRINCIPAL, on: dt.date | None = None,
    at: dt.datetime | None = None,
) -> Pairing:  # fmt: skip
    """Give a household a helper: the principal that it lacks, or an assistant beside the principal.

    Raises: DUTY_NOT_FOUND, DUTY_NOT_FOLLOWED, DUTY_NO_HELPER, DUTY_HAS_PRINCIPAL, DUTY_NO_PRINCIPAL,
    DUTY_PAIRED_ALREADY, DUTY_NOT_PUBLIC_SERVANT, DUTY_TOO_MANY, DUTY_SELF_HELP, DUTY_HANDOVER_DATE.
    """
    moment = at or clock.business_now()
    today = moment.astimezone(clock.SHANGHAI).date()
    household, helper, start = household_for(household_no, by), helper_of(helper_no), on or today
    if not household.since <= start <= today:
        raise DomainError(errors.HANDOVER_DATE, on=start, earliest=household.since, today=today)
    check(helper, household, part=part, more=1)
    principal = principal_of(household_no)
    if part == Part.PRINCIPAL and principal is not None:
        raise DomainError(errors.HAS_PRINCIPAL, name=principal.helper.name)
    if part == Part.ASSISTANT and principal is None:
        raise DomainError(errors.NO_PRINCIPAL)
    made = begin(household_no, helper, part=part, on=start, by=by, at=moment)
    audit.record(
        trail.PAIRED, by=by, subject=f"pairing:{made.pairing_no}", household_no=household_no,
        village_code=household.village_code, writes=True, pairing=made.pairing_no, helper=helper.helper_no,
        part=part.label, on=start,
    )  # fmt: skip
    return made


def household_for(household_no: str, by: Account) -> Followed:
    """A household under follow-up whose pairings the account may write. Raises: DUTY_NOT_FOUND, DUTY_NOT_FOLLOWED."""
    village = registry.village_of(household_no)
    if village is None or not access.scope_of(by, P.PAIRING_WRITE).covers(village):
        raise DomainError(errors.NOT_FOUND)
    found = registry.followed_one(household_no)
    if found is None:
        raise DomainError(errors.NOT_FOLLOWED)
    return found


def helper_of(helper_no: str) -> Helper:
    """A helper who has not left. Raises: DUTY_NO_HELPER."""
    helper = Helper.objects.select_related("account").filter(helper_no=helper_no, left_on=None).first()
    if helper is None:
        raise DomainError(errors.NO_HELPER, helper_no=helper_no)
    return helper


def principal_of(household_no: str) -> Pairing | None:
    """The pairing of a household's principal now."""
    rows = Pairing.objects.filter(household_no=household_no, part=Part.PRINCIPAL, valid_to=OPEN_END)
    return rows.select_related("helper__account").first()


def check(helper: Helper, household: Followed, *, part: Part, more: int) -> None:
    """Whether this helper may have this household, `more` coming to them in this act."""
    if Pairing.objects.filter(household_no=household.household_no, helper=helper, valid_to=OPEN_END).exists():
        raise DomainError(errors.PAIRED_ALREADY, name=helper.name)
    if household.is_monitored and part == Part.PRINCIPAL and not helper.public_servant:
        raise DomainError(errors.NOT_PUBLIC_SERVANT, name=helper.name)
    if helper.person_id and helper.person_id in registry.kin_of(household.household_no):
        raise DomainError(errors.SELF_HELP, name=helper.name)
    if part == Part.PRINCIPAL:
        _check_load(helper, more)


def begin(
    household_no: str, helper: Helper, *, part: Part, on: dt.date, by: Account, at: dt.datetime, until: dt.date = OPEN_END
) -> Pairing:  # fmt: skip
    """Write a pairing and what it lets the helper see, for good or until a day."""
    key = vault.reserve("duty_pairing", 1).start
    try:
        with transaction.atomic():
            made = Pairing.objects.create(
                pairing_no=number(key), household_no=household_no, helper=helper, part=part, valid_from=on,
                valid_to=until, end_reason="" if until == OPEN_END else EndReason.AWAY, paired_by=by, paired_at=at,
            )  # fmt: skip
    except IntegrityError:
        # Somebody was quicker between the look and the write.
        held = principal_of(household_no)
        raise DomainError(errors.HAS_PRINCIPAL, name=held.helper.name if held else helper.name) from None
    grants.give(helper.account, household_no, ground=made.pairing_no, valid_from=on, valid_to=until)
    return made


def number(key: int) -> str:
    """The public number of a pairing."""
    return f"JD{key:07}"


def _check_load(helper: Helper, more: int) -> None:
    limit = load.limits(clock.today()).get(helper.rank)
    held = load.carried([helper.pk]).get(helper.pk, 0)
    if limit is not None and held + more > limit:
        raise DomainError(
            errors.TOO_MANY, name=helper.name, held=held, more=more, rank=helper.get_rank_display(), limit=limit
        )
