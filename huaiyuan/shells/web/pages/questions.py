"""指导问答: what was asked at the steps of the work and answered, to find by step and words; asking, answering; who guides whom."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import scopes, toast, typed, words
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import guidance
from huaiyuan.county.guiding import actions, queries
from huaiyuan.county.guiding.actions import Asked
from huaiyuan.county.guiding.types import QuestionState
from huaiyuan.county.registry import queries as registry

READERS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE, Role.HELPER}
EXCERPT = 60
for _state, _kind, _icon in (
    (QuestionState.ASKED, "amber", "hourglass"), (QuestionState.ANSWERED, "green", "check"),
    (QuestionState.WITHDRAWN, "unknown", "undo-2"),
):  # fmt: skip
    words.register_state(f"question.{_state.value}", _kind, _state.label, _icon)


def _step_words(row: Any) -> str:
    lines = guidance.lines(row.stage, row.step, clock.today())
    return f"{lines.stage_title}：{lines.title}" if lines else row.step


def _at_steps(rows: Any, keys: list[str]) -> Any:
    found = rows.none()
    for key in keys:
        stage, _, step = key.partition(".")
        found = found | rows.filter(stage=stage, step=step)
    return found


def _waiting(rows: Any, _request: Any) -> Any:
    return rows.filter(state=QuestionState.ASKED)


def _mine(rows: Any, request: Any) -> Any:
    return rows.filter(asked_by=request.user)


def _excerpt(row: Any) -> str:
    text = row.answer or "还没答复"
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"


QUESTIONS = Listing(
    name="questions",
    columns=(
        Column("question", "问题和答复", lambda r: r.shown or r.text, under=_excerpt, row_head=True, card="o0",
               link=lambda r: reverse("question", args=[r.number])),
        Column("state", "状态", lambda r: parts.state(f"question.{r.state}"), card="o1"),
        Column("step", "哪一步", _step_words, card="start"),
        Column("basis", "依据", lambda r: r.basis or "—", card="hide"),
        Column("asked", "哪天问的", lambda r: r.asked_at.astimezone(clock.SHANGHAI).date().isoformat(), card="end"),
    ),
    filters=(Choice("bu", "哪一步", lambda _r: queries.steps(), apply=_at_steps),),
    views=(
        View("all", "问答", narrow=lambda rows, _request: rows.filter(state=QuestionState.ANSWERED)),
        View("waiting", "等答复的", narrow=_waiting),
        View("mine", "我问的", narrow=_mine),
    ),
    sorts=(Sort("-asked", "新的在前", ("-asked_at", "number")), Sort("asked", "早的在前", ("asked_at", "number"))),
    unit="条",
    empty="这里还没有问答",
)  # fmt: skip


@page("questions", path="zhidao/", title="指导问答", may=P.GUIDE_READ, scope=scopes.ROWS, posts=READERS,
      nav=("监测帮扶", "指导问答", "message-square", 60), phone=True)  # fmt: skip
def questions(request: PageRequest) -> HttpResponse:
    """Questions with their answers, by step and words."""
    text = request.GET.get("q", "")[:60]
    context = {
        "table": QUESTIONS.read(request, queries.searched(queries.questions(request.user), text)), "q": text,
        "may_ask": may(request.user, P.GUIDE_ASK), "may_set": may(request.user, P.GUIDE_ANSWER),
        "carried": [(name, value) for name in ("view", "bu") for value in request.GET.getlist(name)],
    }  # fmt: skip
    return render(request, "web/questions.html", context)


@page("question.new", path="zhidao/wen/", title="问一问", may=P.GUIDE_ASK, scope=scopes.ROWS, methods={"GET", "POST"},
      posts={Role.TOWNSHIP, Role.VILLAGE, Role.HELPER}, phone=True)  # fmt: skip
def new(request: PageRequest) -> HttpResponse:
    """Ask at a step; the address names the step and the thing that it is about."""
    said, problem = request.POST if request.method == "POST" else request.GET, ""
    key, text = said.get("bu", "")[:41], said.get("wen", "")[:200]
    stage, _, step = key.partition(".")
    household = _own_household(request, said.get("hu", "")[:24])
    where = Asked(stage, step, said.get("shi", "")[:40], said.get("ye", "")[:40], household)
    if request.method == "POST":
        try:
            asked = actions.ask(where, text=text, by=request.user)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"已问（{asked.number}），答复到您的待办里")
            return redirect(reverse("question", args=[asked.number]) + "?hao=1")
    help_here = queries.at_step(stage, step, request.user) if step else None
    context = {
        "steps": queries.steps(), "bu": key, "where": where, "text": text, "problem": problem, "guidance": help_here,
        "others": queries.answers_at(key)[0] if help_here else [],
    }  # fmt: skip
    return render(request, "web/question_new.html", context, status=422 if problem else 200)


def _own_household(request: PageRequest, household_no: str) -> str:
    """The household that a question is about, where it is one of the asker's; no other is taken from an address."""
    if not household_no:
        return ""
    reached = registry.within([household_no], request.reach) or registry.find_granted(household_no, request.user)
    return household_no if reached else ""


