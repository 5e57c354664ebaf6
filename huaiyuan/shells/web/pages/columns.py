"""认列: what the columns of a department's file mean, asked once per header; what was said is remembered and revocable."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import tasks
from huaiyuan.base.pages import scopes, toast, typed
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import reach
from huaiyuan.county.intake.columns import actions, queries
from huaiyuan.county.intake.columns.queries import AskedHeader, Waiting
from huaiyuan.county.intake.errors import NOT_REMEMBERED
from huaiyuan.shells.web.pages.intake import RECEIVE, known_batch

# What a file without a column means for what follows.
CONSEQUENCES = {
    "name": "没有姓名，号码写错的行就对不上人",
    "id_number": "没有证件号码，只能按姓名、出生日期和村比对，存疑的会多",
    "sex": "没有性别，少一样核对的依据",
    "birth_on": "没有出生日期，同名的人分不清，存疑的会多",
    "township": "没有乡镇，重名的村分不清",
    "village": "没有村，同名的人分不清，也看不出哪个村漏报",
}
BADGES = {
    "told": ("green", "check"),
    "same": ("green", "check"),
    "synonym": ("blue", ""),
    "open": ("amber", "circle-help"),
}


def _waiting(_reach: Scope, number: int, account: Any) -> Waiting | None:
    """A waiting file of a source that the account may receive: a department its own."""
    try:
        found = queries.find_waiting(number)
    except DomainError:
        return None
    return found if found.source.id in reach.sources(account, P.INTAKE_WRITE) else None


def _some_waiting(account: Any) -> dict[str, int] | None:
    own = reach.sources(account, P.INTAKE_WRITE)
    return next(({"number": file.number} for file in queries.waiting() if file.source.id in own), None)


@page("columns", path="renlie/<int:number>/", title="认列", may=P.INTAKE_WRITE, scope=_waiting,
      methods={"GET", "POST"}, sample=_some_waiting)  # fmt: skip
def columns(request: PageRequest, file: Waiting) -> HttpResponse:
    """The columns of a waiting file with what they hold; a select says what each means."""
    headers, problem = queries.headers(file.number), ""
    if request.method == "POST":
        try:
            explained = actions.explain(file.number, by=request.user, **_said(request, headers))
        except DomainError as refusal:
            problem = str(refusal)
        else:
            tasks.enqueue(
                RECEIVE, upload=explained.upload, name=explained.file_name, source=explained.source,
                period=explained.period, by=request.user.get_username(),
            )  # fmt: skip
            toast.leave(request, "记住了，正在按这个读。下月同样的表头不再问")
            return redirect("intake")
    context = {
        "file": file,
        "headers": [_shown(header, file, request) for header in headers],
        "sheets": [sheet for header in headers for sheet in header.sheets],
        "remembered": queries.remembered([file.source.id]),
        "problem": problem,
        "ticked": _ticked(request) if request.POST else _likely(headers),
    }
    return render(request, "web/columns.html", context, status=422 if problem else 200)


def _said(request: PageRequest, headers: list[AskedHeader]) -> dict[str, Any]:
    only = [sheet for header in headers for sheet in header.sheets]
    asked = [column for header in headers for column in header.columns]
    return {
        "read": _ticked(request) if len(only) > 1 else {sheet.pk for sheet in only},
        "meanings": {c.number: request.POST[f"col-{c.number}"] for c in asked if f"col-{c.number}" in request.POST},
        "absent": {h.fingerprint: set(request.POST.getlist(f"absent-{h.fingerprint}")) for h in headers},
    }


def _ticked(request: PageRequest) -> set[int]:
    return set(typed.wholes(request.POST.getlist("read")))


def _likely(headers: list[AskedHeader]) -> set[int]:
    """The sheets to begin with: where some are understood already, the others are probably not meant."""
    sheets = [sheet for header in headers for sheet in header.sheets if not sheet.left_out]
    return {sheet.pk for sheet in sheets if sheet.known} or {sheet.pk for sheet in sheets}


def _shown(header: AskedHeader, file: Waiting, request: PageRequest) -> dict[str, Any]:
    """A header with its selects as they stand: as posted, else as guessed."""
    lines = []
    for column in header.columns:
        kind, glyph = BADGES.get(column.reason, ("plain", ""))
        chosen = request.POST.get(f"col-{column.number}", column.column)
        lines.append({"column": column, "chosen": chosen, "kind": kind, "glyph": glyph})
    options = [(c.name, f"{c.label}{f'（{c.unit}）' if c.unit else ''}", c.required) for c in file.source.columns]
    lacking = [(c, CONSEQUENCES.get(c.name, f"没有{c.label}，用到它的规则这一期停用")) for c in header.lacking]
    absent = set(request.POST.getlist(f"absent-{header.fingerprint}"))
    needed = [(c, CONSEQUENCES.get(c.name, "")) for c in file.source.columns if c.required]
    return {
        "header": header, "lines": lines, "options": options, "lacking": lacking, "absent": absent, "needed": needed,
        "open": sum(column.reason == "open" for column in header.columns),
    }  # fmt: skip


@page("columns.drop", path="renlie/<int:number>/bushou/", title="不收了", may=P.INTAKE_WRITE, scope=_waiting,
      methods={"POST"})  # fmt: skip
def drop(request: PageRequest, file: Waiting) -> HttpResponse:
    """Forget a waiting file."""
    actions.drop(file.number, by=request.user)
    toast.leave(request, f"《{file.file_name}》不收了，什么都没有存")
    return redirect("intake")


@page("batch.columns", path="bumen/<str:batch_id>/renlie/", title="重新认列", may=P.INTAKE_WRITE, scope=known_batch,
      methods={"POST"})  # fmt: skip
def look_again(request: PageRequest, batch_id: str) -> HttpResponse:
    """Ask anew what the columns of a batch mean that was not merged yet."""
    try:
        return redirect("columns", number=actions.look_again(batch_id, by=request.user))
    except DomainError as refusal:
        toast.leave(request, str(refusal))
        return redirect("batch", batch_id=batch_id)


@page("remembered", path="liedui/", title="记住的列对应", may=P.INTAKE_MERGE, scope=scopes.NO_ROWS)
def remembered(request: PageRequest) -> HttpResponse:
    """Everything that was said about headers and sheets and still holds."""
    return render(
        request, "web/remembered.html", {"remembered": queries.remembered(reach.sources(request.user, P.INTAKE_WRITE))}
    )


@page("remembered.revoke", path="liedui/<str:kind>/<int:number>/chexiao/", title="撤销列对应", may=P.INTAKE_MERGE,
      scope=scopes.NO_ROWS, methods={"POST"})  # fmt: skip
def revoke(request: PageRequest, kind: str, number: int) -> HttpResponse:
    """Take back one of them: next month's file asks again."""
    own = queries.remembered(reach.sources(request.user, P.INTAKE_WRITE))
    if (kind, number) not in {(one.kind, one.number) for one in own}:
        toast.leave(request, str(DomainError(NOT_REMEMBERED)))
        return redirect("remembered")
    try:
        (actions.revoke_sheet if kind == "sheet" else actions.revoke_header)(number, by=request.user)
        toast.leave(request, "已撤销，下次收到这样的表会再问")
    except DomainError as refusal:
        toast.leave(request, str(refusal))
    return redirect("remembered")
