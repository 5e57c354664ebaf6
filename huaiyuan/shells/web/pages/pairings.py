"""结对: households with whoever helps them, choosing a helper, changing one, and a helper's own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.actions.enrolment import Issued
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import scopes, toast, typed
from huaiyuan.base.pages.forms import Form
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries
from huaiyuan.county.duty.actions import NewHelper
from huaiyuan.county.duty.queries.lists import LACKING, OVERLOADED
from huaiyuan.county.duty.types import EndReason, Level, Part, Rank
from huaiyuan.county.registry import queries as registry
from huaiyuan.shells.web.pages.orders import offered

OFFICES = {Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE}
CHANGERS = {Role.COUNTY_CENTER, Role.TOWNSHIP}


def _helper(row: Any) -> Any:
    return row.helper_name or parts.badge("red", "还没有人帮扶", "circle-alert")


def _load(row: Any) -> Any:
    if not row.helper_no:
        return "—"
    return parts.badge("amber", f"{row.carried} 户，超过 {row.limit} 户") if row.overloaded else f"{row.carried} 户"


def _due(row: Any) -> Any:
    colours = {"overdue": "red", "due": "amber", "done": "green"}
    return parts.badge(colours[row.due], row.due_words) if row.due else "—"


def _villages(request: Any) -> list[tuple[str, str]]:
    reach = request.reach
    return [(p.code, p.short_name) for p in reference.places(level="village") if reach.covers(p.code)]


PAIRINGS = Listing(
    name="pairings",
    columns=(
        Column("head", "户", lambda r: f"{r.head_name or r.household_no} 户", under=lambda r: r.kind, row_head=True, card="o0",
               link=lambda r: reverse("pairing", args=[r.household_no])),
        Column("due", "走访", _due, under=lambda r: f"上次 {r.last_on:%Y-%m-%d}" if r.last_on else "", card="o1",
               export=lambda r: r.due_words),
        Column("village", "村组", lambda r: r.village_name, under=lambda r: r.group_name, card="start"),
        Column("helper", "帮扶责任人（主责）", _helper, under=lambda r: r.unit_name, card="full",
               export=lambda r: r.helper_name),
        Column("since", "结对起", lambda r: f"{r.since:%Y-%m-%d}" if r.since else None, card="hide"),
        Column("load", "帮几户", _load, card="end", export=lambda r: str(r.carried)),
    ),
    filters=(Choice("village", "村", _villages, field="village_code"),),
    sorts=(
        Sort("lacking", "没人帮扶的在前，再是超户数的", ("lacking", "village_code")),
        Sort("village", "按村和走访次序", ("village_code",)),
    ),
    views=(
        View("all", "全部"),
        View("lacking", "还没有人帮扶", narrow=lambda rows, _: rows.filter(lacking=LACKING)),
        View("over", "超过户数", narrow=lambda rows, _: rows.filter(lacking=OVERLOADED)),
        View("due", "本期未走访", narrow=lambda rows, _: queries.overdue(rows)),
    ),
    unit="户",
    pick=lambda r: r.household_no,
    empty="没有要帮扶的户",
)  # fmt: skip


# A helper's own households: few, so nothing to narrow.
HELD = Listing(name="held", columns=PAIRINGS.columns, unit="户", empty="在本辖区没有帮扶的户")


@page("pairings", path="jiedui/", title="结对", may=P.PAIRING_READ, scope=scopes.ROWS, posts=OFFICES,
      nav=("责任考评", "结对", "link", 20))  # fmt: skip
def pairings(request: PageRequest) -> HttpResponse:
    """Households under follow-up of the account's area: those without a helper first, then those whose helper has too many."""
    standards = queries.Standards()
    every = queries.pairings(request.user, standards)
    rows = PAIRINGS.narrow(request, every)
    found = PAIRINGS.part(request, rows)
    table = PAIRINGS.show(
        request, queries.lines([row.household.household_no for row in found.rows], request.user, standards),
        total=rows.count(), after=found.after, before=found.before,
    )  # fmt: skip
    return render(
        request, "web/pairings.html", {"table": table, "counts": queries.counts(every), "bulk": offered(request.user)}
    )


