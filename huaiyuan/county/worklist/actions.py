"""Every write about tasks: opening many at once, closing, cancelling, handing over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import Q

from huaiyuan.base import audit, reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Role
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.worklist import errors, trail
from huaiyuan.county.worklist.kinds import KINDS, Kind
from huaiyuan.county.worklist.models import NO_LIMIT_AT, Message, StandIn, Task, TaskState
from huaiyuan.county.worklist.queries import noticed, own_department, owned_by
from huaiyuan.county.worklist.staging import bound, staged

COLUMNS = {
    "subject_no": pa.string(),
    "about": pa.string(),
    "household_no": pa.string(),
    "village_code": pa.string(),
    "owner_area": pa.string(),
    "grade": pa.string(),
    "due_at": pa.timestamp("us", "UTC"),
}
# Named where the post is a department's, or the task one person's; a table without them has neither.
DEPARTMENT, OWNER = "owner_department", "owner_id"
# What is already handed out stays as it is: opening again is harmless.
OPEN_MANY = """
INSERT INTO worklist_task (kind, subject_type, subject_no, about, household_no, village_code, owner_area, owner_post,
                           owner_department, owner_id, grade, opened_at, due_at, state, proof)
SELECT %(kind)s, %(subject_type)s, subject_no, about, household_no, village_code, owner_area, %(owner_post)s,
       owner_department, owner_id, grade, %(opened_at)s, due_at, 'open', ''
FROM {staged} s
WHERE NOT EXISTS (SELECT 1 FROM worklist_task t WHERE t.kind = %(kind)s AND t.subject_type = %(subject_type)s
                  AND t.subject_no = s.subject_no AND t.state = 'open')
ORDER BY due_at, subject_no"""


def due(kind: str, start: dt.datetime) -> dt.datetime:
    """When a task of the kind that starts now is due, by the kind's own limit; 期限未定 when nobody has settled one."""
    limit = kind_of(kind).limit
    if not limit or reference.parameter(limit, start.astimezone(clock.SHANGHAI).date()) is None:
        return NO_LIMIT_AT
    return reference.deadline(limit, start)


@transaction.atomic
def open_many(kind: str, tasks: pa.Table, *, by: Account | None, at: dt.datetime | None = None) -> int:
    """Open tasks of one kind, however many, in two statements; returns how many are new.

    `tasks` has the columns of `COLUMNS`. A subject whose task of this kind is open keeps it. Raises: TASK_NO_KIND.
    """
    what, before = kind_of(kind), Task.objects.count()
    values = {
        "kind": kind,
        "subject_type": what.subject,
        "owner_post": str(what.post),
        "opened_at": bound(at or clock.business_now()),
    }
    table = tasks.select(list(COLUMNS)).cast(pa.schema(list(COLUMNS.items())))
    nobody = pa.array([""] * tasks.num_rows, pa.string())
    table = table.append_column(DEPARTMENT, tasks[DEPARTMENT] if DEPARTMENT in tasks.column_names else nobody)
    anybody = pa.nulls(tasks.num_rows, pa.int64())
    table = table.append_column(OWNER, tasks[OWNER] if OWNER in tasks.column_names else anybody)
    with staged("worklist_opening", table) as name, connection.cursor() as cursor:
        cursor.execute(OPEN_MANY.format(staged=name), values)
    opened = Task.objects.count() - before
    audit.record(trail.OPENED, by=by, subject=f"task:{kind}", writes=True, kind=what.titled(""), count=opened)
    return opened


def open_one(
    kind: str, subject_no: str, *, village_code: str, owner_area: str, by: Account | None, household_no: str = "",
    about: str = "", grade: str = "", due_at: dt.datetime | None = None, at: dt.datetime | None = None,
    owner_department: str = "", owner: Account | None = None,
) -> int:  # fmt: skip
    """Open one task; its deadline is the kind's own unless given, and it is the post's unless one person's. Returns 1, or 0 when it is open already."""
    start = at or clock.business_now()
    row = {
        "subject_no": subject_no, "about": about, "household_no": household_no, "village_code": village_code,
        "owner_area": owner_area, "grade": grade, "due_at": due_at or due(kind, start),
    }  # fmt: skip
    table = pa.Table.from_pylist([row], schema=pa.schema(list(COLUMNS.items())))
    table = table.append_column(DEPARTMENT, pa.array([owner_department]))
    table = table.append_column(OWNER, pa.array([owner.pk if owner else None], pa.int64()))
    return open_many(kind, table, by=by, at=start)


