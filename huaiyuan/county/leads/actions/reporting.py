"""A risk that a person reports (干部走访排查等渠道): it merges into the household's live lead or opens one."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import get_args

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.rule import RiskType
from huaiyuan.county.leads import errors, plan, trail
from huaiyuan.county.leads.models import Hit, Lead, Risk
from huaiyuan.county.leads.moves import MERGED
from huaiyuan.county.leads.transitions import alone, touch
from huaiyuan.county.leads.types import LIVE, Grade, Match, State
from huaiyuan.county.registry import queries as registry

RISK_TYPES: tuple[str, ...] = get_args(RiskType)


@dataclass(frozen=True)
class Reported:
    """The lead that carries the risk now; `opened` when there was none before, `again` when this was here already."""

    lead_no: str
    opened: bool
    again: bool = False


@transaction.atomic
def report_risk(
    household_no: str, *, risk_type: str, says: str, channel: str, ref: str, by: Account, at: dt.datetime | None = None
) -> Reported:
    """Put what somebody has seen of a household under its one live lead; the same `ref` and risk again changes nothing.

    The caller has looked whether the account may speak of this household. `channel` is how the county names the way
    it came, `ref` what it came with (a visit, a receipt). Raises: LEAD_NOT_FOUND, LEAD_NO_RISK_TYPE, LEAD_NOTHING_SAID.
    """
    if risk_type not in RISK_TYPES:
        raise DomainError(errors.NO_RISK_TYPE, risk_type=risk_type)
    if not says.strip():
        raise DomainError(errors.NOTHING_SAID)
    village, moment = registry.village_of(household_no), at or clock.business_now()
    if village is None:
        raise DomainError(errors.NOT_FOUND)
    alone()
    mark = hashlib.sha256(f"{channel}|{ref}|{risk_type}".encode()).hexdigest()[:16]
    earlier = Hit.objects.filter(fingerprint=mark, lead__household_no=household_no).select_related("lead").first()
    if earlier is not None:
        return Reported(earlier.lead.lead_no, opened=False, again=True)
    lead = Lead.objects.filter(household_no=household_no, state__in=LIVE).first()
    opened = lead is None
    if lead is None:
        lead = _open(household_no, village, by, moment)
    risk = Risk.objects.get_or_create(lead=lead, risk_type=risk_type, defaults={"grade": Grade.YELLOW})[0]
    Hit.objects.create(
        hit_no=_hit_no(lead), lead=lead, risk=risk, rule=channel, rule_version="", run_id="", last_run_id="",
        person_id="", department=channel, says=says.strip(), fingerprint=mark, match=Match.EXACT, pushed_at=moment,
    )  # fmt: skip
    if not opened:
        touch(lead, by=by, at=moment, how=MERGED)
    audit.record(
        trail.RISK_REPORTED, by=by, subject=f"lead:{lead.lead_no}", household_no=household_no, village_code=village,
        writes=True, channel=channel, risk_type=risk_type, what="新开线索" if opened else "并入在办线索",
    )  # fmt: skip
    return Reported(lead.lead_no, opened)


def _open(household_no: str, village: str, by: Account, moment: dt.datetime) -> Lead:
    on = moment.astimezone(clock.SHANGHAI).date()
    last = Lead.objects.filter(lead_no__startswith=plan.prefix(on)).order_by("-lead_no")
    number = int((last.values_list("lead_no", flat=True).first() or "-0").partition("-")[2]) + 1
    return Lead.objects.create(
        lead_no=f"{plan.prefix(on)}{number:06}", household_no=household_no, village_code=village, state=State.OPEN,
        grade=Grade.YELLOW, opened_on=on, changed_by=by.display_name, changed_at=moment,
    )  # fmt: skip


def _hit_no(lead: Lead) -> str:
    numbers = Hit.objects.filter(lead=lead).order_by("-hit_no").values_list("hit_no", flat=True)
    last = numbers.first()
    return f"{lead.lead_no}-{int(last.rpartition('-')[2]) + 1 if last else 1:02}"
