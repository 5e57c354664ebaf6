"""两不愁三保障和饮水: what is told of a family, by whom and of which day, and how a village's families stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import scope_of
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import areas, scopes
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.guarantees import TELLERS, WORDS, Guarantee, Said, weighed
from huaiyuan.county.registry import guarantees, queries

READERS = {Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE}
BADGES = {Known.YES: ("green", "check"), Known.NO: ("red", "triangle-alert"), Known.UNKNOWN: ("unknown", "circle-help")}
VILLAGE_LENGTH, PAGE, MOST = 12, 50, 5000
KINDS = {"": None, "wenti": Known.NO, "buming": Known.UNKNOWN}


@dataclass(frozen=True)
class Line:
    """One of the six as a family's page tells it: what counts, and everything that was said."""

    what: Guarantee
    counts: Said | None
    every: list[Said]

    @property
    def badge(self) -> Any:
        """有保障, 有问题 or 不明."""
        return badge(self.counts)

    @property
    def missing(self) -> str:
        """Where one has to turn when nobody tells."""
        return TELLERS[self.what]


def badge(said: Said | None) -> Any:
    """A standing in words, colour and shape."""
    known = said.known if said else Known.UNKNOWN
    return parts.badge(BADGES[known][0], WORDS[known], BADGES[known][1])


def _home(reach: Scope, household_no: str) -> str | None:
    village = queries.village_of(household_no)
    return household_no if village and reach.covers(village) else None


def _village(reach: Scope, village_code: str) -> str | None:
    return village_code if len(village_code) == VILLAGE_LENGTH and reach.covers(village_code) else None


def _some_village(account: Any) -> dict[str, str] | None:
    scope = scope_of(account, P.HOUSEHOLD_READ)
    code = next((p.code for p in reference.places(level="village") if scope.covers(p.code)), "")
    return {"village_code": code} if code else None


def _some_home(account: Any) -> dict[str, str] | None:
    village = _some_village(account)
    rows = queries.village_page(village["village_code"], account, limit=1).rows if village else []
    return {"household_no": rows[0].household_no} if rows else None


@page("secured.household", path="hu/<str:household_no>/baozhang/", title="两不愁三保障", may=P.HOUSEHOLD_READ, scope=_home,
      posts=READERS, phone=True, sample=_some_home)  # fmt: skip
def secured_household(request: PageRequest, household_no: str) -> HttpResponse:
    """A family's six guarantees, each with what counts, its source and day, and what others said."""
    today = clock.today()
    told = guarantees.told(guarantees.homes([household_no], today), today).get(household_no, {})
    lines = [Line(what, weighed(told.get(what, [])), _latest_first(told.get(what, []))) for what in Guarantee]
    head = queries.heads_seen({household_no}, request.user).get(household_no, household_no)
    village = queries.village_of(household_no) or ""
    return render(request, "web/secured_household.html", {
        "household_no": household_no, "head": head, "lines": lines, "today": today, "village_code": village,
        "place": reference.places_by_code([village]).get(village),
    })  # fmt: skip


def _latest_first(said: list[Said]) -> list[Said]:
    return sorted(said, key=lambda one: one.on, reverse=True)


@page("secured", path="baozhang/", title="两不愁三保障", may=P.HOUSEHOLD_READ, scope=scopes.ROWS, posts=READERS,
      nav=("五条底线", "两不愁三保障", "shield-check", 5))  # fmt: skip
def secured(request: PageRequest) -> HttpResponse:
    """The villages that the account reaches; straight to it where there is one."""
    towns = areas.villages_by_township(request.reach)
    villages = [village for _, rows in towns for village in rows]
    if len(villages) == 1:
        return redirect("secured.village", village_code=villages[0].code)
    return render(request, "web/secured.html", {"towns": towns})


@page("secured.village", path="baozhang/cun/<str:village_code>/", title="村里的两不愁三保障", may=P.HOUSEHOLD_READ,
      scope=_village, posts=READERS, sample=_some_village)  # fmt: skip
def secured_village(request: PageRequest, village_code: str) -> HttpResponse:
    """A village: how many families stand how, and those of one answer, in walking order."""
    today, wanted = clock.today(), request.GET.get("kan", "")
    what = Guarantee(request.GET["xiang"]) if request.GET.get("xiang") in set(Guarantee) else None
    rows = queries.village_page(village_code, request.user, limit=MOST).rows
    numbers = [row.household_no for row in rows]
    standing = guarantees.standing(guarantees.homes(numbers, today), today)
    counts = guarantees.counted(numbers, standing)
    known = KINDS.get(wanted)
    shown = [row for row in rows if known is None or _fits(standing.get(row.household_no, {}), what, known)]
    start = next((place for place, row in enumerate(shown) if row.household_no == request.GET.get("cong")), 0)
    part = shown[start : start + PAGE]
    return render(request, "web/secured_village.html", {
        "place": reference.places_by_code([village_code]).get(village_code), "village_code": village_code, "wanted": wanted,
        "what": what, "families": len(rows), "found": len(shown), "today": today,
        "counts": [(one, {known.name.lower(): counts[one][known] for known in Known}) for one in Guarantee],
        "lines": [(row, [(one, badge(standing.get(row.household_no, {}).get(one)), _says(standing, row, one)) for one in Guarantee]) for row in part],
        "next": shown[start + PAGE].household_no if len(shown) > start + PAGE else "",
        "previous": shown[max(0, start - PAGE)].household_no if start else "",
        "here": reverse("secured.village", args=[village_code]),
    })  # fmt: skip


def _fits(answers: guarantees.Answers, what: Guarantee | None, known: Known) -> bool:
    return any(guarantees.of(answers, one) is known for one in ([what] if what else Guarantee))


def _says(standing: Any, row: Any, what: Guarantee) -> str:
    said = standing.get(row.household_no, {}).get(what)
    return said.evidence if said else TELLERS[what]
