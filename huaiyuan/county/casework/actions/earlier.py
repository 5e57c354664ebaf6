"""Families whose risk was cleared before this county worked here: their looks are planned as of everybody, and whom to ask."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from django.db import transaction
from django.db.models import Exists, OuterRef

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.reference.queries import NATURAL_DAY
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import errors, tasks, trail
from huaiyuan.county.casework.models import AfterCare, CareContact, Cycle
from huaiyuan.county.casework.types import CycleState
from huaiyuan.county.registry import queries as households
from huaiyuan.county.worklist import actions as worklist

PERIOD, TIMES = "casework.care_days", "casework.care_times"


def looked_after_since(on: dt.date) -> dt.date | None:
    """Families cleared after this day are still looked after on a day; None while the county has not set how long."""
    found = reference.parameters([PERIOD, TIMES], on)
    if len(found) < len((PERIOD, TIMES)) or found[PERIOD].unit != NATURAL_DAY:
        return None
    return on - dt.timedelta(days=int(found[PERIOD].value) * int(found[TIMES].value))


@transaction.atomic
def begin_earlier(*, by: Account, at: dt.datetime | None = None) -> int:
    """Plan the looks of every cleared family that has none: each goes on where its year stands today, nothing is past due.

    Set-based; again it finds nobody. Returns how many. Raises: CASEWORK_NOT_FOUND.
    """
    if not access.scope_of(by, P.CASEWORK_COUNTY).is_county:
        raise DomainError(errors.NOT_FOUND)
    moment = at or clock.business_now()
    today = moment.astimezone(clock.SHANGHAI).date()
    since = looked_after_since(today)
    if since is None:
        return 0
    newer = Cycle.objects.filter(household_no=OuterRef("household_no"), void=False, number__gt=OuterRef("number"))
    waiting = Cycle.objects.filter(
        ~Exists(newer), state=CycleState.CLEARED, void=False, care=None, cleared_on__gt=since
    )
    cycles = {one.household_no: one for one in waiting.order_by("household_no")}
    homes = households.places_of(list(cycles), on=today)
    days = int(reference.parameters([PERIOD], today)[PERIOD].value)
    looks = [_next(one, today, days) for number, one in cycles.items() if number in homes]
    AfterCare.objects.bulk_create(looks, batch_size=500)
    if looks:
        _ask(looks, {number: home.village_code for number, home in homes.items()}, by, moment)
        audit.record(trail.CARE_BEGUN, by=by, subject="cycles", writes=True, count=len(looks))
    return len(looks)


def _next(cycle: Cycle, today: dt.date, days: int) -> AfterCare:
    """The look that is next of those a period apart since the clearing."""
    cleared = cycle.cleared_on or today
    number = max(1, -(-(today - cleared).days // days))
    return AfterCare(cycle=cycle, number=number, due_on=cleared + dt.timedelta(days=number * days))


def _ask(looks: list[AfterCare], villages: dict[str, str], by: Account, at: dt.datetime) -> None:
    rows = [
        {
            "subject_no": look.cycle.household_no, "about": f"第{look.number}次，{look.cycle.cleared_on}消除",
            "household_no": look.cycle.household_no, "village_code": villages[look.cycle.household_no],
            "owner_area": villages[look.cycle.household_no], "grade": "",
            "due_at": clock.end_of(look.due_on),
        }
        for look in looks
    ]  # fmt: skip
    worklist.open_many(tasks.CARE, pa.Table.from_pylist(rows), by=by, at=at)


@transaction.atomic
def set_contact(household_no: str, *, person_id: str, by: Account, at: dt.datetime | None = None) -> CareContact:
    """Whom to ask of a cleared family from now on: an adult of its own. Raises: CASEWORK_NOT_FOUND, CASEWORK_NOT_CLEARED, CASEWORK_NO_CONTACT."""
    village = households.village_of(household_no)
    if not any(access.scope_of(by, may).covers(village) for may in (P.CASEWORK_VILLAGE, P.CASEWORK_TOWNSHIP)):
        raise DomainError(errors.NOT_FOUND)
    moment = at or clock.business_now()
    cycle = Cycle.objects.filter(household_no=household_no, void=False).order_by("-identified_on", "-number").first()
    if cycle is None or cycle.state != CycleState.CLEARED:
        raise DomainError(errors.NOT_CLEARED)
    if person_id not in households.adults_of(household_no, moment.astimezone(clock.SHANGHAI).date()):
        raise DomainError(errors.NO_CONTACT)
    contact, _ = CareContact.objects.update_or_create(
        cycle=cycle, defaults={"person_id": person_id, "set_by": by, "set_at": moment}
    )
    audit.record(
        trail.CONTACT_SET, by=by, subject=f"household:{household_no}", household_no=household_no,
        village_code=village or "", writes=True,
    )  # fmt: skip
    return contact
