"""集中排查: the rounds, opening one, how far townships and villages are, closing, re-checks, key groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may, scope_of, standing
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import tasks as queue
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.forms import DayField, Form, Reason
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.county.rounds import actions, queries, tasks
from huaiyuan.county.rounds.actions.opening import FORMS, JOB
from huaiyuan.county.rounds.types import ExcuseReason, Verdict

VILLAGE, TOWNSHIP = 12, 9
LENGTH = dt.timedelta(days=30)


@page("rounds", path="paicha/", title="集中排查", may=P.ROUND_READ, scope=scopes.ROWS,
      nav=("监测帮扶", "集中排查", "footprints", 40), dock=("排查", "footprints", 45), phone=True)  # fmt: skip
def rounds(request: PageRequest) -> HttpResponse:
    """The rounds, newest first; a village goes on to its walk from here."""
    going = jobs.going(JOB) if may(request.user, P.ROUND_RUN) else None
    found = queries.rounds(request.user)
    area = _own_area(request.reach)
    context = {
        "rounds": [(one, _way_in(one, area)) for one in found],
        "may_run": may(request.user, P.ROUND_RUN), "area": area,
        "running": going.running if going else [], "queued": going is not None and going.queued,
    }  # fmt: skip
    return render(request, "web/rounds.html", context)


def _own_area(reach: Scope) -> str:
    return reach.prefixes[0] if len(reach.prefixes) == 1 else ""


def _way_in(one: queries.RoundLine, area: str) -> str:
    if not area or (one.counted and not one.villages):
        return ""
    return reverse("round.village" if len(area) == VILLAGE else "round.area", args=[tasks.key(one.round.number, area)])


class NewRound(Form):
    """One typed name; the rest is chosen or filled in already."""

    name = forms.CharField(label="名称", max_length=40, error_messages={"required": "请写名称"})
    area_code = forms.ChoiceField(
        label="查哪里", required=False, help_text="受灾、出事的乡镇可以单独查一遍，不算一年两轮"
    )
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="截止日期")
    form = forms.ChoiceField(label="表样", choices=[(name, name) for name in FORMS])
    with_income = forms.BooleanField(label="同时收年度信息采集（脱贫户、监测户）", required=False)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = [("", "全县"), *areas]  # type: ignore[attr-defined]


@page("round.new", path="paicha/xinjian/", title="新建轮次", may=P.ROUND_RUN, scope=scopes.NO_ROWS,
      methods={"GET", "POST"})  # fmt: skip
def new(request: PageRequest) -> HttpResponse:
    """Name a round; its lines are laid out by a job."""
    today = clock.today()
    initial = {"starts_on": today, "ends_on": today + LENGTH, "with_income": today.month >= 7}
    towns = [(one.code, f"只查{one.short_name}") for one in reference.places(level="township")]
    form = NewRound(request.POST or None, initial=initial, areas=towns)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.announce(by=request.user, **said)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            queue.enqueue(JOB, number=made.number, by=request.user.username)
            toast.leave(request, f"已新建{made.name}，正在按村民组分户")
            return redirect("rounds")
    context = {"form": form, "groups": queries.key_groups(), "today": today}
    return render(request, "web/round_new.html", context, status=422 if form.errors else 200)


@page("round.prepare", path="paicha/fenhu/", title="再分一次户", may=P.ROUND_RUN, scope=scopes.NO_ROWS,
      methods={"POST"})  # fmt: skip
def prepare(request: PageRequest) -> HttpResponse:
    """Lay the lines out again, after a job that broke off."""
    if not jobs.running(JOB) and not jobs.has_queued(JOB):
        queue.enqueue(JOB, number=request.POST.get("number", ""), by=request.user.username)
    return redirect("rounds")


@page("round.groups", path="paicha/qunti/", title="重点群体", may=P.ROUND_READ, scope=scopes.NO_ROWS)
def groups(request: PageRequest) -> HttpResponse:
    """The ten key groups: whom each is about, by which data, since when, and what is lacking."""
    found = queries.newest()
    context = {"groups": queries.key_groups(found.number if found else ""), "round": found}
    return render(request, "web/round_groups.html", context)


def _area_of(reach: Scope, number: str) -> tuple[Any, str] | None:
    found = queries.find_area(reach, number)
    return found if found and len(found[1]) < VILLAGE else None


def some_area(account: Any) -> dict[str, str] | None:
    """The newest round in the account's own area above the villages."""
    reach = scope_of(account, P.ROUND_READ)
    found, area = queries.newest(reach), _own_area(reach)
    if found is None or not area or len(area) == VILLAGE:
        return None
    number = tasks.key(found.number, area)
    return {"number": number} if queries.find_area(Scope((area,)), number) else None


