"""规则和筛查: which rules run, what they found, and whom they could not decide about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may, scope_of
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import tasks
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.screening import queries

SCREEN = "screen"
PAGE = 50

UNKNOWN = Listing(
    name="unknown",
    columns=(
        Column("person", "姓名", lambda r: r.name, under=lambda r: r.person_id, row_head=True, card="o0",
               link=lambda r: reverse("household", args=[r.household_no]) if r.household_no else ""),
        Column("about", "性别、年龄", lambda r: r.about, card="o1"),
        Column("village", "村", lambda r: r.village, under=lambda r: r.township),
        Column("because", "为什么不明", lambda r: r.because),
    ),
    unit="人", dense=True, empty="这条规则没有不明的人",
)  # fmt: skip


@page(
    "rules",
    path="guize/",
    title="规则和筛查",
    may=P.RULE_READ,
    scope=scopes.NO_ROWS,
    nav=("监测预警", "规则和筛查", "sliders-horizontal", 20),
)
def rules(request: PageRequest) -> HttpResponse:
    """The rules in force with what the last run found; the county starts a run here."""
    last = queries.latest_run()
    found = {r.rule: r for r in last.results} if last else {}
    context = {
        "rules": [(rule, found.get(rule.id)) for rule in queries.rules()],
        "last": last,
        "running": jobs.running(SCREEN),
        "queued": jobs.has_queued(SCREEN),
        "newest": jobs.latest(SCREEN, "county"),
        "may_run": may(request.user, P.SCREEN_RUN),
    }
    return render(request, "web/rules.html", context)


@page("rules.run", path="guize/shaicha/", title="筛查", may=P.SCREEN_RUN, scope=scopes.NO_ROWS, methods={"POST"})
def run(request: PageRequest) -> HttpResponse:
    """Start a run in the background."""
    tasks.enqueue(SCREEN, as_of=clock.today().isoformat(), by=request.user.get_username())
    toast.leave(request, "筛查已排上，离开本页不影响")
    return redirect("rules")


def _in_force(_reach: Scope, rule_id: str) -> queries.RuleInForce | None:
    return next((r for r in queries.rules() if r.id == rule_id), None)


@page("rule", path="guize/<str:rule_id>/", title="规则", may=P.RULE_READ, scope=_in_force,
      sample=lambda _account: {"rule_id": "R12"})  # fmt: skip
def rule(request: PageRequest, rule: queries.RuleInForce) -> HttpResponse:
    """One rule: its text, parameters with dates and sources, what it found by township, whom it left undecided."""
    last = queries.latest_run()
    names = {p.code: p.name for p in reference.places(level="township")}
    reach = scope_of(request.user, P.RULE_READ)
    found: list[tuple[str, int, int]] = []
    reasons: list[tuple[str, int]] = []
    rows: list[Any] = []
    if last is not None and not rule.off_because:
        counts = {code: n for code, r, n in queries.by_township(last.run_id) if r == rule.id}
        found = [(names[code], counts.get(code, 0), step(counts.get(code, 0), counts)) for code in names
                 if reach.overlaps(code)]  # fmt: skip
        reasons = queries.unknown_by_reason(last.run_id, rule.id, reach)
        rows = queries.unknown(last.run_id, rule.id, reach, after=request.GET.get("from", ""))
    context = {
        "rule": rule,
        "last": last,
        "by_township": found,
        "reasons": reasons,
        "table": UNKNOWN.show(request, _named(rows, request), total=sum(n for _, n in reasons)),
        "next": rows[-1].person_id if len(rows) == PAGE else None,
    }
    return render(request, "web/rule.html", context)


STEPS = 4


def step(count: int, counts: Mapping[str, int]) -> int:
    """Which of the five tints a tile takes: none for nothing, the darkest for the most in the county."""
    most = max(counts.values(), default=0)
    return 0 if not count or not most else max(1, round(STEPS * count / most))


@dataclass(frozen=True)
class UnknownLine:
    """A person a rule could not decide about, by name where the account may see it."""

    person_id: str
    household_no: str
    name: str
    about: str
    village: str
    township: str
    because: str


def _named(rows: list[queries.Unknown], request: PageRequest) -> list[UnknownLine]:
    people = registry.named([row.person_id for row in rows], request.user)
    homes = registry.listed({row.household_no for row in rows if row.person_id == row.household_no}, request.user)
    codes = {row.village_code for row in rows}
    places = reference.places_by_code(codes | {code[:9] for code in codes})
    names = {code: place.short_name for code, place in places.items()}
    lines = []
    for row in rows:
        person = people.get(row.person_id)
        lines.append(
            UnknownLine(
                row.person_id, row.household_no, person.name if person else _whose(row, homes, names),
                f"{person.sex}，{person.age} 岁" if person else "—", names.get(row.village_code, "—"),
                names.get(row.village_code[:9], ""), row.because,
            )
        )  # fmt: skip
    return lines


def _whose(row: queries.Unknown, homes: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The household by its head, the village by its name, else the number."""
    head = homes[row.household_no].head_name if row.household_no in homes else ""
    return f"{head} 户" if head else row.person_id if row.household_no else names.get(row.village_code, "—")
