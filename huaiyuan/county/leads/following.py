"""What follows from verdicts: 转识别认定 waits with the township, 需部门落实政策 with the department of the risk."""

from __future__ import annotations

import datetime as dt

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import hardships
from huaiyuan.county.leads import casework, tasks
from huaiyuan.county.leads.models import Hit, Lead, Risk
from huaiyuan.county.leads.types import Channel, Verdict
from huaiyuan.county.worklist import actions as worklist

TOWNSHIP = 9
CORRECTED = "结论已更正"


def settle(lead: Lead, *, by: Account, at: dt.datetime) -> None:
    """Open what the lead's verdicts ask for and take back what they no longer ask for."""
    _identify(lead, by, at)
    wanted = _departments(lead)
    for case in casework.open_cases(lead):
        if case.department not in wanted:
            casework.recall(case, reason=CORRECTED, by=by, at=at)
    for department, risk_types in wanted.items():
        casework.hand_over(lead, department, risk_types, by=by, at=at)


def _identify(lead: Lead, by: Account, at: dt.datetime) -> None:
    risks = Risk.objects.filter(lead=lead, verdict=Verdict.IDENTIFY).order_by("risk_type")
    about = "、".join(risks.values_list("risk_type", flat=True))
    if not about:
        worklist.recall([tasks.IDENTIFY], [lead.lead_no], reason=CORRECTED, by=by, at=at)
        return
    # The limit of 识别认定 counts from the day the lead was found, not from the verdict.
    found = dt.datetime.combine(lead.opened_on, dt.time(), clock.SHANGHAI)
    worklist.open_one(
        tasks.IDENTIFY, lead.lead_no, village_code=lead.village_code, owner_area=lead.village_code[:TOWNSHIP],
        household_no=lead.household_no, about=about, grade=lead.grade, due_at=worklist.due(tasks.IDENTIFY, found),
        by=by, at=at,
    )  # fmt: skip


def _departments(lead: Lead) -> dict[str, str]:
    """Risk types to be settled, by the department whose data showed them; struck evidence counts where there is no other.

    What no department showed is settled by the one that the policy names for the risk.
    """
    hits = Hit.objects.filter(lead=lead, risk__verdict=Verdict.DEPARTMENT)
    found_by = hits.values_list("risk__risk_type", "channel", "department", "struck").distinct()
    rows = sorted(
        (risk_type, department if channel == Channel.DEPARTMENT else hardships.settled_by(risk_type), struck)
        for risk_type, channel, department, struck in found_by
    )
    held = {risk_type for risk_type, _, struck in rows if not struck}
    found: dict[str, list[str]] = {}
    for risk_type, department, struck in rows:
        types = found.setdefault(department, [])
        if risk_type not in types and not (struck and risk_type in held):
            types.append(risk_type)
    return {department: "、".join(types) for department, types in sorted(found.items()) if types}