def any_area(account: Any) -> dict[str, str] | None:
    """The same for any account: a village's own village."""
    return some_area(account) or queries.some_village(account)


@page("round.area", path="paicha/<str:number>/", title="排查进度", may=P.ROUND_READ, scope=_area_of, sample=some_area)
def area(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """A county by township or a township by village: what is left, which group has not moved, who was the same for rounds."""
    this_round, code = found
    shown = queries.area_page(this_round, code, request.user)
    context = {
        "guidance": guiding.at_step(
            "round", "close_township" if len(code) == TOWNSHIP else "close_county", request.user,
        ),
        "shown": shown, "key": tasks.key(this_round.number, code), "by_village": len(code) == TOWNSHIP,
        "up": tasks.key(this_round.number, code[:6]) if len(code) > 6 and request.reach.is_county else "",
        "not_moved": sum(len(row.still) for row in shown.rows),
        "same_long": sum(row.same_long for row in shown.rows),
        "drawn": sum(row.drawn for row in shown.rows), "checked": sum(row.checked for row in shown.rows),
        "different": sum(row.different for row in shown.rows),
        "to_draw": sum(bool(row.closed_on) and not row.drawn for row in shown.rows),
    }  # fmt: skip
    return render(request, "web/round_area.html", context)


def _any_area(reach: Scope, number: str) -> tuple[Any, str] | None:
    return queries.find_area(reach, number)


@page("round.close", path="paicha/<str:number>/wancheng/", title="本轮完成", may=P.ROUND_READ, scope=_any_area,
      methods={"POST"})  # fmt: skip
def close(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """Close an area."""
    this_round, code = found
    try:
        actions.close(this_round.number, code, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        toast.leave(request, "已点本轮完成，已报上一级" if len(code) > 6 else "全县已点本轮完成")
    return redirect(_back(this_round.number, code))


def _back(number: str, code: str) -> str:
    return reverse("round.village" if len(code) == VILLAGE else "round.area", args=[tasks.key(number, code)])


@page("round.reopen", path="paicha/<str:number>/chongkai/", title="重开补查", may=P.ROUND_READ, scope=_any_area,
      methods={"GET", "POST"}, posts={Role.COUNTY_CENTER, Role.TOWNSHIP}, sample=queries.some_village)  # fmt: skip
def reopen(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """Open a closed area again with a reason."""
    this_round, code = found
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen(this_round.number, code, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, "已重开，任务派回去了", icon="undo-2")
            return redirect(_back(this_round.number, code))
    place = reference.places_by_code([code]).get(code)
    context = {"form": form, "round": this_round, "place": place, "back": _back(this_round.number, code)}
    return render(request, "web/round_reopen.html", context, status=422 if form.errors else 200)


@page("round.draw", path="paicha/<str:number>/chouqian/", title="抽查复核抽签", may=P.ROUND_CHECK, scope=_area_of,
      methods={"POST"})  # fmt: skip
def draw(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """Draw in the closed villages of a township."""
    this_round, code = found
    try:
        made = actions.draw(this_round.number, code, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        toast.leave(request, f"在 {made.villages} 个村抽出 {made.households} 户，已进待办")
    return redirect("round.area", number=tasks.key(this_round.number, code))


def _some_recheck(account: Any) -> dict[str, str] | None:
    reach = scope_of(account, P.ROUND_READ)
    found = queries.newest()
    if found is None:
        return None
    draw_ = found.draws.order_by("village_code").values_list("village_code", flat=True)
    code = next((code for code in draw_ if reach.covers(code)), None)
    return {"number": tasks.key(found.number, code)} if code else None


@page("round.rechecks", path="paicha/<str:number>/fuhe/", title="抽查复核", may=P.ROUND_READ, scope=queries.find_village,
      methods={"GET", "POST"}, phone=True, sample=_some_recheck)  # fmt: skip
def rechecks(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """The lot of a village: what the village found, and what the re-check finds."""
    this_round, code = found
    problem = ""
    if request.method == "POST":
        said = request.POST
        wanted = said.get("verdict", "")
        try:
            if wanted not in Verdict.values or not may(request.user, P.ROUND_CHECK):
                raise Http404
            actions.record_recheck(
                this_round.number, said.get("household", ""), verdict=Verdict(wanted), found=said.get("found", ""),
                by=request.user,
            )  # fmt: skip
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, "已记复核结果" + ("，退回村里重查" if wanted == Verdict.DIFFERENT else ""))
            return redirect("round.rechecks", number=tasks.key(this_round.number, code))
    shown = queries.recheck_page(this_round, code, request.user)
    if shown is None:
        raise Http404
    place = reference.places_by_code([code]).get(code)
    context = {
        "guidance": guiding.at_step("round", "recheck", request.user),
        "shown": shown, "place": place, "problem": problem, "said": request.POST,
        "up": tasks.key(this_round.number, code[:TOWNSHIP]) if not _at_village(request.user) else "",
    }  # fmt: skip
    return render(request, "web/round_rechecks.html", context, status=422 if problem else 200)


def _at_village(account: Any) -> bool:
    main = standing(account).main
    return main is not None and main.role is Role.VILLAGE


# As many households as a phone carries at once; the rest comes when these have their reason.
AT_ONCE = 100


def _first(groups: list[tuple[str, list[Any]]]) -> tuple[list[tuple[str, list[Any]]], int]:
    """The first households that wait, by group, and how many are left."""
    waiting = [(name, [todo for todo in rows if todo.line.state == "waiting"]) for name, rows in groups]
    shown, room = [], AT_ONCE
    for name, rows in waiting:
        if rows[:room]:
            shown.append((name, rows[:room]))
        room = max(room - len(rows), 0)
    return shown, max(sum(len(rows) for _, rows in waiting) - AT_ONCE, 0)


@page("round.excuse", path="paicha/<str:number>/yuanyin/", title="没查的写原因", may=P.ROUND_LOOK, scope=queries.find_village,
      methods={"GET", "POST"}, phone=True, sample=queries.some_village)  # fmt: skip
def excuse(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """A reason for each household not looked at, many at once."""
    this_round, code = found
    problem = ""
    if request.method == "POST":
        try:
            count = actions.excuse(
                this_round.number, code, request.POST.getlist("pick"), reason=request.POST.get("reason", ""),
                by=request.user,
            )  # fmt: skip
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"{count} 户写了原因")
            return redirect("round.village", number=tasks.key(this_round.number, code))
    shown, left = _first(queries.sheet(this_round, code, request.user, waiting=True))
    context = {
        "groups": shown, "left": left, "reasons": ExcuseReason.choices,
        "round": this_round, "place": reference.places_by_code([code]).get(code), "problem": problem,
        "key": tasks.key(this_round.number, code), "picked": set(request.POST.getlist("pick")),
        "said": request.POST,
    }  # fmt: skip
    return render(request, "web/round_excuse.html", context, status=422 if problem else 200)
