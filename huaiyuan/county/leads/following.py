"""What follows from verdicts: 转识别认定 waits with the township, 需部门落实政策 with the county."""

from __future__ import annotations

import datetime as dt

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads import tasks
from huaiyuan.county.leads.models import Hit, Lead, Risk
from huaiyuan.county.leads.types import Verdict
from huaiyuan.county.worklist import actions as worklist

TOWNSHIP, COUNTY = 9, 6
OWNERS = {Verdict.IDENTIFY: (tasks.IDENTIFY, TOWNSHIP), Verdict.DEPARTMENT: (tasks.DEPARTMENT, COUNTY)}


def settle(lead: Lead, *, by: Account, at: dt.datetime) -> None:
    """Open the tasks that the lead's verdicts ask for and take back those they no longer ask for."""
    for verdict, (kind, digits) in OWNERS.items():
        about = _about(lead, verdict)
        if not about:
            worklist.recall([kind], [lead.lead_no], reason="结论已更正", by=by, at=at)
            continue
        worklist.open_one(
            kind, lead.lead_no, village_code=lead.village_code, owner_area=lead.village_code[:digits],
            household_no=lead.household_no, about=about, grade=lead.grade, due_at=worklist.due(kind, _start(lead, kind, at)),
            by=by, at=at,
        )  # fmt: skip


def _start(lead: Lead, kind: str, at: dt.datetime) -> dt.datetime:
    # The limit of 识别认定 counts from the day the lead was found, not from the verdict.
    if kind == tasks.IDENTIFY:
        return dt.datetime.combine(lead.opened_on, dt.time(), clock.SHANGHAI)
    return at


def _about(lead: Lead, verdict: Verdict) -> str:
    risks = Risk.objects.filter(lead=lead, verdict=verdict).order_by("risk_type")
    types = "、".join(risks.values_list("risk_type", flat=True))
    if verdict is not Verdict.DEPARTMENT or not types:
        return types
    departments = Hit.objects.filter(risk__in=risks.values("pk")).order_by("department")
    return f"{'、'.join(departments.values_list('department', flat=True).distinct())}（{types}）"
