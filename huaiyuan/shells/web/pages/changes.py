"""户的变更: filing what happened to a family, the list of changes, and deciding or undoing one."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import kinship
from huaiyuan.county.casework import actions as casework
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.upkeep import actions, queries
from huaiyuan.county.upkeep.types import Kind, State, Whole, Why
from huaiyuan.shells.web.pages import change_forms
from huaiyuan.shells.web.pages.households import _some_household

FILERS = {Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE}
COLOURS = {"pending": "amber", "done": "green", "refused": "plain", "undone": "unknown"}
KINDS = {
    Kind.BIRTH: ("plus", "生了孩子"),
    Kind.DEATH: ("user", "有人去世"),
    Kind.MOVE_IN: ("arrow-down", "婚嫁或其他原因来到本户"),
    Kind.MOVE_OUT: ("arrow-up", "有人或整户离开，整户迁到别的村"),
    Kind.SPLIT: ("split", "一部分人分出去另立一户"),
    Kind.UNITE: ("link", "另一户并到本户"),
    Kind.NEW_HEAD: ("refresh-cw", "户主换成家里另一位"),
}


def _badge(row: Any) -> Any:
    return parts.badge(COLOURS[row.state], row.get_state_display())


CHANGES = Listing(
    name="changes",
    columns=(
        Column("kind", "变更", lambda r: r.get_kind_display(), under=lambda r: r.number, row_head=True, card="o0",
               link=lambda r: reverse("change", args=[r.number])),
        Column("state", "状态", _badge, card="o1", export=lambda r: r.get_state_display()),
        Column("household", "哪一户", lambda r: f"{r.who} 户" if r.who else r.household_no, under=lambda r: r.household_no,
               card="full"),
        Column("on", "发生日期", lambda r: f"{r.happened_on:%Y-%m-%d}", card="start"),
        Column("by", "登记人", lambda r: r.filed_by.display_name, card="end"),
    ),
    filters=(
        Choice("state", "状态", lambda _: State.choices, field="state"),
        Choice("kind", "种类", lambda _: Kind.choices, field="kind"),
    ),
    sorts=(Sort("-number", "新的在前", ("-number",)), Sort("number", "旧的在前", ("number",))),
    unit="份",
    empty="没有变更登记",
)  # fmt: skip


@page("changes", path="biangeng/", title="户的变更", may=P.HOUSEHOLD_CHANGE, scope=scopes.ROWS, posts=FILERS,
      nav=("", "户的变更", "users", 22))  # fmt: skip
def changes(request: PageRequest) -> HttpResponse:
    """Changes within the account's rows, by state and kind."""
    rows = CHANGES.narrow(request, queries.changes(request.user))
    found = CHANGES.part(request, rows)
    homes = registry.listed({row.household_no for row in found.rows}, request.user)
    for row in found.rows:
        home = homes.get(row.household_no)
        row.who = home.head_name if home else ""
    table = CHANGES.show(request, found.rows, total=rows.count(), after=found.after, before=found.before)
    return render(request, "web/changes.html", {"table": table})


def _some_change(account: Any) -> dict[str, str] | None:
    number = queries.changes(account).values_list("number", flat=True).first()
    return {"number": number} if number else None


@page("change", path="biangeng/<str:number>/", title="变更登记", may=P.HOUSEHOLD_CHANGE, scope=queries.find_change,
      methods={"GET", "POST"}, posts=FILERS, phone=True, sample=_some_change)  # fmt: skip
def change(request: PageRequest, number: str) -> HttpResponse:
    """One change: who, what became of it; agree, disagree or take it back."""
    form, act = Reason(request.POST or None), request.POST.get("act", "")
    if request.method == "POST" and (act == "agree" or form.is_valid()):
        try:
            says = _decide(request, number, act, "" if act == "agree" else form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, says)
            return redirect("change", number=number)
    shown = queries.change_page(number, request.user)
    homes = registry.listed([shown.household_no, shown.other_no], request.user)
    context = {
        "change": shown, "form": form, "act": act, "colour": COLOURS[shown.state],
        "home": homes.get(shown.household_no), "other": homes.get(shown.other_no),
    }  # fmt: skip
    return render(request, "web/change.html", context, status=422 if form.errors and request.method == "POST" else 200)


