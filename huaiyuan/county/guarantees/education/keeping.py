"""Whether the month's visits of home teaching came (核送教): who is behind, and who has caught up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import Count, Max, Q

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.guarantees.education import trail
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.declaration import LEDGERS, Act
from huaiyuan.county.ledger.rewriting import rewrite
from huaiyuan.county.ledger.types import Did

TEACHING, VISITS = "home-teaching", "home-visits"
LEAST_VISITS, LEAST_HOURS = "education.home.visits_a_month", "education.home.hours"


def counted(row: Any, act: Act) -> None:
    """A visit's record is whole: its file counts it, and who was behind may have caught up."""
    case, visits = row.taught, type(row).objects.filter(taught=row.taught, state="filed")
    told = visits.aggregate(n=Count("pk"), last=Max("visited_on"))
    type(case).objects.filter(pk=case.pk).update(visits=told["n"], last_on=told["last"])
    if case.state != "behind" or not case.checked:
        return
    since = Period.parse(case.checked).last_day
    made_up = visits.filter(visited_on__gt=since, hours__gte=_least(LEAST_HOURS, act.on)).count()
    if made_up >= (case.lacking or 0):
        actions.move(LEDGERS[TEACHING], case.number, "catch_up", by=act.by, at=act.at, trusted=True)


def keep_up(on: dt.date | None = None, *, by: Account | None = None) -> int:
    """Look at the month before, once: who was visited too seldom is behind from now on. Returns how many are.

    A file whose teaching began within that month, or whose school has nobody to visit it yet, is not judged by it.
    """
    today = on or clock.today()
    month = Period.parse(f"{today.replace(day=1) - dt.timedelta(days=1):%Y-%m}")
    wanted = _least(LEAST_VISITS, month.last_day)
    rows = LEDGERS[TEACHING].model._default_manager.filter(state="teaching", began_on__lt=month.first_day)
    waiting = rows.exclude(checked=str(month))
    if not wanted or not waiting.exists():
        return 0
    return _judge(month, wanted, waiting, by)


@transaction.atomic
def _judge(month: Period, wanted: int, waiting: Any, by: Account | None) -> int:
    hours, moment = _least(LEAST_HOURS, month.last_day), clock.business_now()
    came = Q(state="filed", visited_on__range=(month.first_day, month.last_day), hours__gte=hours)
    visits = (
        LEDGERS[VISITS].model._default_manager.filter(came).order_by().values_list("taught_id").annotate(n=Count("pk"))
    )
    seen = dict(visits)
    lines = [(number, max(wanted - seen.get(pk, 0), 0)) for pk, number in waiting.values_list("pk", "number")]
    table = pa.table({
        "number": [number for number, _ in lines],
        "state": ["behind" if lack else "teaching" for _, lack in lines],
        "lacking": pa.array([lack for _, lack in lines], pa.int64()),
        "checked": [str(month)] * len(lines),
    })  # fmt: skip
    rewrite(LEDGERS[TEACHING], table, did=Did.REWRITTEN, by=by, reason=f"核{month}送教", at=moment)
    behind = sum(1 for _, lack in lines if lack)
    audit.record(trail.CHECKED, by=by, subject=f"education:{month}", writes=True, month=str(month), behind=behind)
    return behind


def _least(name: str, on: dt.date) -> int:
    """A least number of the day; nothing where nobody has settled one."""
    found = reference.parameter(name, on)
    return int(Decimal(found.value)) if found else 0
