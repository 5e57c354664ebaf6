"""收入测算 at the desk: how far a year's collection is by village, families, statements with their proofs, the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import Field, P, Role
from huaiyuan.base.access.queries import scope_of, sees_clear
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import export, scopes, typed
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.policy import income as policy
from huaiyuan.county.income import queries, sums, trail
from huaiyuan.county.income.queries import ABOVE, BELOW, NO_LINE, TO_MEASURE, UNKNOWN, Counts, ListedFamily
from huaiyuan.county.income.types import State
from huaiyuan.county.registry import queries as registry

READERS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE}
VILLAGE_LENGTH, TOWNSHIP_LENGTH = 12, 9
EARLIEST_YEAR = 2021
EXPORT_MOST = 100_000
TO_CHECK = "to_check"
TABS = (
    ("", "全部"), (TO_MEASURE, "还没测算"), (UNKNOWN, "不明"), (NO_LINE, "等参考线"), (BELOW, "低于参考线"),
    (ABOVE, "不低于"), (TO_CHECK, "待复核"),
)  # fmt: skip
PLACES = {
    TO_MEASURE: "还没测算", UNKNOWN: "不明", NO_LINE: "不明（缺参考线）", BELOW: "低于参考线", ABOVE: "不低于参考线",
}  # fmt: skip


@dataclass(frozen=True)
class AreaLine:
    """A township or village with how far its collection is."""

    name: str
    url: str
    counts: Counts


def _url_of(line: AreaLine) -> str:
    return line.url


AREAS = Listing(
    name="incomes",
    columns=(
        Column("name", "乡镇、村", lambda r: r.name, link=_url_of, row_head=True, card="o0"),
        Column("households", "应测算", lambda r: r.counts.households, unit="户", numeric=True, card="o1"),
        Column("to_measure", "还没测算", lambda r: r.counts.to_measure, unit="户", numeric=True, card_label=True, card="start"),
        Column("unknown", "不明", lambda r: r.counts.unknown, unit="户", numeric=True, card_label=True, card="end"),
        Column("no_line", "等参考线", lambda r: r.counts.no_line, unit="户", numeric=True, card_label=True, card="start"),
        Column("below", "低于参考线", lambda r: r.counts.below, unit="户", numeric=True, card_label=True, card="end"),
        Column("above", "不低于", lambda r: r.counts.above, unit="户", numeric=True, card_label=True, card="start"),
        Column("to_check", "待复核", lambda r: r.counts.to_check, unit="户", numeric=True, card_label=True, card="end"),
    ),
    unit="个",
    empty="这里没有要测算的户",
)  # fmt: skip


def _family_url(line: ListedFamily) -> str:
    if line.row is not None:
        return reverse("income.statement", args=[line.row.number])
    return reverse("household.income", args=[line.home.household_no])


# More families would make the page too heavy for a phone.
ON_A_PAGE = 40
FAMILIES = Listing(
    name="families",
    columns=(
        Column("head", "户主", lambda r: r.home.head_name or "—", link=_family_url, row_head=True, card="o0"),
        Column("place", "测算结果", lambda r: PLACES[r.place], card="o1"),
        Column("per_head", "人均监测参考收入", lambda r: r.per_head, unit="元", numeric=True, card_label=True),
        Column("standing", "户类型", lambda r: r.home.category or r.home.archive_type or "—", card="start"),
        Column("measured", "测算", lambda r: f"{r.row.measured_on:%Y-%m-%d} {r.row.measured_by.display_name}" if r.row else "",
               card="full"),
        Column("state", "复核", lambda r: _state_words(r.row), card="end"),
    ),
    unit="户",
    empty="这里没有户",
)  # fmt: skip


def _state_words(row: Any) -> str:
    if row is None:
        return ""
    return row.get_state_display() if row.signed_on else f"{row.get_state_display()}，待补签"


def _period(request: PageRequest) -> policy.Accounting:
    newest = policy.latest_year(clock.today()).last.year
    year = typed.whole_or(request.GET.get("nian"), newest)
    return policy.for_year(year if EARLIEST_YEAR <= year <= newest else newest)


def _years(period: policy.Accounting) -> list[tuple[int, bool]]:
    newest = policy.latest_year(clock.today()).last.year
    return [(year, year == period.last.year) for year in range(newest, max(newest - 4, EARLIEST_YEAR), -1)]


def _line(period: policy.Accounting) -> policy.Line:
    return sums.line_on(sums.line_day(period.purpose, period.last_day, period.last_day))


@page(
    "incomes",
    path="shouru/",
    title="收入测算",
    may=P.INCOME_READ,
    scope=scopes.ROWS,
    nav=("监测帮扶", "收入测算", "scale", 30),
    posts=READERS,
    phone=True,
)
def incomes(request: PageRequest) -> HttpResponse:
    """How far a year's collection is: the county by township, a township by village, a village by family."""
    if (village := _only_village(request.reach)) is not None:
        return redirect(reverse("income.village", args=[village]) + _query(request))
    period = _period(request)
    line = _line(period)
    found = queries.collected(request.user, period, line)
    within = request.GET.get("zhen", "")
    by_village = bool(within) or not request.reach.is_county
    lines = _areas(found, within if within.isdigit() else "", by_village=by_village, query=_query(request))
    context = {
        "period": period, "years": _years(period), "line": line, "total": _added(found.values()),
        "table": AREAS.show(request, lines, total=len(lines)), "within": within and by_village,
    }  # fmt: skip
    return render(request, "web/incomes.html", context)


