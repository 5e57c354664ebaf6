"""Opening a round (新建轮次): announced with one typed name, its lines laid out set-based by a job."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from huaiyuan.base import access, audit, jobs, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.figures import snapshots
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.rounds import composing, errors, keygroups, tasks, trail
from huaiyuan.county.rounds.models import Closing, Line, Round, RoundGroup
from huaiyuan.county.rounds.types import Level, RoundState
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist.staging import staged

JOB = "round"
STAGES = {"snapshot": "取底册", "groups": "认重点群体", "rules": "认重点群体", "lines": "按组分户"}
FORMS = ("防止返贫监测帮扶筛查表（2026年版）",)
RECHECK_PERCENT = "round.recheck_percent"
TOWNSHIP = 9

INSERT_LINES = """
INSERT INTO rounds_line (round_id, household_no, village_code, group_name, walk_order, is_key, key_groups, unknown_groups,
                         income_due, same_before, last_result, last_on, state, result, way, reason, changed_by, version)
SELECT %(round)s, s.household_no, s.village_code, s.group_name, s.walk_order, s.is_key, s.key_groups, s.unknown_groups,
       s.income_due, CASE WHEN p.state = 'done' AND p.result = 'same' THEN p.same_before + 1 ELSE 0 END,
       coalesce(p.result, ''), p.looked_on, 'waiting', '', '', '', '', 1
FROM round_lines_staged s
LEFT JOIN rounds_line p ON p.round_id = %(previous)s AND p.household_no = s.household_no
ORDER BY s.village_code, s.walk_order, s.household_no"""
INSERT_REASONS = """
INSERT INTO rounds_keyreason (round_id, household_no, code, says)
SELECT %(round)s, household_no, code, says FROM round_reasons_staged ORDER BY household_no, code"""


@dataclass(frozen=True)
class Opened:
    """A round whose lines stand: how many households, how many of them in a key group."""

    number: str
    households: int
    key: int
    villages: int


@transaction.atomic
def announce(
    *, name: str, starts_on: dt.date, ends_on: dt.date, by: Account, form: str = FORMS[0], with_income: bool = False,
    area_code: str = "", at: dt.datetime | None = None, seed: str = "",
) -> Round:  # fmt: skip
    """Name a round and its dates; `prepare` lays out its lines. `seed` only where a demo must come out the same.

    With the code of a township only its households are looked at (专项排查); it may run beside a round of the county.

    Raises: ROUND_NOT_FOUND, ROUND_NO_NAME, ROUND_BAD_SPAN, ROUND_SAME_NAME, ROUND_STILL_RUNS.
    """
    if not access.may(by, P.ROUND_RUN) or not _is_ours(area_code, by):
        raise DomainError(errors.NOT_FOUND)
    named, moment = name.strip(), at or clock.business_now()
    if not named:
        raise DomainError(errors.NO_NAME)
    if ends_on < starts_on:
        raise DomainError(errors.BAD_SPAN, starts=starts_on, ends=ends_on)
    if Round.objects.filter(name=named).exists():
        raise DomainError(errors.SAME_NAME, name=named)
    running = unfinished(area_code)
    if running is not None:
        raise DomainError(errors.STILL_RUNS, name=running.name)
    percent = reference.parameter(RECHECK_PERCENT, starts_on)
    this_year = Round.objects.filter(number__startswith=f"PC{starts_on.year}-").count()
    return Round.objects.create(
        number=f"PC{starts_on.year}-{this_year + 1:02}", name=named, area_code=area_code, form=form, starts_on=starts_on, ends_on=ends_on,
        with_income=with_income, seed=seed or secrets.token_hex(6), opened_by=by, opened_at=moment, kept_at=clock.now(),
        recheck_percent=int(percent.value) if percent else 5,
    )  # fmt: skip


def _is_ours(area_code: str, by: Account) -> bool:
    """Whether a round may be limited to an area: not at all, or to a township within the account's rows."""
    if not area_code:
        return True
    known = len(area_code) == TOWNSHIP and area_code in reference.places_by_code([area_code])
    return known and access.scope_of(by, P.ROUND_RUN).covers(area_code)


def running() -> QuerySet[Round]:
    """The rounds that the county has not finished, the newest first."""
    done = Closing.objects.filter(level=Level.COUNTY, reopened_on__isnull=True).values("round")
    return Round.objects.exclude(pk__in=done).order_by("-starts_on", "-pk")


def unfinished(area_code: str = "") -> Round | None:
    """The round of the whole county that is not finished, or that of one township, if there is one."""
    return running().filter(area_code=area_code).first()


