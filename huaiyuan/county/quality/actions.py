"""Every write about points: taking up those of a check, handing out the month's tasks, judging and correcting."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import F, Value, Window
from django.db.models.functions import Concat, RowNumber

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.quality import errors, plan, queries, tasks, trail
from huaiyuan.county.quality.models import Point, QualityResult, QualityRun
from huaiyuan.county.quality.plan import Plan
from huaiyuan.county.quality.types import LIVE, How, PointState
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry.types import Correctable
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist import queries as worklist_queries
from huaiyuan.county.worklist.staging import bound, staged

VILLAGE_DIGITS = 12
CAP = "quality.village_cap"
CHUNK = 500
DONE_SAYS = "每条都改好或核过"
INSERT = """
INSERT INTO quality_point (number, rule, rule_version, subject_type, person_id, household_no, village_code, how, says,
                           fingerprint, state, bundle, times, found_on, run_id, reason, judged_print)
SELECT number, rule, rule_version, subject_type, person_id, household_no, village_code, how, says, fingerprint, 'open',
       '', 1, %(on)s, %(run)s, '', ''
FROM quality_opened ORDER BY number"""
FACTS = """
rule_version = s.rule_version, household_no = s.household_no, village_code = s.village_code, how = s.how,
says = s.says, fingerprint = s.fingerprint, run_id = %(run)s"""
AGAIN = f"""
UPDATE quality_point SET {FACTS}, state = 'open', bundle = '', times = times + 1, found_on = %(on)s, reason = '',
    judged_print = '', settled_by_id = NULL, settled_at = NULL
