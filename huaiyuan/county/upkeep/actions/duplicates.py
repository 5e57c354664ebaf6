"""Duplicates inside the registry: found by likeness over a snapshot, decided by a person. Nothing merges by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import F

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.figures import snapshots
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry import queries
from huaiyuan.county.registry.types import Basis, SourceKind
from huaiyuan.county.upkeep import errors, trail
from huaiyuan.county.upkeep.models import Likeness
from huaiyuan.county.upkeep.types import Judged
from huaiyuan.county.worklist.staging import bound, staged

FIND = "find_duplicates"
# Neighbours are villages of one township: the registry knows no map. Twins bear different names and do not come up.
PAIRS = """
WITH pairs AS (
    SELECT a.person_id AS first_no, b.person_id AS second_no, a.village_code AS first_village,
           b.village_code AS second_village,
           CASE WHEN a.name = b.name THEN 'number' ELSE 'number_shared' END AS ground, 1 AS strength
    FROM person_now a JOIN person_now b ON a.id_key = b.id_key AND a.person_id < b.person_id
    UNION ALL
    SELECT a.person_id, b.person_id, a.village_code, b.village_code,
           CASE WHEN a.id_key IS NULL OR b.id_key IS NULL THEN 'unnumbered' ELSE 'numbers_differ' END, 2
    FROM person_now a JOIN person_now b
      ON a.name = b.name AND a.birth_on = b.birth_on AND a.sex = b.sex AND a.township_code = b.township_code
     AND a.person_id < b.person_id
)
SELECT first_no, second_no, first_village, second_village, ground FROM pairs
QUALIFY row_number() OVER (PARTITION BY first_no, second_no ORDER BY strength) = 1
ORDER BY ground, first_no, second_no"""
# What was found before keeps its number and what was decided of it.
INSERT = """
INSERT INTO upkeep_likeness (number, first_no, second_no, first_village, second_village, ground, judged, kept_no, found_at,
                             why, times)