@transaction.atomic
def close(task_id: int, *, proof: str, by: Account, at: dt.datetime | None = None) -> Task:
    """Close a task with its proof. Raises: TASK_NOT_FOUND for another post's, TASK_NO_PROOF, TASK_NOT_OPEN."""
    task = _own(task_id, by)
    if not proof.strip():
        raise DomainError(errors.NO_PROOF, proof=kind_of(task.kind).proof)
    return _end(task, TaskState.DONE, proof.strip(), by, at, trail.CLOSED)


@transaction.atomic
def cancel(task_id: int, *, reason: str, by: Account, at: dt.datetime | None = None) -> Task:
    """Take a task back. Raises: TASK_NOT_FOUND for another post's, TASK_NO_REASON, TASK_NOT_OPEN."""
    task = _own(task_id, by)
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    return _end(task, TaskState.CANCELLED, reason.strip(), by, at, trail.CANCELLED)


@transaction.atomic
def hand_over(task_id: int, *, to: Account, by: Account) -> Task:
    """Give an open task to one person of the post that owns it. Raises: TASK_NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_POSTED."""
    task = _own(task_id, by)
    if not _same_post(to, task):
        raise DomainError(errors.NOT_POSTED, name=to.display_name)
    if Task.objects.filter(pk=task.pk, state=TaskState.OPEN).update(owner=to) != 1:
        raise _not_open(task)
    _record(trail.HANDED_OVER, task, by)
    task.refresh_from_db()
    return task


def pass_on(household_no: str, *, owner: Account, to: Account) -> int:
    """Give what one person still has to do for a household to another; the caller records why. Returns how many."""
    rows = Task.objects.filter(owner=owner, household_no=household_no, state=TaskState.OPEN)
    return rows.update(owner=to)


def pass_on_named(*, owner: Account, to: Account, but: Iterable[str] = ()) -> int:
    """Give whatever one person still has to do by name to another, `but` what is about these households.

    The caller records why. Returns how many.
    """
    rows = Task.objects.filter(owner=owner, state=TaskState.OPEN).exclude(household_no__in=list(but))
    return rows.update(owner=to)


def stand_in(account: Account, *, stands_for: Account, ground: str, valid_from: dt.date, valid_to: dt.date) -> None:
    """Let one person see and do what another has to do by name, until a day; the caller records why."""
    StandIn.objects.create(
        account=account, stands_for=stands_for, ground=ground, valid_from=valid_from, valid_to=valid_to
    )


def stand_in_ends(ground: str, *, on: dt.date) -> None:
    """End what rests on a hand-over on a day; what had not begun by then never was."""
    rows = StandIn.objects.filter(ground=ground, valid_to__gt=on)
    rows.filter(valid_from__gte=on).delete()
    rows.update(valid_to=on)


def finish(
    kinds: Iterable[str], subject_nos: Iterable[str], *, proof: str, by: Account | None, at: dt.datetime | None = None
) -> int:
    """Close the open tasks of these subjects because their work is done; the caller records what was done."""
    return _end_all(kinds, subject_nos, TaskState.DONE, proof, by, at)


def recall(
    kinds: Iterable[str], subject_nos: Iterable[str], *, reason: str, by: Account | None, at: dt.datetime | None = None
) -> int:
    """Take back the open tasks of these subjects because their ground is gone; the caller records why."""
    return _end_all(kinds, subject_nos, TaskState.CANCELLED, reason, by, at)


def reopen(kind: str, recalled_at: Mapping[str, dt.datetime | None]) -> int:
    """Open again the tasks of these subjects that were taken back at just that instant; the caller records why."""
    again = 0
    for instant in set(recalled_at.values()):
        numbers = [number for number, at in recalled_at.items() if at == instant]
        rows = Task.objects.filter(kind=kind, subject_no__in=numbers, state=TaskState.CANCELLED, closed_at=instant)
        again += rows.update(state=TaskState.OPEN, proof="", closed_by=None, closed_at=None)
    return again


