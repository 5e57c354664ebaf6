"""督导指导台账: visits of guides to villages, drawn households, faults with their mending; counts by village."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import areas, export, scopes, toast, typed, words
from huaiyuan.base.pages.forms import DayField, Form
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guiding import actions, queries, trail
from huaiyuan.county.guiding.actions import NewFault, NewVisit
from huaiyuan.county.guiding.actions.faults import MOST_PHOTOS
from huaiyuan.county.guiding.actions.visiting import MOST_SAMPLED
from huaiyuan.county.guiding.types import UNSETTLED, FaultState, Found, Pool

READERS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE}
EXPORT_MOST = 5000
for _state, _kind, _icon in (
    (FaultState.OPEN, "amber", "hourglass"), (FaultState.MENDED, "blue", "eye"), (FaultState.CLOSED, "green", "check"),
    (FaultState.CANCELLED, "unknown", "ban"),
):  # fmt: skip
    words.register_state(f"fault.{_state.value}", _kind, _state.label, _icon)


def _wrong(row: Any) -> str:
    return (
        f"{row.faults} 个，{row.unsettled} 个没销号"
        if row.unsettled
        else (f"{row.faults} 个，都销号了" if row.faults else "没有")
    )


VISITS = Listing(
    name="guidance",
    columns=(
        Column("village", "村", lambda r: r.village, under=lambda r: r.township, row_head=True, card="o0",
               link=lambda r: reverse("guidance.visit", args=[r.number])),
        Column("on", "哪天", lambda r: r.visited_on.isoformat(), card="o1", sort="on"),
        Column("looked", "看了什么", lambda r: r.looked_at),
        Column("sampled", "抽查", lambda r: f"{r.sampled} 户" + (f"，{r.differs} 户不一致" if r.differs else ""), card="start"),
        Column("faults", "发现问题", _wrong, card="end"),
        Column("guide", "指导员", lambda r: r.guide, card="hide"),
        Column("number", "编号", lambda r: r.number, card="hide", chosen=False),
    ),
    filters=(Choice("zhen", "乡镇", areas.townships, apply=areas.within),),
    views=(
        View("all", "全部"),
        View("open", "还有问题没销号", narrow=lambda rows, _request: rows.filter(n_open__gt=0)),
    ),
    sorts=(Sort("-on", "最近的在前", ("-visited_on", "number")), Sort("on", "早的在前", ("visited_on", "number"))),
    unit="次",
    empty="还没有督导指导记录",
)  # fmt: skip


def _fault_due(row: Any) -> Any:
    return parts.deadline(words.counted(row.due.words, str(row.due.colour))) if row.due else "—"


FAULTS = Listing(
    name="faults",
    columns=(
        Column("text", "什么问题", lambda r: r.text, under=lambda r: f"{r.stage} {r.number}", row_head=True, card="o0",
               link=lambda r: reverse("fault", args=[r.number])),
        Column("state", "状态", lambda r: parts.state(f"fault.{r.state}"), card="o1", export=lambda r: r.state_label),
        Column("village", "村", lambda r: r.village, under=lambda r: r.township, card="start"),
        Column("due", "整改期限", _fault_due, card="end", export=lambda r: f"{r.due_at.astimezone(clock.SHANGHAI):%Y-%m-%d}"),
        Column("found", "督导日期", lambda r: r.found_on.isoformat(), card="hide"),
        Column("returns", "退回过", lambda r: f"{r.returns} 次" if r.returns else "—", card="hide"),
    ),
    filters=(
        Choice("zhen", "乡镇", areas.townships, apply=areas.within),
        Choice("huanjie", "环节", lambda _r: queries.stages(), field="stage"),
    ),
    views=(
        View("open", "没销号的", narrow=lambda rows, _request: rows.filter(state__in=UNSETTLED)),
        View("mended", "等核的", narrow=lambda rows, _request: rows.filter(state=FaultState.MENDED)),
        View("closed", "已销号", narrow=lambda rows, _request: rows.filter(state=FaultState.CLOSED)),
        View("all", "全部"),
    ),
    sorts=(Sort("due", "期限快到的在前", ("due_at", "number")), Sort("-new", "新发现的在前", ("-number",))),
    unit="个",
    empty="没有没销号的问题",
)  # fmt: skip
BY_VILLAGE = (
    Column("township", "乡镇", lambda r: r.township),
    Column("village", "村", lambda r: r.village),
    Column("visits", "去过", lambda r: r.visits, unit="次", numeric=True),
    Column("last", "最近一次", lambda r: r.last_on or "还没去过"),
    Column("sampled", "抽看", lambda r: r.sampled, unit="户", numeric=True),
    Column("differs", "不一致", lambda r: r.differs, unit="户", numeric=True),
    Column("faults", "问题", lambda r: r.faults, unit="个", numeric=True),
    Column("unsettled", "没销号", lambda r: r.unsettled, unit="个", numeric=True),
    Column("overdue", "超期", lambda r: r.overdue, unit="个", numeric=True),
)


def _table(request: PageRequest, listing: Listing, rows: Any, lines: Callable[[Any], Any]) -> Any:
    narrowed = listing.narrow(request, rows)
    found = listing.part(request, narrowed)
    return listing.show(request, lines(found.rows), total=narrowed.count(), after=found.after, before=found.before)


def _frame(request: PageRequest) -> dict[str, Any]:
    return {"may_record": may(request.user, P.GUIDE_ANSWER), "may_export": may(request.user, P.EXPORT)}


@page("guidance", path="dudao/", title="督导指导台账", may=P.GUIDE_VISITS, scope=scopes.ROWS, posts=READERS,
      nav=("责任考评", "督导指导台账", "footprints", 40), phone=True)  # fmt: skip
def guidance(request: PageRequest) -> HttpResponse:
    """Visits, newest first."""
    table = _table(request, VISITS, queries.visits(request.user), queries.visit_lines)
    return render(request, "web/guidance.html", {"table": table, **_frame(request)})


@page(
    "guidance.villages", path="dudao/cun/", title="各村督导情况", may=P.GUIDE_VISITS, scope=scopes.ROWS, posts=READERS
)
def by_village(request: PageRequest) -> HttpResponse:
    """Every village with its visits and faults, those never visited as well; one township at a time for the county."""
    lines = queries.villages(request.user)
    townships = list(dict.fromkeys((line.village_code[:9], line.township) for line in lines))
    chosen = request.GET.get("zhen", "")
    shown = [line for line in lines if line.village_code.startswith(chosen)] if chosen else lines
    context = {
        "lines": shown, "townships": townships if len(townships) > 1 else [], "chosen": chosen,
        "sum": {
            name: sum(getattr(line, name) for line in shown)
            for name in ("visits", "sampled", "differs", "faults", "unsettled", "overdue")
        },
        "never": sum(not line.visits for line in shown), **_frame(request),
    }  # fmt: skip
    return render(request, "web/guidance_villages.html", context)


@page("guidance.export", path="dudao/daochu/", title="导出督导指导台账", may=P.EXPORT, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP})  # fmt: skip
def ledger_export(request: PageRequest) -> HttpResponse:
    """The ledger as a file, visits, faults or villages (`shenme`); logged, with the number of rows."""
    title, columns, lines = _exported(request, request.GET.get("shenme", ""))
    with transaction.atomic():
        audit.record(trail.EXPORTED, by=request.user, subject="guidance", rows=len(lines), reason="清单导出")
    return export.response("csv" if request.GET.get("as") == "csv" else "xlsx", title, columns, lines)


def _exported(request: PageRequest, what: str) -> tuple[str, Sequence[Column], Sequence[Any]]:
    """The title, columns and lines of one of the three lists."""
    if what == "cun":
        return "各村督导情况", BY_VILLAGE, queries.villages(request.user)
    listing, rows = (
        (FAULTS, queries.faults(request.user)) if what == "wenti" else (VISITS, queries.visits(request.user))
    )
    found = list(listing.narrow(request, rows).order_by(*listing.order(request))[:EXPORT_MOST])
    if what == "wenti":
        return "督导问题", FAULTS.columns, queries.fault_lines(found, request.user)
    return "督导指导台账", VISITS.columns, queries.visit_lines(found)


class Visit(Form):
    """A visit as it is written down."""

    village = forms.ChoiceField(
        label="哪个村", error_messages={"required": "请选哪个村", "invalid_choice": "请从清单里选村"}
    )
    on = DayField(label="哪天去的")
    looked_at = forms.MultipleChoiceField(
        label="看了什么", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少选一样看了什么"}
    )
    pool = forms.ChoiceField(label="从哪些户里抽", choices=Pool.choices, widget=forms.RadioSelect, initial=Pool.AT_RISK)
    sample = forms.IntegerField(
        label="抽几户", help_text="0 是不抽；抽签谁都能再抽一遍", min_value=0, max_value=MOST_SAMPLED,
        error_messages={"required": "请填抽几户，不抽填 0", "invalid": "请填一个整数"},
    )  # fmt: skip
    note = forms.CharField(
        label="情况", help_text="选填，一两句话", max_length=400, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, villages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [("", "请选"), *villages]  # type: ignore[attr-defined]
        self.fields["looked_at"].choices = queries.stages()  # type: ignore[attr-defined]


@page("guidance.new", path="dudao/xin/", title="记一次督导指导", may=P.GUIDE_ANSWER, scope=scopes.ROWS,
      methods={"GET", "POST"}, phone=True)  # fmt: skip
def new(request: PageRequest) -> HttpResponse:
    """Write down a visit; its households are drawn at once."""
    places = {place.code: place for place in reference.places()}
    villages = [
        (code, f"{places[code[:9]].short_name} {place.short_name}")
        for code, place in places.items() if place.level == "village" and request.reach.covers(code) and code[:9] in places
    ]  # fmt: skip
    form = Visit(
        request.POST or None, villages=villages,
        initial={"on": clock.today(), "sample": queries.usual_sample(), "village": request.GET.get("cun", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            visit = actions.record_visit(
                NewVisit(
                    said["village"], said["on"], said["looked_at"], said["note"], Pool(said["pool"]), said["sample"]
                ),
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            drawn = visit.sampled.count()
            toast.leave(request, f"已记 {visit.number}" + (f"，抽中 {drawn} 户，逐户看了记一下" if drawn else ""))
            return redirect(reverse("guidance.visit", args=[visit.number]) + "?hao=1")
    return render(request, "web/guidance_new.html", {"form": form}, status=422 if form.errors else 200)


@page("guidance.faults", path="dudao/wenti/", title="督导问题", may=P.GUIDE_VISITS, scope=scopes.ROWS, posts=READERS,
      phone=True)  # fmt: skip
def faults(request: PageRequest) -> HttpResponse:
    """Faults within the account's rows, those that wait first."""
    table = _table(request, FAULTS, queries.faults(request.user), lambda rows: queries.fault_lines(rows, request.user))
    return render(request, "web/guidance_faults.html", {"table": table, **_frame(request)})


