"""改规则: propose new numbers or a new text, see what it would do, let another person publish it, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import tasks
from huaiyuan.base.pages import proving, scopes, toast, typed, words
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.screening import (
    catalogue,
    change_reading,
    changes,
    describing,
    errors,
    moves,
)
from huaiyuan.shells.web.pages import rules_trial
from huaiyuan.shells.web.pages.rules_form import ChangeForm

TRY = "try_rule"
CONFLICT, REFUSED = 409, 422
STAGES = {"draft": 2, "tried": 3, "published": 4, "rolled_back": 4, "dropped": 1}
OVERTAKEN = {
    errors.SAME_PERSON.code, errors.CHANGE_MOVED.code, errors.CHANGE_STAGE.code, errors.TRY_AGAIN.code,
    errors.LOOK_AGAIN.code, errors.NOT_YOURS.code, errors.LATER_CHANGE.code, errors.RESTORING.code,
    "REFERENCE_PARAMETER_MOVED",
}  # fmt: skip
for _code, _kind, _text, _icon in (
    ("change.draft", "plain", "待试算", "pencil"), ("change.tried", "amber", "待另一人发布", "hourglass"),
    ("change.published", "green", "已发布", "check"), ("change.dropped", "plain", "已撤下", "x"),
    ("change.returned", "amber", "已退回", "undo-2"), ("change.rolled_back", "plain", "已回退", "undo-2"),
    ("rule.on", "green", "在用", "check"), ("rule.off", "unknown", "停用", "ban"),
):  # fmt: skip
    words.register_state(_code, _kind, _text, _icon)


def _rule(_reach: Scope, rule_id: str) -> describing.RuleName | None:
    return describing.find(rule_id, clock.today())


@page("rule.change", path="guize/<str:rule_id>/gai/", title="改参数", may=P.RULE_WRITE, scope=_rule,
      methods={"GET", "POST"}, sample=lambda _account: {"rule_id": "R01"})  # fmt: skip
def change_values(request: PageRequest, rule: describing.RuleName) -> HttpResponse:
    """Propose other numbers for the parameters of a rule."""
    return _propose(request, rule, "改参数", with_text=False)


@page("rule.text", path="guize/<str:rule_id>/zhengwen/", title="改正文", may=P.RULE_WRITE, scope=_rule,
      methods={"GET", "POST"}, sample=lambda _account: {"rule_id": "R01"})  # fmt: skip
def change_text(request: PageRequest, rule: describing.RuleName) -> HttpResponse:
    """Propose another text of a rule: for whoever knows how rules are written; checked with file and line."""
    return _propose(request, rule, "改正文", with_text=True)


def _propose(request: PageRequest, rule: describing.RuleName, heading: str, *, with_text: bool) -> HttpResponse:
    story = describing.tell(rule.rule, clock.today())
    form = ChangeForm(
        request.POST or None, stories=() if with_text else story.parameters, text=story.text if with_text else None,
        initial={"since": clock.today()},
    )  # fmt: skip

    def act() -> str:
        text = form.cleaned_data.get("text", "")
        return changes.propose(rule.rule, form.given(), form.paper(), by=request.user, text=text).change_no

    context = {"rule": story.rule, "heading": heading, "back": reverse("rule", args=[rule.rule])}
    return form_page(request, form, act, context)


def form_page(request: PageRequest, form: ChangeForm, act: Callable[[], str], context: dict[str, Any]) -> HttpResponse:
    """Take the form, or show it again with what is wrong; nothing typed is lost. Without a `rule` nothing is tried."""
    fault: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            change_no = act()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            fault = _fault(refusal, form.cleaned_data.get("text", ""))
        else:
            _go_on(request, change_no, "已提出", is_tried="rule" in context)
            return redirect("rule_changes.one", change_no=change_no)
    shown = context | {"form": form, "fault": fault, "today": clock.today()}
    return render(request, "web/rule_change.html", shown, status=REFUSED if form.errors else 200)


def _go_on(request: PageRequest, change_no: str, did: str, *, is_tried: bool) -> None:
    """Have a change tried, where there is something to try, and say what comes next."""
    if is_tried:
        tasks.enqueue(TRY, change_no=change_no, by=request.user.get_username())
        toast.leave(request, f"{change_no} {did}，正在试算。离开本页不影响")
    else:
        toast.leave(request, f"{change_no} {did}，等另一个人发布")


def _fault(refusal: DomainError, text: str) -> dict[str, Any] | None:
    """The faulty line of a text with its neighbours, where a refusal names one."""
    line = refusal.facts.get("line")
    if not isinstance(line, int) or not text:
        return None
    found = text.replace("\r\n", "\n").split("\n")
    around = range(max(1, line - 2), min(len(found), line + 2) + 1)
    return {"line": line, "lines": [(n, found[n - 1], n == line) for n in around]}


@page("rule_changes", path="guize/gaidong/", title="规则改动", may=P.RULE_READ, scope=scopes.NO_ROWS,
      nav=("监测预警", "规则改动", "git-compare", 22))  # fmt: skip
def listed(request: PageRequest) -> HttpResponse:
    """Changes by where they stand; first those that wait for somebody else to publish them."""
    asked = request.GET.get("tab", "")
    counts = change_reading.counts(request.user)
    tab = asked if asked in change_reading.TABS else "waiting" if counts["waiting"] else "all"
    titles = catalogue.titles(clock.today())
    context = {
        "tabs": [(name, label, counts[name]) for name, label in change_reading.TABS.items()],
        "tab": tab,
        "lines": [(line, titles.get(line.rule, line.rule)) for line in change_reading.lines(request.user, tab)],
    }
    return render(request, "web/rule_changes.html", context)


def _change(_reach: Scope, change_no: str) -> str | None:
    return change_reading.find(change_no)


def _some_change(account: Any) -> dict[str, str] | None:
    found = change_reading.lines(account, "all")
    return {"change_no": found[0].change_no} if found else None


@page("rule_changes.one", path="guize/gaidong/<str:change_no>/", title="规则改动", may=P.RULE_READ, scope=_change,
      sample=_some_change)  # fmt: skip
def one(request: PageRequest, change_no: str) -> HttpResponse:
    """One change: from what to what and why, what the trial said, and the next step."""
    return _show(request, change_no)


def _show(request: PageRequest, change_no: str, problem: str = "", status: int = 200) -> HttpResponse:
    going = jobs.going(TRY)
    line = change_reading.one(change_no, request.user)
    is_draft = line.state == "draft"
    running = [job for job in going.running if job.key == line.rule] if is_draft else []
    queued = is_draft and not running and going.queued
    last = jobs.latest(TRY, line.rule) if is_draft and not running and not queued else None
    context = {
        "line": line,
        "rule_title": catalogue.titles(clock.today()).get(line.rule, ""),
        "steps": "提出|试算|另一人发布|施行" if line.rule else "提出|另一人发布|施行",
        "state": f"change.{line.badge}",
        "step": max(1, STAGES[line.state] - (not line.rule)),
        "running": running,
        "queued": queued,
        "failed": last.error if last is not None and last.started_at >= line.proposed_at else "",
        "problem": problem,
        "today": clock.today(),
        "publish_on": max(line.since, clock.today()),
        "trial": None if is_draft else rules_trial.shown(line, request),
        "waits": line.state == "tried" and "publish" not in line.may and may(request.user, P.RULE_PUBLISH),
    }
    return render(request, "web/rule_change_one.html", context, status=status)


@page("rule_changes.edit", path="guize/gaidong/<str:change_no>/gai/", title="改一改", may=P.RULE_WRITE, scope=_change,
      methods={"GET", "POST"}, sample=lambda _account: None)  # fmt: skip
def edit(request: PageRequest, change_no: str) -> HttpResponse:
    """Reword a proposal of one's own; it is tried again."""
    line = change_reading.one(change_no, request.user)
    if "edit" not in line.may or (line.rule and _rule(request.reach, line.rule) is None):
        return redirect("rule_changes.one", change_no=change_no)
    draft, story = change_reading.proposed(change_no), _story(line)
    form = ChangeForm(
        request.POST or None, stories=story.parameters if story else describing.stories(list(draft.values), clock.today()),
        text=draft.text if line.has_text else None, values={name: str(value) for name, value in draft.values.items()},
        initial={
            "since": max(line.since, clock.today()), "reason": line.reason, "source": line.source, "doc_no": line.doc_no,
        },
    )  # fmt: skip

    def act() -> str:
        seen = request.POST.get("version", "")
        return changes.edit(
            change_no, form.given(), form.paper(), by=request.user, text=form.cleaned_data.get("text", ""),
            seen=typed.whole(seen),
        ).change_no  # fmt: skip

    context = {"heading": f"改一改 {change_no}", "version": line.version}
    context |= {"rule": story.rule} if story else {"parameter": line.values[0].title}
    return form_page(request, form, act, context | {"back": reverse("rule_changes.one", args=[change_no])})


