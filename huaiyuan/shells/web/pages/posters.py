"""海报: one A4 sheet a village with its own code, singly or for a whole township; printed by the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may, scope_of
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import toast
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import hardships
from huaiyuan.county.applications import actions

TOWNSHIP, VILLAGE = 9, 12
# A quarter of the code may be torn or dirty and it still reads.
CORRECTS = "q"


@dataclass(frozen=True)
class Poster:
    """One sheet."""

    place: reference.Place
    township: str
    address: str
    code: str
    picture: SafeString


def _area(reach: Scope, code: str) -> str | None:
    return code if len(code) in {TOWNSHIP, VILLAGE} and reach.covers(code) else None


def _some_area(account: Any) -> dict[str, str] | None:
    reach = scope_of(account, P.LEAFLET_READ)
    return next(({"code": p.code} for p in reference.places(level="village") if reach.covers(p.code)), None)


@page("poster", path="haibao/<str:code>/", title="申报海报", may=P.LEAFLET_READ, scope=_area, sample=_some_area)
def poster(request: PageRequest, code: str) -> HttpResponse:
    """The sheet of a village, or those of all villages of a township, to be printed."""
    posters = _posters(request, code)
    context = {
        "posters": posters, "one": posters[0] if len(code) == VILLAGE and posters else None,
        "hardships": [one.says for one in hardships.load().values() if not one.needs_note],
        "days": _days(), "form": Reason(), "may_change": len(code) == VILLAGE and may(request.user, P.LEAFLET_WRITE),
    }  # fmt: skip
    return render(request, "web/poster.html", context)


@page("poster.change", path="haibao/<str:code>/huan/", title="换一个码", may=P.LEAFLET_WRITE, scope=_area,
      methods={"POST"})  # fmt: skip
def change(request: PageRequest, code: str) -> HttpResponse:
    """A village whose code is abused gets another; the old sheets then ask for the village."""
    form = Reason(request.POST)
    if len(code) == VILLAGE and form.is_valid():
        actions.change_code(code, reason=form.cleaned_data["reason"], by=request.user)
        toast.leave(request, "换了新码，请重新打印张贴；旧海报扫开后要自己选村")
    else:
        toast.leave(request, "请写明为什么换码", icon="info")
    return redirect("poster", code=code)


def _days() -> dict[str, str]:
    """How soon the county has promised 受理 and the visit; a promise that nobody has settled is not printed."""
    names = {"accept": "application.accept_days", "visit": "application.visit_days"}
    known = reference.parameters(names.values(), clock.today())
    return {word: f"{known[name].value}天内" if name in known else "" for word, name in names.items()}


def _posters(request: PageRequest, code: str) -> list[Poster]:
    places = [p for p in reference.places(level="village", within=code) if p.code.startswith(code)]
    codes = actions.codes_of([place.code for place in places], by=request.user)
    towns = {town.code: town.name for town in reference.places(level="township")}
    return [
        Poster(place, towns.get(place.code[:TOWNSHIP], ""), address, codes[place.code], drawn(address))
        for place in places
        for address in [address_of(request, codes[place.code])]
    ]


def address_of(request: HttpRequest, code: str) -> str:
    """The address that a poster's code opens: where the public reaches this installation."""
    path = reverse("apply.village", args=[code])
    return f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)


def drawn(address: str) -> SafeString:
    """The code as SVG that stands in the page itself; the library draws numbers only, so nothing can be smuggled in."""
    made = segno.make(address, error=CORRECTS, micro=False)
    return mark_safe(made.svg_inline(omitsize=True, border=2))  # noqa: S308