def _some_fault(account: Any) -> dict[str, str] | None:
    found = queries.some_fault(account)
    return {"number": found.number} if found else None


@page("fault", path="dudao/wenti/<str:number>/", title="督导问题", may=P.GUIDE_VISITS, scope=queries.find_fault, posts=READERS,
      methods={"GET", "POST"}, phone=True, sample=_some_fault)  # fmt: skip
def fault(request: PageRequest, fault: Any) -> HttpResponse:
    """One fault: the village says how it was mended, with a photo; a guide closes it or sends it back."""
    problem = ""
    if request.method == "POST":
        try:
            says = _fault_act(request, fault)
        except DomainError as refusal:
            problem = str(refusal)
            fault = queries.find_fault(request.reach, fault.number)
        else:
            toast.leave(request, says)
            return redirect("fault", number=fault.number)
    shown = queries.fault_page(fault, request.user)
    line = shown.line
    context = {
        "shown": shown, "one": shown.fault, "line": line, "problem": problem, "posted": request.POST,
        "act": request.POST.get("act", ""), "today": clock.today(),
        "due": words.counted(line.due.words, str(line.due.colour)) if line.due else None,
    }  # fmt: skip
    return render(request, "web/fault.html", context, status=422 if problem else 200)


@page("fault.photo", path="dudao/wenti/<str:number>/zhaopian/<uuid:photo>/", title="督导照片", may=P.GUIDE_VISITS,
      scope=queries.find_fault, posts=READERS - {Role.LEADER}, sample=lambda _account: None)  # fmt: skip