def _story(line: change_reading.ChangeLine) -> describing.Story | None:
    return describing.tell(line.rule, clock.today()) if line.rule else None


@page("rule_changes.try", path="guize/gaidong/<str:change_no>/shisuan/", title="试算", may=P.RULE_WRITE, scope=_change,
      methods={"POST"})  # fmt: skip
def try_again(request: PageRequest, change_no: str) -> HttpResponse:
    """Try it in the background; where no rule is concerned, lay it before another person again."""
    if change_reading.one(change_no, request.user).rule:
        tasks.enqueue(TRY, change_no=change_no, by=request.user.get_username())
        toast.leave(request, f"{change_no} 正在试算，不产生线索。离开本页不影响")
        return redirect("rule_changes.one", change_no=change_no)
    try:
        changes.lay_before(change_no, by=request.user)
    except DomainError as refusal:
        return _show(request, change_no, str(refusal), CONFLICT if refusal.code in OVERTAKEN else REFUSED)
    _go_on(request, change_no, "已再次提请", is_tried=False)
    return redirect("rule_changes.one", change_no=change_no)


@page("rule_changes.publish", path="guize/gaidong/<str:change_no>/fabu/", title="发布", may=P.RULE_PUBLISH, scope=_change,
      methods={"POST"})  # fmt: skip
