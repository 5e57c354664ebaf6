"""自主申报: the one page for everybody. Two things typed, one picked, a receipt to write down; no account, no script needed.

Whatever is filed and whoever it is about, the answer is the same page with another receipt number.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huaiyuan.base import reference
from huaiyuan.base.pages import areas, scopes, typed
from huaiyuan.base.pages.page import ANYBODY, page
from huaiyuan.core.kernel import receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import hardships
from huaiyuan.county.applications import actions, queries
from huaiyuan.county.applications.actions import Filing, filing, pictures
from huaiyuan.county.applications.actions.floods import WAIT_MINUTES
from huaiyuan.county.applications.errors import BUSY
from huaiyuan.county.applications.types import ForWhom

# Where a refusal stands: beside the field it is about.
FIELDS = {
    "APPLICATION_NO_NAME": "name", "APPLICATION_NO_PHONE": "phone", "APPLICATION_NO_VILLAGE": "village",
    "APPLICATION_NO_HARDSHIP": "hardship", "APPLICATION_NO_NOTE": "note", "APPLICATION_NOTE_TOO_LONG": "note",
}  # fmt: skip


@page("apply", path="sb/", title="遇到难处，自己申报", may=ANYBODY, scope=scopes.NO_ROWS, methods={"GET", "POST"},
      phone=True)  # fmt: skip
def apply(request: HttpRequest) -> HttpResponse:
    """The form without a village: it is picked from the list."""
    return _apply(request, None)


def _some_code(_account: Any) -> dict[str, str] | None:
    code = queries.some_code()
    return {"code": code} if code else None


@page("apply.village", path="sb/<str:code>/", title="遇到难处，自己申报", may=ANYBODY, scope=scopes.NO_ROWS,
      methods={"GET", "POST"}, phone=True, sample=_some_code)  # fmt: skip
def apply_in_village(request: HttpRequest, code: str) -> HttpResponse:
    """The form of a village's poster; a code that is not in use opens the form without a village."""
    return _apply(request, queries.village_of_code(code))


def _apply(request: HttpRequest, place: reference.Place | None) -> HttpResponse:
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            filed = _filed(request, place)
        except DomainError as refusal:
            problem = refusal
        else:
            received = {"found": queries.status_of(filed.receipt), "left_out": filed.left_out}
            return render(request, "mobile/applied.html", received)
    said = request.POST
    context = {
        "place": place, "villages": [] if place else areas.villages_by_township(), "hardships": list(hardships.load().values()),
        "said": said, "problem": problem, "uuid": typed.client_uuid(said.get("uuid", "")), "own": ForWhom.OWN, "other": ForWhom.OTHER,
        "at": FIELDS.get(problem.code, "") if problem else "", "note_most": filing.NOTE_MOST,
        "name_most": filing.NAME_MOST, "photos_most": pictures.MOST, "had_photos": bool(request.FILES),
    }  # fmt: skip
    status = 200 if problem is None else 429 if problem.code == BUSY.code else 422
    made = render(request, "mobile/apply.html", context, status=status)
    if status == 429:
        made["Retry-After"] = str(WAIT_MINUTES * 60)
    return made


def _filed(request: HttpRequest, place: reference.Place | None) -> actions.Filed:
    said = request.POST
    village = place.code if place else said.get("village", "")[:12]
    what = Filing(
        said.get("name", ""), said.get("phone", ""), village, said.get("hardship", ""), said.get("note", ""),
        said.get("for_whom", ForWhom.OWN),
    )  # fmt: skip
    photos = [file.read(pictures.BYTES_MOST + 1) for file in request.FILES.getlist("photos")[: pictures.MOST + 1]]
    return actions.apply_publicly(
        what, client_uuid=typed.client_uuid(said.get("uuid", "")), address=_address(request), photos=photos
    )


@page("apply.status", path="sb/cha/", title="查申报办到哪了", may=ANYBODY, scope=scopes.NO_ROWS,
      methods={"GET", "POST"}, phone=True)  # fmt: skip
def status(request: HttpRequest) -> HttpResponse:
    """How far an application has come, by its receipt number and nothing else. It stands in the body, never in an address."""
    found, asked, problem = None, request.POST.get("receipt", "")[: receipt.MOST], ""
    if request.method == "POST":
        try:
            found = actions.ask(asked, address=_address(request))
        except DomainError as refusal:
            problem = str(refusal)
    context = {"found": found, "asked": asked, "problem": problem, "missing": request.method == "POST" and not found}
    return render(request, "mobile/apply_status.html", context, status=429 if problem else 200)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
