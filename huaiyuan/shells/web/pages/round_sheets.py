"""Paper of a round: the tick sheet of a group to print and to enter, the 筛查统计表, the households behind its numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import export, toast, typed
from huaiyuan.base.pages.listing import Choice, Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.county.rounds import actions, queries, tasks
from huaiyuan.county.rounds.actions import Report
from huaiyuan.county.rounds.queries import lists, tallies
from huaiyuan.county.rounds.types import RISKS, Change, Look, Result, Way
from huaiyuan.shells.web.pages.rounds import any_area

PRINTED = "web.round.sheet_printed"
TABLE_EXPORTED = "web.round.table_exported"
LIST_EXPORTED = "web.round.list_exported"
audit.declare(PRINTED, "打开{round}勾选表{households}户")
audit.declare(TABLE_EXPORTED, "导出{round}筛查统计表{rows}行")
audit.declare(LIST_EXPORTED, "导出{round}排查名单{rows}户（{which}）")
EXPORT_MOST = 20_000
SHORT = ("total", "looked", "home", "phone", "same", "changed", "problem", "empty", "key", "key_looked", "excused",
         "again", "waiting", "gone")  # fmt: skip
ANSWERS = ("same", "phone", "changed", "problem")


@page("round.sheet", path="paicha/<str:number>/gouxuanbiao/", title="勾选表", may=P.ROUND_READ, scope=queries.find_village,
      sample=queries.some_village)  # fmt: skip
def sheet(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """A tick sheet for each group (A4), to be filled in by hand and entered afterwards; that it was opened is recorded."""
    this_round, code = found
    shown = queries.sheet(this_round, code, request.user, group=request.GET.get("zu", ""))
    with transaction.atomic():
        audit.record(
            PRINTED, by=request.user, subject=f"round:{this_round.number}", village_code=code,
            round=this_round.number, households=sum(len(rows) for _, rows in shown),
        )  # fmt: skip
    context = {
        "groups": shown, "round": this_round, "place": reference.places_by_code([code]).get(code),
        "key": tasks.key(this_round.number, code), "looks": Look.labels, "today": clock.today(),
        "group": request.GET.get("zu", ""),
    }  # fmt: skip
    return render(request, "web/round_sheet.html", context)


@page("round.batch", path="paicha/<str:number>/bulu/", title="照勾选表补录", may=P.ROUND_LOOK, scope=queries.find_village,
      methods={"GET", "POST"}, sample=queries.some_village)  # fmt: skip
def batch(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """Enter a tick sheet: a line for each household left in a group. What one line lacks stops no other."""
    this_round, code = found
    group = request.GET.get("zu", "")
    refused: dict[str, str] = {}
    if request.method == "POST":
        reports = _reports(request)
        done, refused = actions.look_many(
            this_round.number, reports, by=request.user, sheet=typed.client_uuid(request.POST.get("uuid"))
        )
        if reports and not refused:
            toast.leave(request, f"已补录 {len(done)} 户")
            return redirect(f"{reverse('round.batch', args=[tasks.key(this_round.number, code)])}?zu={group}")
    shown = queries.sheet(this_round, code, request.user, group=group, waiting=True)
    context = {
        "groups": [
            (name, [(todo, refused.get(todo.line.household_no, ""), _said(request, todo)) for todo in rows])
            for name, rows in shown
        ],
        "round": this_round, "place": reference.places_by_code([code]).get(code), "group": group,
        "key": tasks.key(this_round.number, code), "uuid": typed.client_uuid(request.POST.get("uuid")), "changes": Change.choices, "risks": RISKS,
        "refused": len(refused), "left": sum(len(rows) for _, rows in shown), "today": clock.today(),
    }  # fmt: skip
    return render(request, "web/round_batch.html", context, status=422 if refused else 200)


def _said(request: PageRequest, todo: Any) -> dict[str, Any]:
    no = todo.line.household_no
    return {"answer": request.POST.get(f"a-{no}", ""), "change": request.POST.get(f"c-{no}", ""),
            "risk": request.POST.get(f"r-{no}", "")}  # fmt: skip


def _reports(request: PageRequest) -> list[tuple[str, Report, int]]:
    said, found = request.POST, []
    for no in said.getlist("household"):
        answer, version = said.get(f"a-{no}", ""), said.get(f"v-{no}", "0")
        if answer not in ANSWERS:
            continue
        # The sheet has the five points of a key household; 无变化 there says that all five are good.
        good = answer in ("same", "phone")
        risk, change = said.get(f"r-{no}", ""), said.get(f"c-{no}", "")
        report = Report(
            result=Result.SAME if good else Result(answer), way=Way.PHONE if answer == "phone" else Way.HOME,
            looks=dict.fromkeys(Look, True) if said.get(f"k-{no}") else {},
            changes=(Change(change),) if answer == "changed" and change in Change.values else (),
            risks=(risk,) if answer == "problem" and risk in RISKS else (),
        )  # fmt: skip
        found.append((no, report, typed.whole_or(version, 0)))
    return found


def _any_area(reach: Scope, number: str) -> tuple[Any, str] | None:
    return queries.find_area(reach, number)


@page("round.table", path="paicha/<str:number>/tongji/", title="筛查统计表", may=P.ROUND_READ, scope=_any_area,
      sample=any_area)  # fmt: skip
def table(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """The 筛查统计表 of an area, to be printed and stamped; every number opens to its households."""
    this_round, code = found
    shown = queries.area_page(this_round, code, request.user, details=False)
    list_of = {row.code: reverse("round.list", args=[row.key]) for row in shown.rows}
    context = {
        "shown": shown, "labels": [tallies.LABELS[name] for name in SHORT], "today": clock.today(),
        "rows": [
            (row, [(getattr(row.tally, name), f"{list_of[row.code]}?shu={name}") for name in SHORT])
            for row in shown.rows
        ],
        "whole": [
            (getattr(shown.tally, name), f"{reverse('round.list', args=[tasks.key(this_round.number, code)])}?shu={name}")
            for name in SHORT
        ],
        "key": tasks.key(this_round.number, code), "may_export": may(request.user, P.EXPORT),
        "one_village": len(code) == 12, "may_print": may(request.user, P.FORM_PRINT),
    }  # fmt: skip
    return render(request, "web/round_table.html", context)


@page("round.table.export", path="paicha/<str:number>/tongji/daochu/", title="导出筛查统计表", may=P.EXPORT, scope=_any_area,
      sample=lambda _account: None)  # fmt: skip
def table_export(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """The table as a file; logged."""
    this_round, code = found
    shown = queries.area_page(this_round, code, request.user, details=False)
    columns = [Column("name", "单位", lambda row: row.name)]
    columns += [Column(name, tallies.LABELS[name], _counted(name), unit="户", numeric=True) for name in SHORT]
    with transaction.atomic():
        audit.record(
            TABLE_EXPORTED, by=request.user, subject=f"round:{this_round.number}", round=this_round.number,
            rows=len(shown.rows),
        )  # fmt: skip
    return export.response("xlsx", f"筛查统计表-{shown.name}", columns, shown.rows)


def _counted(name: str) -> Callable[[Any], int]:
    return lambda row: getattr(row.tally, name)


def _found_words(row: Any) -> str:
    line = row.line
    if line.state in ("done", "again") and line.result:
        return line.get_result_display()
    return line.reason or line.get_state_display()


HOUSEHOLDS = Listing(
    name="round_households",
    columns=(
        Column("head", "户主", lambda r: r.head_name or r.line.household_no,
               link=lambda r: reverse("round.line", args=[r.number]), row_head=True, card="o0"),
        Column("state", "状态", lambda r: parts.state(f"round.{r.line.state}"), card="o1",
               export=lambda r: r.line.get_state_display()),
        Column("group", "村民组", lambda r: r.line.group_name or "未分组", card="start"),
        Column("members", "人口", lambda r: r.members, unit="人", numeric=True, card="end"),
        Column("kind", "户类型", lambda r: r.kind),
        Column("keys", "重点群体", lambda r: "、".join(r.key_titles) or "—"),
        Column("found", "查到的", _found_words,
               under=lambda r: f"{r.line.get_way_display()} {r.line.looked_on:%m-%d}" if r.line.looked_on else ""),
        Column("last", "上一轮", lambda r: r.last or "—", card="hide"),
        Column("number", "户编号", lambda r: r.line.household_no, card="hide"),
    ),
    filters=(Choice("shu", "看哪些", lambda _r: list(lists.LABELS.items())),),
    unit="户",
    empty="没有这样的户",
)  # fmt: skip


@page("round.list", path="paicha/<str:number>/mingdan/", title="排查名单", may=P.ROUND_READ, scope=_any_area,
      sample=any_area)  # fmt: skip
def households(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """The households behind a number, in walking order."""
    this_round, code = found
    asked = request.GET
    shown = queries.households(
        this_round, request.user, area=code, which=asked.get("shu", "total"), group=asked.get("zu", ""),
        after=asked.get("after", ""),
    )  # fmt: skip
    places = reference.places_by_code([code])
    context = {
        "table": HOUSEHOLDS.show(request, shown.rows, total=shown.total, after=shown.next_after or ""),
        "round": this_round, "place": places.get(code), "key": tasks.key(this_round.number, code),
        "which": lists.LABELS.get(asked.get("shu", "total"), "应查"), "group": asked.get("zu", ""),
        "may_export": may(request.user, P.EXPORT), "village": len(code) == 12,
    }  # fmt: skip
    return render(request, "web/round_list.html", context)


@page("round.list.export", path="paicha/<str:number>/mingdan/daochu/", title="导出排查名单", may=P.EXPORT, scope=_any_area,
      sample=lambda _account: None)  # fmt: skip
def households_export(request: PageRequest, found: tuple[Any, str]) -> HttpResponse:
    """The same as a file; logged, names masked as on the page."""
    this_round, code = found
    which = request.GET.get("shu", "total")
    shown = queries.households(
        this_round, request.user, area=code, which=which, group=request.GET.get("zu", ""), limit=EXPORT_MOST
    )
    with transaction.atomic():
        audit.record(
            LIST_EXPORTED, by=request.user, subject=f"round:{this_round.number}", round=this_round.number,
            rows=len(shown.rows), which=lists.LABELS.get(which, "应查"),
        )  # fmt: skip
    return export.response("xlsx", "排查名单", HOUSEHOLDS.columns, shown.rows)