def _query(request: PageRequest) -> str:
    year = request.GET.get("nian", "")
    return f"?nian={year}" if year.isdigit() else ""


def _areas(found: dict[str, Counts], within: str, *, by_village: bool, query: str) -> list[AreaLine]:
    length = VILLAGE_LENGTH if by_village else TOWNSHIP_LENGTH
    grouped: dict[str, list[Counts]] = {}
    for code, counts in found.items():
        if code.startswith(within):
            grouped.setdefault(code[:length], []).append(counts)
    names = {code: place.short_name for code, place in reference.places_by_code(list(grouped)).items()}
    return [
        AreaLine(
            names.get(code, code),
            reverse("income.village", args=[code]) + query if by_village
            else f"?{query.lstrip('?')}{'&' if query else ''}zhen={code}",
            _added(rows),
        )
        for code, rows in sorted(grouped.items())
    ]  # fmt: skip


def _added(rows: Any) -> Counts:
    names = ("households", "measured", "unknown", "no_line", "below", "above", "to_check")
    kept = list(rows)
    return Counts(*(sum(getattr(row, name) for row in kept) for name in names))


def _only_village(reach: Scope) -> str | None:
    return reach.prefixes[0] if len(reach.prefixes) == 1 and len(reach.prefixes[0]) == VILLAGE_LENGTH else None


def _village(reach: Scope, village_code: str) -> str | None:
    known = reference.places_by_code([village_code])
    return (
        village_code
        if len(village_code) == VILLAGE_LENGTH and village_code in known and reach.covers(village_code)
        else None
    )


def _some_village(account: Any) -> dict[str, str] | None:
    rows = queries.statements(scope_of(account, P.INCOME_READ)).order_by("village_code")
    code = rows.values_list("village_code", flat=True).first()
    return {"village_code": code} if code else None


