"""自主申报·待受理: the township's desk, and what the county sees of it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import export, scopes, toast, typed, words
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications import actions, queries
from huaiyuan.county.applications.moves import MOVES
from huaiyuan.county.applications.trail import EXPORTED
from huaiyuan.county.applications.types import CHANNELS, State
from huaiyuan.county.registry import queries as registry

COLOURS = {"pending": "amber", "accepted": "green", "unfounded": "plain", "absent": "unknown"}
EXPORT_MOST = 20_000
ENDINGS = {"unfounded": State.UNFOUNDED, "absent": State.ABSENT}


def badge(row: Any) -> Any:
    """The state of an application as it is shown everywhere."""
    return parts.badge(COLOURS[row.state], row.state_label)


def _pending(late: bool = False) -> Callable[..., Any]:
    def narrow(rows: Any, _request: Any) -> Any:
        rows = rows.filter(state=State.PENDING)
        return rows.filter(due_at__lt=clock.business_now()) if late else rows

    return narrow


def _townships(request: Any) -> list[tuple[str, str]]:
    return [(p.code, p.short_name) for p in reference.places(level="township") if request.reach.covers(p.code)]


def _in_townships(rows: Any, values: list[str]) -> Any:
    return Scope.of([value for value in values if re.fullmatch(r"\d{9}", value)]).filter(rows)


APPLICATIONS = Listing(
    name="applications",
    columns=(
        Column("name", "姓名", lambda r: r.name, under=lambda r: r.number, row_head=True, card="o0",
               link=lambda r: reverse("application", args=[r.number])),
        Column("state", "状态", badge, card="o1", export=lambda r: r.state_label,
               under=lambda r: "短时间成批申报" if r.crowded else ""),
        Column("due", "受理期限", lambda r: parts.deadline(words.counted(r.due_words, r.colour)) if r.due_words else "—",
               card="end", export=lambda r: r.due_words),
        Column("hardship", "遇到的难处", lambda r: r.hardship, under=lambda r: r.risk),
        Column("village", "村", lambda r: r.village_name, under=lambda r: r.township_name),
        Column("channel", "渠道", lambda r: r.channel_label, under=lambda r: r.entry_label),
        Column("filed", "申报时刻", lambda r: f"{r.filed_at.astimezone(clock.SHANGHAI):%m-%d %H:%M}", card="start"),
        Column("lead", "线索", lambda r: r.lead_no or "—", chosen=False, card="hide"),
    ),
    filters=(
        Choice("channel", "渠道", lambda _: [(c.value, c.label) for c in CHANNELS], field="channel"),
        Choice("zhen", "乡镇", _townships, apply=_in_townships),
    ),
    sorts=(
        Sort("due", "按期限从近到远", ("due_at", "number")),
        Sort("-number", "新的在前", ("-number",)),
    ),
    views=(
        View("pending", "待受理", _pending()),
        View("late", "超期未受理", _pending(late=True)),
        View("accepted", "已受理", lambda rows, _: rows.filter(state=State.ACCEPTED)),
        View("ended", "没有受理", lambda rows, _: rows.filter(state__in=list(ENDINGS.values()))),
        View("crowded", "短时间成批", lambda rows, _: rows.filter(crowded=True, state=State.PENDING)),
        View("all", "全部"),
    ),
    unit="件",
    pick=lambda r: r.number,
    empty="没有等着受理的",
)  # fmt: skip


@page("applications", path="zizhushenbao/", title="自主申报", may=P.APPLICATION_READ, scope=scopes.ROWS,
      nav=("监测帮扶", "自主申报", "hand-heart", 10))  # fmt: skip
def applications(request: PageRequest) -> HttpResponse:
    """Applications by state, soonest first; the county sees which township is late."""
    asked = request.GET
    text = asked.get("q", "").strip()[:60]
    rows = APPLICATIONS.narrow(request, queries.searched(queries.applications(request.user), text))
    found = APPLICATIONS.part(request, rows)
    lines = queries.lines(found.rows, request.user)
    context = {
        "table": APPLICATIONS.show(request, lines, total=rows.count(), after=found.after, before=found.before),
        "text": text,
        "townships": queries.overdue_by_township(request.user) if request.reach.is_county else [],
        "bulk": "web/applications_bulk.html" if may(request.user, P.APPLICATION_ACCEPT) else "",
    }
    return render(request, "web/applications.html", context)


@page("applications.export", path="zizhushenbao/daochu/", title="导出自主申报", may=P.EXPORT, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP})  # fmt: skip
def applications_export(request: PageRequest) -> HttpResponse:
    """The list of the address bar as a file; logged, with the number of rows."""
    found = queries.searched(queries.applications(request.user), request.GET.get("q", "")[:60])
    rows = APPLICATIONS.narrow(request, found).order_by("number")[:EXPORT_MOST]
    lines = queries.lines(list(rows), request.user)
    audit.record(EXPORTED, by=request.user, subject="applications", rows=len(lines), reason="清单导出")
    return export.response("csv" if request.GET.get("as") == "csv" else "xlsx", "自主申报", APPLICATIONS.columns, lines)


@page("applications.end", path="zizhushenbao/chengpi/", title="成批写明不受理", may=P.APPLICATION_ACCEPT,
      scope=scopes.ROWS, methods={"POST"})  # fmt: skip
def end_many(request: PageRequest) -> HttpResponse:
    """Several at once are not so (a flood of one network), with one reason."""
    try:
        done = actions.end_many(
            request.POST.getlist("pick"), state=State.UNFOUNDED, reason=request.POST.get("reason", ""), by=request.user
        )
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        left = [one for one in done if not one.done]
        says = f"{len(done) - len(left)} 件写明不属实" + (f"，{len(left)} 件没办成：{left[0].says}" if left else "")
        toast.leave(request, says, icon="info" if left else "check")
    return redirect("applications")


def _some_application(account: Any) -> dict[str, str] | None:
    rows = queries.applications(account).order_by("state", "number")
    number = rows.filter(state=State.PENDING).values_list("number", flat=True).first()
    number = number or rows.values_list("number", flat=True).first()
    return {"number": number} if number else None


@page("application", path="zizhushenbao/<str:number>/", title="自主申报", may=P.APPLICATION_READ,
      scope=queries.find_application, methods={"GET", "POST"}, sample=_some_application)  # fmt: skip
def application(request: PageRequest, number: str) -> HttpResponse:
    """One application: what they said, who it may be, and 受理，交村 or why not."""
    problem, act, shown = "", request.POST.get("act", ""), ""
    if request.method == "POST":
        try:
            shown = _revealed(request, number, act)
            if not shown:
                toast.leave(request, _done(request, number, act))
                # What was sent on may no longer be this account's.
                return redirect("applications")
        except DomainError as refusal:
            problem = str(refusal)
    found = queries.page(number, request.user)
    context = _context(request, found) | {
        "problem": problem, "act": act, "said": request.POST, "shown": shown, "form": Reason(),
        "shown_label": "回执号" if act == "receipt" else "电话",
    }  # fmt: skip
    return render(request, "web/application.html", context, status=422 if problem else 200)


def _context(request: PageRequest, found: queries.Page) -> dict[str, Any]:
    line, text = found.line, request.GET.get("q", "").strip()[:60]
    accepts = "accept" in found.moves
    searched = registry.search(text, request.user, limit=12) if text and accepts else None
    home = registry.listed([line.household_no], request.user).get(line.household_no) if line.household_no else None
    return {
        "found": found, "line": line, "colour": COLOURS[line.state], "home": home, "text": text,
        "due": words.counted(line.due_words, line.colour) if line.due_words else None,
        "likely": queries.likely(found.words, line.village_code, request.user) if accepts and not text else [],
        "searched": searched, "says": {name: move.says for name, move in MOVES.items()},
        "reveals": may(request.user, P.PERSONAL_REVEAL), "files": may(request.user, P.APPLICATION_FILE),
    }  # fmt: skip


def _revealed(request: PageRequest, number: str, act: str) -> str:
    """What was sealed, once, for this answer only; empty for any other act."""
    reason = request.POST.get("reason", "")
    if act == "reveal":
        return actions.reveal_phone(number, reason=reason, by=request.user) or "没有留电话"
    if act == "receipt":
        return actions.reveal_receipt(number, reason=reason, by=request.user)
    return ""


def _done(request: PageRequest, number: str, act: str) -> str:
    said, by = request.POST, request.user
    reason, version = said.get("reason", ""), said.get("version", "")
    common: dict[str, Any] = {"by": by, "base_version": typed.whole(version)}
    if act == "accept":
        household_no, _, person_id = said.get("who", "").partition("|")
        accepted = actions.accept(number, household_no=household_no, person_id=person_id, **common)
        how = "并入这一户在办的线索" if accepted.merged else "新开线索"
        return f"{number} 已受理，{how} {accepted.lead_no}，村里{accepted.due_at.astimezone(clock.SHANGHAI):%m月%d日}前上门"
    if act in ENDINGS:
        actions.end(number, state=ENDINGS[act], reason=reason, **common)
        return f"{number} 已写明{ENDINGS[act].label}，申报人凭回执号看得到"
    if act == "reopen":
        actions.reopen(number, reason=reason, **common)
        return f"{number} 重新等着受理"
    if act == "take_back":
        actions.take_back(number, reason=reason, **common)
        return f"{number} 已撤回受理，线索里撤下这一条"
    raise Http404


@page("application.reroute", path="zizhushenbao/<str:number>/zhuan/", title="不归本镇，转走", may=P.APPLICATION_ACCEPT,
      scope=queries.find_application, methods={"GET", "POST"}, sample=_some_application)  # fmt: skip
def reroute(request: PageRequest, number: str) -> HttpResponse:
    """Send an application to the village that it is about, with a reason."""
    problem, said = "", request.POST
    if request.method == "POST":
        version = said.get("version", "")
        try:
            actions.reroute(
                number, to_village=said.get("village", ""), reason=said.get("reason", ""), by=request.user,
                base_version=typed.whole(version),
            )  # fmt: skip
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"{number} 已转走")
            return redirect("applications")
    found = queries.page(number, request.user)
    context = {
        "found": found, "line": found.line, "problem": problem, "said": said,
        "villages": _villages(found.line.village_code), "stands": "reroute" in found.moves,
    }  # fmt: skip
    return render(request, "web/application_reroute.html", context, status=422 if problem else 200)


def _villages(here: str) -> list[tuple[str, list[reference.Place]]]:
    """Every other village by township, in one query."""
    places = reference.places()
    names = {place.code: place.name for place in places if place.level == "township"}
    grouped: dict[str, list[reference.Place]] = {}
    for place in places:
        if place.level == "village" and place.code != here and place.code[:9] in names:
            grouped.setdefault(names[place.code[:9]], []).append(place)
    return list(grouped.items())


def _some_photo(account: Any) -> dict[str, Any] | None:
    rows = queries.applications(account).filter(photos__isnull=False).order_by("number")
    for number, photo_no in rows.values_list("number", "photos__photo_no")[:1]:
        return {"number": number, "photo": photo_no}
    return None


@page("application.photo", path="zizhushenbao/<str:number>/zhaopian/<uuid:photo>/", title="申报照片",
      may=P.APPLICATION_READ, scope=queries.find_application, sample=_some_photo)  # fmt: skip
def photo(request: PageRequest, number: str, photo: uuid.UUID) -> HttpResponse:
    """One photo; that it was looked at is recorded."""
    try:
        return HttpResponse(actions.open_photo(number, photo, by=request.user), content_type="image/jpeg")
    except DomainError as refusal:
        raise Http404 from refusal
