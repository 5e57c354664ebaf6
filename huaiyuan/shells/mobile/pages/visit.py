"""走访: four taps and at most a sentence; kept on the phone until the server has given its receipt."""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import scopes, toast, typed
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries
from huaiyuan.county.duty.actions import NewProblem, Received, Report, RiskSeen
from huaiyuan.county.duty.actions.photos import MOST
from huaiyuan.county.duty.actions.visiting import RISK_TYPES
from huaiyuan.county.duty.types import Look, ProblemKind, Way
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.shells.mobile.pages.helping import Mine, _first, find_mine, not_mine

PLACES = range(2)
# What is asked at a doorstep; the others are for rules.
RISKS = tuple(risk for risk in RISK_TYPES if risk not in {"复核", "收入骤降"})


@page("mine.visit", path="bangfu/<str:household_no>/zoufang/", title="走访", may=P.HOUSEHOLD_HELP, scope=find_mine,
      methods={"GET", "POST"}, phone=True, sample=_first)  # fmt: skip
def visit(request: PageRequest, found: Mine) -> HttpResponse:
    """The form and its report. What the phone has kept comes with `Accept: application/json` and gets a receipt."""
    wants_receipt = "application/json" in request.headers.get("Accept", "")
    problem = ""
    if request.method == "POST":
        try:
            received = _record(request, found.household_no)
        except DomainError as refusal:
            problem = str(refusal)
            if wants_receipt:
                return JsonResponse({"says": problem, "code": refusal.code}, status=422)
        else:
            if wants_receipt:
                return JsonResponse(_receipt(received))
            _photos(request, received)
            toast.leave(request, _says(received))
            return redirect("mine.household", household_no=found.household_no)
    if not found.is_mine:
        return not_mine(request, found)
    form = queries.visit_form(request.user, found.household_no)
    if form is None:
        return not_mine(request, found)
    context = {
        "guidance": guiding.at_step(
            "visit", "visit", request.user, about=found.household_no, about_page="mine.household",
            household_no=found.household_no,
        ),
        "form": form, "household": form.household, "looks": Look.choices, "kinds": ProblemKind.choices, "risks": RISKS,
        "places": PLACES, "today": clock.today(), "uuid": request.POST.get("uuid") or uuid.uuid4(), "problem": problem,
        "posted": request.POST, "most": MOST, "usual": [(kind, owner) for kind, owner in form.usual_owners.items()],
    }  # fmt: skip
    return render(request, "mobile/visit.html", context, status=422 if problem else 200)


@page("mine.visit.photo", path="zoufang/<uuid:client>/zhaopian/", title="传走访照片", may=P.HOUSEHOLD_HELP,
      scope=scopes.NO_ROWS, methods={"POST"})  # fmt: skip
def photo(request: PageRequest, client: uuid.UUID) -> HttpResponse:
    """One photo of a visit that is here already; the same number again is one photo."""
    sent = request.FILES.get("photo")
    number = typed.client_uuid(request.POST.get("number", ""))
    try:
        kept = actions.add_photo(client, sent.read() if sent else b"", client_uuid=number, by=request.user)
    except DomainError as refusal:
        return JsonResponse({"says": str(refusal), "code": refusal.code}, status=422)
    return JsonResponse({"received": str(kept.client_uuid)})


def _record(request: PageRequest, household_no: str) -> Received:
    said = request.POST
    way = Way.PHONE if said.get("way") == Way.PHONE else Way.HOME
    report = Report(
        visited_on=typed.day_or_today(said.get("visited_on", ""), "哪天走访的"), way=way, note=said.get("note", ""),
        bad={look: said.get(f"bad-{look}-says", "") for look in Look if said.get(f"bad-{look}") == "1"},
        settled={
            name[2:]: value == "yes" for name, value in said.items() if name.startswith("p-") and value in {"yes", "no"}
        },
        problems=tuple(_problems(said)), risks=tuple(_risks(said)),
        photos=min(_number(said.get("photos", "")) or len(request.FILES.getlist("files")), MOST),
    )  # fmt: skip
    return actions.record_visit(
        household_no, report, by=request.user, client_uuid=typed.client_uuid(said.get("uuid", "")),
        base_version=_number(said.get("version", "")),
    )  # fmt: skip


def _problems(said: QueryDict) -> Any:
    for place in PLACES:
        kind = said.get(f"kind-{place}", "")
        if kind in ProblemKind.values:
            yield NewProblem(ProblemKind(kind), said.get(f"says-{place}", ""), said.get(f"owner-{place}", ""))


def _risks(said: QueryDict) -> Any:
    risk = said.get("risk", "")
    if risk:
        yield RiskSeen(risk, said.get("risk-says", "") or said.get("note", ""))


def _photos(request: PageRequest, received: Received) -> None:
    for number, sent in enumerate(request.FILES.getlist("files")[:MOST]):
        # A photo that cannot be read must not undo the visit that is already received.
        with contextlib.suppress(DomainError):
            actions.add_photo(
                received.visit, sent.read(), client_uuid=uuid.uuid5(received.visit, str(number)), by=request.user
            )


def _receipt(received: Received) -> dict[str, Any]:
    return {**asdict(received), "visit": str(received.visit), "says": _says(received)}


def _says(received: Received) -> str:
    told = ["走访已收到"]
    if received.problems:
        told.append(f"交办了 {len(received.problems)} 件")
    if received.leads:
        told.append("风险已并入线索，村里会入户核实")
    if received.overtaken:
        told.append(f"{len(received.overtaken)} 件别人已经了结")
    return "，".join(told)


def _number(text: str) -> int:
    return typed.whole_or(text, 0)
