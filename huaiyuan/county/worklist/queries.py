"""The one inbox (待办): what an account's posts have to do, by deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import Role
from huaiyuan.base.access.rights import Held
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.worklist.kinds import KINDS
from huaiyuan.county.worklist.models import NO_LIMIT_AT, Message, StandIn, Task, TaskState

AMBER_DAYS = "lead.amber_days"
SUNDAY = 7
PAGE = 40


class When(StrEnum):
    """How soon; the value is the heading."""

    OVERDUE = "超期"
    TODAY = "今天"
    WEEK = "本周"
    LATER = "以后"


class Colour(StrEnum):
    """Escalation of a deadline (not the level of what it is about); the words beside it say the same."""

    RED = "red"
    AMBER = "amber"
    CALM = "calm"


@dataclass(frozen=True)
class Todo:
    """A task as a line of the inbox. `due_words` is 还有3天, 今天到期, 超期2天 or 期限未定."""

    id: int
    kind: str
    title: str
    subject_type: str
    subject_no: str
    household_no: str
    village_code: str
    grade: str
    due_at: dt.datetime | None
    due_words: str
    colour: Colour
    owner_name: str


@dataclass(frozen=True)
class Inbox:
    """Open tasks grouped by deadline, with counts of all of them; `next_after` begins the next page."""

    groups: dict[When, list[Todo]]
    counts: dict[When, int]
    closed_this_month: int
    next_after: str | None = None
    kinds: dict[str, int] = field(default_factory=dict)
    found: int = 0

    @property
    def total(self) -> int:
        """All open tasks, narrowed or not."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Asked:
    """What narrows an inbox: kinds of tasks, how soon, and words of the matter or the beginning of a number."""

    kinds: tuple[str, ...] = ()
    when: When | None = None
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.kinds or self.when or self.text)


def owned_by(account: object) -> Q:
    """Tasks of the account's posts, and those handed to it by name; tasks handed to somebody else are left out."""
    condition = Q(pk__in=[])
    for held in access.standing(account).held:
        # What is a department's or a unit's is only its own, though all of them stand for the whole county.
        department = own_department(held)
        condition |= Q(
            owner_area=held.area_code, owner_post=str(held.role), owner_department=department, owner__isnull=True
        )
    key = getattr(account, "pk", None)
    return condition | Q(owner=key, owner__isnull=False) | Q(owner__in=_stood_for(key))


def own_department(held: Held) -> str:
    """What tells posts of one role and area apart: a department's name, a unit's number; nothing for others."""
    return {Role.DEPARTMENT: held.department, Role.KEEPER: held.department, Role.UNIT: held.unit_no}.get(held.role, "")


def _stood_for(key: int | None) -> QuerySet[StandIn, int]:
    """For whom somebody stands in today, as a condition."""
    today = clock.today()
    rows = StandIn.objects.filter(account=key, valid_from__lte=today, valid_to__gt=today)
    return rows.order_by().values_list("stands_for", flat=True)


def noticed(account: object) -> Q:
    """Notices to the account's posts."""
    condition = Q(pk__in=[])
    for held in access.standing(account).held:
        condition |= Q(owner_area=held.area_code, owner_post=str(held.role))
    return condition


@dataclass(frozen=True)
class Told:
    """Unread notices that say the same: what, when, and the households it is about."""

    says: str
    posted_at: dt.datetime
    notices: tuple[int, ...]
    households: tuple[str, ...]


def unread(account: object) -> list[Told]:
    """What the account's posts have not read yet, the newest first; what says the same stands together. One query."""
    rows = Message.objects.filter(noticed(account), ended_at=None).order_by("-posted_at", "id")
    found: dict[tuple[dt.datetime, str], list[Message]] = {}
    for row in rows:
        found.setdefault((row.posted_at, row.says), []).append(row)
    return [
        Told(says, at, tuple(row.pk for row in same), tuple(row.household_no for row in same))
        for (at, says), same in found.items()
    ]


ALL = Asked()


def inbox(
    account: object, *, asked: Asked = ALL, after: str | None = None, limit: int = PAGE, now: dt.datetime | None = None
) -> Inbox:
    """What the account has to do, soonest first. `after` is the `next_after` of the page before. Three queries, four with words."""
    moment = now or clock.business_now()
    open_ = Task.objects.filter(owned_by(account), state=TaskState.OPEN)
    narrowed = _narrowed(open_, asked, moment)
    page = list(_behind(narrowed, after).select_related("owner").order_by("due_at", "id")[: limit + 1])
    groups: dict[When, list[Todo]] = {when: [] for when in When}
    amber = _amber_days(moment)
    for task in page[:limit]:
        groups[_when(task.due_at, moment)].append(_todo(task, moment, amber))
    more = f"{page[limit - 1].due_at.isoformat()}|{page[limit - 1].pk}" if len(page) > limit else None
    counts, kinds, closed = _counts(account, moment)
    found = narrowed.count() if asked.text else _found(asked, counts, kinds, narrowed)
    return Inbox(groups, counts, closed, more, kinds, found)


