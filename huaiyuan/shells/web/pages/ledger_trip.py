"""表格往返: a ledger down as a workbook, back with its changes, looked at, written, and taken back."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import tasks
from huaiyuan.base.pages import toast, typed, words
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import uploads
from huaiyuan.county.ledger import queries
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.trip import merging, work, workbook
from huaiyuan.county.ledger.trip import queries as trip
from huaiyuan.shells.web.pages.ledgers import narrowed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 50 * 1024 * 1024
for _code, _kind, _text, _icon in (
    ("waiting", "amber", "待写入", "hourglass"), ("undone", "plain", "已撤回", "undo-2"),
):  # fmt: skip
    words.register_state(f"fill_{_code}", _kind, _text, _icon)
words.register_state("fill_merged", "green", "已写入", "check")
words.register_state("fill_cancelled", "plain", "不写了", "x")

REFUSED = Listing(
    name="fill_refused",
    columns=(
        Column("row", "原表行", lambda r: f"{r['sheet']} {r['row']}".strip(), row_head=True, card="o0"),
        Column("column", "列", lambda r: r["column"] or "—", card="start"),
        Column("shown", "填的值", lambda r: r["shown"] or "（空）", card="end"),
        Column("says", "错在哪，怎么改", lambda r: r["says"]),
    ),
    unit="处", dense=True, empty="没有不写的",
)  # fmt: skip


def find_filled(reach: Scope, code: str, account: Any) -> Ledger | None:
    """A ledger whose workbook the account may bring back."""
    del reach
    ledger = queries.find_ledger(code, account)
    return ledger if ledger and queries.does(ledger, ledger.fills, account) else None


def find_fill(reach: Scope, code: str, number: str, account: Any) -> Any:
    """A workbook with its ledger, where the account brought it or reaches every row."""
    del reach
    return trip.find_fill(code, number, account)


@page("ledger_trip", path="taizhang/<str:code>/biaoge/", title="下载表格、传回表格", may=P.LEDGER_WRITE, scope=find_filled,
      methods={"GET", "POST"}, sample=trip.some_filled)  # fmt: skip
def ledger_trip(request: PageRequest, ledger: Ledger) -> HttpResponse:
    """The workbook to be filled, the box to drop it into when it is, and every one that came back."""
    problem = ""
    if request.method == "POST":
        problem = _upload(request, ledger)
        if not problem:
            return redirect("ledger_trip", code=ledger.code)
    going = jobs.going(*work.KINDS)
    running = [job for job in going.running if job.key == ledger.code]
    queued = not running and going.queued
    last = None if running or queued else jobs.latest(work.READ, ledger.code)
    context = {
        "ledger": ledger, "fills": trip.fills(ledger, request.user), "running": running, "queued": queued, "problem": problem,
        "failed": last.error if last and last.by_username == request.user.get_username() else "",
        "rows": queries.rows(ledger, request.user, doing=ledger.fills).count(), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "web/ledger_trip.html", context, status=422 if problem else 200)


def _upload(request: PageRequest, ledger: Ledger) -> str:
    """Queue an upload; the sentence that stands on the page when it cannot be taken."""
    file = request.FILES.get("file")
    if file is None:
        return "请先选文件，或把文件拖到框里。"
    if (file.size or 0) > MOST_BYTES:
        return "文件超过 50 兆，收不了。请筛小一点再下载，分几份填。"
    upload = uploads.keep(cast(BinaryIO, file.file))
    tasks.enqueue(work.READ, upload=upload, name=file.name, ledger=ledger.code, by=request.user.get_username())
    toast.leave(request, "文件已收下，正在读。离开本页不影响")
    return ""


@page("ledger_trip.book", path="taizhang/<str:code>/biaoge/xiazai/", title="台账表格", may=P.LEDGER_WRITE, scope=find_filled,
      sample=lambda _account: None)  # fmt: skip
def ledger_book(request: PageRequest, ledger: Ledger) -> HttpResponse:
    """The rows of the address bar as a workbook to be filled; recorded."""
    rows = narrowed(request, ledger, queries.rows(ledger, request.user, doing=ledger.fills))
    return _workbook(workbook.make(ledger, rows, by=request.user), f"{ledger.title}-{clock.today().isoformat()}")


@page("ledger_fill", path="taizhang/<str:code>/biaoge/<str:number>/", title="传回的表格", may=P.LEDGER_WRITE, scope=find_fill,
      methods={"GET", "POST"}, sample=trip.some_fill)  # fmt: skip
def ledger_fill(request: PageRequest, found: tuple[Ledger, Any]) -> HttpResponse:
    """What it would change, what it is refused for, and every conflict with its choice; then write it, or leave it."""
    ledger, fill = found
    refusal = _act(request, ledger, fill.number) if request.method == "POST" else ""
    if request.method == "POST" and not refusal:
        return redirect("ledger_fill", code=ledger.code, number=fill.number)
    going = jobs.going(*work.KINDS)
    if refusal:
        fill.refresh_from_db()
    first = typed.whole_or(request.GET.get("from"), 0)
    refused = trip.refused(ledger, fill, code=request.GET.get("code", ""), first=first)
    running = [job for job in going.running if job.key == ledger.code]
    last = jobs.latest(work.READ, ledger.code)
    conflicts, cells = trip.cells(ledger, fill, request.user)
    context = {
        "ledger": ledger, "fill": fill, "refusal": refusal, "running": running,
        "queued": not running and going.queued, "failed": last.error if last and not running else "",
        "conflicts": conflicts, "cells": cells, "shown_cells": len(cells),
        "by_column": trip.by_column(ledger, fill), "refused": refused, "table": REFUSED.show(request, refused.lines, total=refused.total),
        "more": first + trip.PAGE if first + trip.PAGE < refused.total else 0,
    }  # fmt: skip
    return render(request, "web/ledger_fill.html", context, status=422 if refusal else 200)


def _act(request: PageRequest, ledger: Ledger, number: str) -> str:
    """Do what was asked; the sentence that stands on the page when it cannot be done."""
    act, by = request.POST.get("act", ""), request.user
    try:
        if act == "merge":
            chosen = [typed.whole_or(one, 0) for one in request.POST.getlist("from_file")]
            merging.choose(ledger, number, chosen, by=by)
            tasks.enqueue(work.MERGE, ledger=ledger.code, number=number, by=by.get_username())
            toast.leave(request, "正在写入，离开本页不影响")
        elif act == "cancel":
            merging.cancel(ledger, number, by=by)
            toast.leave(request, "这份不写了，台账没有动")
        elif act == "undo":
            tasks.enqueue(work.UNDO, ledger=ledger.code, number=number, by=by.get_username())
            toast.leave(request, "正在撤回，离开本页不影响")
        else:
            raise Http404
    except DomainError as refusal:
        return str(refusal)
    return ""


@page("ledger_fill.book", path="taizhang/<str:code>/biaoge/<str:number>/wenti/", title="带原因的原表", may=P.LEDGER_WRITE,
      scope=find_fill, sample=lambda _account: None)  # fmt: skip
def ledger_fill_book(request: PageRequest, found: tuple[Ledger, Any]) -> HttpResponse:
    """The workbook as it came with the cells that are not written marked, to be mended and brought back."""
    ledger, fill = found
    try:
        data = trip.error_book(ledger, fill, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
        return redirect("ledger_fill", code=ledger.code, number=fill.number)
    return _workbook(data, f"带原因的表格-{fill.number}")


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    shown = f"{'演示数据-' if settings.DEMO else ''}{name}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, shown) or ""
    return response
