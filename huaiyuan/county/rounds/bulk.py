"""Rounds in bulk: Arrow tables in, set-based, without the ORM: what a county has behind it, and a demo's two rounds.

`lines` has the columns of `LINE_COLUMNS`; `problems` round_number, household_no, risk_type, found_on; `closings`
round_number, level, area_code, closed_on; `draws` round_number, village_code, drawn_on, population, taken; `rechecks`
round_number, household_no, place, verdict, found, checked_on.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from huaiyuan.base import audit
from huaiyuan.base.jobs import checkpoint
from huaiyuan.base.jobs.database import database_url
from huaiyuan.core.engine import transfer
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.rounds import composing, tasks, trail
from huaiyuan.county.rounds.actions.opening import open_tasks, write_groups
from huaiyuan.county.rounds.errors import NOT_EMPTY
from huaiyuan.county.rounds.models import Closing, Line, Recheck, Round
from huaiyuan.county.rounds.types import Level, RoundState, State
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist.staging import bound, staged

LINE_COLUMNS = (
    "round_number", "household_no", "village_code", "group_name", "walk_order", "is_key", "key_groups",
    "unknown_groups", "income_due", "same_before", "last_result", "last_on", "state", "result", "way", "reason",
    "looked_on", "first_on", "again_at", "changed_by", "changed_at",
)  # fmt: skip
LINES = """
    SELECT r.id AS round_id, l.* EXCLUDE (round_number), 1 AS version FROM lines l
    JOIN rounds r ON r.number = l.round_number ORDER BY r.id, village_code, walk_order, household_no"""
REASONS = """
    SELECT r.id AS round_id, k.household_no, k.code, k.says FROM reasons k JOIN rounds r ON r.number = k.round_number
    ORDER BY r.id, household_no, code"""
CLOSINGS = """
    INSERT INTO rounds_closing (round_id, level, area_code, closed_on, closed_at, reason)
    SELECT r.id, s.level, s.area_code, s.closed_on, %(at)s, ''
    FROM closings_staged s JOIN rounds_round r ON r.number = s.round_number ORDER BY r.id, s.area_code"""
DRAWS = """
    INSERT INTO rounds_draw (round_id, village_code, drawn_on, population, taken)
    SELECT r.id, s.village_code, s.drawn_on, s.population, s.taken
    FROM draws_staged s JOIN rounds_round r ON r.number = s.round_number ORDER BY r.id, s.village_code"""
RECHECKS = """
    INSERT INTO rounds_recheck (draw_id, line_id, place, verdict, found, checked_on)
    SELECT d.id, l.id, s.place, s.verdict, s.found, s.checked_on
    FROM rechecks_staged s JOIN rounds_round r ON r.number = s.round_number
    JOIN rounds_line l ON l.round_id = r.id AND l.household_no = s.household_no
    JOIN rounds_draw d ON d.round_id = r.id AND d.village_code = s.village_code ORDER BY d.id, s.place"""
PROBLEMS = """
    INSERT INTO rounds_roundproblem (line_id, risk_type, found_on, lead_no)
    SELECT l.id, s.risk_type, s.found_on, ''
    FROM problems_staged s JOIN rounds_round r ON r.number = s.round_number
    JOIN rounds_line l ON l.round_id = r.id AND l.household_no = s.household_no ORDER BY l.id"""
AFTERWARDS = {"closings": CLOSINGS, "draws": DRAWS, "rechecks": RECHECKS, "problems": PROBLEMS}
TOWNSHIP = 9


@dataclass(frozen=True)
class Season:
    """A round that was held: its number, name, dates and the seed of its lots."""

    number: str
    name: str
    form: str
    starts_on: dt.date
    ends_on: dt.date
    with_income: bool
    seed: str
    recheck_percent: int
    area_code: str = ""


def load(
    seasons: Iterable[Season], tables: Mapping[str, pa.Table], composed: Mapping[str, composing.Composed],
    asked: list[dict[str, object]],
) -> dict[str, int]:  # fmt: skip
    """Load rounds into a county that has had none here; returns rows by table. `composed`, by round, and `asked`: its key
    groups. A round that no county closing ends still runs: its tasks are handed to whoever has not finished it.

    Raises: ROUND_NOT_EMPTY.
    """
    found = Round.objects.count()
    if found:
        raise DomainError(NOT_EMPTY, rounds=found)
    rounds = [_round(season) for season in seasons]
    for one in rounds:
        write_groups(one, composed[one.number], asked)
    told = [
        found.reasons.append_column("round_number", pa.array([number] * found.reasons.num_rows, pa.string()))
        for number, found in composed.items()
    ]
    _lines(tables["lines"], pa.concat_tables(told), rounds)
    with transaction.atomic(), connection.cursor() as cursor:
        for name, sql in AFTERWARDS.items():
            with staged(f"{name}_staged", tables[name]):
                cursor.execute(sql, {"at": bound(clock.business_now())} if "%(at)s" in sql else {})
        for one in rounds:
            Round.objects.filter(pk=one.pk).update(households=Line.objects.filter(round=one).count())
        _tasks(rounds)
        audit.record(
            trail.LOADED, by=None, subject="rounds", writes=True, rounds=len(rounds), lines=tables["lines"].num_rows
        )
        # Without them SQLite would look for a village's households through the whole round.
        cursor.execute("ANALYZE rounds_line")
    checkpoint.fold()
    return {name: table.num_rows for name, table in tables.items()}


def _round(season: Season) -> Round:
    opened = dt.datetime.combine(season.starts_on, dt.time(8, 30), clock.SHANGHAI)
    return Round.objects.create(**vars(season), state=RoundState.OPEN, opened_at=opened, kept_at=clock.now())


def _lines(lines: pa.Table, reasons: pa.Table, rounds: list[Round]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="rounds-", dir=settings.DATA_DIR / "tmp"))
    try:
        with duckdb.connect(config={"threads": 2}) as engine:
            engine.execute("SET TimeZone = 'UTC'")
            numbers = {"number": [one.number for one in rounds], "id": pa.array([one.pk for one in rounds], pa.int64())}
            for name, table in {"lines": lines, "reasons": reasons, "rounds": pa.table(numbers)}.items():
                engine.register(name, table)
            for name, sql in (("rounds_line", LINES), ("rounds_keyreason", REASONS)):
                made = engine.sql(sql).to_arrow_table()
                with pa.ipc.new_file(folder / f"{name}.arrow", made.schema) as writer:
                    writer.write_table(made)
        names = ("rounds_line", "rounds_keyreason")
        transfer.ingest(database_url(), {name: folder / f"{name}.arrow" for name in names})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tasks(rounds: list[Round]) -> None:
    """What still waits: rounds that run, re-checks without a result, households to be looked at again."""
    for one in rounds:
        closed = Closing.objects.filter(round=one, reopened_on__isnull=True)
        if not closed.filter(level=Level.COUNTY).exists():
            open_tasks(one, by=None, finished=set(closed.values_list("area_code", flat=True)))
    waiting = Recheck.objects.filter(draw__round__in=rounds, verdict="").order_by().values(
        "draw__round__number", "draw__village_code", "draw__drawn_on"
    ).annotate(n=Count("id"))  # fmt: skip
    opened = {row["draw__drawn_on"] for row in waiting}
    for day in sorted(opened):
        at = dt.datetime.combine(day, dt.time(9), clock.SHANGHAI)
        rows = [
            {"subject_no": tasks.key(row["draw__round__number"], row["draw__village_code"]), "about": f"{row['n']}户",
             "village_code": row["draw__village_code"], "owner_area": row["draw__village_code"][:TOWNSHIP]}
            for row in waiting if row["draw__drawn_on"] == day
        ]  # fmt: skip
        _open(tasks.RECHECK, rows, at)
    again = Line.objects.filter(round__in=rounds, state=State.AGAIN).order_by().values(
        "round__number", "round__name", "village_code"
    ).distinct()  # fmt: skip
    rows = [
        {"subject_no": tasks.key(row["round__number"], row["village_code"]), "about": row["round__name"],
         "village_code": row["village_code"], "owner_area": row["village_code"]}
        for row in again
    ]  # fmt: skip
    _open(tasks.AGAIN, rows, clock.business_now())


def _open(kind: str, rows: list[dict[str, str]], at: dt.datetime) -> None:
    if not rows:
        return
    due_at = worklist.due(kind, at)
    lines = [{**row, "household_no": "", "grade": "", "due_at": due_at} for row in rows]
    worklist.open_many(
        kind, pa.Table.from_pylist(lines, schema=pa.schema(list(worklist.COLUMNS.items()))), by=None, at=at
    )
