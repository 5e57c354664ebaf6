"""The village writes on a draft: a measure is added, changed or taken out; what was there stays readable in the steps."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import measures
from huaiyuan.county.plans import errors, owners, trail
from huaiyuan.county.plans.actions.settling import waiting
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.county.plans.transitions import Act, alone, move, plan_for, record

SAYS_MOST, PERSON_MOST = 120, 60
TITLES = {
    "kind": "措施类别", "risk": "针对的风险", "says": "做什么", "owner": "承办", "department": "承办", "person": "具体办的人",
    "planned_from": "计划开始", "planned_to": "计划完成", "planned_fen": "计划金额",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A measure as a form says it. `owner` is 村, 乡镇, 帮扶责任人 or a department; no amount means no money is needed."""

    kind: str
    says: str
    owner: str
    planned_from: dt.date | None
    planned_to: dt.date | None
    risk: str = ""
    person: str = ""
    yuan: Decimal | None = None


@transaction.atomic
def write(
    plan_no: str, said: Written, *, act: Act, measure_no: str = "", client_uuid: uuid.UUID | None = None
) -> Measure:
    """Add a measure, or change the one of that number; the same `client_uuid` again changes nothing.

    Raises: PLAN_NOT_FOUND, PLAN_CHANGED, PLAN_STAGE, PLAN_MEASURE_GONE, PLAN_SETTLED and what is wrong with the words.
    """
    alone()
    plan = plan_for(act.by, plan_no, P.PLAN_WRITE)
    if not measure_no:
        sent = Measure.objects.filter(client_uuid=client_uuid).first() if client_uuid else None
        if sent is not None:
            return _same(sent, plan)
    values = _checked(plan, said)
    if measure_no:
        return _change(plan, measure_no, values, act)
    move("edit", plan, act=act, says=f"加“{said.kind}：{values['says']}”")
    made = Measure.objects.create(
        number=next_number(Measure, "CS", act.moment, places=6), client_uuid=client_uuid or uuid.uuid4(), plan=plan,
        **values,
    )  # fmt: skip
    record(trail.WRITTEN, plan, act.by, measure=made.number, how="加了")
    return made


@transaction.atomic
def remove(plan_no: str, measure_no: str, *, act: Act) -> Plan:
    """Take a measure out of a draft; the step says what it was. Raises: as `write`."""
    plan = plan_for(act.by, plan_no, P.PLAN_WRITE)
    row = waiting(plan, measure_no)
    move("edit", plan, act=act, says=f"去掉“{row.kind}：{row.says}”")
    row.delete()
    record(trail.REMOVED, plan, act.by, measure=measure_no)
    return plan


def _same(sent: Measure, plan: Plan) -> Measure:
    if sent.plan_id != plan.pk:
        raise DomainError(errors.OTHER_USE)
    return sent


def _change(plan: Plan, measure_no: str, values: dict[str, object], act: Act) -> Measure:
    row = waiting(plan, measure_no)
    titles = dict.fromkeys(TITLES[name] for name, value in values.items() if getattr(row, name) != value)
    if not titles:
        return row
    before = f"原来是“{row.says}”" if row.says != values["says"] else ""
    move("edit", plan, act=act, says=f"改“{row.kind}”：{'、'.join(titles)}{'，' if before else ''}{before}")
    Measure.objects.filter(pk=row.pk).update(**values, version=row.version + 1)
    record(trail.WRITTEN, plan, act.by, measure=measure_no, how="改了")
    row.refresh_from_db()
    return row


def _checked(plan: Plan, said: Written) -> dict[str, object]:
    if said.kind not in {kind.name for kind in measures.kinds()}:
        raise DomainError(errors.NO_KIND, kind=said.kind)
    if said.risk and said.risk not in plan.risks.split(";"):
        raise DomainError(errors.NO_RISK, risk=said.risk)
    if not said.says.strip():
        raise DomainError(errors.NO_SAYS)
    if said.planned_from is None or said.planned_to is None or said.planned_to < said.planned_from:
        raise DomainError(errors.SPAN, since=said.planned_from or "没写", to=said.planned_to or "没写")
    return {
        "kind": said.kind, "risk": said.risk, "says": said.says.strip()[:SAYS_MOST],
        "person": said.person.strip()[:PERSON_MOST], "planned_from": said.planned_from, "planned_to": said.planned_to,
        "planned_fen": None if said.yuan is None else money.to_fen(said.yuan), **owners.chosen(said.owner).fields,
    }  # fmt: skip
