"""The monthly rhythm: items arise by themselves, units report, the county reminds and confirms the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pyarrow as pa
from django.db import transaction
from django.db.models import F, Q

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault.alone import alone
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.rhythm import Cycle, DueDay, Span, WhenOff, span_of
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.oversight import calendar, content, errors, tasks, trail, units
from huaiyuan.county.oversight.content import Counts
from huaiyuan.county.oversight.models import ItemLine, PeriodicAction, RhythmItem
from huaiyuan.county.oversight.types import ActionState, ItemState, Level, Unit
from huaiyuan.county.worklist import actions as worklist

LONGEST_NOTE = 100
MOST_DAYS, LAST_DAY = 60, 31


@transaction.atomic
def keep_up(on: dt.date | None = None) -> int:
    """Let the items of the month and the quarter of a day arise, and follow later 交办 and changed days (safe to repeat).

    Returns how many are new. What is reported keeps the day that held then.
    """
    day = on or clock.today()
    alone(RhythmItem)
    spans = {cycle: span_of(cycle, day) for cycle in Cycle}
    known = {
        (item.action, item.period, item.level, item.unit_code): item
        for item in RhythmItem.objects.filter(period__in=[span.name for span in spans.values()])
    }
    wanted = _wanted(spans)
    new = [item for key, item in wanted.items() if key not in known]
    RhythmItem.objects.bulk_create(new)
    _hand_out(new)
    _follow([(known[key], item) for key, item in wanted.items() if key in known])
    if new:
        periods = "、".join(sorted({item.period for item in new}))
        audit.record(trail.RAISED, by=None, subject="rhythm", writes=True, count=len(new), periods=periods)
    return len(new)


def submit(
    number: str, *, note: str, by: Account, at: dt.datetime | None = None, counts: Counts | None = None
) -> RhythmItem:
    """Report an item with the numbers as they are and one sentence at most; a department's may be reported by the county.

    Raises: OVERSIGHT_NOT_FOUND, OVERSIGHT_NOTE_LONG, OVERSIGHT_NOT_YET, OVERSIGHT_REPORTED.
    """
    item, moment, said = _item_for(by, number), at or clock.business_now(), note.strip()
    today = moment.astimezone(clock.SHANGHAI).date()
    if len(said) > LONGEST_NOTE:
        raise DomainError(errors.NOTE_LONG, length=len(said), most=LONGEST_NOTE)
    if today < item.period_from:
        raise DomainError(errors.NOT_YET, title=item.title, since=item.period_from)
    if item.state == ItemState.DONE:
        raise _reported(item)
    as_of = min(today, item.period_to)
    # Counted before the transaction: others' writes do not wait for a snapshot.
    lines = content.lines(item, as_of, counts or Counts())
    with transaction.atomic():
        report = {"state": ItemState.DONE, "note": said, "as_of": as_of, "submitted_on": today, "submitted_at": moment}
        unreported = RhythmItem.objects.filter(pk=item.pk, state=ItemState.OPEN)
        done = unreported.update(submitted_by=by, **report)
        item.refresh_from_db()
        if done != 1:
            raise _reported(item)
        ItemLine.objects.bulk_create(
            ItemLine(item=item, place=n, code=line.code, label=line.label, number=line.number, unit=line.unit)
            for n, line in enumerate(lines, start=1)
        )
        worklist.finish(tasks.REPORT.values(), [number], proof="已报", by=by, at=moment)
        _record(trail.SUBMITTED, item, by)
    return item


@transaction.atomic
def take_back(number: str, *, by: Account, at: dt.datetime | None = None) -> RhythmItem:
    """Take a report back to report anew (撤回重报), until the due day is over.

    Raises: OVERSIGHT_NOT_FOUND, OVERSIGHT_NOT_REPORTED, OVERSIGHT_TOO_LATE.
    """
    item, moment = _item_for(by, number), at or clock.business_now()
    if moment.astimezone(clock.SHANGHAI).date() > item.due_on:
        raise DomainError(errors.TOO_LATE, due=item.due_on)
    reported = RhythmItem.objects.filter(pk=item.pk, state=ItemState.DONE)
    if reported.update(state=ItemState.OPEN, as_of=None, submitted_on=None, submitted_at=None, submitted_by=None) != 1:
        raise DomainError(errors.NOT_REPORTED, unit=item.unit_name, title=item.title)
    ItemLine.objects.filter(item=item).delete()
    item.refresh_from_db()
    _hand_out([item])
    _record(trail.TAKEN_BACK, item, by)
    return item


@transaction.atomic
def remind(numbers: Iterable[str], *, by: Account, at: dt.datetime | None = None) -> int:
    """Remind units that have not reported (催报), each once a day; returns how many. Raises: OVERSIGHT_NO_ONE_OPEN."""
    moment = at or clock.business_now()
    scope = access.scope_of(by, P.LEAD_REMIND)
    here = moment.astimezone(clock.SHANGHAI)
    midnight = dt.datetime.combine(here.date(), dt.time(), clock.SHANGHAI)
    rows = scope.filter(RhythmItem.objects.filter(number__in=list(numbers), state=ItemState.OPEN), "area_code")
    unasked = rows.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=midnight))
    count = unasked.update(reminders=F("reminders") + 1, reminded_by=by.display_name, reminded_at=moment)
    if not count:
        raise DomainError(errors.NO_ONE_OPEN)
    audit.record(trail.REMINDED, by=by, subject="rhythm", writes=True, count=count)
    return count


@transaction.atomic
def confirm_action(
    code: str, *, doc_no: str, since: dt.date, product: str, when_off: WhenOff, by: Account, due_day: int | None = None,
    months_after: int = 0, after_push_days: int | None = None,
) -> PeriodicAction:  # fmt: skip
    """The county confirms or changes a periodic action from a day on, by a document; what held before keeps its days.

    It holds for spans that begin on that day or later; open items of such a span follow at once.
    Raises: OVERSIGHT_NOT_FOUND, OVERSIGHT_NO_ACTION, OVERSIGHT_NO_DOC, OVERSIGHT_BAD_DUE, OVERSIGHT_SINCE.
    """
    if not access.may(by, P.RHYTHM_RUN):
        raise DomainError(errors.NOT_FOUND)
    last = PeriodicAction.objects.filter(code=code, valid_to=OPEN_END).first()
    if last is None:
        raise DomainError(errors.NO_ACTION, action=code)
    if not doc_no.strip():
        raise DomainError(errors.NO_DOC)
    if not _is_due(due_day, after_push_days) or not product.strip():
        raise DomainError(errors.BAD_DUE)
    if since <= last.valid_from:
        raise DomainError(errors.SINCE, since=last.valid_from)
    PeriodicAction.objects.filter(pk=last.pk).update(valid_to=since)
    action = PeriodicAction.objects.create(
        code=code, title=last.title, cycle=last.cycle, levels=last.levels, due_day=due_day, months_after=months_after,
        after_push_days=after_push_days, when_off=when_off.value, product=product.strip(), source=last.source,
        doc_no=doc_no.strip(), state=ActionState.CONFIRMED, valid_from=since,
    )  # fmt: skip
    audit.record(
        trail.CONFIRMED, by=by, subject=f"action:{code}", writes=True, title=last.title, due=calendar.says(action),
        since=since, doc_no=action.doc_no,
    )  # fmt: skip
    keep_up()
    return action


def _is_due(day: int | None, after: int | None) -> bool:
    if (day is None) == (after is None):
        return False
    return 1 <= (day or 1) <= LAST_DAY and 1 <= (after or 1) <= MOST_DAYS


def _wanted(spans: dict[Cycle, Span]) -> dict[tuple[str, str, str, str], RhythmItem]:
    """Every item that the spans ask for, by its key, unsaved."""
    found = [
        (action, span)
        for cycle, span in spans.items()
        for action in PeriodicAction.objects.filter(cycle=cycle, valid_from__lte=span.first, valid_to__gt=span.first)
    ]
    levels = {Level(level) for action, _ in found for level in action.levels.split(";")}
    by_level: dict[Level, list[Unit]] = {}
    for unit in units.of_levels(levels):
        by_level.setdefault(unit.level, []).append(unit)
    working, pushed = calendar.works(), {span.name: leads.last_sent(span.first, span.last) for span in spans.values()}
    items = {}
    for action, span in found:
        for unit in (u for level in action.levels.split(";") for u in by_level.get(Level(level), [])):
            day = calendar.due(action, span, working, _last(pushed[span.name], unit.area))
            if day is not None:
                item = _item(action, span, unit, day)
                items[item.action, item.period, item.level, item.unit_code] = item
    return items


def _last(pushed: dict[str, dt.date], area: str) -> dt.date | None:
    return max((on for village, on in pushed.items() if village.startswith(area)), default=None)


def _item(action: PeriodicAction, span: Span, unit: Unit, day: DueDay) -> RhythmItem:
    return RhythmItem(
        number=f"{action.code}.{span.name}.{unit.code}", action=action.code, title=action.title, product=action.product,
        period=span.name, period_from=span.first, period_to=span.last, level=unit.level, unit_code=unit.code,
        unit_name=unit.name, area_code=unit.area, due_on=day.on, due_certain=day.certain,
    )  # fmt: skip


def _hand_out(items: list[RhythmItem]) -> None:
    """A task of every unit, in its own inbox."""
    for level, kind in tasks.REPORT.items():
        mine = [item for item in items if item.level == level]
        if not mine:
            continue
        table = pa.table({
            "subject_no": [item.number for item in mine],
            "about": [f"{item.title}（{_short(item)}）" for item in mine],
            "household_no": [""] * len(mine),
            "village_code": [item.unit_code if item.level == Level.VILLAGE else "" for item in mine],
            "owner_area": [item.area_code for item in mine],
            "owner_department": [item.unit_code if level is Level.DEPARTMENT else "" for item in mine], "grade": [""] * len(mine),
            "due_at": pa.array([clock.end_of(item.due_on) for item in mine], pa.timestamp("us", "UTC")),
        })  # fmt: skip
        worklist.open_many(kind, table, by=None)


def _short(item: RhythmItem) -> str:
    return f"{item.period_from.month}月" if item.period_from.month == item.period_to.month else item.period


def _follow(pairs: list[tuple[RhythmItem, RhythmItem]]) -> None:
    """Open items whose due day has moved, with their tasks."""
    moved = []
    for standing, wanted in pairs:
        if standing.state == ItemState.OPEN and (standing.due_on, standing.due_certain) != (
            wanted.due_on,
            wanted.due_certain,
        ):
            standing.due_on, standing.due_certain, standing.product = wanted.due_on, wanted.due_certain, wanted.product
            moved.append(standing)
    RhythmItem.objects.bulk_update(moved, ["due_on", "due_certain", "product"])
    for day in {item.due_on for item in moved}:
        numbers = [item.number for item in moved if item.due_on == day]
        worklist.reschedule(tasks.REPORT.values(), numbers, due_at=clock.end_of(day))


def _item_for(by: Account, number: str) -> RhythmItem:
    item = RhythmItem.objects.filter(number=number).first()
    if item is None or not may_report(by, item):
        raise DomainError(errors.NOT_FOUND)
    return item


def _reported(item: RhythmItem) -> DomainError:
    return DomainError(errors.REPORTED, unit=item.unit_name, title=item.title, on=item.submitted_on)


def may_report(account: object, item: RhythmItem) -> bool:
    """Whether the account reports for the item's unit; the county centre may for a department."""
    if (item.level, item.unit_code) in units.own(account):
        return True
    return item.level == Level.DEPARTMENT and access.may(account, P.RHYTHM_RUN)


def _record(action: str, item: RhythmItem, by: Account) -> None:
    audit.record(
        action, by=by, subject=f"item:{item.number}", writes=True, title=item.title, period=item.period,
        unit=item.unit_name, village_code=item.unit_code if item.level == Level.VILLAGE else "",
    )  # fmt: skip