def _some_followed(account: Any) -> dict[str, str] | None:
    row = queries.pairings(account, queries.Standards()).order_by("lacking", "pk").first()
    return {"household_no": row.household.household_no} if row else None


@page("pairing", path="jiedui/<str:household_no>/", title="结对", may=P.PAIRING_READ, scope=registry.find_household, posts=OFFICES,
      methods={"GET", "POST"}, phone=True, sample=_some_followed)  # fmt: skip
def pairing(request: PageRequest, household_no: str) -> HttpResponse:
    """Who helps a household, who helped, and for township and county: give it a helper, or change the helper."""
    refused = ""
    if request.method == "POST":
        try:
            says = _change(request, household_no)
        except DomainError as refusal:
            refused = str(refusal)
        else:
            toast.leave(request, says)
            return redirect("pairing", household_no=household_no)
    text, changes, standards = request.GET.get("q", ""), may(request.user, P.PAIRING_WRITE), queries.Standards()
    held, visits = queries.of_household(household_no), queries.my_visits(household_no, most=5)
    last = max((visit.visited_on for visit in visits), default=None)
    line = queries.line_of(household_no, request.user, last, standards)
    state = registry.followed_one(household_no) if changes and line else None
    context = {
        "household_no": household_no, "pairings": held, "current": next((p for p in held if p.until is None), None),
        "line": line, "visits": visits, "q": text, "may_change": changes, "reasons": EndReason.choices,
        "candidates": queries.candidates(request.user, state, text=text, standards=standards) if state else [],
        "today": clock.today(), "refused": refused, "posted": request.POST,
        "may_print": may(request.user, P.FORM_PRINT),
    }  # fmt: skip
    return render(request, "web/pairing.html", context, status=422 if refused else 200)


def _change(request: PageRequest, household_no: str) -> str:
    said, helper_no = request.POST, request.POST.get("helper", "")
    on = typed.day_or_today(said.get("on", ""), "从哪天起")
    if said.get("act") == "pair":
        made = actions.pair(household_no, helper_no=helper_no, by=request.user, on=on)
        return f"已结对：{made.helper.name}，自{made.valid_from:%Y-%m-%d}"
    if said.get("act") == "assist":
        made = actions.pair(household_no, helper_no=helper_no, by=request.user, part=Part.ASSISTANT, on=on)
        return f"已加协助：{made.helper.name}"
    reason = said.get("reason", "")
    done = actions.hand_over(
        [household_no], to=helper_no, reason=EndReason(reason) if reason in EndReason.values else EndReason.OTHER,
        by=request.user, on=on, note=said.get("note", ""),
    )  # fmt: skip
    if done.corrected:
        return "已改正：今天刚结的对换了人"
    return f"已换人，移交待办 {done.tasks} 件；交接单 {done.handovers[0]} 已请双方点认"


HELPERS = Listing(
    name="helpers",
    columns=(
        Column("name", "姓名", lambda r: r.name, under=lambda r: r.helper_no, row_head=True, card="o0",
               link=lambda r: reverse("helper", args=[r.helper_no])),
        Column("load", "主责", lambda r: r.carried_now or 0, unit="户", numeric=True, card="o1", card_label=True),
        Column("unit", "单位", lambda r: r.unit.name, under=lambda r: f"{r.unit.get_level_display()}级", card="full"),
        Column("rank", "职级", lambda r: r.get_rank_display(), card="hide"),
        Column("public", "国家公职人员", lambda r: "是" if r.public_servant else "否", card="hide"),
        Column("left", "在任", lambda r: f"{r.left_on:%Y-%m-%d} 离任" if r.left_on else "在任", card="end"),
    ),
    filters=(
        Choice("level", "单位层级", lambda _: Level.choices, field="unit__level"),
        Choice("rank", "职级", lambda _: Rank.choices, field="rank"),
    ),
    sorts=(Sort("number", "按编号", ("helper_no",)), Sort("name", "按姓名", ("name",))),
    unit="名",
    empty="没有帮扶责任人",
)  # fmt: skip