def photo(request: PageRequest, fault: Any, photo: uuid.UUID) -> HttpResponse:
    """One photo of a fault; that it was looked at is recorded."""
    if not queries.shows_photo(fault, photo):
        raise Http404
    return HttpResponse(actions.open_photo(photo, by=request.user), content_type="image/jpeg")


def _fault_act(request: PageRequest, fault: Any) -> str:
    said, by, number = request.POST, request.user, fault.number
    act, version = said.get("act", ""), typed.whole(said.get("version"))
    if act == "mend" and may(by, P.GUIDE_MEND):
        photos = [one.read() for one in request.FILES.getlist("photos")[:MOST_PHOTOS]]
        actions.mend(number, answer=said.get("answer", "")[:400], photos=photos, by=by, base_version=version)
        return "已报整改，等指导员核"
    if not may(by, P.GUIDE_ANSWER):
        raise Http404
    if act == "close":
        actions.close(number, by=by, base_version=version)
        return f"{number} 已销号"
    reason = said.get("reason", "")[:200]
    if act == "return_":
        due_on = typed.day(said.get("due_on"), "新期限")
        actions.return_(number, reason=reason, due_on=due_on, by=by, base_version=version)
        return "已退回重办，村里重新整改"
    if act != "cancel":
        raise Http404
    actions.cancel(number, reason=reason, by=by, base_version=version)
    return "已撤销这个问题"


