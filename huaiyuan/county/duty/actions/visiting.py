"""走访: what a helper saw and heard, received once however often the phone sends it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from django.db import IntegrityError, transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.rule import RiskType
from huaiyuan.county.duty import errors, trail
from huaiyuan.county.duty.actions import problems
from huaiyuan.county.duty.models import Helper, HomeVisit, Pairing, VisitLook
from huaiyuan.county.duty.types import Look, ProblemKind, Way
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.types import Channel, Grade
from huaiyuan.county.registry import queries as registry

RISK_TYPES: tuple[str, ...] = get_args(RiskType)
LIMIT = "duty.risk_days"
LONGEST = 120


@dataclass(frozen=True)
class NewProblem:
    """Something to be settled; `owner` is 村, 乡镇 or a department, empty for whom its kind usually goes to."""

    kind: ProblemKind
    says: str = ""
    owner: str = ""


@dataclass(frozen=True)
class RiskSeen:
    """A risk that the family may fall back into poverty, as the county's list of risk types names it."""

    risk_type: str
    says: str


@dataclass(frozen=True)
class Report:
    """A visit as it was filled in. `bad` holds the looks that were not good, `settled` last time's problems by number."""

    visited_on: dt.date
    way: Way = Way.HOME
    note: str = ""
    bad: Mapping[Look, str] = field(default_factory=dict)
    settled: Mapping[str, bool] = field(default_factory=dict)
    problems: tuple[NewProblem, ...] = ()
    risks: tuple[RiskSeen, ...] = ()
    photos: int = 0


@dataclass(frozen=True)
class Received:
    """The server's receipt: what the phone may let go of. `overtaken` are problems that others had changed meanwhile."""

    visit: uuid.UUID
    household_no: str
    again: bool = False
    problems: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    overtaken: tuple[str, ...] = ()
    visits_meanwhile: int = 0


@transaction.atomic
def record_visit(
    household_no: str, report: Report, *, by: Account, client_uuid: uuid.UUID, base_version: int,
    at: dt.datetime | None = None,
) -> Received:  # fmt: skip
    """Take a visit; the same `client_uuid` again changes nothing and gives the same receipt.

    A visit made while the household was still one's own is taken after a hand-over too: nothing that was seen is lost.
    Raises: DUTY_NOT_FOUND, DUTY_OTHER_VISIT, DUTY_VISIT_DATE, DUTY_STRANGE_PROBLEM, DUTY_NO_OWNER, DUTY_NO_RISK_TYPE,
    DUTY_NOTHING_SAID.
    """
    earlier = HomeVisit.objects.filter(client_uuid=client_uuid).select_related("helper").first()
    if earlier is not None:
        return _again(earlier, household_no, by)
    moment = at or clock.business_now()
    helper, village = _helper_of(household_no, report.visited_on, moment, by)
    before = HomeVisit.objects.filter(household_no=household_no).count()
    try:
        with transaction.atomic():
            visit = HomeVisit.objects.create(
                client_uuid=client_uuid, household_no=household_no, village_code=village, helper=helper,
                visited_on=report.visited_on, way=report.way, note=report.note.strip()[:LONGEST],
                looks_bad=len(report.bad), photos_due=report.photos, base_version=base_version, recorded_by=by,
                recorded_at=moment,
            )  # fmt: skip
    except IntegrityError:
        # The phone sent it twice at once: the other one was received first.
        return _again(HomeVisit.objects.select_related("helper").get(client_uuid=client_uuid), household_no, by)
    VisitLook.objects.bulk_create(
        VisitLook(visit=visit, look=look, says=says.strip()[:LONGEST]) for look, says in sorted(report.bad.items())
    )
    overtaken = problems.look_back(visit, report.settled, by=by, at=moment)
    raised = [problems.raise_one(visit, new.kind, new.says, new.owner, by=by, at=moment) for new in report.problems]
    found = [_report_risk(visit, risk, by, moment) for risk in report.risks]
    audit.record(
        trail.VISITED, by=by, subject=f"visit:{client_uuid}", household_no=household_no, village_code=village,
        writes=True, way=visit.get_way_display(), on=report.visited_on, bad=len(report.bad), problems=len(raised),
    )  # fmt: skip
    return Received(
        client_uuid, household_no, problems=tuple(raised), leads=tuple(found), overtaken=overtaken,
        visits_meanwhile=max(before - base_version, 0),
    )  # fmt: skip


def _again(earlier: HomeVisit, household_no: str, by: Account) -> Received:
    if earlier.household_no != household_no or earlier.helper.account_id != by.pk:
        raise DomainError(errors.OTHER_VISIT)
    raised = tuple(earlier.problems.order_by("problem_no").values_list("problem_no", flat=True))
    return Received(earlier.client_uuid, household_no, again=True, problems=raised)


def _helper_of(household_no: str, day: dt.date, moment: dt.datetime, by: Account) -> tuple[Helper, str]:
    """The helper that the account is, with the household's village, when the household was theirs on the day."""
    mine = Pairing.objects.filter(household_no=household_no, helper__account=by).select_related("helper")
    rows = list(mine.order_by("valid_from")) if may(by, P.HOUSEHOLD_HELP) else []
    village = registry.village_of(household_no)
    if not rows or village is None:
        raise DomainError(errors.NOT_FOUND)
    today = moment.astimezone(clock.SHANGHAI).date()
    on = next((row for row in rows if row.valid_from <= day < row.valid_to), None)
    if on is None or day > today:
        if not any(row.valid_to > today for row in rows):
            raise DomainError(errors.NOT_FOUND)
        raise DomainError(errors.VISIT_DATE, on=day, earliest=rows[-1].valid_from, today=today)
    return on.helper, village


def _report_risk(visit: HomeVisit, risk: RiskSeen, by: Account, moment: dt.datetime) -> str:
    if risk.risk_type not in RISK_TYPES:
        raise DomainError(errors.NO_RISK_TYPE, risk_type=risk.risk_type)
    if not risk.says.strip():
        raise DomainError(errors.NOTHING_SAID)
    report = leads.Report(
        visit.household_no, visit.village_code, risk.risk_type, Grade.YELLOW, Channel.PATROL, f"ZF{visit.pk:07}",
        risk.says.strip()[:LONGEST], visit.visited_on,
    )  # fmt: skip
    return leads.take_report(report, limit=LIMIT, by=by, at=moment).lead_no
