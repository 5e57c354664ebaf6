"""批示: a leader writes one line on what they look at; it goes to whoever owns it, and the answer comes back here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may, standing
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.figures import recount
from huaiyuan.base.figures.catalogue import FIGURES
from huaiyuan.base.pages import scopes, toast, typed
from huaiyuan.base.pages.listing import Column, Listing, Sort, View
from huaiyuan.base.pages.page import Page, PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.orders import actions, queries
from huaiyuan.county.orders.actions import Subject
from huaiyuan.county.orders.types import TO_DO, About, LineState, Nature
from huaiyuan.county.registry import queries as registry
from huaiyuan.shells.web.pages.figures import counted_on, day_of
from huaiyuan.shells.web.pages.orders import due_badge, name_lines, state_badge

READERS = {Role.COUNTY_CENTER, Role.LEADER}
AREA_PARTS = ("cun", "zhen", "qu", "village_code", "township_code")


INSTRUCTIONS = Listing(
    name="instructions",
    columns=(
        Column("says", "批的话", lambda r: r.order.says, under=lambda r: f"批在：{r.order.about_words}" if r.order.about_words else "",
               row_head=True, card="o0", link=lambda r: reverse("order_line", args=[r.number])),
        Column("state", "到哪里了", state_badge, card="o1", export=lambda r: r.get_state_display()),
        Column("unit", "谁在办", lambda r: r.unit_name if r.state != LineState.ROUTING else "县监测中心正在定", card="start"),
        Column("due", "期限", due_badge, card="end"),
        Column("answer", "回音", lambda r: r.answer or "还没有", under=lambda r: f"退回：{r.returned_why}" if r.returned_why else ""),
        Column("leader", "谁批的", lambda r: r.order.issued_by.display_name, card="hide"),
    ),
    sorts=(Sort("-number", "新批的在前", ("-number",)), Sort("due", "按期限从近到远", ("due_at", "number"))),
    views=(
        View("live", "在办", narrow=lambda rows, _: rows.filter(state__in=TO_DO)),
        View("answered", "有回音", narrow=lambda rows, _: rows.filter(state=LineState.ANSWERED)),
        View("over", "已销号", narrow=lambda rows, _: rows.filter(state__in=(LineState.CLOSED, LineState.CANCELLED))),
        View("all", "全部"),
    ),
    unit="条",
    empty="没有批示",
)  # fmt: skip


@page("instructions", path="pishi/", title="批示", may=P.ORDER_READ, scope=scopes.ROWS, posts=READERS, phone=True,
      nav=("", "批示", "pencil", 15), dock=("批示", "pencil", 45))  # fmt: skip
def instructions(request: PageRequest) -> HttpResponse:
    """A leader's own lines with who has them and what came back; the county centre sees all of them."""
    rows = queries.lines(request.user).filter(order__nature=Nature.INSTRUCTION).select_related("order__issued_by")
    narrowed = INSTRUCTIONS.narrow(request, rows)
    found = INSTRUCTIONS.part(request, narrowed)
    name_lines(found.rows, request)
    table = INSTRUCTIONS.show(request, found.rows, total=narrowed.count(), after=found.after, before=found.before)
    return render(request, "web/instructions.html", {"table": table, "is_leader": may(request.user, P.INSTRUCT)})


@dataclass(frozen=True)
class _Seen:
    """What the leader looks at, and the area that it is of, where it is of one."""

    subject: Subject
    area: str


@page(
    "instruction.new",
    path="pishi/xin/",
    title="批示",
    may=P.INSTRUCT,
    scope=scopes.ROWS,
    methods={"GET", "POST"},
    phone=True,
)
def new(request: PageRequest) -> HttpResponse:
    """One line on the page that the leader came from; whose it would be is chosen already."""
    asked = request.POST if request.method == "POST" else request.GET
    if "ye" not in asked:
        # Nothing was looked at: the lines that there are say where one is written.
        return redirect("instructions")
    seen, held = _seen(asked.get("ye", ""), request), standing(request.user).main
    county = held.area_code[:6] if held else ""
    choices = queries.default_owner(seen.subject.kind, seen.subject.key, seen.area, county)
    chosen, problem = request.POST.get("to", choices[0][0]), ""
    if request.method == "POST":
        try:
            due_on = typed.day(request.POST.get("due_on"), "几号前")
            made = actions.instruct(
                request.POST.get("says", ""), on=seen.subject, to=chosen, due_on=due_on, by=request.user
            )
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(
                request, f"已批示，交{made.lines.get().unit_name}{'' if chosen else '定由谁办'}，回音到您的待办"
            )
            return redirect(seen.subject.url)
    context = {
        "subject": seen.subject, "choices": choices, "chosen": chosen, "problem": problem, "says": request.POST.get("says", ""),
        "due_on": request.POST.get("due_on") or _usual_day(),
    }  # fmt: skip
    return render(request, "web/instruction_new.html", context, status=422 if problem else 200)


def _usual_day() -> str:
    day = actions.default_day()
    return day.isoformat() if day else ""


def _seen(address: str, request: PageRequest) -> _Seen:
    """The page behind an address of this very system, when the leader may open it; else the 404 of what is not there."""
    parts = urlsplit(address)
    path = parts.path if parts.path.startswith("/") else ""
    try:
        found = resolve(path)
    except Resolver404:
        raise Http404 from None
    shown = found.func
    if not isinstance(shown, Page) or "GET" not in shown.methods or not shown.permits(request.user):
        raise Http404
    reach = standing(request.user).scope(shown.may if isinstance(shown.may, P) else None)
    if scopes.resolve(shown.scope, reach, found.kwargs, request.user) is scopes.ABSENT:
        raise Http404
    url = f"{path}?{parts.query}" if parts.query else path
    return _told(shown, found.kwargs, QueryDict(parts.query), url, request)


def _told(shown: Page, kwargs: dict[str, Any], query: QueryDict, url: str, request: PageRequest) -> _Seen:
    if shown.name == "figures.records":
        figure, on = FIGURES[kwargs["figure_id"]], day_of(query.get("on"))
        number = counted_on(on, recount.shown()[0]).figures[figure.id]
        return _Seen(Subject(About.FIGURE, figure.id, f"{figure.title} {number.shown}（截至 {on}）", url), "")
    if "household_no" in kwargs:
        number = kwargs["household_no"]
        home = registry.listed([number], request.user).get(number)
        called = f"{home.head_name} 户" if home and home.head_name else number
        return _Seen(Subject(About.HOUSEHOLD, number, f"{called}（{number}）", url), "")
    area = _area({**{name: query.get(name, "") for name in AREA_PARTS}, **kwargs}, request.reach)
    places = reference.places_by_code([area]) if area else {}
    where = f"，{places[area].short_name}" if area in places else ""
    which = " ".join(str(value) for value in kwargs.values() if str(value) != area)
    return _Seen(Subject(About.LIST, shown.name, f"{shown.title} {which}".strip() + where, url), area)


def _area(given: dict[str, Any], reach: Scope) -> str:
    """The narrowest area that an address names, when it is one and within reach."""
    codes = [str(given[name]) for name in AREA_PARTS if given.get(name)]
    return next((code for code in codes if code.isdigit() and len(code) in (9, 12) and reach.covers(code)), "")
