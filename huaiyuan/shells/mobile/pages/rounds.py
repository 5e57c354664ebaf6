"""集中排查 on the phone: a village house by house in walking order, and one household when there is more to say."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may, scope_of
from huaiyuan.base.pages import scopes, toast, typed, words
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import income as periods
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.county.income import queries as incomes
from huaiyuan.county.rounds import actions, queries, tasks
from huaiyuan.county.rounds.actions import Report
from huaiyuan.county.rounds.types import RISKS, Change, EmptyReason, Look, Result, Way

GOOD, BAD = "good", "bad"
MORE = ("changed", "problem", "empty", "key")
for _code, _kind, _word, _icon in (
    ("waiting", "plain", "待查", "hourglass"), ("done", "green", "已查", "check"), ("again", "red", "要重查", "undo-2"),
    ("excused", "amber", "没查，有原因", "circle-alert"), ("gone", "plain", "本轮中销户", "ban"),
):  # fmt: skip
    words.register_state(f"round.{_code}", _kind, _word, _icon)


def _some_line(account: Any) -> dict[str, str] | None:
    """A household of the newest round."""
    found = queries.newest(scope_of(account, P.ROUND_READ))
    if found is None:
        return None
    rows = queries.households(found, account, which="key", limit=1).rows
    return {"number": rows[0].number} if rows else None


@page("round.village", path="paicha/<str:number>/cun/", title="逐户排查", may=P.ROUND_READ, scope=queries.find_village, phone=True,
      sample=queries.some_village)  # fmt: skip
def village(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """The walk: one household at hand with its buttons below, the others of its group behind it."""
    this_round, code = found
    shown = queries.village_page(
        this_round, code, request.user, group=request.GET.get("zu", ""), household_no=request.GET.get("hu", "")
    )
    place = reference.places_by_code([code]).get(code)
    context = {
        "guidance": guiding.at_step("round", "close_village", request.user),
        "shown": shown, "place": place, "key": tasks.key(this_round.number, code), "uuid": uuid.uuid4(),
        "may_run_area": may(request.user, P.ROUND_CHECK), "today": clock.today(),
        "income": _yearly_income(request, shown.now.line) if shown.now else None,
    }  # fmt: skip
    return render(request, "mobile/round_village.html", context)


@page("round.line", path="paicha/hu/<str:number>/", title="排查这一户", may=P.ROUND_READ, scope=queries.find_line,
      methods={"GET", "POST"}, phone=True, sample=_some_line)  # fmt: skip
def line(request: PageRequest, found: Any) -> HttpResponse:
    """One household: what was found, and recording it. The same record sent twice is one."""
    problem = ""
    if request.method == "POST":
        if not may(request.user, P.ROUND_LOOK):
            raise Http404
        try:
            _record(request, found)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            return redirect(_next(found))
    shown = queries.line_page(found, request.user)
    context = {
        "guidance": guiding.at_step(
            "round", "look", request.user, about=tasks.key(found.round.number, found.household_no),
            about_page="round.line", household_no=found.household_no,
        ),
        "shown": shown, "line": shown.line, "problem": problem, "said": request.POST,
        "what": _what(request, shown), "uuid": typed.client_uuid(request.POST.get("uuid", "")),
        "village_key": tasks.key(found.round.number, found.village_code), "looks": Look.choices,
        "changes": Change.choices, "risks": RISKS, "empties": EmptyReason.choices, "ways": Way.choices,
        "ticked": set(request.POST.getlist("change") + request.POST.getlist("risk")), "today": clock.today(),
        "answers": [(code, label, request.POST.get(f"look-{code}", "")) for code, label in Look.choices],
        "income": _yearly_income(request, shown.line),
    }  # fmt: skip
    return render(request, "mobile/round_line.html", context, status=422 if problem else 200)


def _yearly_income(request: PageRequest, line: Any) -> dict[str, Any] | None:
    """Whether the year's income statement that this round asks for is there; None where it asks for none."""
    if not line.income_due or not may(request.user, P.INCOME_MEASURE):
        return None
    year = periods.latest_year(line.round.ends_on)
    return {"statement": incomes.current(line.household_no, year), "household_no": line.household_no}


@page("round.undo", path="paicha/chexiao/", title="撤销排查记录", may=P.ROUND_LOOK, scope=scopes.ROWS, methods={"POST"})
def undo(request: PageRequest) -> HttpResponse:
    """Take back the last record of a household."""
    try:
        taken = actions.undo(typed.client_uuid(request.POST.get("uuid", "")), by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
        back = request.POST.get("back", "")
        return redirect(back if back.startswith("/paicha/") else "rounds")
    toast.leave(request, "已撤销，请重新记", icon="undo-2")
    village_key = tasks.key(taken.round.number, taken.village_code)
    return redirect(f"{reverse('round.village', args=[village_key])}?{_where(taken)}&hu={taken.household_no}")


@page("round.photo", path="paicha/zhaopian/<str:photo>/", title="空挂照片", may=P.ROUND_READ, scope=scopes.ROWS,
      sample=lambda _account: None)  # fmt: skip
def photo(request: PageRequest, photo: str) -> HttpResponse:
    """The photo of an empty house; that it was looked at is recorded."""
    try:
        return HttpResponse(actions.open_photo(typed.client_uuid(photo), by=request.user), content_type="image/jpeg")
    except DomainError as refusal:
        raise Http404 from refusal


def _record(request: PageRequest, found: Any) -> None:
    said, version = request.POST, request.POST.get("version", "")
    made = actions.look(
        found.round.number, found.household_no, _report(said, request.FILES.get("photo")), by=request.user,
        client_uuid=typed.client_uuid(said.get("uuid", "")), base_version=typed.whole_or(version, 0),
    )  # fmt: skip
    if made.leads:
        toast.leave(request, f"已记，问题进了线索 {'、'.join(made.leads)}")


def _report(said: QueryDict, picture: Any) -> Report:
    wanted = said.get("result", "")
    given = {code: said.get(f"look-{code}", "") for code in Look.values}
    return Report(
        result=Result(wanted) if wanted in Result.values else Result.SAME,
        way=Way.PHONE if said.get("way") == Way.PHONE else Way.HOME,
        looks={Look(code): answer == GOOD for code, answer in given.items() if answer in (GOOD, BAD)},
        changes=tuple(Change(code) for code in said.getlist("change") if code in Change.values),
        risks=tuple(risk for risk in said.getlist("risk") if risk in RISKS),
        empty_reason=said.get("empty", ""), photo=picture.read() if picture else None,
        note=said.get("note", ""), looked_on=typed.day(said.get("looked_on", ""), "哪天查的"),
    )  # fmt: skip


def _next(found: Any) -> str:
    """Back to the walk, at the next household of the same group."""
    village_key = tasks.key(found.round.number, found.village_code)
    return f"{reverse('round.village', args=[village_key])}?{_where(found)}"


def _where(found: Any) -> str:
    query = QueryDict(mutable=True)
    query["zu"] = found.group_name or "-"
    return query.urlencode()


def _what(request: PageRequest, shown: Any) -> str:
    """Which part of the form is open: what the button asked for; a key household always has its five points."""
    asked = request.GET.get("wei", "")
    said = request.POST.get("result", "")
    if said in MORE:
        return said
    return asked if asked in MORE else "key" if shown.line.is_key else "changed"
