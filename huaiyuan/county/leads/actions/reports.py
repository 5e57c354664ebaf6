"""What other channels than departments find (农户自主申报、信访…) lands in the household's one live lead."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, trail
from huaiyuan.county.leads.actions.follow import live_lead, task_again
from huaiyuan.county.leads.actions.opening import LIMITS, next_lead_no
from huaiyuan.county.leads.actions.regrounding import strike
from huaiyuan.county.leads.models import Hit, Lead, Risk
from huaiyuan.county.leads.moves import MERGED
from huaiyuan.county.leads.transitions import alone, called, move, touch
from huaiyuan.county.leads.types import RANK, Channel, Grade, Match, State


@dataclass(frozen=True)
class Report:
    """What was reported of a household: `ref` is the number of the report, `found_on` the day somebody first said it."""

    household_no: str
    village_code: str
    risk_type: str
    grade: Grade
    channel: Channel
    ref: str
    says: str
    found_on: dt.date
    person_id: str = ""


@dataclass(frozen=True)
class Reported:
    """Where it landed: the lead, the hit under it, whether the lead was there before, by when the village goes."""

    lead_no: str
    hit_id: int
    merged: bool
    due_at: dt.datetime


@transaction.atomic
def take_report(report: Report, *, limit: str, by: Account | None, at: dt.datetime) -> Reported:
    """Put a report under the household's live lead, or under a new one, and hand it to the village.

    The village goes by the sooner of what its grade and `limit` (a policy parameter) allow; who is on the way already
    keeps an earlier day. The caller has looked whether the account may; the system itself has none. Raises: REFERENCE_NO_LIMIT.
    """
    alone()
    lead = live_lead(report.household_no)
    merged = lead is not None
    lead = lead or _opened(report, by, at)
    hit = _hit(report, lead, at)
    _raise_grade(lead, report.grade)
    due_at = min(reference.deadline(name, at) for name in (limit, LIMITS[Grade(lead.grade)]))
    if lead.state == State.OPEN:
        move("hand_in", lead, by=by, at=at, sent_at=at, due_at=due_at)
    else:
        due_at = min(due_at, lead.due_at or due_at)
        Lead.objects.filter(pk=lead.pk).update(due_at=due_at)
        touch(lead, by=by, at=at, how=MERGED)
    task_again(lead, f"并入{report.channel.label}{report.ref}", by=by, at=at)
    audit.record(
        trail.REPORTED, by=by, subject=f"lead:{lead.lead_no}", household_no=lead.household_no,
        village_code=lead.village_code, writes=True, channel=report.channel.label, ref=report.ref,
        how="并入在办线索" if merged else "新开线索", due=f"{due_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
    )  # fmt: skip
    return Reported(lead.lead_no, hit.pk, merged, due_at)


@transaction.atomic
def withdraw_report(hit_id: int, *, because: str, by: Account, at: dt.datetime) -> Lead:
    """Take a report back out of a lead that no village has gone to yet; a lead with nothing else under it closes.

    Raises: LEAD_STAGE.
    """
    alone()
    lead = Lead.objects.get(hits=hit_id)
    if lead.state not in {State.OPEN, State.SENT}:
        raise DomainError(errors.STAGE, state=lead.get_state_display(), says="撤回受理")
    strike([hit_id], because=because, by=by, at=at)
    lead.refresh_from_db()
    return lead


def _opened(report: Report, by: Account | None, at: dt.datetime) -> Lead:
    return Lead.objects.create(
        lead_no=next_lead_no(at.astimezone(clock.SHANGHAI).date()), household_no=report.household_no,
        village_code=report.village_code, state=State.OPEN, grade=report.grade, opened_on=report.found_on,
        changed_how="", changed_by=called(by), changed_at=at,
    )  # fmt: skip


def _hit(report: Report, lead: Lead, at: dt.datetime) -> Hit:
    risk, fresh = Risk.objects.get_or_create(
        lead=lead, risk_type=report.risk_type, defaults={"grade": report.grade}
    )  # fmt: skip
    if not fresh and RANK[report.grade] < RANK[Grade(risk.grade)]:
        Risk.objects.filter(pk=risk.pk).update(grade=report.grade)
    # Every report is a fact of its own: two of them are two hits, the same one never two.
    fingerprint = hashlib.sha256(f"{report.channel}|{report.ref}".encode()).hexdigest()[:16]
    return Hit.objects.create(
        hit_no=f"{lead.lead_no}-{lead.hits.count() + 1:02}", lead=lead, risk=risk, channel=report.channel, rule="",
        rule_version="", run_id="", last_run_id="", person_id=report.person_id, department=report.channel.label,
        says=report.says, facts="", fingerprint=fingerprint, match=Match.CHOSEN, rows="", pushed_at=at,
    )  # fmt: skip


def _raise_grade(lead: Lead, grade: Grade) -> None:
    if RANK[grade] < RANK[Grade(lead.grade)]:
        Lead.objects.filter(pk=lead.pk).update(grade=grade)
        lead.refresh_from_db()
