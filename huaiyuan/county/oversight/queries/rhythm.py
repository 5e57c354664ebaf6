"""What others read of the rhythm: the grid of units by month, one item with its numbers, the list behind every cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.figures import snapshots
from huaiyuan.base.reference import places
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.rhythm import Cycle, span_of
from huaiyuan.county.intake import reporting
from huaiyuan.county.intake.reporting import Reported, SourceMonth
from huaiyuan.county.oversight import calendar, content, units
from huaiyuan.county.oversight.actions.rhythm import may_report
from huaiyuan.county.oversight.content import Counts, Line
from huaiyuan.county.oversight.models import PeriodicAction, RhythmItem
from huaiyuan.county.oversight.types import ActionState, ItemState, Level

TOWNSHIP = 9
# How an item stands, in the order in which it presses.
OVERDUE, OPEN, LATE, DONE = "overdue", "open", "late", "done"
STANDINGS = {OVERDUE: "超期未报", OPEN: "未报", LATE: "迟报", DONE: "已报"}


@dataclass(frozen=True)
class Cell:
    """Where the items behind a cell stand. `item` is the only one, where there is only one."""

    total: int
    done: int
    late: int
    overdue: int
    item: RhythmItem | None
    action: str
    area: str
    level: str

    @property
    def standing(self) -> str:
        """The standing that presses most."""
        if self.overdue:
            return OVERDUE
        if self.done < self.total:
            return OPEN
        return LATE if self.late else DONE

    @property
    def words(self) -> str:
        """What stands in the cell: 已报 11-09, 还有2天; or how many of how many."""
        return standing_words(self.item) if self.item else f"{self.done}/{self.total}"


@dataclass(frozen=True)
class Row:
    """A unit and its cells, None where nothing is asked of it."""

    code: str
    name: str
    cells: list[Cell | None]


@dataclass(frozen=True)
class DepartmentRow:
    """A department: its data of the month before, and its reports."""

    name: str
    sent: list[SourceMonth]
    cells: list[Cell | None]

    @property
    def missing(self) -> int:
        """Sources of which nothing has come, not even a 零报告."""
        return sum(one.state in {Reported.MISSING, Reported.AWAITED} for one in self.sent)


@dataclass(frozen=True)
class Grid:
    """A month: townships (for the county) or villages (for a township), departments, and the unit's own items."""

    period: Period
    columns: list[tuple[str, str]]
    rows: list[Row]
    department_columns: list[tuple[str, str]]
    departments: list[DepartmentRow]
    data_period: Period
    own: list[RhythmItem]
    owed: int
    done: int
    late: int
    overdue: int
    unconfirmed: int


@dataclass(frozen=True)
class ItemPage:
    """One item: its numbers as reported, or as they would be reported now."""

    item: RhythmItem
    lines: list[Line]
    as_of: dt.date
    taken_at: dt.datetime | None
    by: str
    may_report: bool
    may_take_back: bool
    due_says: str


def standing(item: RhythmItem) -> str:
    """Where an item stands today."""
    if item.state == ItemState.DONE:
        return LATE if item.is_late else DONE
    return OVERDUE if item.due_on < clock.today() else OPEN


def standing_words(item: RhythmItem) -> str:
    """The same in words with the day."""
    if item.submitted_on is not None:
        return f"{STANDINGS[standing(item)]} {item.submitted_on:%m-%d}"
    days = (item.due_on - clock.today()).days
    return f"超期{-days}天" if days < 0 else "今天到期" if days == 0 else f"还有{days}天"


def items(account: object) -> QuerySet[RhythmItem]:
    """The items that the account may see."""
    return RhythmItem.objects.filter(units.visible(account))


def where(standing_: str) -> Q:
    """The condition of a standing, for lists."""
    today = clock.today()
    return {
        OVERDUE: Q(state=ItemState.OPEN, due_on__lt=today),
        OPEN: Q(state=ItemState.OPEN),
        LATE: Q(state=ItemState.DONE, submitted_on__gt=F("due_on")),
        DONE: Q(state=ItemState.DONE),
    }[standing_]


def periods(limit: int = 12) -> list[Period]:
    """The months for which there are items, newest first."""
    months = (
        RhythmItem.objects.filter(period__regex=r"^\d{4}-\d{2}$").order_by("-period").values_list("period", flat=True)
    )
    return [Period.parse(name) for name in months.distinct()[:limit]]


def grid(account: object, period: Period) -> Grid:
    """The month as the account may see it, with the quarter's items of its own. At most eleven queries."""
    quarter = span_of(Cycle.QUARTER, period.first_day)
    found = list(
        items(account).filter(period__in=[str(period), quarter.name]).order_by("due_on", "action", "unit_code")
    )
    mine = units.own(account)
    own = [item for item in found if (item.level, item.unit_code) in mine]
    whole = any(held.role in {Role.COUNTY_CENTER, Role.LEADER} for held in access.standing(account).held)
    monthly = [item for item in found if item.period == str(period)]
    area_levels = (Level.VILLAGE, Level.TOWNSHIP) if whole else (Level.VILLAGE,)
    shown = [item for item in monthly if item.level in area_levels]
    columns = _columns(shown)
    by_department = [item for item in monthly if item.level == Level.DEPARTMENT]
    department_columns = _columns(by_department)
    data_period = content.reported_period(period.first_day)
    return Grid(
        period=period, columns=columns, rows=_rows(shown, columns, TOWNSHIP if whole else None),
        department_columns=department_columns,
        departments=_departments(by_department, department_columns, data_period), data_period=data_period, own=own,
        owed=len(monthly), done=sum(i.state == ItemState.DONE for i in monthly), late=sum(i.is_late for i in monthly),
        overdue=sum(standing(i) == OVERDUE for i in monthly),
        unconfirmed=PeriodicAction.objects.filter(state=ActionState.SHIPPED, valid_to=clock.OPEN_END).count(),
    )  # fmt: skip