@page("guides", path="zhidao/baolian/", title="包联指导员", may=P.GUIDE_VISITS, scope=scopes.ROWS, methods={"GET", "POST"},
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE})  # fmt: skip
def guides(request: PageRequest) -> HttpResponse:
    """Who guides which township; the county sets it."""
    problem = ""
    if request.method == "POST":
        if not may(request.user, P.GUIDE_ANSWER):
            raise Http404
        code = request.POST.get("zhen", "")[:9]
        try:
            made = actions.set_guide(code, username=request.POST.get("ren", "")[:150], by=request.user)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"已定：{made.guide.display_name}" if made else "已定：没有指导员，问题归县监测中心答")
            return redirect("guides")
    rows, people = queries.guides(request.user)
    context = {
        "rows": rows, "people": people, "problem": problem, "may_set": may(request.user, P.GUIDE_ANSWER),
    }  # fmt: skip
    return render(request, "web/guides.html", context, status=422 if problem else 200)


@page("question.step", path="zhidao/bu/<str:key>/", title="这一步的问答", may=P.GUIDE_READ, scope=scopes.ROWS, posts=READERS,
      phone=True, sample=lambda _account: None)  # fmt: skip
def at_step(request: PageRequest, key: str) -> HttpResponse:
    """What was asked at one step, for the page that shows the step: fetched when somebody opens it."""
    answers, more = queries.answers_at(key[:41])
    return render(request, "web/question_step.html", {"answers": answers, "more": more, "key": key[:41]})


def _some_question(account: Any) -> dict[str, str] | None:
    found = queries.some_question(account)
    return {"number": found.number} if found else None


@page("question", path="zhidao/<str:number>/", title="问答", may=P.GUIDE_READ, scope=queries.find_question, posts=READERS,
      methods={"GET", "POST"}, phone=True, sample=_some_question)  # fmt: skip
def question(request: PageRequest, question: Any) -> HttpResponse:
    """One question: its answer; the guide answers, the asker has read it or takes it back."""
    problem = ""
    if request.method == "POST":
        try:
            says = _act(request, question.number)
        except DomainError as refusal:
            problem = str(refusal)
            question = queries.find_question(request.reach, question.number, request.user) or question
        else:
            toast.leave(request, says)
            return redirect("questions") if says.startswith("已撤回") else redirect("question", number=question.number)
    shown = queries.question_page(question, request.user)
    context = {
        "shown": shown, "one": shown.question, "problem": problem, "posted": request.POST,
        "due": words.counted(shown.due.words, str(shown.due.colour)) if shown.due else None,
        "about_url": _about(shown) if shown.private else "", "key": f"{question.stage}.{question.step}",
        "may_ask": may(request.user, P.GUIDE_ASK),
    }  # fmt: skip
    return render(request, "web/question.html", context, status=422 if problem else 200)


def _about(shown: queries.QuestionPage) -> str:
    try:
        return reverse(shown.question.about_page, args=[shown.question.about]) if shown.question.about else ""
    except NoReverseMatch:
        return ""


def _act(request: PageRequest, number: str) -> str:
    said, by = request.POST, request.user
    act = said.get("act", "")
    if act == "read":
        actions.read(number, by=by)
        return "看过了"
    if act == "withdraw":
        actions.withdraw(number, by=by)
        return "已撤回这个问题"
    if act != "answer" or not may(by, P.GUIDE_ANSWER):
        raise Http404
    actions.answer(
        number, answer=said.get("answer", "")[:600], basis=said.get("basis", "")[:120], shown=said.get("shown", "")[:200],
        public=said.get("public") == "1", by=by, base_version=typed.whole(said.get("version")),
    )  # fmt: skip
    return "已答复，问的人已收到" if said.get("public") != "1" else "已答复，问的人已收到；也留在这一步给别人看"
