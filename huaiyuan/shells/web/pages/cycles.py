"""监测对象: the monitored households by their latest cycle, and one household's cycles with what the county may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import Field, P, Role
from huaiyuan.base.access.queries import may, sees_clear
from huaiyuan.base.pages import export, scopes, toast, typed, words
from huaiyuan.base.pages.forms import DayField, Form
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import categories
from huaiyuan.county.casework import actions, errors, queries
from huaiyuan.county.casework.actions import Decided, Look
from huaiyuan.county.casework.actions.caring import RISK_TYPES
from huaiyuan.county.casework.moves import CYCLE_MOVES
from huaiyuan.county.casework.trail import CYCLES_EXPORTED
from huaiyuan.county.casework.types import CareResult, CycleState
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.county.registry import queries as registry
from huaiyuan.shells.web.pages.orders import offered

POSTS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE}
COLOURS = {CycleState.OPEN: ("amber", "triangle-alert"), CycleState.CLEARED: ("green", "check"),
           CycleState.STRUCK_OFF: ("unknown", "ban")}  # fmt: skip
for _state, (_kind, _icon) in COLOURS.items():
    words.register_state(f"cycle.{_state.value}", _kind, _state.label, _icon)
STATES = {state.label: f"cycle.{state.value}" for state in CycleState}


def _standing(*states: CycleState) -> Any:
    return lambda rows, _request: rows.filter(state__in=states)


def _years(_request: Any) -> list[tuple[str, str]]:
    return [(str(year), f"{year}年") for year in range(clock.today().year, 2019, -1)]


CYCLES = Listing(
    name="cycles",
    columns=(
        Column("head", "户主", lambda r: r.head_name or r.household_no, under=lambda r: r.household_no, row_head=True,
               card="o0", link=lambda r: reverse("cycles.household", args=[r.household_no])),
        Column("state", "风险状态", lambda r: parts.state(STATES[r.state]), card="o1", export=lambda r: r.state),
        Column("category", "类别", lambda r: r.category, card="start"),
        Column("number", "第几周期", lambda r: r.number, under=lambda r: "再识别" if r.again else "", card="end",
               export=lambda r: r.number),
        Column("identified", "识别日期", lambda r: r.identified_on, sort="identified", card="full", card_label=True),
        Column("cleared", "消除日期", lambda r: r.cleared_on or "—", card="hide"),
        Column("risks", "风险类型", lambda r: r.risks or "—", card="hide"),
    ),
    filters=(
        Choice("leibie", "类别", lambda _r: [(c.name, c.name) for s in categories.load() for c in s.categories], field="category"),
        Choice("nian", "识别年份", _years, apply=lambda rows, years: rows.filter(
            identified_on__year__in=typed.wholes(years))),
        Choice("fangshi", "识别方式", lambda _r: [("0", "首次"), ("1", "再识别")],
               apply=lambda rows, said: rows.filter(again__in=[v == "1" for v in said])),
    ),
    views=(
        View("all", "监测对象", narrow=_standing(CycleState.OPEN, CycleState.CLEARED)),
        View("open", "风险未消除", narrow=_standing(CycleState.OPEN)),
        View("cleared", "风险已消除", narrow=_standing(CycleState.CLEARED)),
        View("struck", "已清退", narrow=_standing(CycleState.STRUCK_OFF)),
    ),
    sorts=(Sort("-identified", "新识别的在前", ("-identified_on", "household_no")),
           Sort("identified", "早识别的在前", ("identified_on", "household_no"))),
    unit="户",
    pick=lambda r: r.household_no,
    empty="没有这样的户",
)  # fmt: skip


@page("cycles", path="jiance/", title="监测对象", may=P.CASEWORK_READ, scope=scopes.ROWS, posts=POSTS,
      nav=("监测帮扶", "监测对象", "hand-heart", 30))  # fmt: skip
def cycles(request: PageRequest) -> HttpResponse:
    """Households that are or were monitored, each with its latest cycle."""
    rows = CYCLES.narrow(request, queries.cycles(request.user))
    found = CYCLES.part(request, rows)
    lines = queries.cycle_lines(found.rows, request.user)
    table = CYCLES.show(request, lines, total=rows.count(), after=found.after, before=found.before)
    context = {"table": table, "may_export": may(request.user, P.EXPORT), "bulk": offered(request.user)}
    return render(request, "web/cycles.html", context)


@page("cycles.export", path="jiance/daochu/", title="导出监测对象", may=P.EXPORT, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP})  # fmt: skip
def cycles_export(request: PageRequest) -> HttpResponse:
    """The households of the address bar as a file; logged."""
    rows = CYCLES.narrow(request, queries.cycles(request.user)).order_by(*CYCLES.order(request))
    lines = queries.cycle_lines(list(rows), request.user)
    with transaction.atomic():
        audit.record(CYCLES_EXPORTED, by=request.user, subject="cycles", count=len(lines), reason="清单导出")
    return export.response("xlsx", "监测对象", CYCLES.columns, lines)


class Decision(Form):
    """What the county decided of a cycle."""

    act = forms.ChoiceField(
        label="办什么", choices=[(m.name, m.says) for m in CYCLE_MOVES.values()],
        error_messages={"required": "请选办什么", "invalid_choice": "请选办什么"},
    )  # fmt: skip
    on = DayField(label="从哪天起")
    doc_no = forms.CharField(label="文号", max_length=120, required=False)
    reason = forms.CharField(label="原因", max_length=200, required=False)
    category = forms.ChoiceField(label="改成哪一类", help_text="调整类别才选", required=False)

    def __init__(self, *args: Any, moves: tuple[tuple[str, str], ...], household_no: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        archive = registry.archive_type_of(household_no, clock.today()) if moves else ""
        fitting = categories.in_force(clock.today()).fitting(archive)
        self.fields["act"].choices = list(moves)  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", "不改"), *((c.name, c.name) for c in fitting)]  # type: ignore[attr-defined]


def _some_monitored(account: Any) -> dict[str, str] | None:
    row = queries.cycles(account).filter(state=CycleState.CLEARED).order_by("-identified_on").first()
    return {"household_no": row.household_no} if row else None


@page("cycles.household", path="jiance/<str:household_no>/", title="监测周期", may=P.CASEWORK_READ,
      scope=queries.find_monitored, posts=POSTS, methods={"GET", "POST"}, sample=_some_monitored)  # fmt: skip
def household(request: PageRequest, household_no: str) -> HttpResponse:
    """All cycles of a household; 消除回退, 识别错误清退 and 调整类别 for the county. 再识别 goes the way of a new lead."""
    found = queries.history(household_no, request.user)
    moves = found[0].moves
    form = Decision(
        request.POST or None, moves=moves, household_no=household_no, initial={"on": clock.today(), "act": request.GET.get("ban", "")}
    )  # fmt: skip
    if request.method == "POST":
        if not may(request.user, P.CASEWORK_COUNTY):
            raise Http404
        if form.is_valid():
            try:
                says = _decide(request, household_no, form.cleaned_data)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                toast.leave(request, says)
                return redirect("cycles.household", household_no=household_no)
    return _shown(request, household_no, found, form if moves else None, status=422 if form.errors else 200)


def _shown(
    request: PageRequest, household_no: str, found: list[queries.CycleHistory], form: Decision | None, *,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    line = registry.listed([household_no], request.user).get(household_no)
    village = reference.places_by_code([line.village_code]).get(line.village_code) if line else None
    contact = queries.contact_of(found[0].cycle, request.user)
    context = {
        "household_no": household_no, "line": line, "village": village, "cycles": found, "form": form,
        "clear": sees_clear(request.user, Field.HEALTH), "last": found[0].cycle, "problem": problem, "posted": request.POST,
        "may_look": may(request.user, P.CASEWORK_VILLAGE) or may(request.user, P.CASEWORK_TOWNSHIP),
        "care_due": next((look for look in found[0].care if look.looked_on is None), None), "all_risks": RISK_TYPES,
        "guidance": guiding.at_step(
            "exit", "care", request.user, about=household_no, about_page="cycles.household", household_no=household_no
        ) if found[0].cycle.state == CycleState.CLEARED else None,
        "choices": _choices(request, found[0].cycle, contact),
        "today": clock.today(), "contact": contact,
    }  # fmt: skip
    return render(request, "web/cycles_household.html", context, status=status)


def _choices(request: PageRequest, cycle: Any, contact: str) -> list[tuple[str, str]]:
    """Whom of the family to name as its contact: where nobody is named, or somebody asks to name another."""
    if cycle.state != CycleState.CLEARED or not sees_clear(request.user, Field.NAME):
        return []
    return queries.to_choose(cycle.household_no) if not contact or request.GET.get("huan") else []


@page("cycles.care", path="jiance/<str:household_no>/genzong/", title="稳定跟踪", may=P.CASEWORK_READ,
      scope=queries.find_monitored, methods={"POST"})  # fmt: skip
def care(request: PageRequest, household_no: str) -> HttpResponse:
    """A look after the clearing; or 再识别, which reports a new lead and leaves the old cycle cleared."""
    says, risk = request.POST.get("says", "")[:200], request.POST.get("risk", "")[:20]
    try:
        if request.POST.get("act") == "again":
            seen = Look(clock.today(), CareResult.TROUBLED, says, risk)
            lead_no = actions.at_risk_again(household_no, seen, by=request.user)
            toast.leave(request, f"已报线索 {lead_no}，按识别程序办，属实后开新周期")
        else:
            on = typed.day_or_today(request.POST.get("on"), "哪天看的")
            actions.look_after(household_no, Look(on, CareResult.STABLE, says), by=request.user)
            toast.leave(request, "已记稳定跟踪")
    except DomainError as refusal:
        if refusal.code == errors.NOT_FOUND.code:
            raise Http404 from None
        found = queries.history(household_no, request.user)
        return _shown(request, household_no, found, None, problem=str(refusal), status=422)
    return redirect("cycles.household", household_no=household_no)


def _decide(request: PageRequest, household_no: str, said: dict[str, Any]) -> str:
    decided, by = Decided(said["on"], said["doc_no"], said["reason"]), request.user
    if said["act"] == "undo":
        actions.undo_clearing(household_no, decided=decided, by=by)
        return "已回退，风险未消除，原来的周期接着走"
    if said["act"] == "strike":
        actions.strike_off(household_no, decided=decided, by=by)
        return "已清退，不再计入监测对象"
    actions.change_category(household_no, category=said["category"], decided=decided, by=by)
    return "已调整类别"
