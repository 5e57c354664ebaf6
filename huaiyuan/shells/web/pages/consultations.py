"""会商记录: meetings, what they decided, and what became of every point."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import scopes, toast, typed, words
from huaiyuan.base.pages.forms import DayField, Form
from huaiyuan.base.pages.listing import Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.oversight import actions, queries
from huaiyuan.county.oversight.actions import Point
from huaiyuan.county.oversight.moves import DECISION

POSTS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.DEPARTMENT}
LINES = 6
for _code, _kind, _text, _icon in (
    ("open", "plain", "承办中", "footprints"), ("answered", "amber", "已答复，待核", "message-square"),
    ("closed", "green", "已办结", "check"), ("cancelled", "unknown", "已撤销", "ban"),
):  # fmt: skip
    words.register_state(f"decision.{_code}", _kind, _text, _icon)


def _progress(row: Any) -> str:
    late = f"，{row.overdue} 件超期" if row.overdue else ""
    return f"{row.settled}/{row.points} 件办结{late}"


MEETINGS = Listing(
    name="consultations",
    columns=(
        Column("topic", "议题", lambda r: r.topic, under=lambda r: r.number, row_head=True, card="o0",
               link=lambda r: reverse("consultation", args=[r.number])),
        Column("on", "日期", lambda r: r.held_on, card="o1"),
        Column("units", "参加单位", lambda r: r.units.replace(";", "、")),
        Column("points", "议定事项", _progress, card="start"),
        Column("dispatch", "所属交办", lambda r: f"{r.dispatch_on} 交办" if r.dispatch_on else "—", card="end"),
    ),
    views=(
        View("all", "全部"),
        View("open", "还有没办结的", narrow=lambda rows, _request: rows.filter(settled__lt=F("points"))),
    ),
    sorts=(Sort("-on", "最近的在前", ("-held_on", "-number")), Sort("on", "最早的在前", ("held_on", "number"))),
    unit="次",
    empty="还没有会商记录",
)  # fmt: skip


@page("consultations", path="huishang/", title="会商记录", may=P.RHYTHM_READ, scope=scopes.ROWS, posts=POSTS,
      nav=("责任考评", "会商记录", "users", 20))  # fmt: skip
def consultations(request: PageRequest) -> HttpResponse:
    """Meetings, newest first, with a search over topics, units and points."""
    text = request.GET.get("q", "").strip()
    context = {
        "table": MEETINGS.read(request, queries.consultations(request.user, text)),
        "q": text,
        "may_run": may(request.user, P.RHYTHM_RUN),
    }
    return render(request, "web/consultations.html", context)


class Meeting(Form):
    """The head of a meeting; its points are lines of their own."""

    held_on = DayField(label="会商日期")
    topic = forms.CharField(label="议题", max_length=80, error_messages={"required": "请写议题"})
    chair = forms.CharField(
        label="主持人", help_text="姓名、职务", max_length=60, error_messages={"required": "请写主持人"}
    )
    dispatch_on = forms.ChoiceField(label="所属交办", help_text="没有就不选", required=False)
    units = forms.MultipleChoiceField(label="参加单位", widget=forms.CheckboxSelectMultiple,
                                      error_messages={"required": "请至少选一个参加单位"})  # fmt: skip

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [unit.name for unit in actions.owners()]
        days = [(day.isoformat(), f"{day} 交办 {count} 户") for day, count in leads.sent_days(account)]
        choices = {"units": [(name, name) for name in names], "dispatch_on": [("", "不属于哪次交办"), *days]}
        for name, offered in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = offered


@page("consultation.new", path="huishang/xin/", title="记一次会商", may=P.RHYTHM_RUN, scope=scopes.ROWS,
      methods={"GET", "POST"})  # fmt: skip
def new(request: PageRequest) -> HttpResponse:
    """Record a meeting: when, on what, who took part, and what was decided, each point with a unit and a day."""
    form = Meeting(request.POST or None, account=request.user, initial={"held_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            recorded = actions.record(
                held_on=said["held_on"], topic=said["topic"], chair=said["chair"], unit_names=said["units"],
                points=_points_of(request), dispatch_on=typed.day(said["dispatch_on"], "所属交办"), by=request.user,
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"已记下，{len(recorded.decisions)} 件议定事项交给承办单位")
            return redirect(reverse("consultation", args=[recorded.number]) + "?hao=1")
    context = {
        "form": form,
        "owners": [(actions.key_of(unit), unit) for unit in actions.owners()],
        "lines": _lines(request),
    }
    return render(request, "web/consultation_new.html", context, status=422 if form.errors else 200)


def _lines(request: PageRequest) -> list[dict[str, Any]]:
    """The form's lines, with what was typed in them."""
    said = request.POST
    return [
        {"n": n, "text": said.get(f"text-{n}", ""), "unit": said.get(f"unit-{n}", ""), "due": said.get(f"due-{n}", "")}
        for n in range(1, LINES + 1)
    ]


