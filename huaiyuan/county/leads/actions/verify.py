"""入户核实: the village starts, reports what it found with one verdict per risk, and brings signatures later."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, following, tasks, trail
from huaiyuan.county.leads.models import Finding, Lead, Risk, Visit
from huaiyuan.county.leads.transitions import changed, lead_for, move, reason_given, touch
from huaiyuan.county.leads.types import TRUE_VERDICTS, Signature, State, Verdict, Way
from huaiyuan.county.worklist import actions as worklist

COOL_DOWN = "lead.cool_down_days"
# After these nothing more is done, so the family is left in peace for a while.
UNTRUE = (Verdict.COVERED, Verdict.UNFOUNDED)


@dataclass(frozen=True)
class VisitReport:
    """Who went or phoned, when. `signed` says that the household has signed; by phone it never has."""

    visited_on: dt.date
    way: Way = Way.ON_SITE
    companion: str = ""
    note: str = ""
    signed: bool = True

    @property
    def is_signed(self) -> bool:
        """Whether a signature is there already."""
        return self.signed and self.way is Way.ON_SITE


@dataclass(frozen=True)
class Judgement:
    """The verdict of one risk. `found` is what was seen; `reason` must be given for 不属实."""

    risk_type: str
    verdict: Verdict
    found: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Recorded:
    """A report received; `again` when the phone sent one that was here already."""

    lead_no: str
    visit: uuid.UUID
    state: State
    version: int
    signature_due_at: dt.datetime | None
    again: bool = False


@transaction.atomic
def start_visit(lead_no: str, *, by: Account, at: dt.datetime | None = None) -> Lead:
    """Say that one is on the way (开始核实); pressing twice is harmless. Raises: LEAD_NOT_FOUND, LEAD_STAGE."""
    lead, moment = lead_for(by, lead_no, P.LEAD_VERIFY), at or clock.business_now()
    if lead.state == State.VISITING:
        return lead
    move("start", lead, by=by, at=moment)
    _record(trail.STARTED, lead, by)
    return lead


@transaction.atomic
def record_verdicts(
    lead_no: str, *, visit: VisitReport, verdicts: Sequence[Judgement], by: Account, client_uuid: uuid.UUID,
    base_version: int, at: dt.datetime | None = None,
) -> Recorded:  # fmt: skip
    """Take the report of a verification with one verdict for every risk; the same `client_uuid` again changes nothing.

    Raises: LEAD_NOT_FOUND, LEAD_VISIT_DATE, LEAD_NO_VERDICT, LEAD_STRANGE_RISK, LEAD_NO_REASON, LEAD_OTHER_VISIT,
    LEAD_CHANGED when the lead is not as it was at `base_version`, LEAD_STAGE.
    """
    lead, moment = lead_for(by, lead_no, P.LEAD_VERIFY), at or clock.business_now()
    earlier = Visit.objects.filter(client_uuid=client_uuid).select_related("lead").first()
    if earlier is not None:
        return _again(earlier, lead_no)
    if base_version != lead.version:
        # Before anything else: what is missing may only be missing because the lead has grown meanwhile.
        raise changed(lead)
    risks = _judged(lead, verdicts)
    _check_date(lead, visit.visited_on, moment)
    step = "confirm" if any(j.verdict in TRUE_VERDICTS for j in verdicts) else "clear"
    first_on = min(lead.first_visit_on or visit.visited_on, visit.visited_on)
    move(
        step, lead, by=by, at=moment, base_version=base_version, first_visit_on=first_on, decided_at=moment,
        closed_at=moment,
    )  # fmt: skip
    received = _receive(lead, visit, by, client_uuid, base_version, moment)
    _judge(received, risks, verdicts, by, moment)
    _pass_on(lead, received, by, moment)
    _record(trail.VERIFIED, lead, by, way=received.get_way_display(), result=lead.get_state_display())
    return _recorded(received, lead)


@transaction.atomic
def sign_later(lead_no: str, *, signed_on: dt.date, by: Account, at: dt.datetime | None = None) -> Lead:
    """The household has signed what was verified without it (补签). Raises: LEAD_NOT_FOUND, LEAD_NOT_DUE, LEAD_VISIT_DATE."""
    lead, moment = lead_for(by, lead_no, P.LEAD_VERIFY), at or clock.business_now()
    due = list(Visit.objects.filter(lead=lead, signature=Signature.DUE))
    if not due:
        raise DomainError(errors.NOT_DUE)
    _check_date(lead, signed_on, moment)
    Visit.objects.filter(pk__in=[v.pk for v in due]).update(signature=Signature.DONE, signed_on=signed_on)
    Risk.objects.filter(lead=lead).exclude(verdict="").update(signed=True)
    worklist.finish([tasks.SIGN], [lead_no], proof="户主已签字", by=by, at=moment)
    touch(lead, by=by, at=moment, how="sign")
    _record(trail.SIGNED, lead, by)
    return lead


def quiet_until(verdict: Verdict, moment: dt.datetime) -> dt.date | None:
    """Until when a risk so judged is left in peace even if facts change a little; None where that does not apply."""
    on = moment.astimezone(clock.SHANGHAI).date()
    days = reference.parameter(COOL_DOWN, on) if verdict in UNTRUE else None
    return None if days is None else on + dt.timedelta(days=int(days.value))


def _again(visit: Visit, lead_no: str) -> Recorded:
    if visit.lead.lead_no != lead_no:
        raise DomainError(errors.OTHER_VISIT)
    return _recorded(visit, visit.lead, again=True)


def _recorded(visit: Visit, lead: Lead, *, again: bool = False) -> Recorded:
    return Recorded(lead.lead_no, visit.client_uuid, State(lead.state), lead.version, visit.signature_due_at, again)


def _judged(lead: Lead, verdicts: Sequence[Judgement]) -> dict[str, Risk]:
    """The lead's risks, each with exactly one verdict."""
    risks = {risk.risk_type: risk for risk in Risk.objects.filter(lead=lead).order_by("risk_type")}
    for judgement in verdicts:
        if judgement.risk_type not in risks:
            raise DomainError(errors.STRANGE_RISK, risk_type=judgement.risk_type)
        if judgement.verdict is Verdict.UNFOUNDED:
            reason_given(judgement.reason, "不属实")
    given = [judgement.risk_type for judgement in verdicts]
    missing = [name for name in risks if given.count(name) != 1]
    if missing:
        raise DomainError(errors.NO_VERDICT, missing="、".join(missing))
    return risks


