"""明白纸: which families the two leaflets have reached, the register behind it, and the two coverages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may, scope_of
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.figures import recount
from huaiyuan.base.pages import scopes, toast, typed
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications import actions, queries
from huaiyuan.county.applications.actions import Round
from huaiyuan.county.applications.types import Leaflet, Reach

TOWNSHIP, VILLAGE = 9, 12
SHOWN_MOST = 60

ROUNDS = Listing(
    name="rounds",
    columns=(
        Column("number", "发放编号", lambda r: r.number, row_head=True, card="o0",
               under=lambda r: r.get_leaflet_display(), link=lambda r: reverse("leaflets.round", args=[r.number])),
        Column("state", "状态", lambda r: parts.badge("unknown", "已撤销") if r.withdrawn_at else parts.badge("green", "有效"),
               card="o1", export=lambda r: "已撤销" if r.withdrawn_at else "有效"),
        Column("where", "村、组", lambda r: r.place_name, under=lambda r: r.group_name or r.get_reach_display()),
        Column("households", "户数", lambda r: r.households, unit="户", numeric=True, card="start"),
        Column("on", "发放日期", lambda r: f"{r.given_on:%Y-%m-%d}", card="end"),
        Column("by", "发放人", lambda r: r.given_by, under=lambda r: f"{r.recorded_by.display_name}登记"),
        Column("proof", "照片", lambda r: "有" if r.proof else "没有", card="hide"),
    ),
    filters=(Choice("leaflet", "哪种", lambda _: Leaflet.choices, field="leaflet"),),
    sorts=(Sort("-number", "新的在前", ("-number",)), Sort("given_on", "按发放日期", ("given_on", "number"))),
    unit="次",
    empty="还没有登记过发放",
)  # fmt: skip


@page("leaflets", path="mingbaizhi/", title="明白纸", may=P.LEAFLET_READ, scope=scopes.ROWS,
      nav=("监测帮扶", "明白纸", "scroll-text", 20))  # fmt: skip
def leaflets(request: PageRequest) -> HttpResponse:
    """The two coverages by township (county) or by village, and the register."""
    chosen = request.GET.get("zhen", "")
    within = chosen if len(chosen) == TOWNSHIP and request.reach.covers(chosen) else ""
    shot, behind = recount.shown()
    by_town = request.reach.is_county and not within
    found = queries.by_area(TOWNSHIP if by_town else VILLAGE, shot)
    level = "township" if by_town else "village"
    places = [p for p in reference.places(level=level, within=within) if request.reach.covers(p.code)]
    nothing = {leaflet: queries.Covered() for leaflet in Leaflet}
    rows = [(place, found.get(place.code, nothing)) for place in places]
    context = {
        "rows": [(place, covered[Leaflet.APPLYING], covered[Leaflet.HELPING]) for place, covered in rows],
        "whole": [(one.label, _sum([covered[one] for _, covered in rows])) for one in Leaflet],
        "by_town": by_town, "town": reference.places_by_code([within]).get(within) if within else None,
        "taken_at": shot.taken_at, "behind": behind, "table": _rounds(request, within),
        "may_write": may(request.user, P.LEAFLET_WRITE), "poster_of": within or _own_town(request.reach, places),
    }  # fmt: skip
    return render(request, "web/leaflets.html", context)


def _own_town(reach: Scope, places: list[reference.Place]) -> str:
    """The township whose posters are printed together; the county chooses one first."""
    town = places[0].code[:TOWNSHIP] if places and not reach.is_county else ""
    return town if reach.covers(town) else ""


def _sum(parts_: list[queries.Covered]) -> queries.Covered:
    return queries.Covered(
        sum(one.reached for one in parts_), sum(one.lacking for one in parts_), sum(one.unknown for one in parts_)
    )


def _rounds(request: PageRequest, within: str) -> Any:
    rows = queries.distributions(request.user)
    rows = ROUNDS.narrow(request, Scope.of([within]).filter(rows) if within else rows)
    found = ROUNDS.part(request, rows)
    places = reference.places_by_code({row.village_code for row in found.rows})
    for row in found.rows:
        named = places[row.village_code].short_name if row.village_code in places else row.village_code
        setattr(row, "place_name", named)  # noqa: B010 - for the listing alone
    return ROUNDS.show(request, found.rows, total=rows.count(), after=found.after, before=found.before)


def _village(reach: Scope, code: str) -> reference.Place | None:
    place = reference.places_by_code([code]).get(code) if reach.covers(code) and len(code) == VILLAGE else None
    return place if place and place.level == "village" else None


def _some_village(account: Any) -> dict[str, str] | None:
    reach = scope_of(account, P.LEAFLET_READ)
    return next(({"code": p.code} for p in reference.places(level="village") if reach.covers(p.code)), None)


@page("leaflets.village", path="mingbaizhi/<str:code>/", title="明白纸发放", may=P.LEAFLET_READ, scope=_village,
      methods={"GET", "POST"}, phone=True, sample=_some_village)  # fmt: skip
def village(request: PageRequest, place: reference.Place) -> HttpResponse:
    """One village: what each group has, who is left, and registering a round."""
    problem, writes = "", may(request.user, P.LEAFLET_WRITE)
    if request.method == "POST":
        if not writes:
            raise Http404
        try:
            made = _given(request, place.code)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"已登记{made[0].get_leaflet_display()} {sum(row.households for row in made)} 户")
            return redirect("leaflets.village", code=place.code)
    kind = Leaflet.HELPING if request.GET.get("zhi") == Leaflet.HELPING else Leaflet.APPLYING
    groups, left = queries.village_groups(place.code, request.user), queries.unreached(place.code, kind, request.user)
    context = {
        "place": place, "groups": groups, "left": left[:SHOWN_MOST], "left_all": len(left), "kind": kind,
        "households": sum(g.households for g in groups), "reached": sum(g.reached for g in groups),
        "monitored": sum(g.monitored for g in groups), "helped": sum(g.helped for g in groups),
        "problem": problem, "said": request.POST, "uuid": typed.client_uuid(request.POST.get("uuid")), "today": clock.today(),
        "leaflets": Leaflet.choices, "reach": Reach.choices, "writes": writes,
        "picked": request.POST.getlist("group"), "ticked": request.POST.getlist("household"),
    }  # fmt: skip
    return render(request, "web/leaflets_village.html", context, status=422 if problem else 200)


def _given(request: PageRequest, code: str) -> list[Any]:
    said = request.POST
    leaflet = Leaflet.HELPING if said.get("leaflet") == Leaflet.HELPING else Leaflet.APPLYING
    wanted = said.get("reach", Reach.GROUP)
    reach = Reach(wanted) if wanted in Reach.values else Reach.GROUP
    what = Round(
        leaflet, code, reach, typed.day_or_today(said.get("given_on", ""), "哪天发的"), said.get("given_by", ""),
        groups=tuple(said.getlist("group")) if reach == Reach.GROUP else (),
        households=tuple(said.getlist("household")), note=said.get("note", ""),
    )  # fmt: skip
    proof = request.FILES.get("proof")
    return actions.give(
        what,
        by=request.user,
        client_uuid=typed.client_uuid(request.POST.get("uuid")),
        proof=proof.read() if proof else b"",
    )


def _some_round(account: Any) -> dict[str, str] | None:
    number = queries.distributions(account).values_list("number", flat=True).first()
    return {"number": number} if number else None


@page("leaflets.round", path="mingbaizhi/ci/<str:number>/", title="发放登记", may=P.LEAFLET_READ,
      scope=queries.find_distribution, methods={"GET", "POST"}, sample=_some_round)  # fmt: skip
def distribution(request: PageRequest, number: str) -> HttpResponse:
    """One round, and taking it back when it was wrong."""
    form, writes = Reason(request.POST or None), may(request.user, P.LEAFLET_WRITE)
    if request.method == "POST":
        if not writes:
            raise Http404
        if form.is_valid():
            try:
                actions.withdraw(number, reason=form.cleaned_data["reason"], by=request.user)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                toast.leave(request, f"{number} 已撤销，这些户不再算发到")
                return redirect("leaflets.round", number=number)
    row = queries.distributions(request.user).get(number=number)
    place = reference.places_by_code([row.village_code]).get(row.village_code)
    context = {"row": row, "place": place, "form": form, "writes": writes and row.withdrawn_at is None}
    return render(request, "web/leaflets_round.html", context, status=422 if form.errors else 200)


def _some_proof(account: Any) -> dict[str, str] | None:
    number = queries.distributions(account).exclude(proof="").values_list("number", flat=True).first()
    return {"number": number} if number else None


@page("leaflets.proof", path="mingbaizhi/ci/<str:number>/zhaopian/", title="发放照片", may=P.LEAFLET_READ,
      scope=queries.find_distribution, sample=_some_proof)  # fmt: skip
def proof(request: PageRequest, number: str) -> HttpResponse:
    """The photo of a round; that it was looked at is recorded."""
    try:
        return HttpResponse(actions.open_proof(number, by=request.user), content_type="image/jpeg")
    except DomainError as refusal:
        raise Http404 from refusal
