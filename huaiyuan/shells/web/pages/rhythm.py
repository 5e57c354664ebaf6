"""月度节奏 (5+2): who has reported what this month, who is late; reporting an item; the periodic actions themselves."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.figures.catalogue import FIGURES
from huaiyuan.base.pages import export, scopes, toast, words
from huaiyuan.base.pages.forms import DayField, Form
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.rhythm import WhenOff
from huaiyuan.county.oversight import actions, queries
from huaiyuan.county.oversight.types import Level

EXPORTED = "web.items.exported"
audit.declare(EXPORTED, "导出周期事项{rows}件")
EXPORT_MOST = 20_000
TOWNSHIP = 9
READERS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.DEPARTMENT}
for _code, _kind, _icon in (
    ("overdue", "red", "circle-alert"), ("open", "plain", "hourglass"), ("late", "amber", "clock"), ("done", "green", "check"),
):  # fmt: skip
    words.register_state(f"item.{_code}", _kind, queries.STANDINGS[_code], _icon)

# Where a village, which has no page of figures, sees the records of a number of its report.
IN_LISTS = {"L06": "?tab=overdue", "L07": "?tab=unsigned", "L14": "?tab=live", "L15": "?tab=all"}


def _month(request: PageRequest) -> Period:
    try:
        return Period.parse(request.GET.get("yue", ""))
    except ValueError:
        return Period(clock.today().year, clock.today().month)


@page("rhythm", path="jiezou/", title="月度节奏", may=P.RHYTHM_READ, scope=scopes.ROWS,
      nav=("责任考评", "月度节奏", "calendar", 10))  # fmt: skip
def rhythm(request: PageRequest) -> HttpResponse:
    """The month: units by periodic action, reported, late, or not yet; departments with their data."""
    period = _month(request)
    found = queries.grid(request.user, period)
    known = queries.periods()
    context = {
        "grid": found,
        "own": [(item, queries.standing(item), queries.standing_words(item)) for item in found.own],
        "periods": known if period in known else [period, *known],
        "may_run": may(request.user, P.RHYTHM_RUN),
        "may_remind": may(request.user, P.LEAD_REMIND),
        "today": clock.today(),
    }
    return render(request, "web/rhythm.html", context)


def _item_url(row: Any) -> str:
    return reverse("rhythm.item", args=[row.number])


def _townships(request: Any) -> list[tuple[str, str]]:
    return [(p.code, p.name) for p in reference.places(level="township") if request.reach.overlaps(p.code)]


def _of_townships(rows: QuerySet[Any], codes: list[str]) -> QuerySet[Any]:
    return Scope.of([code for code in codes if code.isdigit() and len(code) == TOWNSHIP]).filter(rows, "area_code")


def _standing(rows: QuerySet[Any], wanted: list[str]) -> QuerySet[Any]:
    known = [queries.where(one) for one in wanted if one in queries.STANDINGS]
    return rows.filter(reduce(or_, known)) if known else rows


def _said(row: Any) -> Any:
    return format_html("{} {}", parts.state(f"item.{queries.standing(row)}"), queries.standing_words(row))


ITEMS = Listing(
    name="items",
    columns=(
        Column("unit", "单位", lambda r: r.unit_name, under=lambda r: Level(r.level).label, link=_item_url, row_head=True,
               card="o0"),
        Column("what", "事项", lambda r: r.title, under=lambda r: r.period, card="start"),
        Column("due", "截止", lambda r: r.due_on, under=lambda r: "" if r.due_certain else "那年放假安排未录入，暂定",
               card="end"),
        Column("standing", "报了没有", _said, card="o1", export=queries.standing_words),
        Column("by", "谁报的", lambda r: r.submitted_by.display_name if r.submitted_by else "—", under=lambda r: r.note),
        Column("reminded", "催报", lambda r: f"{r.reminders} 次，最近 {r.reminded_at.astimezone(clock.SHANGHAI):%m-%d}"
               if r.reminded_at else "—", card="hide"),
    ),
    filters=(
        Choice("yue", "期", lambda _r: [(str(p), str(p)) for p in queries.periods()], field="period"),
        Choice("dongzuo", "动作", lambda _r: [(a.action.code, a.action.title) for a in queries.actions()], field="action"),
        Choice("cengji", "层级", lambda _r: Level.choices, field="level"),
        Choice("zhen", "乡镇", _townships, apply=_of_townships),
        Choice("zhuangtai", "报了没有", lambda _r: list(queries.STANDINGS.items()), apply=_standing),
    ),
    sorts=(Sort("due", "按截止从近到远", ("due_on", "action", "number")), Sort("unit", "按单位", ("level", "unit_code", "action", "number"))),
    unit="件",
    pick=lambda r: r.number,
    empty="没有周期事项",
)  # fmt: skip


@page("rhythm.items", path="jiezou/qingdan/", title="周期事项", may=P.RHYTHM_READ, scope=scopes.ROWS)
def items(request: PageRequest) -> HttpResponse:
    """Every unit's item behind a cell of the grid; ticked ones can be reminded."""
    rows = queries.items(request.user).select_related("submitted_by")
    context = {
        "table": ITEMS.read(request, rows),
        "may_export": may(request.user, P.EXPORT),
        "bulk": "web/rhythm_bulk.html" if may(request.user, P.LEAD_REMIND) else "",
    }
    return render(request, "web/rhythm_items.html", context)


