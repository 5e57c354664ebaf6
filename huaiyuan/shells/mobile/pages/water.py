"""扫码报修: what the code on a pump house opens. One thing picked, a phone typed, a photo if they like; no login, no script.

Whatever code is opened and whoever reports, the answer is the same page with another receipt number.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huaiyuan.base.pages import areas, scopes, typed
from huaiyuan.base.pages.page import ANYBODY, page
from huaiyuan.core.kernel import receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications.actions import pictures
from huaiyuan.county.applications.actions.floods import WAIT_MINUTES
from huaiyuan.county.applications.errors import BUSY
from huaiyuan.county.guarantees.water import actions, queries

# Where a refusal stands: beside the field it is about.
FIELDS = {
    "WATER_NO_TROUBLE": "trouble",
    "WATER_NO_PHONE": "phone",
    "WATER_NO_PLACE": "village",
    "WATER_NO_WORKS": "village",
}


def _some_code(_account: Any) -> dict[str, str] | None:
    code = queries.some_code()
    return {"code": code} if code else None


@page("water.report", path="shui/<str:code>/", title="没水了，扫码报修", may=ANYBODY, scope=scopes.NO_ROWS,
      methods={"GET", "POST"}, phone=True, sample=_some_code)  # fmt: skip
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The form of a works; a code that is not in use opens the same form, which asks for the village."""
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            received = _reported(request, code)
        except DomainError as refusal:
            problem = refusal
        else:
            found = queries.status_of(received.receipt)
            return render(request, "mobile/water_reported.html", {"found": found, "left_out": received.left_out})
    said, works = request.POST, queries.works_of(code)
    context = {
        "works": works, "villages": [] if works else areas.villages_by_township(), "troubles": queries.TROUBLES, "said": said,
        "problem": problem, "uuid": typed.client_uuid(said.get("uuid", "")), "photos_most": pictures.MOST,
        "at": FIELDS.get(problem.code, "") if problem else "", "had_photos": bool(request.FILES),
    }  # fmt: skip
    status = 200 if problem is None else 429 if problem.code == BUSY.code else 422
    made = render(request, "mobile/water_report.html", context, status=status)
    if status == 429:
        made["Retry-After"] = str(WAIT_MINUTES * 60)
    return made


def _reported(request: HttpRequest, code: str) -> actions.Received:
    said = request.POST
    photos = [file.read(pictures.BYTES_MOST + 1) for file in request.FILES.getlist("photos")[: pictures.MOST + 1]]
    return actions.report(
        code, said.get("village", "")[:12], said.get("trouble", ""), said.get("phone", ""),
        client_uuid=typed.client_uuid(said.get("uuid", "")), address=_address(request), photos=photos,
    )  # fmt: skip


@page("water.status", path="shui/cha/", title="查报修办到哪了", may=ANYBODY, scope=scopes.NO_ROWS,
      methods={"GET", "POST"}, phone=True)  # fmt: skip
def status(request: HttpRequest) -> HttpResponse:
    """How far a report has come, by its receipt number, which stands in the body and never in an address."""
    found, asked, problem = None, request.POST.get("receipt", "")[: receipt.MOST], ""
    if request.method == "POST":
        try:
            found = actions.ask(asked, address=_address(request))
        except DomainError as refusal:
            problem = str(refusal)
    context = {"found": found, "asked": asked, "problem": problem, "missing": request.method == "POST" and not found}
    return render(request, "mobile/water_status.html", context, status=429 if problem else 200)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
