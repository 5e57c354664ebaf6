"""信息比对, the county's half: lists to departments and their answers; and what is to be entered in the national system."""

from __future__ import annotations

import io
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from huaiyuan.base import audit
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import export, scopes, toast
from huaiyuan.base.pages.listing import Column
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions, queries
from huaiyuan.county.casework.trail import ENTRY_SHEET
from huaiyuan.county.casework.types import Answer

PURPOSE = "监测对象识别认定信息比对"
LIST_COLUMNS = (
    Column("name", "姓名", lambda r: r.name),
    Column("sex", "性别", lambda r: r.sex),
    Column("id", "证件号码", lambda r: r.id_number),
    Column("answer", "比对结果（有就写，没有写“无”）", lambda _r: ""),
)


@page("casework.lists", path="shibie/bidui/", title="信息比对", may=P.CASEWORK_COMPARE, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER}, methods={"GET", "POST"})  # fmt: skip
def lists(request: PageRequest) -> HttpResponse:
    """Who waits for which department, and the lists that went out."""
    problem = ""
    if request.method == "POST":
        try:
            made = actions.make_list(
                request.POST.get("code", ""), purpose=request.POST.get("purpose", ""), by=request.user
            )
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"已出名单 {made.list_no}，{made.persons} 人")
            return redirect("casework.list", list_no=made.list_no)
    context = {"matters": queries.matters(), "purpose": PURPOSE, "problem": problem}
    return render(request, "web/case_lists.html", context, status=422 if problem else 200)


def _some_list(_account: Any) -> dict[str, str] | None:
    found = next((one for matter in queries.matters() for one in matter.lists), None)
    return {"list_no": found.list_no} if found else None


@page("casework.list", path="shibie/bidui/<str:list_no>/", title="比对名单", may=P.CASEWORK_COMPARE, scope=queries.find_list,
      posts={Role.COUNTY_CENTER}, methods={"GET", "POST"}, sample=_some_list)  # fmt: skip
def one_list(request: PageRequest, made: Any) -> HttpResponse:
    """One list: take it for its department, then write down who has a suspicion; everybody else has none."""
    problem = ""
    if request.method == "POST":
        try:
            if request.POST.get("act") == "file":
                sent = request.FILES.get("file")
                file = actions.take_answers(
                    made.list_no,
                    data=sent.read() if sent else b"",
                    name=(sent.name or "") if sent else "",
                    by=request.user,
                )
                toast.leave(request, f"收到 {file.rows} 行：记下 {file.recorded} 人，疑点 {file.suspicions} 条")
                return redirect("casework.list", list_no=made.list_no)
            if request.POST.get("act") == "take":
                taken = actions.take_list(made.list_no, by=request.user)
                return export.response("xlsx", f"{made.matter}比对名单{made.list_no}", LIST_COLUMNS, taken.lines)
            found = actions.record_answers(made.list_no, suspicions=_suspicions(request), by=request.user)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"已记答复，疑点 {found} 条交村里核实")
            return redirect("casework.list", list_no=made.list_no)
    rows = queries.lines_of(made)
    context = {
        "made": made, "problem": problem, "files": queries.answer_files(made),
        "waiting": [(row, name, request.POST.get(f"says-{row.person_id}", "")) for row, name in rows if row.answer == Answer.WAITING],
        "answered": [(row, name) for row, name in rows if row.answer != Answer.WAITING],
    }  # fmt: skip
    return render(request, "web/case_list.html", context, status=422 if problem else 200)


@page("casework.answer_file", path="shibie/bidui/<str:list_no>/wenjian/<int:number>/", title="答复文件", may=P.CASEWORK_COMPARE,
      scope=queries.find_list, posts={Role.COUNTY_CENTER}, sample=lambda _account: None)  # fmt: skip
def answer_file(request: PageRequest, made: Any, number: int) -> HttpResponseBase:
    """A file that a department answered with, as it came; that it was taken out is recorded."""
    try:
        name, data = actions.open_answer_file(made.list_no, number, by=request.user)
    except DomainError:
        raise Http404 from None
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name or f"{made.list_no}.xlsx")


def _suspicions(request: PageRequest) -> dict[str, str]:
    said = {
        name.removeprefix("says-")[:12]: str(value)[:200]
        for name, value in request.POST.items()
        if name.startswith("says-")
    }
    return {person: says for person, says in said.items() if says.strip()}


@page("casework.entry", path="shibie/luru/", title="待录国办系统", may=P.CASEWORK_READ, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE})  # fmt: skip
def entry(request: PageRequest) -> HttpResponse:
    """Families that the national system does not have yet, or does not have as cleared, in its own column order, to copy."""
    found, marks = queries.to_enter(request.user), queries.to_mark(request.user)
    doubts = queries.doubted(request.user)
    audit.record(ENTRY_SHEET, by=request.user, subject="entry", count=len(found) + len(marks) + len(doubts))
    context = {
        "doubts": doubts,
        "rows": found, "columns": queries.ENTRY_COLUMNS, "text": _copied(queries.ENTRY_COLUMNS, found),
        "marks": marks, "mark_columns": queries.MARK_COLUMNS, "mark_text": _copied(queries.MARK_COLUMNS, marks),
    }  # fmt: skip
    return render(request, "web/case_entry.html", context)


def _copied(columns: tuple[str, ...], rows: list[Any]) -> str:
    return "\n".join("\t".join(cells) for cells in (columns, *(cells for _, cells in rows)))