def publish(request: PageRequest, change_no: str) -> HttpResponse:
    """Let it hold, from today or a later day; only for somebody who has just shown who they are."""
    if not proving.is_fresh(request):
        return redirect(f"{reverse('prove')}?next={reverse('rule_changes.one', args=[change_no])}")
    seen = request.POST.get("version", "")
    try:
        since = typed.day(request.POST.get("since", ""), "从哪天起施行")
        done = changes.publish(change_no, by=request.user, since=since, seen=typed.whole(seen))
    except DomainError as refusal:
        return _show(request, change_no, str(refusal), CONFLICT if refusal.code in OVERTAKEN else REFUSED)
    toast.leave(request, f"{change_no} 已发布，自 {done.since.isoformat()} 起施行")
    return redirect("rule_changes.one", change_no=change_no)


REASONED: dict[str, tuple[str, str, Any]] = {
    "send_back": ("退回这次改动", "写明要改哪里，提出人会看到；原来的内容留着。", changes.send_back),
    "drop": ("撤下这次改动", "撤下后不再发布，记录留着。", changes.drop),
    "roll_back": (
        "回退这次改动",
        "恢复改动前的内容。规则先试算，再由另一个人发布；原来的改动留着，标“已回退”。",
        changes.ask_roll_back,
    ),
}


def _reasoned(request: PageRequest, change_no: str, name: str) -> HttpResponse:
    heading, says, act = REASONED[name]
    form = Reason(request.POST or None)
    status = REFUSED if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            done = act(change_no, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = CONFLICT if refusal.code in OVERTAKEN else REFUSED
        else:
            return _after(request, name, change_no, done.change_no)
    line = change_reading.one(change_no, request.user)
    asks = "提出回退并试算" if line.rule else "提出回退"
    context = {
        "form": form, "line": line, "heading": heading, "says": says,
        "button": asks if name == "roll_back" else moves.MOVES[name].says,
    }  # fmt: skip
    return render(request, "web/rule_change_reason.html", context, status=status)


def _after(request: PageRequest, name: str, change_no: str, made: str) -> HttpResponse:
    if name == "roll_back":
        is_tried = bool(change_reading.one(made, request.user).rule)
        _go_on(request, made, f"已提出，回退 {change_no}", is_tried=is_tried)
    else:
        toast.leave(request, f"{change_no} 已{moves.MOVES[name].says}")
    return redirect("rule_changes.one", change_no=made)


@page("rule_changes.send_back", path="guize/gaidong/<str:change_no>/tuihui/", title="退回", may=P.RULE_PUBLISH,
      scope=_change, methods={"GET", "POST"}, sample=_some_change)  # fmt: skip
def send_back(request: PageRequest, change_no: str) -> HttpResponse:
    """Give a tried change back to who proposed it."""
    return _reasoned(request, change_no, "send_back")


@page("rule_changes.drop", path="guize/gaidong/<str:change_no>/chexia/", title="撤下", may=P.RULE_WRITE, scope=_change,
      methods={"GET", "POST"}, sample=lambda _account: None)  # fmt: skip
def drop(request: PageRequest, change_no: str) -> HttpResponse:
    """Take one's own proposal off the table."""
    return _reasoned(request, change_no, "drop")


@page("rule_changes.roll_back", path="guize/gaidong/<str:change_no>/huitui/", title="回退", may=P.RULE_WRITE,
      scope=_change, methods={"GET", "POST"}, sample=lambda _account: None)  # fmt: skip
def roll_back(request: PageRequest, change_no: str) -> HttpResponse:
    """Propose to restore what was before a published change."""
    return _reasoned(request, change_no, "roll_back")