def _decide(request: PageRequest, number: str, act: str, reason: str) -> str:
    if act == "agree":
        casework.confirm_change(number, by=request.user)
        return f"{number} 已同意，已经生效"
    if act == "undo":
        casework.undo_change(number, reason=reason, by=request.user)
        return f"{number} 已撤销，底册和线索恢复到登记以前"
    actions.refuse_change(number, reason=reason, by=request.user)
    return f"{number} 已退回，没有生效"


@page("household.change", path="hu/<str:household_no>/biangeng/", title="登记变更", may=P.HOUSEHOLD_CHANGE,
      scope=registry.find_household, methods={"GET", "POST"}, posts=FILERS, phone=True, sample=_some_household)  # fmt: skip
def file(request: PageRequest, household_no: str) -> HttpResponse:
    """Say what happened to a family: choose the kind, then fill in what only people know."""
    said = request.POST if request.method == "POST" else request.GET
    kind = next((k for k in Kind if k.value == said.get("lei")), None)
    shown = registry.household_page(household_no, request.user, story=False)
    problem = ""
    if request.method == "POST" and kind is not None and shown is not None:
        try:
            return _filed(request, kind, shown)
        except DomainError as refusal:
            problem = str(refusal)
    context: dict[str, Any] = {
        "household": shown, "kind": kind, "problem": problem, "said": said, "today": clock.today(),
        "kinds": [(k, *KINDS[k]) for k in Kind], "uuid": request.POST.get("uuid") or uuid.uuid4(),
        "picked": request.POST.getlist("goes"),
    }  # fmt: skip
    if kind is not None and shown is not None:
        context |= _asked(request, kind, shown, said)
    return render(request, "web/change_form.html", context, status=422 if problem else 200)


def _filed(request: PageRequest, kind: Kind, shown: registry.HouseholdPage) -> HttpResponse:
    try:
        client_uuid = uuid.UUID(request.POST.get("uuid", ""))
    except ValueError:
        client_uuid = uuid.uuid4()
    filing = change_forms.read(kind, request.POST, shown)
    filed = casework.file_change(shown.household_no, filing, by=request.user, client_uuid=client_uuid)
    waits = "，等乡镇确认后生效" if len(filed.owner_area) == change_forms.TOWNSHIP else "，等县里确认后生效"
    toast.leave(request, f"{kind.label}已登记{waits if filed.state == State.PENDING else '，已生效'}")
    return redirect(reverse("change", args=[filed.number]) + "?hao=1")


def _asked(request: PageRequest, kind: Kind, shown: registry.HouseholdPage, said: Any) -> dict[str, Any]:
    """What the form of a kind needs beside the family itself."""
    context: dict[str, Any] = {
        "relations": [r for r in kinship.RELATIONS if r != kinship.HEAD], "whole": Whole.choices, "why": Why.choices,
        "others": [m for m in shown.members if not m.is_head],
        "monitored": shown.risk_state == "未消除",
    }  # fmt: skip
    if kind is Kind.NEW_HEAD:
        context |= change_forms.under(shown, said.get("zhu", ""))
    if kind is Kind.UNITE:
        context |= _neighbours(request, shown, said.get("other", "").strip())
    if kind is Kind.MOVE_OUT:
        names = {t.code: t.name for t in reference.places(level="township")}
        grouped: dict[str, list[Any]] = {}
        for place in reference.places(level="village"):
            if place.code != shown.village_code:
                grouped.setdefault(names[place.code[:9]], []).append(place)
        context["villages"] = list(grouped.items())
    return context


def _neighbours(request: PageRequest, shown: registry.HouseholdPage, chosen: str) -> dict[str, Any]:
    """Families of the same group to choose from, or the members of the one chosen."""
    if chosen:
        other = registry.household_page(chosen, request.user, story=False)
        return {"other": other, "asked_other": chosen}
    group = registry.UNGROUPED_KEY if shown.group_name == registry.UNGROUPED else shown.group_name
    near = registry.village_page(shown.village_code, request.user, group=group, limit=200).rows
    return {"near": [line for line in near if line.household_no != shown.household_no]}
