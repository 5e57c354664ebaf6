"""交办清单: the lists that the county and townships issue, how far each township is, and settling many lines at once."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import areas, export, scopes, toast, words
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.orders import actions, owners, queries
from huaiyuan.county.orders.types import TO_DO, LineState, Nature
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import queries as worklist

EXPORTED = "web.orders.exported"
audit.declare(EXPORTED, "导出交办清单{order}共{rows}条")
READERS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE, Role.DEPARTMENT}
TYPES = {"jpg": "image/jpeg", "pdf": "application/pdf"}
BADGES = {
    LineState.ROUTING: ("amber", "split"), LineState.SENT: ("plain", "send"), LineState.ACCEPTED: ("blue", "footprints"),
    LineState.ANSWERED: ("amber", "message-square"), LineState.CLOSED: ("green", "check"), LineState.CANCELLED: ("unknown", "ban"),
}  # fmt: skip


def state_badge(line: Any) -> Any:
    """Where a line stands, in words and colour."""
    kind, glyph = BADGES[LineState(line.state)]
    return parts.badge(kind, line.get_state_display(), glyph)


def due_badge(row: Any) -> Any:
    """A deadline in words while something is to be done, else a dash."""
    return parts.deadline(words.counted(row.due.words, str(row.due.colour))) if row.due else "—"


def _settled(row: Any) -> str:
    return f"{row.counts.settled} / {row.counts.wanted}"


def _late(row: Any) -> Any:
    return parts.badge("red", f"超期 {row.counts.late} 条", "circle-alert") if row.counts.late else "没有"


ORDERS = Listing(
    name="orders",
    columns=(
        Column("title", "清单", lambda r: r.title, under=lambda r: f"{r.number}，{r.from_words}", row_head=True, card="o0",
               link=lambda r: reverse("order", args=[r.number])),
        Column("late", "超期", _late, card="o1", export=lambda r: r.counts.late),
        Column("settled", "已销号 / 共", _settled, unit="条", numeric=True, card="start", card_label=True),
        Column("due", "期限", due_badge, card="end", export=lambda r: r.due_at),
        Column("issued", "交办", lambda r: parts.moment(r.issued_at), card="hide"),
    ),
    sorts=(Sort("-issued", "新交办的在前", ("-issued_at",)), Sort("due", "按期限从近到远", ("due_at",))),
    views=(
        View("live", "没办完的", narrow=lambda rows, _: queries.live(rows)),
        View("over", "都销号了", narrow=lambda rows, _: queries.over(rows)),
        View("all", "全部"),
    ),
    unit="份",
    empty="没有交办清单",
)  # fmt: skip


def _when(row: Any) -> Any:
    """The deadline while something is to be done, then the day on which it was fed back or settled."""
    if row.due:
        return due_badge(row)
    if row.settled_at:
        return f"{parts.day(row.settled_at)} {'撤回' if row.state == LineState.CANCELLED else '销号'}"
    return f"{parts.day(row.answered_at)} 反馈" if row.answered_at else "—"


LINES = Listing(
    name="order_lines",
    columns=(
        Column("unit", "谁办", lambda r: r.unit_name, under=lambda r: r.who, row_head=True, card="o0",
               link=lambda r: reverse("order_line", args=[r.number])),
        Column("state", "状态", state_badge, card="o1", export=lambda r: r.get_state_display()),
        Column("due", "期限", _when, card="start", export=lambda r: r.due.words if r.due else _when(r)),
        Column("answer", "办理情况", lambda r: r.answer or "—", under=lambda r: f"退回：{r.returned_why}" if r.returned_why else ""),
        Column("returns", "退回", lambda r: r.returns or "—", unit="次", numeric=True, card="hide"),
        Column("number", "编号", lambda r: r.number, card="hide", chosen=False),
    ),
    filters=(
        Choice("zhen", "乡镇", areas.townships, apply=partial(areas.within, column="owner_area")),
        Choice("state", "状态", lambda _: LineState.choices, field="state"),
    ),
    sorts=(Sort("number", "按清单次序", ("number",)), Sort("due", "按期限从近到远", ("due_at", "number"))),
    views=(
        View("all", "全部"),
        View("late", "超期的", narrow=lambda rows, _: rows.filter(queries.is_late())),
        View("answered", "等销号的", narrow=lambda rows, _: rows.filter(state=LineState.ANSWERED)),
    ),
    unit="条",
    pick=lambda r: r.number,
    empty="没有这样的",
)  # fmt: skip


@page("orders", path="jiaoban/", title="交办清单", may=P.ORDER_READ, scope=scopes.ROWS, posts=READERS,
      nav=("", "交办清单", "clipboard-check", 14))  # fmt: skip
def orders(request: PageRequest) -> HttpResponse:
    """Lists that the account reads, the newest first, with how many lines are settled and how many are late."""
    rows = ORDERS.narrow(request, queries.orders(request.user).filter(nature=Nature.LIST))
    found = ORDERS.part(request, rows)
    _tell(found.rows, request)
    table = ORDERS.show(request, found.rows, total=rows.count(), after=found.after, before=found.before)
    return render(request, "web/orders.html", {"table": table, "may_issue": may(request.user, P.ORDER_ISSUE)})


def _tell(rows: Any, request: PageRequest) -> None:
    counts = queries.counted(rows, request.user)
    places = reference.places_by_code({row.issued_area for row in rows})
    for row, due in zip(rows, worklist.urgencies([row.due_at for row in rows]), strict=True):
        row.counts = counts.get(row.pk, queries.Counts())
        row.due = due if row.counts.settled < row.counts.wanted else None
        row.from_words = issuer(row, places)


def issuer(order: Any, places: Any) -> str:
    """Where an order came from: 县监测中心, 月河镇, or the leader by name."""
    if order.nature == Nature.INSTRUCTION:
        return order.issued_by.display_name
    if order.issued_post == Role.COUNTY_CENTER:
        return owners.CENTRE
    return places[order.issued_area].short_name if order.issued_area in places else order.issued_area


@page("order", path="jiaoban/<str:number>/", title="交办清单", may=P.ORDER_READ, scope=queries.find_order, posts=READERS,
      phone=True, sample=queries.some_order)  # fmt: skip
def order(request: PageRequest, found: Any) -> HttpResponse:
    """One list: what is to be done, how far each township is, and every line of it that the account reads."""
    rows = LINES.narrow(request, queries.lines(request.user).filter(order=found))
    part = LINES.part(request, rows)
    name_lines(part.rows, request)
    progress = queries.progress(found, request.user)
    places = reference.places_by_code([found.issued_area])
    context = {
        "order": found, "from_words": issuer(found, places), "progress": progress, "attached": queries.files_of(found),
        "table": LINES.show(request, part.rows, total=rows.count(), after=part.after, before=part.before),
        # One line an area tells nothing that the lines below do not.
        "by_area": len(progress) > 1 and sum(one.counts.wanted for one in progress) > len(progress),
        "late": sum(one.counts.late for one in progress), "settled": sum(one.counts.settled for one in progress),
        "wanted": sum(one.counts.wanted for one in progress),
        "may_export": may(request.user, P.EXPORT), "bulk": "web/orders_settle.html" if may(request.user, P.ORDER_ISSUE) else "",
    }  # fmt: skip
    return render(request, "web/order.html", context)


def name_lines(rows: Any, request: PageRequest) -> None:
    """Give lines the words of their deadline and, where they are about a household, of whom."""
    heads = registry.heads_seen({row.household_no for row in rows if row.household_no}, request.user)
    for row, due in zip(rows, worklist.urgencies([row.due_at for row in rows]), strict=True):
        row.due = due if row.state in TO_DO else None
        row.who = f"{heads.get(row.household_no) or row.household_no} 户" if row.household_no else ""


@page("order.export", path="jiaoban/<str:number>/daochu/", title="导出交办清单", may=P.EXPORT, scope=queries.find_order,
      posts=READERS, sample=lambda _account: None)  # fmt: skip
def order_export(request: PageRequest, found: Any) -> HttpResponse:
    """The lines of the address bar as a file; logged, with the number of rows."""
    rows = list(LINES.narrow(request, queries.lines(request.user).filter(order=found)).order_by("number"))
    name_lines(rows, request)
    audit.record(EXPORTED, by=request.user, subject=f"order:{found.number}", order=found.number, rows=len(rows), reason="清单导出")  # fmt: skip
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    return export.response(kind, f"交办清单{found.number}", LINES.columns, rows)


@page(
    "orders.together", path="jiaoban/chengpi/", title="成批销号", may=P.ORDER_ISSUE, scope=scopes.ROWS, methods={"POST"}
)
def together(request: PageRequest) -> HttpResponse:
    """Settle, or send back for one reason, every line that was ticked; those that cannot be say why."""
    picked, back = request.POST.getlist("pick"), request.POST.get("order", "")
    try:
        if request.POST.get("act") == "return":
            many, did = actions.return_many(picked, reason=request.POST.get("reason", ""), by=request.user), "退回重办"
        else:
            many, did = actions.close_many(picked, by=request.user), "销号"
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        says = f"已{did} {len(many.done)} 条"
        why = "；".join(dict.fromkeys(many.refused.values()))
        toast.leave(request, f"{says}，{len(many.refused)} 条没动：{why}" if why else says, icon="info" if why else "check")  # fmt: skip
    return redirect("order", number=back) if back else redirect("orders")


@page("order.file", path="jiaoban/fujian/<uuid:number>/", title="交办附件", may=P.ORDER_READ, scope=queries.find_file,
      posts=READERS, sample=lambda _account: None)  # fmt: skip
def order_file(request: PageRequest, number: uuid.UUID) -> HttpResponse:
    """A paper or photo; that it was opened is recorded."""
    file, data = actions.open_file(number, by=request.user)
    made = HttpResponse(data, content_type=TYPES.get(file.kind, "application/octet-stream"))
    if file.kind != "jpg":
        made["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.title) or ""
    return made


def offered(account: Any) -> str:
    """The bar that lists show over their ticks for who may issue a list; nothing for others."""
    return "web/orders_pick.html" if may(account, P.ORDER_ISSUE) else ""