def _some_visit(account: Any) -> dict[str, str] | None:
    found = queries.some_visit(account)
    return {"number": found.number} if found else None


@page("guidance.visit", path="dudao/<str:number>/", title="督导指导", may=P.GUIDE_VISITS, scope=queries.find_visit,
      posts=READERS, methods={"GET", "POST"}, phone=True, sample=_some_visit)  # fmt: skip
def visit(request: PageRequest, visit: Any) -> HttpResponse:
    """One visit: its drawn households with what was found, its faults, and writing down both."""
    problem = ""
    if request.method == "POST":
        if not may(request.user, P.GUIDE_ANSWER):
            raise Http404
        try:
            says = _visit_act(request, visit.number)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, says)
            written = "?wen=1" if request.POST.get("act") == "fault" else ""
            return redirect(reverse("guidance.visit", args=[visit.number]) + written)
    shown = queries.visit_page(visit, request.user)
    context = {
        "shown": shown, "visit": shown.visit, "problem": problem, "posted": request.POST, "act": request.POST.get("act", ""),
        "stages": queries.stages(), "findings": [c for c in Found.choices if c[0] != Found.WAITING], "today": clock.today(),
        "faults": [(f, words.counted(f.due.words, str(f.due.colour)) if f.due else None) for f in shown.faults],
    }  # fmt: skip
    return render(request, "web/guidance_visit.html", context, status=422 if problem else 200)


def _visit_act(request: PageRequest, number: str) -> str:
    said, by = request.POST, request.user
    if said.get("act") == "look":
        found = said.get("found", "")
        if found not in Found.values:
            raise Http404
        actions.look(number, said.get("hu", "")[:24], found=Found(found), says=said.get("says", "")[:200], by=by)
        return "已记抽查结果"
    photos = [one.read() for one in request.FILES.getlist("photos")[:MOST_PHOTOS]]
    given = NewFault(
        said.get("stage", ""),
        said.get("text", "")[:200],
        said.get("hu", "")[:24],
        typed.day(said.get("due_on"), "整改期限"),
    )
    made = actions.add_fault(number, given, photos=photos, by=by)
    return f"已交村里整改（{made.number}）"
