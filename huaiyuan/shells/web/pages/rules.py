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
from huaiyuan.county.screening import catalogue, change_reading, describing, queries
from huaiyuan.county.screening.moves import PENDING
from huaiyuan.shells.web.pages import rules_heat

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


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to, as the address bar says it."""

    text: str
    state: str
    department: str
    kind: str

    def keeps(self, line: catalogue.Line) -> bool:
        """Whether a rule stays in the list."""
        rule = line.rule
        return (
            self.text.lower() in f"{rule.id} {rule.title} {rule.risk_type}".lower()
            and self.state in {"", line.state, "pending" if line.pending else None}
            and self.department in {"", rule.department}
            and self.kind in {"", line.kind}
        )


STATES = (("on", "在用"), ("off", "停用"), ("pending", "有待发布的改动"))


@page(
    "rules",
    path="guize/",
    title="规则和筛查",
    may=P.RULE_READ,
    scope=scopes.NO_ROWS,
    nav=("监测预警", "规则和筛查", "sliders-horizontal", 20),
)
def rules(request: PageRequest) -> HttpResponse:
    """The rules with what the last run found, narrowed by text, state, department and kind; the county starts a run."""
    going = jobs.going(SCREEN)
    last, lines = queries.latest_run(), catalogue.lines(clock.today())
    found = ({r.rule: r for r in last.results} if last else {}) | queries.quality_results()
    ask = request.GET
    asked = Asked(*(ask.get(name, "").strip() for name in ("q", "zhuangtai", "bumen", "leibie")))
    kinds = dict.fromkeys((line.kind, line.kind_label) for line in lines)
    context = {
        "rules": [(line, line.rule, found.get(line.rule.id)) for line in lines if asked.keeps(line)],
        "asked": asked,
        "filtered": any((asked.text, asked.state, asked.department, asked.kind)),
        "states": STATES,
        "departments": sorted({line.rule.department for line in lines}),
        "kinds": list(kinds),
        "all": len(lines),
        "on": sum(line.state == catalogue.ON for line in lines),
        "off": sum(line.state == catalogue.OFF for line in lines),
        "pending": sum(bool(line.pending) for line in lines),
        "last": last,
        "running": going.running,
        "queued": going.queued,
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


def _in_force(_reach: Scope, rule_id: str) -> describing.RuleName | None:
    return describing.find(rule_id, clock.today())


@page("rule", path="guize/<str:rule_id>/", title="规则", may=P.RULE_READ, scope=_in_force,
      sample=lambda _account: {"rule_id": "R12"})  # fmt: skip
def rule(request: PageRequest, named: describing.RuleName) -> HttpResponse:
    """One rule in plain words: how it judges, its numbers since when, its mini table, what it found, its history."""
    story, ran = describing.tell(named.rule, clock.today()), queries.latest_result(named.rule)
    reach = scope_of(request.user, P.RULE_READ)
    tiles: list[tuple[str, str, int, int]] = []
    found: queries.Findings | None = None
    if ran is not None and not ran[1].off_because:
        found = queries.findings(ran[0].run_id, named.rule, reach)
        names = {p.code: p.name for p in reference.places(level="township")}
        tiles = rules_heat.tiles([(code, name, found.by_township.get(code, 0)) for code, name in names.items()])
    history = change_reading.of_rule(named.rule, [p.name for p in story.parameters], request.user)
    context = {
        "rule": story.rule,
        "story": story,
        "history": history,
        "pending": [line for line in history if line.state in PENDING],
        "may_write": may(request.user, P.RULE_WRITE),
        "last": ran[0] if ran is not None else None,
        "found": found,
        "unknown": sum(n for _, n in found.reasons) if found else 0,
        "by_township": [tile for tile in tiles if reach.overlaps(tile[0])],
    }
    return render(request, "web/rule.html", context)


@page("rule.unknown", path="guize/<str:rule_id>/buming/", title="不明的人", may=P.RULE_READ, scope=_in_force,
      sample=lambda _account: {"rule_id": "R12"})  # fmt: skip
def unknown(request: PageRequest, named: describing.RuleName) -> HttpResponse:
    """Whom the last run could not decide about by a rule, and what is missing."""
    ran, reach = queries.latest_result(named.rule), scope_of(request.user, P.RULE_READ)
    reasons: list[tuple[str, int]] = []
    rows: list[queries.Unknown] = []
    if ran is not None and not ran[1].off_because:
        reasons = queries.findings(ran[0].run_id, named.rule, reach).reasons
        rows = queries.unknown(ran[0].run_id, named.rule, reach, after=request.GET.get("from", ""))
    context = {
        "rule": named,
        "last": ran[0] if ran is not None else None,
        "reasons": reasons,
        "table": UNKNOWN.show(request, _named(rows, request), total=sum(n for _, n in reasons)),
        "next": rows[-1].person_id if len(rows) == PAGE else None,
    }
    return render(request, "web/rule_unknown.html", context)


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
