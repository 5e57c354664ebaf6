"""What plans owe to the days that pass: who has none yet, whom the county has approved since, who moved, what is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pyarrow as pa
from django.db import transaction
from django.db.models import Exists, OuterRef

from huaiyuan.base import audit
from huaiyuan.core.kernel import clock
from huaiyuan.county.plans import tasks, trail
from huaiyuan.county.plans.actions import going
from huaiyuan.county.plans.actions.ending import to_remind
from huaiyuan.county.plans.actions.opening import due_on
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.county.plans.types import LIVE, MeasureState, State
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.queries import Monitored
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist import queries as inbox

TOWNSHIP = 9
_TASK = ("subject_no", "about", "household_no", "village_code", "owner_area", "grade", "due_at")


@transaction.atomic
def keep_up() -> dict[str, int]:
    """Everything that a day brings, idempotent; the worker asks every minute. Returns how many of each."""
    gone, back = going.end_closed(), going.take_up_again()
    monitored = registry.monitored_now()
    live = {plan.household_no: plan for plan in Plan.objects.filter(state__in=LIVE)}
    identified, moved = _identified(live, monitored), _moved(live, monitored)
    if identified or moved or gone or back:
        audit.record(
            trail.FOLLOWED, by=None, subject="plans", writes=True, identified=identified, moved=moved, gone=gone, back=back
        )  # fmt: skip
    return {
        "gone": gone, "back": back, "identified": identified, "moved": moved, "to_draft": _to_draft(live, monitored), "waiting": _waiting(live),
        "overdue": _overdue(), "ending": _ending(),
    }  # fmt: skip


def _identified(live: Mapping[str, Plan], monitored: Mapping[str, Monitored]) -> int:
    """Families that were helped first and have been approved since: the day their cycle began is written in."""
    count = 0
    for number, plan in live.items():
        now = monitored.get(number)
        if plan.identified_on is None and now is not None:
            count += Plan.objects.filter(pk=plan.pk, identified_on=None).update(
                identified_on=now.identified_on, cycle=now.cycle, due_on=due_on(now.identified_on)
            )
    return count


def _moved(live: Mapping[str, Plan], monitored: Mapping[str, Monitored]) -> int:
    """A plan goes where its family lives."""
    count = 0
    for number, plan in live.items():
        now = monitored.get(number)
        if now is not None and now.village_code != plan.village_code:
            count += Plan.objects.filter(pk=plan.pk).update(village_code=now.village_code)
    return count


def _to_draft(live: Mapping[str, Plan], monitored: Mapping[str, Monitored]) -> int:
    """A task for the village of every monitored family without a plan in its running cycle."""
    asked = set(inbox.open_subjects(tasks.DRAFT))
    had = set(Plan.objects.exclude(state=State.STOPPED).values_list("household_no", "cycle"))
    missing = [
        one for number, one in monitored.items()
        if number not in live and number not in asked and (number, one.cycle) not in had
    ]  # fmt: skip
    rows = [
        (one.household_no, "、".join(one.risks)[:120], one.household_no, one.village_code, one.village_code, "",
         _end_of(due_on(one.identified_on)))
        for one in sorted(missing, key=lambda one: one.household_no)
    ]  # fmt: skip
    return _open(tasks.DRAFT, rows)


def _waiting(live: Mapping[str, Plan]) -> int:
    """A task for every plan that waits with a township or was returned: those that came in by bulk have none yet."""
    opened = 0
    for kind, state, length in ((tasks.REVIEW, State.REVIEW, TOWNSHIP), (tasks.MEND, State.RETURNED, None)):
        asked = set(inbox.open_subjects(kind))
        rows = [
            (p.number, _about(p), p.household_no, p.village_code, p.village_code[:length], "",
             worklist.due(kind, p.changed_at))
            for p in sorted(live.values(), key=lambda p: p.number) if p.state == state and p.number not in asked
        ]  # fmt: skip
        opened += _open(kind, rows)
    return opened


def _about(plan: Plan) -> str:
    return plan.risks.replace(";", "、")[:120] or plan.number


def _overdue() -> int:
    """A task a plan for measures whose day has passed without a word, for the village and for the township."""
    today = clock.today()
    late = Measure.objects.filter(plan=OuterRef("pk"), state=MeasureState.PLANNED, planned_to__lt=today)
    running = Plan.objects.filter(state__in=(State.SET, State.RUNNING))
    opened = 0
    for kind, owners in tasks.OVERDUE.items():
        asked, found = set(inbox.open_subjects(kind)), running.filter(Exists(late.filter(owner__in=owners)))
        plans = [plan for plan in found.order_by("number") if plan.number not in asked]
        due = worklist.due(kind, clock.business_now())
        length = TOWNSHIP if kind == tasks.OVERDUE_TOWNSHIP else None
        opened += _open(kind, [
            (p.number, _about(p), p.household_no, p.village_code, p.village_code[:length], "", due)
            for p in plans
        ])  # fmt: skip
    return opened


def _ending() -> int:
    """A task a plan whose policies run out soon, due on the first such day; families out of risk are not left out."""
    rows = [
        (plan.number, f"{first}到期", plan.household_no, plan.village_code, plan.village_code, "", _end_of(first))
        for plan, first in to_remind(clock.today())
    ]  # fmt: skip
    return _open(tasks.ENDING, rows)


def _open(kind: str, rows: Sequence[tuple[object, ...]]) -> int:
    if not rows:
        return 0
    columns = dict(zip(_TASK, zip(*rows, strict=True), strict=True))
    return worklist.open_many(kind, pa.table({name: list(values) for name, values in columns.items()}), by=None)


def _end_of(day: dt.date | None) -> dt.datetime:
    if day is None:
        return worklist.due(tasks.DRAFT, clock.business_now())
    return clock.end_of(day)