@page(
    "income.village",
    path="shouru/cun/<str:village_code>/",
    title="收入测算",
    may=P.INCOME_READ,
    scope=_village,
    posts=READERS,
    phone=True,
    sample=_some_village,
)
def village(request: PageRequest, village_code: str) -> HttpResponse:
    """A village's lifted and monitored families in walking order, by where each stands."""
    period = _period(request)
    line, tab = _line(period), request.GET.get("tai", "")
    rows = queries.village_families(village_code, request.user, period, line)
    shown = [row for row in rows if _in_tab(row, tab)]
    places = reference.places_by_code([village_code, village_code[:9]])
    begin = typed.whole_or(request.GET.get("from"), 0)
    context = {
        "place": places[village_code], "township": places.get(village_code[:9]), "period": period,
        "years": _years(period), "line": line, "table": FAMILIES.show(request, shown[begin : begin + ON_A_PAGE], total=len(shown)),
        "next": begin + ON_A_PAGE if begin + ON_A_PAGE < len(shown) else 0,
        "previous": begin > 0, "back": max(begin - ON_A_PAGE, 0),
        "tabs": [
            (key, label, sum(_in_tab(row, key) for row in rows), key == tab)
            for key, label in TABS
            if key != NO_LINE or line.yuan is None
        ],
    }  # fmt: skip
    return render(request, "web/income_village.html", context)


def _in_tab(row: ListedFamily, tab: str) -> bool:
    if tab == TO_CHECK:
        return row.row is not None and row.row.state == State.MEASURED
    return not tab or row.place == tab


def some_family(account: Any) -> dict[str, str] | None:
    """A household whose income was measured."""
    number = queries.some_household(account, P.INCOME_READ)
    return {"household_no": number} if number else None


@page(
    "household.income",
    path="hu/<str:household_no>/shouru/",
    title="收入测算",
    may=P.INCOME_READ,
    scope=registry.find_household,
    posts=READERS,
    phone=True,
    sample=some_family,
)
def history(request: PageRequest, household_no: str) -> HttpResponse:
    """Everything that was measured of a family, newest first."""
    home = registry.listed([household_no], request.user).get(household_no)
    found = queries.history(household_no, request.user)
    context = {
        "home": home, "household_no": household_no, "sees": sees_clear(request.user, Field.AMOUNT),
        "rows": [(row, standing, sums.period_of(row), _per_head(row.net_fen, row), _per_head(row.reference_fen, row))
                 for row, standing in found],
        "may_measure": scope_of(request.user, P.INCOME_MEASURE).covers(home.village_code if home else None),
    }  # fmt: skip
    return render(request, "web/income_history.html", context)


def _per_head(fen: int | None, row: Any) -> Decimal | None:
    return None if fen is None else money.to_yuan(fen) / row.size


def _export_columns(clear: bool) -> tuple[Column, ...]:
    def amount(fen: int | None) -> str:
        return "不予显示" if not clear else "不明" if fen is None else str(money.to_yuan(fen))

    return (
        Column("number", "测算编号", lambda r: r.number),
        Column("household", "户编号", lambda r: r.household_no),
        Column("village", "村代码", lambda r: r.village_code),
        Column("size", "家庭人口数", lambda r: r.size, unit="人"),
        Column("net", "家庭纯收入", lambda r: amount(r.net_fen), unit="元"),
        Column("reference", "监测参考收入", lambda r: amount(r.reference_fen), unit="元"),
        Column("missing", "缺什么", lambda r: r.missing.replace(";", "、") if clear else ""),
        Column("measured_on", "测算日期", lambda r: r.measured_on.isoformat()),
        Column("state", "状态", _state_words),
    )


@page("incomes.export", path="shouru/daochu/", title="导出收入测算", may=P.EXPORT, scope=scopes.ROWS, posts=READERS)
def incomes_export(request: PageRequest) -> HttpResponse:
    """A year's statements as a file; logged, with the number of rows."""
    period = _period(request)
    rows = list(queries.of_period(scope_of(request.user, P.INCOME_READ), period)[:EXPORT_MOST])
    with transaction.atomic():
        audit.record(trail.EXPORTED, by=request.user, subject="incomes", rows=len(rows), reason="清单导出")
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    columns = _export_columns(sees_clear(request.user, Field.AMOUNT))
    return export.response(kind, f"{period.name}收入测算", columns, rows)