SELECT s.number, s.first_no, s.second_no, s.first_village, s.second_village, s.ground, 'pending', '', %(at)s, '', 0
FROM upkeep_found s"""


def find_duplicates(*, by: Account, at: dt.datetime | None = None, snapshot: snapshots.Snapshot | None = None) -> int:
    """Look through everybody in the county; returns how many pairs are new. Runs in a job: it may take a snapshot."""
    moment = at or clock.business_now()
    with snapshots.connect(snapshot or snapshots.current(), moment.astimezone(clock.SHANGHAI).date()) as engine:
        found = engine.sql(PAIRS).to_arrow_table()
    known = set(Likeness.objects.values_list("first_no", "second_no"))
    pairs = zip(found["first_no"].to_pylist(), found["second_no"].to_pylist(), strict=True)
    new = found.filter(pa.array([pair not in known for pair in pairs], pa.bool_()))
    with transaction.atomic():
        if new.num_rows:
            _write(new, moment)
        audit.record(trail.LOOKED, by=by, subject="registry", writes=True, found=new.num_rows)
    return new.num_rows


def find_in_background(by: str) -> str:
    """Find them for the account named `by`; returns the sentence that stands on the job."""
    from huaiyuan.base.access import queries as accounts  # noqa: PLC0415

    return f"新找到{find_duplicates(by=accounts.acting(by))}对像是同一个人的，请逐对认定"


@transaction.atomic
def judge_different(number: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Likeness:
    """They are two people; that is remembered, and nobody is asked again.

    Raises: UPKEEP_NOT_FOUND, UPKEEP_NO_REASON, UPKEEP_JUDGED_ALREADY.
    """
    likeness, why = _yours(number, by), _reason(reason, "不是同一人")
    _judge(likeness, Judged.DIFFERENT, "", why, by, at or clock.business_now())
    _record(trail.DIFFERENT, likeness, by, why)
    return likeness


@transaction.atomic
def judge_same(number: str, *, kept: str, reason: str, by: Account, at: dt.datetime | None = None) -> Likeness:
    """They are one person: one number is kept, the other lives on in it; leads, hits and facts go to the kept one.

    Raises: UPKEEP_NOT_FOUND, UPKEEP_NO_REASON, UPKEEP_KEEP_WHICH, UPKEEP_KEEP_THE_NUMBERED, UPKEEP_JUDGED_ALREADY and
    what the registry refuses.
    """
    likeness, why, moment = _yours(number, by), _reason(reason, "是同一人"), at or clock.business_now()
    both = (likeness.first_no, likeness.second_no)
    if kept not in both:
        raise DomainError(errors.KEEP_WHICH)
    gone = both[1] if kept == both[0] else both[0]
    numbered = queries.with_number(both)
    if numbered and kept not in numbered:
        raise DomainError(errors.KEEP_THE_NUMBERED)
    _judge(likeness, Judged.SAME, kept, why, by, moment)
    ref = _ref(likeness)
    united = registry.one_person(kept, gone, by=by, basis=Basis(SourceKind.CORRECTED, ref))
    leads.one_person(
        gone, kept, united.gone_household, united.kept_household, united.village_code,
        leads.Change(ref, f"两个人员编号是同一人（{number}）", by, moment),
    )  # fmt: skip
    _record(trail.SAME, likeness, by, why, kept=kept, gone=gone)
    return likeness


@transaction.atomic
def take_back(number: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Likeness:
    """What was decided of two entries was wrong: as before it, and open again.

    Raises: UPKEEP_NOT_FOUND, UPKEEP_NO_REASON, UPKEEP_NOT_JUDGED, REGISTRY_UNDO_LATER.
    """
    likeness, why, moment = _yours(number, by), _reason(reason, "撤销认定"), at or clock.business_now()
    if likeness.judged == Judged.PENDING:
        raise DomainError(errors.NOT_JUDGED)
    if likeness.judged == Judged.SAME:
        ref, both = _ref(likeness), (likeness.first_no, likeness.second_no)
        registry.undo(
            ref,
            people=both,
            households=queries.households_of(both),
            reason=why,
            by=by,
            village_code=likeness.first_village,
        )
        leads.undo_following(leads.Change(ref, f"撤销认定（{number}）", by, moment))
    Likeness.objects.filter(pk=likeness.pk).update(
        judged=Judged.PENDING, kept_no="", judged_by=None, judged_at=None, why="", times=F("times") + 1
    )
    likeness.refresh_from_db()
    _record(trail.TAKEN_BACK, likeness, by, why)
    return likeness


def _write(new: pa.Table, moment: dt.datetime) -> None:
    last = Likeness.objects.order_by("-number").values_list("number", flat=True).first()
    start = int(last[2:]) if last else 0
    numbers = pa.array([f"CF{start + n:06}" for n in range(1, new.num_rows + 1)])
    with staged("upkeep_found", new.append_column("number", numbers)), connection.cursor() as cursor:
        cursor.execute(INSERT, {"at": bound(moment)})


def _ref(likeness: Likeness) -> str:
    # A pair that was taken back and decided again must not be confused with its first time.
    return f"{likeness.number}.{likeness.times}"


def _yours(number: str, by: Account) -> Likeness:
    likeness, scope = Likeness.objects.filter(number=number).first(), access.scope_of(by, P.HOUSEHOLD_CONFIRM)
    if likeness is None or not (scope.covers(likeness.first_village) and scope.covers(likeness.second_village)):
        raise DomainError(errors.NOT_FOUND)
    return likeness


def _judge(likeness: Likeness, judged: Judged, kept: str, why: str, by: Account, moment: dt.datetime) -> None:
    same = Likeness.objects.filter(pk=likeness.pk, judged=Judged.PENDING)
    if same.update(judged=judged, kept_no=kept, why=why[:200], judged_by=by, judged_at=moment) != 1:
        likeness.refresh_from_db()
        raise DomainError(errors.JUDGED_ALREADY, judged=likeness.get_judged_display())
    likeness.refresh_from_db()


def _reason(reason: str, what: str) -> str:
    if not reason.strip():
        raise DomainError(errors.NO_REASON, what=what)
    return reason.strip()


def _record(action: str, likeness: Likeness, by: Account, reason: str, **facts: Any) -> None:
    audit.record(
        action, by=by, subject=f"likeness:{likeness.number}", village_code=likeness.first_village, writes=True,
        reason=reason, likeness=likeness.number, **facts,
    )  # fmt: skip