def _points_of(request: PageRequest) -> list[Point]:
    return [
        Point(line["text"], line["unit"], typed.day(line["due"], f"第{line['n']}件几号前")) for line in _lines(request)
    ]


def _some_meeting(account: Any) -> dict[str, str] | None:
    number = queries.consultations(account).order_by("-held_on").values_list("number", flat=True).first()
    return {"number": number} if number else None


@page("consultation", path="huishang/<str:number>/", title="会商纪要", may=P.RHYTHM_READ, scope=scopes.ROWS, posts=POSTS,
      sample=_some_meeting)  # fmt: skip
def consultation(request: PageRequest, number: str) -> HttpResponse:
    """The minutes of a meeting, to read, copy or print, with what became of every point."""
    found = queries.consultation(number, request.user)
    if found is None:
        raise Http404
    shown = queries.points(found, request.user)
    context = {
        "meeting": found,
        "units": found.units.split(";"),
        "points": [(one, words.counted(one.due_words, one.colour) if one.due_words else None) for one in shown],
        "minutes": queries.minutes(found, shown),
        "may_run": may(request.user, P.RHYTHM_RUN),
    }
    return render(request, "web/consultation.html", context)


def _some_decision(account: Any) -> dict[str, str] | None:
    number = queries.decisions(account).order_by("due_on", "number").values_list("number", flat=True).first()
    return {"number": number} if number else None


class Answer(Form):
    """What was done, and what proves it."""

    answer = forms.CharField(
        label="办理情况", max_length=200, widget=forms.Textarea, error_messages={"required": "请写办理情况"}
    )
    proof = forms.CharField(label="佐证", help_text="文号、凭证、照片存放处", max_length=200,
                            error_messages={"required": "请写佐证，没有佐证不能报办结"})  # fmt: skip


class Verdict(Form):
    """Why it is returned or cancelled, and by when it is due anew."""

    reason = forms.CharField(label="原因", help_text="退回、撤销时写", max_length=200, required=False)
    due_on = DayField(label="新期限", help_text="退回重办时可改", required=False)


@page("decision", path="huishang/yiding/<str:number>/", title="议定事项", may=P.RHYTHM_READ, scope=scopes.ROWS, posts=POSTS,
      methods={"GET", "POST"}, sample=_some_decision)  # fmt: skip
def decision(request: PageRequest, number: str) -> HttpResponse:
    """One point: answer it with a proof; the county closes, returns or cancels it."""
    shown = queries.decision(number, request.user)
    if shown is None:
        raise Http404
    act = request.POST.get("act", "")
    if request.method == "POST" and not (act in DECISION and may(request.user, DECISION[act].may)):
        raise Http404
    answering = Answer(request.POST if act == "answer" else None)
    judging = Verdict(request.POST if act and act != "answer" else None)
    form = answering if act == "answer" else judging
    if request.method == "POST" and form.is_valid():
        try:
            says = _act(request, number, act, form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, says)
            return redirect("decision", number=number)
    context = {
        "shown": shown,
        "one": shown.decision,
        "due": words.counted(shown.due_words, shown.colour) if shown.due_words else None,
        "answering": answering,
        "judging": judging,
        "problem": form.non_field_errors() if act else [],
    }
    return render(request, "web/decision.html", context, status=422 if form.errors else 200)


def _act(request: PageRequest, number: str, act: str, said: dict[str, Any]) -> str:
    by = request.user
    if act == "answer":
        actions.answer(number, answer=said["answer"], proof=said["proof"], by=by)
        return "已答复，等县里核"
    if act == "close":
        actions.close(number, by=by)
        return "已办结"
    if act == "return_":
        actions.return_(number, reason=said["reason"], due_on=said["due_on"], by=by)
        return "已退回重办"
    actions.cancel(number, reason=said["reason"], by=by)
    return "已撤销"