@page("helpers", path="zerenren/", title="帮扶责任人", may=P.PAIRING_READ, scope=scopes.ROWS, posts=OFFICES,
      nav=("责任考评", "帮扶责任人", "users", 22))  # fmt: skip
def helpers(request: PageRequest) -> HttpResponse:
    """Helpers who help in the account's area or work in it; a name or number narrows."""
    wanted = request.GET.get("q", "").strip()
    rows = queries.helpers(request.user)
    if wanted:
        rows = rows.filter(Q(name__startswith=wanted) | Q(helper_no=wanted.upper()))
    context = {"table": HELPERS.read(request, rows), "q": wanted, "may_add": may(request.user, P.PAIRING_WRITE)}
    return render(request, "web/helpers.html", context)


def _some_helper(account: Any) -> dict[str, str] | None:
    number = queries.helpers(account).filter(pairings__valid_to=OPEN_END).values_list("helper_no", flat=True).first()
    return {"helper_no": number} if number else None


@page("helper", path="zerenren/<str:helper_no>/", title="帮扶责任人", may=P.PAIRING_READ, scope=queries.find_helper,
      methods={"GET", "POST"}, posts=OFFICES, sample=_some_helper)  # fmt: skip
def helper(request: PageRequest, helper_no: str) -> HttpResponse:
    """One helper: the households here, phones, and for the township a code for a phone or an end."""
    refused, code = "", None
    if request.method == "POST":
        try:
            code, says = _with_helper(request, helper_no)
        except DomainError as refusal:
            refused = str(refusal)
        else:
            if code is None:
                toast.leave(request, says)
                return redirect("helper", helper_no=helper_no)
    shown = queries.helper_page(helper_no, request.user)
    context = {
        "helper": shown, "table": HELD.show(request, shown.households, total=len(shown.households)), "code": code,
        "refused": refused, "may_change": may(request.user, P.PAIRING_WRITE), "may_enrol": may(request.user, P.PHONE_ENROL),
    }  # fmt: skip
    return render(request, "web/helper.html", context, status=422 if refused else 200)


def _with_helper(request: PageRequest, helper_no: str) -> tuple[Issued | None, str]:
    act = request.POST.get("act", "")
    if act == "code":
        return actions.issue_code(helper_no, by=request.user), ""
    if act == "stop":
        return None, f"已停用手机 {actions.stop_phones(helper_no, by=request.user)} 部，所有登录已退出"
    actions.helper_leaves(helper_no, by=request.user)
    return None, "已记离任，账号停用"


def _units() -> list[tuple[str, str]]:
    return [(unit.unit_no, unit.name) for unit in queries.units()]


class AddHelper(Form):
    """A new helper."""

    name = forms.CharField(label="姓名", max_length=60, error_messages={"required": "请填姓名"})
    unit_no = forms.ChoiceField(label="帮扶单位", choices=_units, error_messages={"required": "请选单位"})
    sex = forms.ChoiceField(label="性别", choices=[("", "不填"), ("男", "男"), ("女", "女")], required=False)
    politics = forms.CharField(label="政治面貌", max_length=12, required=False)
    rank = forms.ChoiceField(label="职级", choices=Rank.choices, initial=Rank.ORDINARY)
    public_servant = forms.BooleanField(label="国家公职人员", required=False, initial=True)
    phone = forms.CharField(label="电话", max_length=20, required=False)
    id_number = forms.CharField(
        label="证件号码", max_length=22, required=False, help_text="只用来认出同一个人、回避亲属，不保存号码本身"
    )


@page("helpers.add", path="zerenren/dengji/", title="登记帮扶责任人", may=P.PAIRING_WRITE, scope=scopes.NO_ROWS,
      methods={"GET", "POST"}, posts=CHANGERS)  # fmt: skip
def add_helper(request: PageRequest) -> HttpResponse:
    """Enter one helper; their phone is enrolled afterwards."""
    form = AddHelper(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.add_helper(NewHelper(**{**said, "rank": Rank(said["rank"])}), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"已登记{made.name}（{made.helper_no}），可以结对了")
            return redirect("helpers")
    return render(request, "web/helper_add.html", {"form": form}, status=422 if form.errors else 200)
