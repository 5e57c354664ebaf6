"""催办 and 退回 of many leads at once: each stands or falls by itself, and each answers in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, trail
from huaiyuan.county.leads.actions.route import return_to_county
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.transitions import lead_for, reason_given
from huaiyuan.county.leads.types import AT_VILLAGE


@dataclass(frozen=True)
class Result:
    """What became of one lead of several: done, or why not."""

    lead_no: str
    done: bool
    says: str


@transaction.atomic
def remind(lead_no: str, *, by: Account, at: dt.datetime | None = None) -> Lead:
    """Remind the village of a lead that it has (催办), once a day; a draft being written stays good.

    Raises: LEAD_NOT_FOUND, LEAD_STAGE, LEAD_REMINDED.
    """
    lead, moment = lead_for(by, lead_no, P.LEAD_REMIND), at or clock.business_now()
    if lead.state not in AT_VILLAGE:
        raise DomainError(errors.STAGE, state=lead.get_state_display(), says="催办")
    last = lead.reminded_at and lead.reminded_at.astimezone(clock.SHANGHAI).date()
    if last == moment.astimezone(clock.SHANGHAI).date():
        raise DomainError(errors.REMINDED, who=lead.reminded_by)
    same = Lead.objects.filter(pk=lead.pk, reminders=lead.reminders, state__in=AT_VILLAGE)
    if same.update(reminders=F("reminders") + 1, reminded_by=by.display_name, reminded_at=moment) != 1:
        raise DomainError(errors.REMINDED, who="别人")
    lead.refresh_from_db()
    audit.record(
        trail.REMINDED, by=by, subject=f"lead:{lead_no}", household_no=lead.household_no,
        village_code=lead.village_code, writes=True, times=lead.reminders,
    )  # fmt: skip
    return lead


def remind_many(lead_nos: Iterable[str], *, by: Account, at: dt.datetime | None = None) -> list[Result]:
    """Remind the villages of several leads. Raises: LEAD_NO_PICK."""
    return _each(lead_nos, lambda number: f"已催办，第{remind(number, by=by, at=at).reminders}次")


def return_many(lead_nos: Iterable[str], *, reason: str, by: Account, at: dt.datetime | None = None) -> list[Result]:
    """Give several leads back to the county for one reason. Raises: LEAD_NO_PICK, LEAD_NO_REASON."""
    why = reason_given(reason, "退回")

    def back(number: str) -> str:
        return_to_county(number, reason=why, by=by, at=at)
        return "已退回县里"

    return _each(lead_nos, back)


def _each(lead_nos: Iterable[str], act: Callable[[str], str]) -> list[Result]:
    numbers = list(dict.fromkeys(lead_nos))
    if not numbers:
        raise DomainError(errors.NO_PICK)
    found = []
    for number in numbers:
        try:
            found.append(Result(number, True, act(number)))
        except DomainError as refusal:
            found.append(Result(number, False, str(refusal)))
    return found