def notify(
    post: Role, about: Iterable[tuple[str, str, str]], *, subject_type: str, says: str, at: dt.datetime
) -> int:  # fmt: skip
    """Tell posts something about subjects: (area, subject number, household) each; the caller records why.

    An unread notice about the same subject is overtaken by this one.
    """
    rows = [
        Message(owner_area=area, owner_post=str(post), subject_type=subject_type, subject_no=number,
               household_no=household, says=says[:400], posted_at=at)
        for area, number, household in about
    ]  # fmt: skip
    unread = Message.objects.filter(
        owner_post=str(post), subject_type=subject_type, subject_no__in=[row.subject_no for row in rows], ended_at=None
    )
    unread.update(ended_at=at)
    Message.objects.bulk_create(rows, batch_size=500)
    return len(rows)


@transaction.atomic
def notices_read(notice_ids: Iterable[int], *, by: Account, at: dt.datetime | None = None) -> int:
    """Say that the account's post has read these; others' are left alone."""
    unread = Message.objects.filter(noticed(by), pk__in=list(notice_ids), ended_at=None)
    count = unread.update(ended_at=at or clock.business_now(), ended_by=by)
    if count:
        audit.record(trail.NOTICES_READ, by=by, subject="notices", writes=True, count=count)
    return count


def hasten(kind: str, subject_nos: Iterable[str], *, grade: str, due_at: dt.datetime) -> int:
    """Raise open tasks to a grade and bring their deadline forward; one that is due earlier keeps its own."""
    rows = Task.objects.filter(kind=kind, subject_no__in=list(subject_nos), state=TaskState.OPEN)
    rows.update(grade=grade)
    return rows.filter(due_at__gt=due_at).update(due_at=due_at)


def reschedule(kinds: Iterable[str], subject_nos: Iterable[str], *, due_at: dt.datetime) -> int:
    """Give open tasks another deadline, earlier or later, because the rule that set it says so now."""
    rows = Task.objects.filter(kind__in=list(kinds), subject_no__in=list(subject_nos), state=TaskState.OPEN)
    return rows.update(due_at=due_at)


def kind_of(code: str) -> Kind:
    """A registered kind. Raises: TASK_NO_KIND."""
    if code not in KINDS:
        raise DomainError(errors.NO_KIND, kind=code)
    return KINDS[code]


def _same_post(account: Account, task: Task) -> bool:
    return any(
        (h.role, h.area_code) == (task.owner_post, task.owner_area) and own_department(h) == task.owner_department
        for h in access.standing(account).held
    )


def _own(task_id: int, by: Account) -> Task:
    task = Task.objects.filter(owned_by(by) | Q(owner=by), pk=task_id).first()
    if task is None:
        raise DomainError(errors.NO_TASK)
    return task


def _end(task: Task, state: TaskState, proof: str, by: Account, at: dt.datetime | None, action: str) -> Task:
    still_open = Task.objects.filter(pk=task.pk, state=TaskState.OPEN)
    if still_open.update(state=state, proof=proof, closed_by=by, closed_at=at or clock.business_now()) != 1:
        raise _not_open(task)
    _record(action, task, by)
    task.refresh_from_db()
    return task


def _end_all(
    kinds: Iterable[str], subject_nos: Iterable[str], state: TaskState, proof: str, by: Account | None,
    at: dt.datetime | None,
) -> int:  # fmt: skip
    rows = Task.objects.filter(kind__in=list(kinds), subject_no__in=list(subject_nos), state=TaskState.OPEN)
    return rows.update(state=state, proof=proof, closed_by=by, closed_at=at or clock.business_now())


def _not_open(task: Task) -> DomainError:
    task.refresh_from_db()
    return DomainError(errors.NOT_OPEN, state=task.get_state_display())


def _record(action: str, task: Task, by: Account) -> None:
    audit.record(
        action, by=by, subject=f"task:{task.subject_no}", village_code=task.village_code, writes=True,
        kind=kind_of(task.kind).titled(""),
    )  # fmt: skip