def _narrowed(rows: QuerySet[Task], asked: Asked, moment: dt.datetime) -> QuerySet[Task]:
    if asked.kinds:
        rows = rows.filter(kind__in=asked.kinds)
    if asked.when:
        rows = rows.filter(_within(asked.when, moment))
    if asked.text:
        numbers = Q(subject_no__startswith=asked.text) | Q(household_no__startswith=asked.text)
        rows = rows.filter(Q(about__contains=asked.text) | numbers)
    return rows


def _found(asked: Asked, counts: dict[When, int], kinds: dict[str, int], rows: QuerySet[Task]) -> int:
    """How many the narrowed list has; asked of the database only where both narrow."""
    if asked.kinds and asked.when:
        return rows.count()
    if asked.when:
        return counts[asked.when]
    return sum(kinds.get(kind, 0) for kind in asked.kinds) if asked.kinds else sum(counts.values())


def open_count(account: object) -> int:
    """How many tasks wait for the account: one query, for the menu."""
    return Task.objects.filter(owned_by(account), state=TaskState.OPEN).count()


def open_subjects(kind: str) -> QuerySet[Task, str]:
    """The numbers of what has an open task of a kind, as a condition for others' lists."""
    return Task.objects.filter(kind=kind, state=TaskState.OPEN).order_by().values_list("subject_no", flat=True)


def asked_subjects(kind: str, subject_nos: Iterable[str]) -> set[str]:
    """Those of the subjects that ever had a task of a kind, done or not."""
    rows = Task.objects.filter(kind=kind, subject_no__in=list(subject_nos))
    return set(rows.order_by().values_list("subject_no", flat=True))


def of_subject(subject_type: str, subject_no: str) -> list[Todo]:
    """The open tasks about one thing."""
    moment = clock.business_now()
    rows = Task.objects.filter(subject_type=subject_type, subject_no=subject_no, state=TaskState.OPEN)
    amber = _amber_days(moment)
    return [_todo(task, moment, amber) for task in rows.select_related("owner").order_by("due_at", "id")]


def mine_of_subject(account: object, subject_type: str, subject_no: str) -> list[Task]:
    """The open tasks about one thing that the account may close."""
    rows = Task.objects.filter(owned_by(account), subject_type=subject_type, subject_no=subject_no)
    return list(rows.filter(state=TaskState.OPEN).order_by("id"))


@dataclass(frozen=True)
class Unowned:
    """Open tasks that nobody can see in an inbox: of a post that nobody holds, or by name of somebody without a post."""

    area: str
    post: Role
    department: str
    owner: int | None
    tasks: int


def unowned(scope: Scope) -> list[Unowned]:
    """What stands without an owner now within a scope, the most first. Two queries over the posts, not over the tasks."""
    open_ = scope.filter(Task.objects.filter(state=TaskState.OPEN), "owner_area").order_by()
    keys = ("owner_area", "owner_post", "owner_department", "owner")
    held = access.held_now()
    posted = {key for accounts in held.values() for key in accounts}
    found = [
        Unowned(area, Role(post), department, owner, n)
        for area, post, department, owner, n in open_.values_list(*keys).annotate(n=Count("id"))
        if (owner not in posted if owner else (area, post, department) not in held)
    ]
    return sorted(found, key=lambda one: (-one.tasks, one.area, one.post))


def of_post(area: str, post: Role, department: str = "") -> dict[str, int]:
    """Open tasks of a post by kind, without those that somebody has by name. One query."""
    rows = Task.objects.filter(
        owner_area=area, owner_post=str(post), owner_department=department, owner=None, state=TaskState.OPEN
    )
    return dict(rows.order_by().values_list("kind").annotate(n=Count("id")))


def by_name(account: object) -> dict[str, int]:
    """Open tasks that somebody has by name, by household number; those about none stand under an empty one. One query."""
    rows = Task.objects.filter(owner=getattr(account, "pk", None), state=TaskState.OPEN)
    return dict(rows.order_by().values_list("household_no").annotate(n=Count("id")))


def load_by_village(scope: Scope, kinds: Iterable[str]) -> dict[str, int]:
    """Open tasks of some kinds by village: how much the villages carry."""
    rows = scope.filter(Task.objects.filter(state=TaskState.OPEN, kind__in=list(kinds)))
    return dict(rows.values_list("village_code").annotate(n=Count("id")).order_by("village_code"))


@dataclass(frozen=True)
class Urgency:
    """How a deadline stands: its words and the colour they carry."""

    words: str
    colour: Colour
    when: When = field(default=When.LATER)