FROM quality_again s WHERE quality_point.id = s.id"""  # noqa: S608 - constants of this module
SEEN = f"UPDATE quality_point SET {FACTS} FROM quality_seen s WHERE quality_point.id = s.id"  # noqa: S608
MENDED = """
UPDATE quality_point SET state = 'mended', settled_at = coalesce(settled_at, %(at)s)
WHERE id IN (SELECT id FROM quality_mended)"""
DROPPED = """
UPDATE quality_point SET state = 'dropped', settled_at = %(at)s WHERE id IN (SELECT id FROM quality_dropped)"""


@dataclass(frozen=True)
class Taken:
    """What a check did to the points: how many are new, found again, still there, mended, dropped with their rule."""

    opened: int
    again: int
    seen: int
    mended: int
    dropped: int


@transaction.atomic
def take_up(folder: Path, *, snapshot: str, by: Account | None, at: dt.datetime | None = None) -> Taken:
    """Turn what a check found into points and write the check down; taken up twice, nothing is there twice."""
    moment = at or clock.business_now()
    made = plan.make(folder, _known(), _county())
    losing = _bundles([*made.mended["id"].to_pylist(), *made.dropped["id"].to_pylist()])
    _write(made, folder.name, moment)
    taken = Taken(*(getattr(made, name).num_rows for name in ("opened", "again", "seen", "mended", "dropped")))
    _close_settled(losing, by, moment)
    if not QualityRun.objects.filter(run_id=folder.name).exists():
        _write_down(folder, snapshot, taken, by)
    return taken


@transaction.atomic
def hand_out(*, by: Account | None, at: dt.datetime | None = None) -> tuple[int, int]:
    """Give every village its one task of the month with points it can put right itself, never more than the cap.

    What is beyond the cap, or found after the task went out, waits for the next month. Returns how many villages have
    a new task, and how many points went out.
    """
    moment = at or clock.business_now()
    here = moment.astimezone(clock.SHANGHAI)
    month = f"{here:%Y%m}"
    waiting = _waiting(month, here.date())
    counts = Counter(village for _, village in waiting)
    if not counts:
        return 0, 0
    names = {place.code: place.short_name for place in reference.places(level="village")}
    due_at = worklist.due(tasks.VILLAGE, moment)
    lines = [
        {
            "subject_no": f"{village}-{month}", "about": f"{names.get(village, '')} {count} 条", "household_no": "",
            "village_code": village, "owner_area": village, "due_at": due_at, "grade": "",
        }
        for village, count in sorted(counts.items())
    ]  # fmt: skip
    table = pa.Table.from_pylist(lines, schema=pa.schema(list(worklist.COLUMNS.items())))
    opened = worklist.open_many(tasks.VILLAGE, table, by=by, at=moment)
    ids = [pk for pk, _ in waiting]
    for start in range(0, len(ids), CHUNK):
        rows = Point.objects.filter(pk__in=ids[start : start + CHUNK])
        rows.update(bundle=Concat("village_code", Value(f"-{month}")))
    audit.record(
        trail.HANDED_OUT, by=by, subject=f"quality:{month}", writes=True, month=month, villages=opened, points=len(ids)
    )  # fmt: skip
    return opened, len(ids)


@transaction.atomic
def judge(number: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Point:
    """Somebody looked and it is right as it stands. Raises: QUALITY_NO_REASON, QUALITY_NOT_OPEN."""
    point, why = _live(number), reason.strip()
    if not why:
        raise DomainError(errors.NO_REASON)
    settled = {"reason": why[:200], "judged_print": point.fingerprint}
    _settle(point, PointState.JUDGED, by, at, **settled)
    audit.record(
        trail.JUDGED, by=by, subject=f"point:{number}", household_no=point.household_no,
        village_code=point.village_code, writes=True, reason=why, rule=point.rule,
    )  # fmt: skip
    return point


@transaction.atomic
def look_again(number: str, *, by: Account) -> Point:
    """Take back that it was found right. Raises: QUALITY_NOT_JUDGED."""
    point = Point.objects.select_for_update().get(number=number)
    judged = Point.objects.filter(pk=point.pk, state=PointState.JUDGED)
    again = {"reason": "", "judged_print": "", "bundle": "", "settled_by": None, "settled_at": None}
    if judged.update(state=PointState.OPEN, **again) != 1:
        raise DomainError(errors.NOT_JUDGED, state=point.get_state_display())
    audit.record(
        trail.LOOKED_AGAIN, by=by, subject=f"point:{number}", household_no=point.household_no,
        village_code=point.village_code, writes=True, rule=point.rule,
    )  # fmt: skip
    point.refresh_from_db()
    return point


@transaction.atomic
def correct(number: str, *, person_id: str, value: str, by: Account, at: dt.datetime | None = None) -> Point:
    """Put the registered fact right; the next check confirms it.

    `person_id` is a member of the point's household. Raises: QUALITY_NOT_OPEN, QUALITY_NOT_CORRECTABLE,
    QUALITY_NO_CHOICE, REGISTRY_*.
    """
    point = _live(number)
    field = field_of(point)
    if point.how != How.CORRECT or not field:
        raise DomainError(errors.NOT_CORRECTABLE)
    if not person_id or not value:
        raise DomainError(errors.NO_CHOICE)
    what = registry.correct_fact(
        person_id, Correctable(field), value, household_no=point.household_no, ref=f"疑点{number}", by=by
    )
    _settle(point, PointState.CHANGED, by, at, reason=what)
    audit.record(
        trail.CORRECTED, by=by, subject=f"point:{number}", household_no=point.household_no,
        village_code=point.village_code, writes=True, rule=point.rule,
        what=Correctable(field).label,
    )  # fmt: skip
    return point


def field_of(point: Point) -> str:
    """Which registered fact a point is put right by; empty when by none."""
    rows = QualityResult.objects.filter(rule=point.rule).order_by("-run__finished_at", "-pk")
    return rows.values_list("field", flat=True).first() or ""


def _live(number: str) -> Point:
    point = Point.objects.select_for_update().get(number=number)
    if point.state not in LIVE:
        raise DomainError(errors.NOT_OPEN, state=point.get_state_display())
    return point


def _settle(point: Point, state: PointState, by: Account, at: dt.datetime | None, **more: str) -> None:
    moment = at or clock.business_now()
    Point.objects.filter(pk=point.pk).update(state=state, settled_by=by, settled_at=moment, **more)
    point.refresh_from_db()
    _close_settled({point.bundle} - {""}, by, moment)


def _close_settled(bundles: set[str], by: Account | None, moment: dt.datetime) -> None:
    """Close the tasks of bundles in which nothing waits any more."""
    still = set(Point.objects.filter(bundle__in=bundles, state=PointState.OPEN).values_list("bundle", flat=True))
    done = bundles - still
    if done:
        worklist.finish([tasks.VILLAGE], done, proof=DONE_SAYS, by=by, at=moment)


def _waiting(month: str, on: dt.date) -> list[tuple[int, str]]:
    """Points to hand out with their villages: of each village the first by rule, up to the cap.

    A village that has had its task of the month waits for the next.
    """
    cap = reference.parameter(CAP, on)
    nth = Window(RowNumber(), partition_by=F("village_code"), order_by=["rule", "id"])
    rows = queries.not_handed_out().annotate(nth=nth).order_by("village_code", "rule", "id")
    if cap is not None:
        rows = rows.filter(nth__lte=int(cap.value))
    found = [(pk, code) for pk, code in rows.values_list("pk", "village_code") if len(code) == VILLAGE_DIGITS]
    asked = worklist_queries.asked_subjects(tasks.VILLAGE, {f"{code}-{month}" for _, code in found})
    return [(pk, code) for pk, code in found if f"{code}-{month}" not in asked]


def _known() -> pa.Table:
    found = list(Point.objects.order_by("id").values_list(*plan.KNOWN_COLUMNS).iterator(chunk_size=5000))
    values = zip(*found, strict=True) if found else ((),) * len(plan.KNOWN_COLUMNS)
    arrays = [pa.array(v, t) for v, t in zip(values, plan.KNOWN_COLUMNS.values(), strict=True)]
    return pa.table(arrays, names=list(plan.KNOWN_COLUMNS))


def _county() -> str:
    return next((place.code for place in reference.places(level="county")), "")


def _bundles(ids: list[int]) -> set[str]:
    rows = Point.objects.filter(pk__in=ids) if len(ids) < 500 else Point.objects.filter(state__in=LIVE)
    return set(rows.exclude(bundle="").order_by().values_list("bundle", flat=True).distinct())


def _write(made: Plan, run: str, moment: dt.datetime) -> None:
    values: dict[str, Any] = {
        "run": run, "at": bound(moment), "on": bound(moment.astimezone(clock.SHANGHAI).date())
    }  # fmt: skip
    with (
        staged("quality_opened", made.opened),
        staged("quality_again", made.again),
        staged("quality_seen", made.seen),
        staged("quality_mended", made.mended),
        staged("quality_dropped", made.dropped),
        connection.cursor() as cursor,
    ):
        for statement in (DROPPED, MENDED, SEEN, AGAIN, INSERT):
            cursor.execute(statement, {name: value for name, value in values.items() if f"%({name})s" in statement})


def _write_down(folder: Path, snapshot: str, taken: Taken, by: Account | None) -> None:
    told = plan.manifest_of(folder)
    found, unknown = (sum(line[name] for line in told["rules"]) for name in ("true", "unknown"))
    run = QualityRun.objects.create(
        run_id=folder.name, as_of=dt.date.fromisoformat(told["as_of"]), snapshot=snapshot, found=found, unknown=unknown,
        opened=taken.opened + taken.again, mended=taken.mended, finished_at=clock.now(),
        by_username=getattr(by, "username", ""),
    )  # fmt: skip
    QualityResult.objects.bulk_create(
        QualityResult(
            run=run, rule=line["id"], version=line["version"], title=line["title"], department=line["department"],
            expects=line["expects"], how=line["mend"]["how"], field=line["mend"]["field"],
            mend_says=line["mend"]["says"], hits=line["true"], unknown=line["unknown"],
            off_because=line["off_because"] or "",
        )
        for line in told["rules"]
    )  # fmt: skip
    audit.record(
        trail.RUN_DONE, by=by, subject=f"run:{run.run_id}", writes=True, as_of=told["as_of"], found=found,
        unknown=unknown, opened=run.opened, mended=run.mended,
    )  # fmt: skip