def in_background(number: str, by: str) -> str:
    """Lay the lines out for the account named `by`; returns the sentence that stands on the job."""
    made = prepare(number, by=access.acting(by))
    return f"分到{made.villages}个村（社区）{made.households:,}户，重点群体{made.key:,}户"


def prepare(number: str, *, by: Account | None, as_of: dt.date | None = None) -> Opened:
    """Lay out the lines of an announced round; a round that stands already stays as it is.

    Raises: ROUND_NOT_FOUND, JOBS_BUSY, JOBS_CANCELLED, FIGURES_*, ENGINE_*, POLICY_FILE_FAULT.
    """
    with jobs.claim(JOB, number, by=by) as job:
        found = Round.objects.filter(number=number).first()
        if found is None:
            raise DomainError(errors.NOT_FOUND)
        if found.state == RoundState.PREPARING:
            day = as_of or clock.today()
            job.stage("snapshot")
            snapshot = snapshots.current()
            job.stage("groups")
            with lake.hidden_folder(Path(settings.DATA_DIR) / "tmp", "round") as folder:
                asked = keygroups.ask(snapshot, day, folder, job.progress)
                composed = composing.compose(
                    snapshot, day, folder, with_income=found.with_income, area_code=found.area_code
                )
            job.stage("lines", composed.lines.num_rows)
            with transaction.atomic():
                _lay_out(found, composed, asked, by)
        result = _opened(found)
        job.finish(f"分到{result.villages}个村（社区）{result.households:,}户，重点群体{result.key:,}户")
    return result


def _lay_out(found: Round, composed: composing.Composed, asked: list[dict[str, object]], by: Account | None) -> None:
    write_groups(found, composed, asked)
    earlier = Round.objects.filter(starts_on__lt=found.starts_on, area_code="").exclude(pk=found.pk)
    previous = earlier.order_by("-starts_on").first()
    with (
        staged("round_lines_staged", composed.lines),
        staged("round_reasons_staged", composed.reasons),
        connection.cursor() as cursor,
    ):
        cursor.execute(INSERT_LINES, {"round": found.pk, "previous": previous.pk if previous else 0})
        cursor.execute(INSERT_REASONS, {"round": found.pk})
    faultpoint.reached("rounds.laid_out")
    Round.objects.filter(pk=found.pk).update(state=RoundState.OPEN, households=composed.lines.num_rows)
    found.refresh_from_db()
    open_tasks(found, by=by)
    result = _opened(found)
    audit.record(
        trail.OPENED, by=by, subject=f"round:{found.number}", writes=True, name=found.name, round=found.number,
        households=result.households, key=result.key,
    )  # fmt: skip


def write_groups(found: Round, composed: composing.Composed, asked: list[dict[str, object]]) -> None:
    """Write down with which key groups, in which version, a round was opened, and which could not be asked."""
    answers = {str(line["id"]): line for line in asked}
    RoundGroup.objects.bulk_create(
        RoundGroup(
            round=found, code=group.rule.id, title=group.rule.title, version=group.rule.version,
            condition=group.rule.when, source="；".join(f"{b.doc}，{b.clause}" for b in group.rule.basis)[:200],
            since=group.rule.since, off_because=str(answers[group.rule.id]["off_because"] or "")[:200],
            households=composed.counts.get(group.rule.id, (0, 0))[0],
            unknown=composed.counts.get(group.rule.id, (0, 0))[1],
        )
        for group in keygroups.declared()
    )  # fmt: skip


def open_tasks(
    found: Round, *, by: Account | None, at: dt.datetime | None = None, finished: Collection[str] = ()
) -> None:  # fmt: skip
    """Hand the round to every village and township that has not finished it, due on its last day."""
    rows = Line.objects.filter(round=found).order_by("village_code").values_list("village_code", flat=True)
    villages = list(rows.distinct())
    due_at = clock.end_of(found.ends_on)
    townships = sorted({code[:TOWNSHIP] for code in villages})
    for kind, areas in ((tasks.SCREEN, villages), (tasks.CLOSE, townships)):
        lines = [
            {"subject_no": tasks.key(found.number, area), "about": found.name, "household_no": "", "owner_area": area,
             "village_code": area if kind == tasks.SCREEN else "", "grade": "", "due_at": due_at}
            for area in areas if area not in finished
        ]  # fmt: skip
        table = pa.Table.from_pylist(lines, schema=pa.schema(list(worklist.COLUMNS.items())))
        worklist.open_many(kind, table, by=by, at=at or found.opened_at)


def _opened(found: Round) -> Opened:
    rows = Line.objects.filter(round=found)
    villages = rows.order_by().values("village_code").distinct().count()
    return Opened(found.number, rows.count(), rows.filter(is_key=True).count(), villages)