@page("rhythm.export", path="jiezou/qingdan/daochu/", title="导出周期事项", may=P.EXPORT, scope=scopes.ROWS)
def items_export(request: PageRequest) -> HttpResponse:
    """The items of the address bar as a file; logged, with the number of rows."""
    rows = ITEMS.narrow(request, queries.items(request.user)).select_related("submitted_by")
    found = list(rows.order_by(*ITEMS.order(request))[:EXPORT_MOST])
    audit.record(EXPORTED, by=request.user, subject="rhythm", rows=len(found), reason="清单导出")
    return export.response("xlsx", "周期事项", ITEMS.chosen(request), found)


@page("rhythm.remind", path="jiezou/cuibao/", title="催报", may=P.LEAD_REMIND, scope=scopes.ROWS, methods={"POST"})
def remind(request: PageRequest) -> HttpResponse:
    """Remind the ticked units, or all that are overdue in a month."""
    picked = request.POST.getlist("pick")
    month = request.POST.get("yue", "")
    if month:
        late = queries.items(request.user).filter(queries.where("overdue"), period=month)
        picked = list(late.values_list("number", flat=True))
    try:
        count = actions.remind(picked, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        rest = len(picked) - count
        toast.leave(request, f"已催报 {count} 个单位" + (f"，另外 {rest} 个今天已经催过" if rest else ""), icon="bell")
    return redirect(f"{reverse('rhythm')}?yue={month}" if month else "rhythm.items")


def _some_item(account: Any) -> dict[str, str] | None:
    own = queries.grid(account, Period(clock.today().year, clock.today().month)).own
    found = sorted(own, key=lambda one: one.state != "open")
    number = found[0].number if found else queries.items(account).values_list("number", flat=True).first()
    return {"number": number} if number else None


class Report(Form):
    """One sentence at most."""

    note = forms.CharField(
        label="要说明的（可不写）", required=False, max_length=100, widget=forms.Textarea,
        error_messages={"max_length": "最多 100 个字，请删短一些"},
    )  # fmt: skip


@page("rhythm.item", path="jiezou/<str:number>/", title="周期事项", may=P.RHYTHM_READ, scope=scopes.ROWS,
      methods={"GET", "POST"}, phone=True, sample=_some_item)  # fmt: skip
def item(request: PageRequest, number: str) -> HttpResponse:
    """One item: its numbers filled in, one sentence, report; or what was reported."""
    shown = queries.item_page(number, request.user)
    if shown is None:
        raise Http404
    form = Report(request.POST or None, initial={"note": shown.item.note})
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit(number, note=form.cleaned_data["note"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"已报{shown.item.title}（{shown.item.unit_name}，{shown.item.period}）")
            return redirect("rhythm.item", number=number)
    context = {
        "shown": shown,
        "item": shown.item,
        "standing": f"item.{queries.standing(shown.item)}",
        "lines": [(line, _opens(line, shown, request)) for line in shown.lines],
        "form": form,
    }
    return render(request, "web/rhythm_item.html", context, status=422 if form.errors else 200)


def _opens(line: Any, shown: queries.ItemPage, request: PageRequest) -> str:
    """Where the records of a number are, as far as the account may look."""
    if line.code in FIGURES:
        if may(request.user, P.FIGURE_READ):
            return f"{reverse('figures.records', args=[line.code])}?on={shown.as_of.isoformat()}"
        if line.code in IN_LISTS and may(request.user, P.LEAD_READ):
            return reverse("leads") + IN_LISTS[line.code]
        return reverse("village", args=[shown.item.unit_code]) if shown.item.level == Level.VILLAGE else ""
    if line.code.startswith("items.") and shown.item.level == Level.COUNTY:
        standing = {"items.late": "late", "items.open": "open"}.get(line.code)
        return reverse("rhythm.items") + (f"?zhuangtai={standing}" if standing else "")
    names = {"intake": ("intake", P.INTAKE_READ), "precision": ("precision", P.PRECISION_READ)}
    name, needed = names.get(line.code.split(".")[0], ("", None))
    return reverse(name) if needed is not None and may(request.user, needed) else ""


@page("rhythm.take_back", path="jiezou/<str:number>/chehui/", title="撤回重报", may=P.RHYTHM_READ, scope=scopes.ROWS,
      methods={"POST"})  # fmt: skip
def take_back(request: PageRequest, number: str) -> HttpResponse:
    """Take one's own report back while its day is not over."""
    if queries.item_page(number, request.user) is None:
        raise Http404
    try:
        actions.take_back(number, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        toast.leave(request, "已撤回，改好再报", icon="undo-2")
    return redirect("rhythm.item", number=number)


@page("rhythm.actions", path="jiezou/dongzuo/", title="5+2 周期动作", may=P.RHYTHM_READ, scope=scopes.NO_ROWS, posts=READERS,
      nav=("责任考评", "周期动作", "sliders-horizontal", 30))  # fmt: skip
def periodic_actions(request: PageRequest) -> HttpResponse:
    """The five actions with cycle, level, due day, product, source; which of them the county has confirmed."""
    context = {"actions": queries.actions(), "may_run": may(request.user, P.RHYTHM_RUN)}
    return render(request, "web/rhythm_actions.html", context)


class Confirming(Form):
    """The document by which the county confirms or changes an action."""

    doc_no = forms.CharField(
        label="文号",
        help_text="如 桐防返贫〔2026〕9号",
        max_length=120,
        error_messages={"required": "请写文号，没有文号不算县里确认"},
    )
    since = DayField(label="从哪天起")
    due_day = forms.IntegerField(
        label="截止日", help_text="几日；按交办后几日算的不填", required=False, min_value=1, max_value=31
    )
    months_after = forms.IntegerField(
        label="期后第几个月", help_text="0 为当月或季末月，1 为次月", min_value=0, max_value=3
    )
    after_push_days = forms.IntegerField(
        label="或者交办后几日", help_text="自然日；按几日算的不填", required=False, min_value=1, max_value=60
    )
    when_off = forms.ChoiceField(
        label="碰到放假", choices=[("later", "顺延到上班那天"), ("earlier", "提前到上班那天"), ("keep", "不变")]
    )
    product = forms.CharField(label="产出物", max_length=60)  # fmt: skip


def _known_action(_reach: Scope, code: str) -> list[Any] | None:
    return queries.history(code) or None


@page("rhythm.action", path="jiezou/dongzuo/<str:code>/", title="确认周期动作", may=P.RHYTHM_RUN, scope=_known_action,
      methods={"GET", "POST"}, sample=lambda _account: {"code": "zicha"})  # fmt: skip
def action(request: PageRequest, versions: list[Any]) -> HttpResponse:
    """Confirm an action or change it, with a document number and a first day; its history."""
    last = versions[0].action
    initial = {
        "since": _next_month(), "due_day": last.due_day, "months_after": last.months_after, "product": last.product,
        "after_push_days": last.after_push_days, "when_off": last.when_off, "doc_no": last.doc_no,
    }  # fmt: skip
    form = Confirming(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.confirm_action(last.code, by=request.user, **{**said, "when_off": WhenOff(said["when_off"])})
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"已确认{last.title}，{said['doc_no']}，自 {said['since']} 起")
            return redirect("rhythm.actions")
    context = {"form": form, "last": last, "versions": versions}
    return render(request, "web/rhythm_action.html", context, status=422 if form.errors else 200)


def _next_month() -> dt.date:
    today = clock.today()
    return Period(today.year, today.month).last_day + dt.timedelta(days=1)