def _columns(shown: Iterable[RhythmItem]) -> list[tuple[str, str]]:
    titles = {item.action: item.title for item in shown}
    order = {code: n for n, code in enumerate(content.OF_ACTION)}
    return sorted(titles.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0]))


def _rows(shown: list[RhythmItem], columns: list[tuple[str, str]], digits: int | None) -> list[Row]:
    """One row for each township (`digits` of its code), or for each village."""
    by_area: dict[str, dict[str, list[RhythmItem]]] = {}
    for item in shown:
        area = item.area_code[:digits] if digits else item.area_code
        by_area.setdefault(area, {}).setdefault(item.action, []).append(item)
    if not by_area:
        return []
    names = [(place.code, place.short_name) for place in places() if place.code in by_area]
    return [
        Row(code, name, [_cell(by_area[code].get(action, []), code) for action, _ in columns]) for code, name in names
    ]


def _cell(found: list[RhythmItem], area: str) -> Cell | None:
    if not found:
        return None
    first = found[0]
    only = first if len(found) == 1 and first.area_code == area else None
    return Cell(
        total=len(found), done=sum(item.state == ItemState.DONE for item in found), late=sum(i.is_late for i in found),
        overdue=sum(standing(item) == OVERDUE for item in found), item=only, action=first.action, area=area,
        level=first.level,
    )  # fmt: skip


def _departments(found: list[RhythmItem], columns: list[tuple[str, str]], data_period: Period) -> list[DepartmentRow]:
    """Departments with what they sent of the month before; only those that the account sees items of."""
    names = [name for name in units.departments() if any(item.unit_code == name for item in found)]
    if not names:
        return []
    months = reporting.month(str(data_period))
    rows = []
    for name in names:
        mine = {item.action: item for item in found if item.unit_code == name}
        cells = [_cell([mine[action]], mine[action].area_code) if action in mine else None for action, _ in columns]
        sent = [one for one in months if one.department == name]
        rows.append(DepartmentRow(name, sent, cells))
    return rows


def item_page(number: str, account: object) -> ItemPage | None:
    """One item as the account may see it; None for an absent and a foreign one alike."""
    item = items(account).filter(number=number).select_related("submitted_by").first()
    if item is None:
        return None
    mine, today = may_report(account, item), clock.today()
    counts, taken_at = Counts(snapshots.newest_or_first()), None
    if item.state == ItemState.DONE:
        shown = [Line(line.code, line.label, line.number, line.unit) for line in item.lines.all()]
        as_of = item.as_of or item.period_to
    else:
        as_of = max(min(today, item.period_to), item.period_from)
        shown = content.lines(item, as_of, counts)
        taken_at = counts.snapshot.taken_at if item.level in {Level.VILLAGE, Level.TOWNSHIP} else None
    return ItemPage(
        item=item, lines=shown, as_of=as_of, taken_at=taken_at,
        by=item.submitted_by.display_name if item.submitted_by else "",
        may_report=mine and item.state == ItemState.OPEN and today >= item.period_from,
        may_take_back=mine and item.state == ItemState.DONE and today <= item.due_on, due_says=standing_words(item),
    )  # fmt: skip


@dataclass(frozen=True)
class ActionShown:
    """A periodic action in force, as people read it; `coming` is the version that follows it."""

    action: PeriodicAction
    due: str
    levels: str
    confirmed: bool


def actions() -> list[ActionShown]:
    """The periodic actions as they stand or will stand, in the order of the mechanism."""
    rows = PeriodicAction.objects.filter(valid_to=clock.OPEN_END).order_by("id")
    order = {"month": 0, "quarter": 1}
    return [shown(row) for row in sorted(rows, key=lambda a: (order[a.cycle], _place(a.code), a.id))]


def _place(code: str) -> int:
    return list(content.OF_ACTION).index(code) if code in content.OF_ACTION else len(content.OF_ACTION)


def shown(action: PeriodicAction) -> ActionShown:
    """An action in words."""
    levels = "、".join(Level(level).label for level in action.levels.split(";"))
    return ActionShown(action, calendar.says(action), levels, action.state == ActionState.CONFIRMED)


def history(code: str) -> list[ActionShown]:
    """Every version of an action, newest first; empty for an unknown one."""
    return [shown(row) for row in PeriodicAction.objects.filter(code=code).order_by("-valid_from")]


def may_run(account: object) -> bool:
    """Whether the account records consultations and confirms actions."""
    return access.may(account, P.RHYTHM_RUN)