def urgency(due_at: dt.datetime | None, now: dt.datetime | None = None) -> Urgency:
    """The words and colour of a deadline: red when it is past, amber from so many days before it as the county set."""
    return urgencies([due_at], now)[0]


def urgencies(due_ats: Iterable[dt.datetime | None], now: dt.datetime | None = None) -> list[Urgency]:
    """`urgency` of every line of a list, in its order, with one query."""
    moment = now or clock.business_now()
    amber = _amber_days(moment)
    return [_urgency(due_at, moment, amber) for due_at in due_ats]


def rough_urgencies(due_ats: Iterable[dt.datetime | None]) -> list[Urgency]:
    """`urgencies` without a query: amber only on the last day. For a short list beside much else."""
    moment = clock.business_now()
    return [_urgency(due_at, moment, None) for due_at in due_ats]


def due_words(due_at: dt.datetime | None) -> str:
    """The words of a deadline alone, without a query: 还有3天, 今天到期, 超期2天 or 期限未定."""
    return _urgency(due_at, clock.business_now(), None).words


def _urgency(due_at: dt.datetime | None, moment: dt.datetime, amber: int | None) -> Urgency:
    if due_at is None or due_at >= NO_LIMIT_AT:
        return Urgency("期限未定", Colour.CALM)
    left, when = reference.days_left(due_at, moment), _when(due_at, moment)
    if when is When.OVERDUE:
        return Urgency(left.words, Colour.RED, when)
    soon = when is When.TODAY or (amber is not None and left.days <= amber)
    return Urgency(left.words, Colour.AMBER if soon else Colour.CALM, when)


def _todo(task: Task, moment: dt.datetime, amber: int | None) -> Todo:
    how = _urgency(task.due_at, moment, amber)
    kind = KINDS.get(task.kind)
    return Todo(
        id=task.pk, kind=task.kind, title=kind.titled(task.about) if kind else task.about,
        subject_type=task.subject_type, subject_no=task.subject_no, household_no=task.household_no,
        village_code=task.village_code, grade=task.grade,
        due_at=None if task.due_at >= NO_LIMIT_AT else task.due_at, due_words=how.words, colour=how.colour,
        owner_name=task.owner.display_name if task.owner else "",
    )  # fmt: skip


def amber_days() -> int:
    """How many days before a deadline it is told as near; none as long as the county has not set them."""
    return _amber_days(clock.business_now()) or 0


def _amber_days(moment: dt.datetime) -> int | None:
    found = reference.parameter(AMBER_DAYS, moment.astimezone(clock.SHANGHAI).date())
    return None if found is None else int(found.value)


def _ends(moment: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The end of today and of this week, in Asia/Shanghai."""
    here = moment.astimezone(clock.SHANGHAI)
    tomorrow = dt.datetime.combine(here.date() + dt.timedelta(days=1), dt.time(), clock.SHANGHAI)
    return tomorrow, tomorrow + dt.timedelta(days=SUNDAY - here.isoweekday())


def _when(due_at: dt.datetime, moment: dt.datetime) -> When:
    today, week = _ends(moment)
    if due_at < moment:
        return When.OVERDUE
    return When.TODAY if due_at < today else When.WEEK if due_at < week else When.LATER


def _within(when: When, moment: dt.datetime) -> Q:
    today, week = _ends(moment)
    if when is When.OVERDUE:
        return Q(due_at__lt=moment)
    if when is When.TODAY:
        return Q(due_at__gte=moment, due_at__lt=today)
    return Q(due_at__gte=max(moment, today), due_at__lt=week) if when is When.WEEK else Q(due_at__gte=week)


def _counts(account: object, moment: dt.datetime) -> tuple[dict[When, int], dict[str, int], int]:
    """Open tasks by deadline and by kind, and how many were done this month. One query."""
    month = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    open_, done = Q(state=TaskState.OPEN), Q(state=TaskState.DONE, closed_at__gte=month)
    soon = {when.name: Count("id", filter=open_ & _within(when, moment)) for when in When}
    rows = Task.objects.filter(owned_by(account)).filter(open_ | done).order_by().values_list("kind")
    rows = rows.annotate(done=Count("id", filter=done), **soon)
    counts, kinds, closed = dict.fromkeys(When, 0), {}, 0
    for kind, ended, *numbers in rows.values_list("kind", "done", *soon):
        closed += ended
        if any(numbers):
            kinds[kind] = sum(numbers)
        for when, number in zip(When, numbers, strict=True):
            counts[when] += number
    return counts, kinds, closed


def _behind(rows: QuerySet[Task], after: str | None) -> QuerySet[Task]:
    if not after:
        return rows
    due_at, _, key = after.rpartition("|")
    last = dt.datetime.fromisoformat(due_at)
    return rows.filter(Q(due_at__gt=last) | Q(due_at=last, pk__gt=int(key)))
