"""指标: the county's figures, each opening to the records behind it, and the identities that bind them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.figures import compute, recount, snapshots
from huaiyuan.base.figures.catalogue import FIGURES, Record
from huaiyuan.base.figures.compute import Part
from huaiyuan.base.pages import scopes, typed
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.shells.web.pages.behind import told
from huaiyuan.shells.web.pages.orders import offered

PAGE = 50
WHO_COLUMN, VILLAGE_COLUMN, TOWNSHIP_COLUMN = "who", "village", "township"
UNITS = {Record.HOUSEHOLD: "户", Record.PERSON: "人", Record.AREA: "个", Record.HELPER: "名", Record.PROBLEM: "件"}
WHO_LINKS = {Record.LEAD: ("lead_no", "lead"), Record.HELPER: ("helper_no", "helper")}
CARD = {"household_no": "hide", "person_id": "hide", "code": "hide", "village": "start", "township": "end"}
HEADS = {
    "who": "姓名", "village": "村", "township": "乡镇", "about": "性别、年龄", "due_at": "期限",
    "household_no": "户编号", "person_id": "人员编号", "code": "代码", "name": "名称", "year": "年",
    "category": "监测类别", "risk_state": "风险", "approved_on": "县级审定", "identified_on": "识别日期", "cycle": "第几次监测", "cleared_on": "风险消除", "number": "数",
    "source": "来源", "kind": "类别", "lead_no": "线索", "grade": "级别", "state": "环节", "opened_on": "开出",
    "archive_type": "户类型", "entry_kind": "首次或再识别", "closed_on": "关账", "unit": "单位",
    "helper_no": "责任人编号", "unit_name": "帮扶单位", "level": "层级", "households": "帮几户", "problem_no": "事项编号",
    "round": "轮次", "first_on": "首次排查", "starts_on": "开始", "ends_on": "截止", "completed_on": "县级完成",
    "valid_from": "起始日期", "before": "提标以前", "before_from": "以前的起始日期", "before_source": "以前的来源", "age": "学年周岁", "children": "人数",
    "channel": "渠道", "filed_at": "提交时间", "decided_at": "办结时间", "state_since": "从哪天起", "school_no": "学校编号", "sampled_on": "采样日期", "on_day": "日期",
    "close_reason": "销户原因",
}  # fmt: skip


@page(
    "figures",
    path="zhibiao/",
    title="指标",
    may=P.FIGURE_READ,
    scope=scopes.NO_ROWS,
    nav=("", "指标", "chart-column", 90),
    dock=("指标", "chart-column", 40),
)
def figures(request: PageRequest) -> HttpResponse:
    """Every figure as of a day, by group, with its definition; the identities failing first."""
    as_of = chosen_day(request)
    shot, behind = recount.shown()
    counted = counted_on(as_of, shot)
    groups: dict[str, list[Any]] = {}
    for found in sorted(counted.figures.values(), key=lambda f: f.figure.id):
        groups.setdefault(found.figure.group or "其他", []).append(found)
    order = {"fails": 0, "cannot tell": 1, "holds": 2}
    identities = sorted(counted.identities.values(), key=lambda i: (order[str(i.state)], i.identity.id))
    context = {
        "as_of": as_of,
        "days": _days(),
        "groups": groups,
        "figure": counted.figures,
        "identities": [i for i in identities if str(i.state) != "holds"],
        "holding": [i for i in identities if str(i.state) == "holds"],
        "identity_count": len(identities),
        "taken_at": counted.snapshot.taken_at,
        "behind": behind,
    }
    return render(request, "web/figures.html", context)


# What a leader asks first: who is monitored, who still is at risk, what is under way and what is late.
GLANCE = ("F011", "F021", "L02", "L06")


def at_a_glance() -> dict[str, Any]:
    """The few figures of a leader's home page, from the newest snapshot, with its time."""
    counted = counted_on(clock.today(), recount.shown()[0])
    return {"lines": [counted.figures[name] for name in GLANCE], "taken_at": counted.snapshot.taken_at}


