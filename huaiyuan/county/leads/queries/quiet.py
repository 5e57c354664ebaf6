"""What the newest run found and did not push: households just verified (刚核过不再推), and those merged into live leads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.models import Hit, Lead, Opening
from huaiyuan.county.leads.queries import evidence
from huaiyuan.county.leads.types import LIVE, RANK, Grade, State
from huaiyuan.county.registry import queries as registry

PAGE = 50


class Fate(StrEnum):
    """What became of a hit that opened no lead; the value is the heading."""

    QUIET = "刚核过不再推"
    MERGED = "并入在办"


@dataclass(frozen=True)
class NotPushed:
    """A risk of a household that the run found again: on what ground, in which lead it is, and why nobody goes."""

    household_no: str
    head_name: str
    village_name: str
    township_name: str
    risk_type: str
    grade_label: str
    department: str
    says: str
    more: int
    lead_no: str
    why: str


@dataclass(frozen=True)
class NotPushedPage:
    """A page of households, how many there are, and where the next page begins."""

    rows: list[NotPushed]
    households: int
    next_after: str | None


def not_pushed(account: object, fate: Fate, *, after: str = "", limit: int = PAGE) -> NotPushedPage:
    """Households of the newest run that nobody is sent to again, in the order of their numbers, and why."""
    scope = access.scope_of(account, P.LEAD_DISPATCH)
    run_id = Opening.objects.order_by("-id").values_list("run_id", flat=True).first() or ""
    hits = scope.filter(found_again(run_id, fate), "lead__village_code")
    numbers = hits.order_by("lead__household_no").values_list("lead__household_no", flat=True).distinct()
    page = list((numbers.filter(lead__household_no__gt=after) if after else numbers)[: limit + 1])
    shown = page[:limit]
    found = hits.filter(lead__household_no__in=shown).select_related("lead", "risk", "risk__judged_by")
    return NotPushedPage(
        _told(list(found.order_by("lead__household_no", "hit_no")), account, fate),
        numbers.count(),
        shown[-1] if len(page) > limit else None,
    )


def found_again(run_id: str, fate: Fate) -> QuerySet[Hit]:
    """Hits that a run found of leads opened earlier: in live leads, or of households without one."""
    newest = Hit.objects.filter(last_run_id=run_id).exclude(lead__run_id=run_id)
    if fate is Fate.MERGED:
        return newest.filter(lead__state__in=LIVE)
    live = Exists(Lead.objects.filter(state__in=LIVE, household_no=OuterRef("lead__household_no")))
    return newest.exclude(lead__state__in=LIVE).exclude(live)


def _told(hits: list[Hit], account: object, fate: Fate) -> list[NotPushed]:
    """One line for each household and risk, the most pressing hit speaking for the others."""
    clear = evidence.sees_evidence(account)
    by_risk: dict[tuple[str, str], list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: (h.lead.household_no, RANK[Grade(h.risk.grade)], h.hit_no)):
        by_risk.setdefault((hit.lead.household_no, hit.risk.risk_type), []).append(hit)
    households = registry.listed({no for no, _ in by_risk}, account)
    codes = {found[0].lead.village_code for found in by_risk.values()}
    places = reference.places_by_code(codes | {code[:9] for code in codes})
    names = {code: place.short_name for code, place in places.items()}
    lines = []
    for (number, risk_type), found in by_risk.items():
        hit, household = found[-1], households.get(number)
        village = hit.lead.village_code
        lines.append(
            NotPushed(
                household_no=number,
                head_name=household.head_name if household else "",
                village_name=names.get(village, village),
                township_name=names.get(village[:9], ""),
                risk_type=risk_type if clear else "",
                grade_label=Grade(hit.risk.grade).label,
                department=hit.department,
                says=hit.says if clear else evidence.NOT_SHOWN,
                more=len(found) - 1,
                lead_no=hit.lead.lead_no,
                why=_why(hit, fate, clear=clear),
            )
        )
    return lines


def _why(hit: Hit, fate: Fate, *, clear: bool) -> str:
    lead, risk = hit.lead, hit.risk
    if fate is Fate.MERGED:
        return f"这一户在办（{State(lead.state).label}），并在一条线索里，村里只跑一趟"
    if lead.state == State.WITHHELD:
        on = _day(lead.closed_at)
        return f"{on}定为不交办{f'（{lead.closed_why}）' if clear and lead.closed_why else ''}，情况没有变，不再推"
    by = risk.judged_by.display_name if risk.judged_by else ""
    said = f"，结论“{risk.get_verdict_display()}”{f'（{risk.reason}）' if clear and risk.reason else ''}"
    until = f"；{risk.cool_down_until:%Y-%m-%d}前变得不大也不再问，红级除外" if risk.cool_down_until else ""
    return f"{_day(risk.judged_at)} {by}核过{said}；情况没有变就不再推{until}"


def _day(at: dt.datetime | None) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d}" if at else ""
