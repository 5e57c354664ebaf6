"""国办核对: the national system's roster against the registry, difference by difference, to the household behind each."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import tasks
from huaiyuan.base.pages import export, scopes, toast, typed
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.crosscheck import queries, trail
from huaiyuan.county.crosscheck.actions import CHECK
from huaiyuan.county.crosscheck.kinds import LABELS
from huaiyuan.county.intake import uploads

MOST_BYTES = 50 * 1024 * 1024
EXPORT_MOST = 100_000


def _url(row: Any) -> str:
    return reverse("household", args=[row["line"].household_no]) if row["line"].household_no else ""


DIFFERENCES = Listing(
    name="differences",
    columns=(
        Column("who", "谁家", lambda r: r["line"].name or r["line"].household_no or "—", link=_url, row_head=True, card="o0",
               under=lambda r: r["line"].household_no),
        Column("kind", "哪里不同", lambda r: r["line"].label, card="o1"),
        Column("ours", "底册", lambda r: r["ours"], card_label=True),
        Column("theirs", "国办", lambda r: r["theirs"], card_label=True),
        Column("village", "村", lambda r: r["village"], under=lambda r: r["township"], card="start"),
        Column("row", "名单第几行", lambda r: r["line"].row or "—", card="end", card_label=True),
    ),
    unit="处",
    empty="没有不同",
)  # fmt: skip


@page("crosscheck", path="guoban/", title="国办核对", may=P.HOUSEHOLD_CONFIRM, scope=scopes.ROWS, methods={"GET", "POST"},
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP}, nav=("监测帮扶", "国办核对", "equal-not", 60))  # fmt: skip
def crosscheck(request: PageRequest) -> HttpResponse:
    """The differences by kind and township; the county also hands in a roster here."""
    problem = ""
    if request.method == "POST":
        problem = _hand_in(request)
        if not problem:
            return redirect("crosscheck")
    compared = queries.newest()
    context: dict[str, Any] = {"compared": compared, "problem": problem, "may_hand_in": may(request.user, P.INTAKE_WRITE),
                               "period": clock.today().strftime("%Y-%m"), "job": _ended()}  # fmt: skip
    if compared is not None:
        context |= _shown(request, compared)
    return render(request, "web/crosscheck.html", context, status=422 if problem else 200)


@page("crosscheck.export", path="guoban/daochu/", title="导出国办核对", may=P.EXPORT, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP})  # fmt: skip
def export_differences(request: PageRequest) -> HttpResponse:
    """The differences of the address bar as a file; logged, with the number of rows."""
    compared = queries.newest()
    if compared is None:
        return redirect("crosscheck")
    kind, area = _asked(request)
    found = queries.page(compared, request.user, kind=kind, area=area, limit=EXPORT_MOST)
    rows = _told(found.lines)
    with transaction.atomic():
        audit.record(trail.EXPORTED, by=request.user, subject="crosscheck", rows=len(rows), reason="差异导出")
    return export.response(
        "csv" if request.GET.get("as") == "csv" else "xlsx", "国办核对差异", DIFFERENCES.columns, rows
    )


def _asked(request: PageRequest) -> tuple[str, str]:
    kind, area = request.GET.get("lei", ""), request.GET.get("zhen", "")
    return (kind if kind in LABELS else "", area if area.isdigit() else "")


def _shown(request: PageRequest, compared: queries.Compared) -> dict[str, Any]:
    kind, area = _asked(request)
    start = typed.whole_or(request.GET.get("from"), 0)
    found = queries.page(compared, request.user, kind=kind, area=area, offset=start)
    return {
        "table": DIFFERENCES.show(request, _told(found.lines), total=found.total),
        "kinds": [(one, label, found.counts[one]) for one, label in LABELS.items() if one in found.counts],
        "all": sum(found.counts.values()), "kind": kind, "area": area,
        "townships": [p for p in reference.places(level="township") if request.reach.overlaps(p.code)],
        "next": start + queries.PAGE if start + queries.PAGE < found.total else None,
        "previous": max(0, start - queries.PAGE) if start else None,
    }  # fmt: skip


def _told(lines: list[queries.Line]) -> list[dict[str, Any]]:
    codes = {line.village_code for line in lines} - {""}
    shown = {line.ours for line in lines} | {line.theirs for line in lines}
    places = reference.places_by_code(
        codes | {code[:9] for code in codes} | {s for s in shown if len(s) == 12 and s.isdigit()}
    )
    named = {code: place.short_name for code, place in places.items()}
    return [
        {"line": line, "village": named.get(line.village_code, "不明"), "township": named.get(line.village_code[:9], ""),
         "ours": named.get(line.ours, line.ours), "theirs": named.get(line.theirs, line.theirs)}
        for line in lines
    ]  # fmt: skip


def _hand_in(request: PageRequest) -> str:
    file, period = request.FILES.get("file"), request.POST.get("period", "")
    if not may(request.user, P.INTAKE_WRITE):
        return "收国办名单由县监测中心办。"
    if file is None:
        return "请先选国办系统导出的人员名单。"
    if (file.size or 0) > MOST_BYTES:
        return "文件超过 50 兆，收不了。请按乡镇分开导出再传。"
    try:
        Period.parse(period)
    except ValueError:
        return "请选这份名单是哪个月末的。"
    upload = uploads.keep(cast(BinaryIO, file.file))
    tasks.enqueue(CHECK, upload=upload, name=file.name, period=period, by=request.user.get_username())
    toast.leave(request, "名单已收下，正在核对。离开本页不影响")
    return ""


def _ended() -> Any:
    return jobs.newest(CHECK)