def _days() -> list[tuple[str, dt.date]]:
    """The days a leader asks for: today, the end of last month, the same day last year."""
    today = clock.today()
    last_month = today.replace(day=1) - dt.timedelta(days=1)
    february = min(today.day, calendar.monthrange(today.year - 1, today.month)[1])
    return [("今天", today), ("上月末", last_month), ("去年同日", today.replace(year=today.year - 1, day=february))]


@lru_cache(maxsize=32)
def counted_on(as_of: dt.date, snapshot: snapshots.Snapshot) -> compute.Counted:
    """Figures of a snapshot as of a day. A snapshot never changes, so they are counted once a process."""
    return compute.compute(as_of, snapshot)


def chosen_day(request: PageRequest) -> dt.date:
    """The as-of date of the address bar, never after today."""
    return day_of(request.GET.get("on"))


def day_of(text: str | None) -> dt.date:
    """The as-of date that an address of these pages names, never after today."""
    try:
        return min(dt.date.fromisoformat(text or ""), clock.today())
    except ValueError:
        return clock.today()


def part_of(figure_id: str, text: str | None) -> Part:
    """Which records an address of these pages names: what the figure counts, or what it leaves out of its base."""
    return Part.LEFT if text == Part.LEFT and FIGURES[figure_id].base else Part.COUNTED


def _known_figure(_reach: Scope, figure_id: str) -> str | None:
    return figure_id if figure_id in FIGURES else None


@page(
    "figures.records",
    path="zhibiao/<str:figure_id>/",
    title="指标背后的记录",
    may=P.FIGURE_READ,
    scope=_known_figure,
    sample=lambda _account: {"figure_id": "F021"},
)
def records(request: PageRequest, figure_id: str) -> HttpResponse:
    """The records that a figure counts, of the same snapshot, within the account's rows."""
    as_of = chosen_day(request)
    shot = snapshots.newest()
    start = typed.whole_or(request.GET.get("from"), 0)
    reach = request.reach
    part = part_of(figure_id, request.GET.get("part"))
    found = compute.records(figure_id, as_of, reach, snapshot=shot, part=part, offset=start, limit=PAGE)
    rows = told(found, request.user)
    listing = _listing(found, rows)
    context = {
        "found": found,
        "computed": counted_on(as_of, shot).figures[figure_id],
        "as_of": as_of,
        "partial": not reach.is_county,
        "parts": [(Part.COUNTED, "算进去的"), (Part.LEFT, "没算进去的")] if found.figure.base else [],
        "part": part,
        "table": listing.show(request, rows, total=found.total),
        "first": start + 1,
        "last": start + len(found.rows),
        "next": start + PAGE if start + PAGE < found.total else None,
        "previous": start - PAGE if start >= PAGE else None,
        "bulk": offered(request.user) if any(row.get("household_no") for row in rows) else "",
    }
    return render(request, "web/figure_records.html", context)


def _listing(found: compute.Records, rows: list[dict[str, Any]]) -> Listing:
    names = list(rows[0]) if rows else ["household_no"]
    columns = []
    for at, name in enumerate(names):
        columns.append(
            Column(
                name,
                HEADS.get(name, name),
                _reader(name),
                link=_link(found.figure.record, name),
                row_head=at == 0,
                card="o0" if at == 0 else CARD.get(name, "full"),
                card_label=name not in CARD,
            )
        )
    return Listing(
        name="records", columns=tuple(columns), unit=UNITS.get(found.figure.record, "条"), dense=True,
        empty="这里没有记录", pick=lambda row: row.get("household_no") or "",
    )  # fmt: skip


def _reader(name: str) -> Callable[[Any], Any]:
    return lambda row: _cell(row[name])


def _cell(value: Any) -> Any:
    if value is None:
        return "—"
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else value


def _link(record: Record, column: str) -> Any:
    if column == WHO_COLUMN:
        key, target = WHO_LINKS.get(record, ("household_no", "household"))
        return lambda row: reverse(target, args=[row[key]]) if row.get(key) else ""
    target = {"household_no": "household", "lead_no": "lead", "problem_no": "problem", "helper_no": "helper"}.get(
        column, ""
    )
    return (lambda row: reverse(target, args=[row[column]]) if row[column] else "") if target else None