def _check_date(lead: Lead, day: dt.date, moment: dt.datetime) -> None:
    today = moment.astimezone(clock.SHANGHAI).date()
    if not lead.opened_on <= day <= today:
        raise DomainError(errors.VISIT_DATE, on=day, earliest=lead.opened_on, today=today)


def _receive(
    lead: Lead, report: VisitReport, by: Account, client_uuid: uuid.UUID, base_version: int, moment: dt.datetime
) -> Visit:
    signed = report.is_signed
    return Visit.objects.create(
        client_uuid=client_uuid, lead=lead, visited_on=report.visited_on, way=report.way, recorded_by=by,
        companion=report.companion.strip(), recorded_at=moment, base_version=base_version, note=report.note.strip(),
        signature=Signature.DONE if signed else Signature.DUE, signed_on=report.visited_on if signed else None,
        signature_due_at=None if signed else worklist.due(tasks.SIGN, moment),
    )  # fmt: skip


def _judge(
    visit: Visit, risks: dict[str, Risk], verdicts: Sequence[Judgement], by: Account, moment: dt.datetime
) -> None:
    for judgement in verdicts:
        risk = risks[judgement.risk_type]
        Finding.objects.create(
            visit=visit, risk=risk, verdict=judgement.verdict, found=judgement.found.strip(),
            reason=judgement.reason.strip(),
        )  # fmt: skip
        Risk.objects.filter(pk=risk.pk).update(
            verdict=judgement.verdict, reason=judgement.reason.strip(), judged_by=by, judged_at=moment,
            by_phone=visit.way == Way.PHONE, signed=visit.signature == Signature.DONE,
            cool_down_until=quiet_until(judgement.verdict, moment),
        )  # fmt: skip


def _pass_on(lead: Lead, visit: Visit, by: Account, moment: dt.datetime) -> None:
    worklist.finish([tasks.VERIFY], [lead.lead_no], proof="已提交入户核实", by=by, at=moment)
    following.settle(lead, by=by, at=moment)
    if visit.signature == Signature.DUE:
        worklist.open_one(
            tasks.SIGN, lead.lead_no, village_code=lead.village_code, owner_area=lead.village_code,
            household_no=lead.household_no, about="外出电话已核" if visit.way == Way.PHONE else "户主未签字",
            due_at=visit.signature_due_at, by=by, at=moment,
        )  # fmt: skip


def _record(action: str, lead: Lead, by: Account, **facts: Any) -> None:
    audit.record(
        action, by=by, subject=f"lead:{lead.lead_no}", household_no=lead.household_no, village_code=lead.village_code,
        writes=True, **facts,
    )  # fmt: skip
