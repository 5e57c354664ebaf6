"""待审名单 and 审定会: one meeting over many families, and what earlier ones decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import Field, P, Role
from huaiyuan.base.access.queries import may, sees_clear
from huaiyuan.base.pages import scopes, toast, typed, words
from huaiyuan.base.pages.forms import DayField, Form
from huaiyuan.base.pages.listing import Column, Listing, Sort
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions, queries
from huaiyuan.county.casework.actions import Item, Minutes
from huaiyuan.county.casework.types import Level, Result, result_label

POSTS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP}
MEETINGS = Listing(
    name="meetings",
    columns=(
        Column("number", "会议", lambda r: r.get_level_display(), under=lambda r: r.number, row_head=True, card="o0",
               link=lambda r: reverse("meeting", args=[r.number])),
        Column("on", "日期", lambda r: r.held_on, card="o1"),
        Column("doc", "文号", lambda r: r.doc_no or "—", card="hide"),
        Column("families", "户数", lambda r: r.families, unit="户", numeric=True, card="start"),
        Column("result", "结果", lambda r: f"通过 {r.n_passed}，退回 {r.n_returned}，不纳入 {r.n_refused}", card="full"),
        Column("by", "经办人", lambda r: r.recorded_by.display_name, card="hide"),
    ),
    sorts=(Sort("-on", "最近的在前", ("-held_on", "-number")),),
    unit="次",
    empty="还没有开过会",
)  # fmt: skip


class MinutesForm(Form):
    """The head of a meeting; its families are lines of their own."""

    held_on = DayField(label="会议日期")
    doc_no = forms.CharField(label="文号", help_text="县级审定必填", max_length=120, required=False)
    text = forms.CharField(
        label="会议纪要", help_text="一两句话就行", max_length=400, widget=forms.Textarea, required=False
    )
    signer = forms.CharField(label="签批人", help_text="姓名、职务；您是经办人", max_length=60, required=False)


def _level(request: PageRequest) -> Level:
    return Level.COUNTY if may(request.user, P.CASEWORK_COUNTY) else Level.TOWNSHIP


@page("meetings", path="shibie/huiyi/", title="审定会", may=P.CASEWORK_READ, scope=scopes.ROWS, posts=POSTS)
def meetings(request: PageRequest) -> HttpResponse:
    """Meetings of the township and the county, newest first."""
    table = MEETINGS.read(request, queries.meetings(request.user))
    return render(request, "web/meetings.html", {"table": table})


@page("meeting.new", path="shibie/huiyi/daishen/", title="待审名单", may=P.CASEWORK_READ, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP}, methods={"GET", "POST"})  # fmt: skip
def new(request: PageRequest) -> HttpResponse:
    """The families that wait, and one meeting to decide them: the day, the number and the signer are typed once."""
    level = _level(request)
    form = MinutesForm(request.POST or None, initial={"held_on": clock.today()})
    waiting = queries.awaiting(request.user, level)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        photo = request.FILES.get("signed_list")
        minutes = Minutes(
            level, said["held_on"], said["text"], said["signer"], photo.read() if photo else b"", said["doc_no"]
        )
        try:
            made = actions.record_meeting(minutes, _items(request), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"已记 {made.number}，各户转下一步")
            return redirect(reverse("meeting", args=[made.number]) + "?hao=1")
    lines = [
        {"line": line, "due": words.counted(line.clock.words, line.clock.colour) if line.clock else None,
         "result": request.POST.get(f"result-{line.case_no}", "" if form.is_bound else Result.PASSED), "reason": request.POST.get(f"reason-{line.case_no}", ""),
         "results": [(value, result_label(line.procedure, value)) for value in Result.values],
         "version": request.POST.get(f"version-{line.case_no}", "") or line.version}
        for line in waiting
    ]  # fmt: skip
    context = {
        "form": form,
        "level": level,
        "lines": lines,
        "unsent": _unsent(request, form, {one.case_no for one in waiting}),
    }
    return render(request, "web/meeting_new.html", context, status=422 if form.errors else 200)


def _unsent(request: PageRequest, form: MinutesForm, waiting: set[str]) -> list[tuple[str, str]]:
    """What was typed that no field shows any more: of families that wait no longer; of the meeting, when none does."""
    reasons = {name.removeprefix("reason-")[:16]: str(words)[:200] for name, words in request.POST.items()
               if name.startswith("reason-")}  # fmt: skip
    said = [(f"{case_no} 的原因", words) for case_no, words in reasons.items() if case_no not in waiting]
    if not waiting:
        said += [
            (str(form[name].label), str(request.POST.get(name, ""))[:400]) for name in ("doc_no", "text", "signer")
        ]
    return [(label, words.strip()) for label, words in said if words.strip()]


def _items(request: PageRequest) -> list[Item]:
    """The families that the meeting decided; those left at 这次不上会 stay where they are."""
    found = []
    for name, result in request.POST.items():
        if name.startswith("result-") and str(result) in Result.values:
            case_no = name.removeprefix("result-")[:16]
            version = request.POST.get(f"version-{case_no}", "")
            found.append(
                Item(case_no, Result(str(result)), request.POST.get(f"reason-{case_no}", "")[:200],
                     typed.whole(version))
            )  # fmt: skip
    return found


def _some_meeting(account: Any) -> dict[str, str] | None:
    number = queries.meetings(account).order_by("-pk").values_list("number", flat=True).first()
    return {"number": number} if number else None


@page("meeting", path="shibie/huiyi/<str:number>/", title="会议纪要", may=P.CASEWORK_READ, scope=scopes.ROWS, posts=POSTS,
      sample=_some_meeting)  # fmt: skip
def meeting(request: PageRequest, number: str) -> HttpResponse:
    """One meeting: its minutes, and what it decided family by family."""
    found = queries.meetings(request.user).filter(number=number).first()
    if found is None:
        raise Http404
    context = {
        "meeting": found, "items": queries.items_of(found, request.user), "clear": sees_clear(request.user, Field.HEALTH),
        "may_print": may(request.user, P.FORM_PRINT),
    }  # fmt: skip
    return render(request, "web/meeting.html", context)


@page("meeting.photo", path="shibie/huiyi/<str:number>/mingdan/", title="签字的名单", may=P.CASEWORK_READ, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP}, sample=lambda _account: None)  # fmt: skip
def photo(request: PageRequest, number: str) -> HttpResponse:
    """The list with signatures; that it was looked at is recorded."""
    found = queries.meetings(request.user).filter(number=number).first()
    if found is None:
        raise Http404
    return HttpResponse(actions.open_signed_list(found, by=request.user), content_type="image/jpeg")
