"""研判 and 交办: single leads are kept back with a reason, the rest go to the villages in one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import announcement, capacity, errors, grounds, tasks, trail
from huaiyuan.county.leads.actions.opening import LIMITS
from huaiyuan.county.leads.filters import Filters
from huaiyuan.county.leads.models import Lead, Risk
from huaiyuan.county.leads.moves import MOVES
from huaiyuan.county.leads.transitions import alone, lead_for, move, reason_given
from huaiyuan.county.leads.types import Grade
from huaiyuan.county.worklist import actions as worklist

DISPATCH = MOVES["dispatch"]
Columns = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Dispatched:
    """What went out. `text` has numbers, villages and deadlines and no names: it may stand in a work group."""

    leads: int
    by_grade: dict[Grade, int]
    by_village: dict[str, int]
    due_at: dict[Grade, dt.datetime]
    text: str


@transaction.atomic
def withhold(lead_no: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Lead:
    """Keep a lead from going out (不交办). Raises: LEAD_NOT_FOUND, LEAD_NO_REASON, LEAD_STAGE, LEAD_CHANGED."""
    lead, moment = lead_for(by, lead_no, P.LEAD_DISPATCH), at or clock.business_now()
    why = reason_given(reason, "不交办")
    move("withhold", lead, by=by, at=moment, closed_why=why, closed_at=moment)
    _record(trail.WITHHELD, lead, by, why)
    return lead


@transaction.atomic
def withdraw(lead_no: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Lead:
    """Take a lead back whose ground is gone. Raises: LEAD_NOT_FOUND, LEAD_NO_REASON, LEAD_STAGE, LEAD_CHANGED."""
    lead, moment = lead_for(by, lead_no, P.LEAD_DISPATCH), at or clock.business_now()
    why = reason_given(reason, "撤回")
    move("withdraw", lead, by=by, at=moment, closed_why=why, closed_at=moment)
    worklist.recall([tasks.VERIFY], [lead_no], reason=why, by=by, at=moment)
    _record(trail.WITHDRAWN, lead, by, why)
    return lead


@transaction.atomic
def let_go(lead_no: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Lead:
    """Take back a lead that a village was verifying when all its ground was withdrawn; a person decides that.

    Raises: LEAD_NOT_FOUND, LEAD_NO_REASON, LEAD_HAS_GROUND, LEAD_STAGE, LEAD_CHANGED.
    """
    lead, moment = lead_for(by, lead_no, P.LEAD_DISPATCH), at or clock.business_now()
    why = reason_given(reason, "撤回")
    if not Lead.objects.filter(grounds.has_lost_all(), pk=lead.pk).exists():
        raise DomainError(errors.HAS_GROUND)
    move("let_go", lead, by=by, at=moment, closed_why=why, closed_at=moment)
    worklist.recall([tasks.VERIFY], [lead_no], reason=why, by=by, at=moment)
    _record(trail.WITHDRAWN, lead, by, why)
    return lead


@transaction.atomic
def dispatch(
    *, by: Account, lead_nos: Iterable[str] | None = None, filters: Filters | None = None, within_cap: bool = False,
    at: dt.datetime | None = None,
) -> Dispatched:  # fmt: skip
    """Send the chosen leads, or all that fit the filters, to their villages (交办); those already sent stay as they are.

    `within_cap` leaves in 研判 what a village would carry beyond its month (`lead.village_month_cap`), the least pressing
    last; 红 always goes.

    Raises: LEAD_NOTHING_TO_SEND; REFERENCE_NO_LIMIT, REFERENCE_CALENDAR_UNKNOWN when a deadline cannot be told.
    """
    moment = at or clock.business_now()
    alone()
    chosen = _chosen(by, lead_nos, filters)
    chosen = capacity.within(chosen, moment) if within_cap else chosen
    columns = list(zip(*chosen.values_list("lead_no", "household_no", "village_code", "grade"), strict=True))
    if not columns:
        raise DomainError(errors.NOTHING_TO_SEND)
    grades = sorted({Grade(grade) for grade in columns[3]})
    due_at = {grade: reference.deadline(LIMITS[grade], moment) for grade in grades}
    about = _risk_types(chosen)
    _send(chosen, due_at, by, moment)
    faultpoint.reached("leads.sent")
    _hand_out(columns, about, due_at, by, moment)
    by_grade, by_village = _counted(columns[3], Grade), _counted(columns[2], str)
    return Dispatched(
        len(columns[0]), by_grade, by_village, due_at, announcement.text(by_village, by_grade, due_at, moment)
    )


def _chosen(by: Account, lead_nos: Iterable[str] | None, filters: Filters | None) -> QuerySet[Lead]:
    rows = access.scope_of(by, P.LEAD_DISPATCH).filter(Lead.objects.filter(state__in=DISPATCH.sources))
    rows = filters.apply(rows) if filters is not None else rows
    rows = rows.filter(lead_no__in=list(lead_nos)) if lead_nos is not None else rows
    return rows.order_by("village_code", "lead_no")


def _send(chosen: QuerySet[Lead], due_at: dict[Grade, dt.datetime], by: Account, moment: dt.datetime) -> None:
    due = Case(*(When(grade=grade, then=Value(when)) for grade, when in due_at.items()))
    # The chosen ones in a subquery, for an UPDATE takes no order.
    Lead.objects.filter(pk__in=chosen.order_by().values("pk")).update(
        state=DISPATCH.target, sent_at=moment, due_at=due, version=F("version") + 1, changed_how=DISPATCH.name,
        changed_by=by.display_name, changed_at=moment,
    )  # fmt: skip


def _hand_out(
    columns: Columns, about: dict[str, str], due_at: dict[Grade, dt.datetime], by: Account, moment: dt.datetime
) -> None:
    """Tasks for the villages and one audit event for every lead."""
    numbers, households, villages, grades = columns
    table = pa.table({
        "subject_no": numbers, "about": [about.get(number, "") for number in numbers], "household_no": households,
        "village_code": villages, "owner_area": villages, "grade": grades,
        "due_at": pa.array([due_at[Grade(grade)] for grade in grades], pa.timestamp("us", "UTC")),
    })  # fmt: skip
    worklist.open_many(tasks.VERIFY, table, by=by, at=moment)
    shown = {
        str(grade): (str(grade.label), f"{due_at[grade].astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}") for grade in due_at
    }
    events = (
        {"subject": f"lead:{number}", "household_no": household, "village_code": village,
         "grade": shown[grade][0], "due": shown[grade][1]}
        for number, household, village, grade in zip(*columns, strict=True)
    )  # fmt: skip
    audit.record_many(trail.SENT, events, by=by)


def _risk_types(chosen: QuerySet[Lead]) -> dict[str, str]:
    """因病、因残 by lead number."""
    found: dict[str, str] = {}
    risks = Risk.objects.filter(lead__in=chosen.order_by().values("pk")).order_by("lead_id", "risk_type")
    for number, risk_type in risks.values_list("lead__lead_no", "risk_type"):
        found[number] = f"{found[number]}、{risk_type}" if number in found else risk_type
    return found


def _counted(values: Iterable[str], kind: Any) -> dict[Any, int]:
    array = pa.array(values).value_counts()
    found = {kind(value["values"].as_py()): value["counts"].as_py() for value in array}
    return dict(sorted(found.items()))


def _record(action: str, lead: Lead, by: Account, reason: str) -> None:
    audit.record(
        action, by=by, subject=f"lead:{lead.lead_no}", household_no=lead.household_no, village_code=lead.village_code,
        writes=True, reason=reason,
    )  # fmt: skip
