"""我的帮扶户: a helper's households on the phone, one of them, ringing it up, and the pictures of visits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import scopes, words
from huaiyuan.base.pages.page import SIGNED_IN, PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries
from huaiyuan.county.duty.tasks import HANDOVER
from huaiyuan.county.guiding.tasks import QUESTION
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry import queries as households
from huaiyuan.county.worklist import queries as worklist

TOWNSHIP = 9


@dataclass(frozen=True)
class Mine:
    """A household that the helper may ask about: theirs now, or one that they have handed over."""

    household_no: str
    is_mine: bool


def find_mine(reach: Scope, household_no: str, account: Any) -> Mine | None:  # noqa: ARG001 - a resolver's signature
    """One's own household, or one listed under 已交接; None for every other, absent or not."""
    if households.find_granted(household_no, account):
        return Mine(household_no, is_mine=True)
    return Mine(household_no, is_mine=False) if household_no in queries.formerly(account) else None


def _first(account: Any) -> dict[str, str] | None:
    rows = queries.mine(account)
    return {"household_no": rows[0].household_no} if rows else None


@page("mine", path="bangfu/", title="我的帮扶户", may=P.HOUSEHOLD_HELP, scope=scopes.ROWS, phone=True,
      nav=("", "我的帮扶户", "hand-heart", 12), dock=("帮扶户", "hand-heart", 15))  # fmt: skip
def mine(request: PageRequest) -> HttpResponse:
    """Households to be visited first; then what has to be said to hand-overs, and what was handed over lately."""
    rows = queries.mine(request.user)
    inbox = worklist.inbox(request.user)
    told = [t for found in inbox.groups.values() for t in found]
    asked = [t for t in told if t.subject_type == HANDOVER]
    context = {
        "rows": rows, "due": sum(row.is_due for row in rows), "former": queries.former(request.user),
        "answers": [t for t in told if t.subject_type == QUESTION],
        "handovers": [(t, words.counted(t.due_words, str(t.colour))) for t in asked],
    }  # fmt: skip
    return render(request, "mobile/mine.html", context)


@page("mine.household", path="bangfu/<str:household_no>/", title="帮扶户", may=P.HOUSEHOLD_HELP, scope=find_mine,
      phone=True, sample=_first)  # fmt: skip
def household(request: PageRequest, found: Mine) -> HttpResponse:
    """Who lives there, what is open, who came when; a household handed over says whom to ask."""
    if not found.is_mine:
        return not_mine(request, found)
    helped = queries.helped(request.user, found.household_no)
    if helped is None:
        return not_mine(request, found)
    context = {"helped": helped, "household": helped.household}
    return render(request, "mobile/helped.html", context)


def not_mine(request: PageRequest, found: Mine) -> HttpResponse:
    """Term 37, only for households that stand in the helper's own list."""
    village = households.village_of(found.household_no) or ""
    names = access.names_by_area([village[:TOWNSHIP]], Role.TOWNSHIP).get(village[:TOWNSHIP], [])
    place = reference.places_by_code([village[:TOWNSHIP]]).get(village[:TOWNSHIP])
    context = {"whom": names[0] if names else "", "township": place.short_name if place else ""}
    return render(request, "mobile/not_mine.html", context, status=403)


@page("mine.call", path="bangfu/<str:household_no>/dianhua/", title="打电话", may=P.HOUSEHOLD_HELP, scope=find_mine,
      methods={"POST"})  # fmt: skip
def call(request: PageRequest, found: Mine) -> HttpResponse:
    """The number, to be rung at once; that it was asked for is recorded."""
    if not found.is_mine:
        return not_mine(request, found)
    try:
        number, problem = registry.call(found.household_no, by=request.user), ""
    except DomainError as refusal:
        number, problem = "", str(refusal)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"tel": number, "says": problem}, status=422 if problem else 200)
    context = {"number": number, "problem": problem, "household_no": found.household_no}
    return render(request, "mobile/call.html", context, status=422 if problem else 200)


def find_photo(reach: Scope, number: uuid.UUID, account: Any) -> uuid.UUID | None:  # noqa: ARG001
    """The photo's own number when its visit may be read; None for an absent one as well."""
    return queries.find_photo(number, account)


@page("visit.photo", path="zoufang/zhaopian/<uuid:number>.jpg", title="走访照片", may=SIGNED_IN, scope=find_photo,
      sample=queries.some_photo)  # fmt: skip
def photo(request: PageRequest, number: uuid.UUID) -> HttpResponse:
    """A photo of a visit; that it was looked at is recorded."""
    return HttpResponse(actions.open_photo(number, by=request.user), content_type="image/jpeg")
