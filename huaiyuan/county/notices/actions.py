"""Every write about notices: taking up those of a run, and answering them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.notices import errors, plan, tasks, trail
from huaiyuan.county.notices.models import Notice
from huaiyuan.county.notices.plan import Plan
from huaiyuan.county.notices.types import NoticeKind, NoticeState
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist import queries as worklist_queries
from huaiyuan.county.worklist.staging import bound, staged

COOL_DOWN = "lead.cool_down_days"
GONE_SAYS = "最近一次筛查已经没有这种情况"
ABOUT_MOST = 100
INSERT = """
INSERT INTO notices_notice (bundle, kind, rule, rule_version, title, department, grade, village_code, household_no,
                            person_id, says, fingerprint, run_id, last_run_id, opened_on, state, answer)
SELECT bundle, kind, rule, rule_version, title, department, grade, village_code, household_no, person_id, says,
       fingerprint, %(run)s, %(run)s, %(on)s, 'open', ''
FROM notices_opened ORDER BY bundle, rule, household_no, person_id"""
MARK_SEEN = """
UPDATE notices_notice SET last_run_id = %(run)s, grade = s.grade, says = s.says, fingerprint = s.fingerprint
FROM notices_seen s WHERE notices_notice.id = s.id"""
MARK_GONE = "UPDATE notices_notice SET state = 'gone' WHERE id IN (SELECT id FROM notices_gone)"


@transaction.atomic
def take_up(run: str | Path, by: Account | None, *, at: dt.datetime | None = None) -> dict[str, int]:
    """Turn what a run found beside risks into notices with their tasks; taken up twice, nothing is there twice.

    Returns how many are new, still there, and gone.
    """
    folder = run if isinstance(run, Path) else Path(settings.DATA_DIR) / "runs" / run
    moment = at or clock.business_now()
    made = plan.make(folder, _known(), moment.date(), _county())
    losing = _bundles(Q(pk__in=made.gone["id"].to_pylist()))
    _write(made, folder.name, moment)
    _open_tasks(made.opened, moment, by)
    _recall_empty(losing, moment, by)
    counts = {"opened": made.opened.num_rows, "seen": made.seen.num_rows, "gone": made.gone.num_rows}
    if counts["opened"] or counts["gone"]:
        audit.record(trail.TAKEN_UP, by=by, subject=f"run:{folder.name}", writes=True, run=folder.name, **counts)
    return counts


@transaction.atomic
def answer(bundle: str, *, result: str, by: Account, at: dt.datetime | None = None) -> bool:
    """Close the account's task about a bundle; the notices are answered when nobody else is still asked.

    Returns whether they are. Raises: NOTICE_NO_ANSWER, NOTICE_NOT_YOURS.
    """
    moment, said = at or clock.business_now(), result.strip()
    if not said:
        raise DomainError(errors.NO_ANSWER)
    mine = worklist_queries.mine_of_subject(by, tasks.SUBJECT, bundle)
    if not mine:
        raise DomainError(errors.NOT_YOURS)
    for task in mine:
        worklist.close(task.id, proof=said[:200], by=by, at=moment)
    rest = worklist_queries.of_subject(tasks.SUBJECT, bundle)
    if not rest:
        _end(bundle, said[:200], by, moment)
    return not rest


def _end(bundle: str, said: str, by: Account, moment: dt.datetime) -> None:
    rows = access.scope_of(by, P.LEAD_READ).filter(Notice.objects.filter(bundle=bundle, state=NoticeState.OPEN))
    first = rows.first()
    days = reference.parameter(COOL_DOWN, moment.date())
    quiet = moment.date() + dt.timedelta(days=int(days.value)) if days else None
    rows.update(
        state=NoticeState.ANSWERED, answer=said, answered_by=by, answered_at=moment, quiet_until=quiet
    )  # fmt: skip
    audit.record(
        trail.ANSWERED, by=by, subject=f"notice:{bundle}", writes=True, bundle=bundle,
        village_code=first.village_code if first else "", kind=first.get_kind_display() if first else "",
    )  # fmt: skip


def _known() -> pa.Table:
    rows = Notice.objects.exclude(state=NoticeState.GONE).order_by("id").values_list(*plan.KNOWN_COLUMNS)
    found = list(rows.iterator(chunk_size=5000))
    values = zip(*found, strict=True) if found else ((),) * len(plan.KNOWN_COLUMNS)
    arrays = [pa.array(v, t) for v, t in zip(values, plan.KNOWN_COLUMNS.values(), strict=True)]
    return pa.table(arrays, names=list(plan.KNOWN_COLUMNS))


def _county() -> str:
    return next((place.code for place in reference.places(level="county")), "")


def _write(made: Plan, run: str, moment: dt.datetime) -> None:
    values: dict[str, Any] = {"run": run, "on": bound(moment.date())}
    with (
        staged("notices_opened", made.opened),
        staged("notices_seen", made.seen),
        staged("notices_gone", made.gone),
        connection.cursor() as cursor,
    ):
        for statement in (MARK_GONE, MARK_SEEN, INSERT):
            cursor.execute(statement, {name: value for name, value in values.items() if f"%({name})s" in statement})


def _open_tasks(opened: pa.Table, moment: dt.datetime, by: Account | None) -> None:
    """One task for each bundle and each post that is asked; a bundle that grew keeps its task."""
    names = {place.code: place.short_name for place in reference.places()} if opened.num_rows else {}
    for kind, asked in tasks.ASKED.items():
        mine = opened.filter(pc.field("kind") == str(kind))
        firsts = {row["bundle"]: row for row in reversed(mine.to_pylist())}
        if not firsts:
            continue
        for code, length in asked:
            lines = [_task(kind, row, length, names, worklist.due(code, moment)) for row in firsts.values()]
            table = pa.Table.from_pylist(lines, schema=pa.schema(list(worklist.COLUMNS.items())))
            worklist.open_many(code, table, by=by, at=moment)


GRADE_CODES = {"红": "red", "橙": "orange", "黄": "yellow"}


def _task(kind: str, row: dict[str, Any], length: int, names: dict[str, str], due: dt.datetime) -> dict[str, Any]:
    """The task of a bundle, told by its first notice; people are named on its page only."""
    about = f"{names.get(row['village_code'], '')}{row['title']}" if kind == NoticeKind.VILLAGE else row["title"]
    return {
        "subject_no": row["bundle"], "about": about[:ABOUT_MOST], "household_no": "",
        "village_code": row["village_code"] if kind != NoticeKind.REVIEW else "",
        "owner_area": row["village_code"][:length], "due_at": due,
        "grade": GRADE_CODES[row["grade"]] if kind == NoticeKind.VILLAGE else "",
    }  # fmt: skip


def _bundles(condition: Q) -> set[str]:
    return set(Notice.objects.filter(condition).order_by().values_list("bundle", flat=True).distinct())


def _recall_empty(losing: set[str], moment: dt.datetime, by: Account | None) -> None:
    """Take back the tasks of bundles in which nothing is left to look at."""
    empty = losing - _bundles(Q(bundle__in=losing, state=NoticeState.OPEN))
    if empty:
        worklist.recall([kind.code for kind in tasks.KINDS], empty, reason=GONE_SAYS, by=by, at=moment)
