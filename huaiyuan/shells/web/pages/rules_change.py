"""改规则: propose new numbers or a new text, see what it would do, let another person publish it, take it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import tasks
from huaiyuan.base.pages import proving, scopes, toast, words
from huaiyuan.base.pages.forms import Form, Reason
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.screening import (
    catalogue,
    change_reading,
    changes,
    describing,
    errors,
    moves,
    trial_reading,
)
from huaiyuan.county.screening.change_reading import ChangeLine
from huaiyuan.shells.web.pages import rules_heat

TRY = "try_rule"
CONFLICT, REFUSED = 409, 422
SHOWN_VILLAGES = 20
SAMPLE = 5
STAGES = {"draft": 2, "tried": 3, "published": 4, "rolled_back": 4, "dropped": 1}
OVERTAKEN = {
    errors.SAME_PERSON.code, errors.CHANGE_MOVED.code, errors.CHANGE_STAGE.code, errors.TRY_AGAIN.code,
    errors.NOT_YOURS.code, errors.LATER_CHANGE.code, errors.RESTORING.code, "REFERENCE_PARAMETER_MOVED",
}  # fmt: skip
for _code, _kind, _text, _icon in (
    ("change.draft", "plain", "待试算", "pencil"), ("change.tried", "amber", "待另一人发布", "hourglass"),
    ("change.published", "green", "已发布", "check"), ("change.dropped", "plain", "已撤下", "x"),
    ("change.rolled_back", "plain", "已回退", "undo-2"), ("rule.on", "green", "在用", "check"),
    ("rule.off", "unknown", "停用", "ban"),
):  # fmt: skip
    words.register_state(_code, _kind, _text, _icon)


class ChangeForm(Form):
    """New values of a rule's parameters, or its new text, with what they rest on."""

    since = forms.DateField(
        label="从哪天起施行", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填施行日期", "invalid": "日期要写成 2026-12-01 这样"},
    )  # fmt: skip
    reason = forms.CharField(
        label="为什么改", min_length=2, max_length=300, widget=forms.Textarea,
        error_messages={"required": "请写为什么改", "min_length": "写得太短，至少两个字"},
    )  # fmt: skip
    source = forms.CharField(
        label="依据", help_text="文件名称，或哪次会议", max_length=200, error_messages={"required": "请写依据"}
    )
    doc_no = forms.CharField(label="文号", help_text="没有就空着", max_length=120, required=False)

    def __init__(
        self, *args: Any, story: describing.Story, with_text: bool, with_values: bool, values: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.names = [p.name for p in story.parameters] if with_values else []
        for number, one in enumerate(story.parameters if with_values else ()):
            self.fields[f"v{number}"] = forms.CharField(
                label=one.title, required=False, max_length=40, initial=(values or {}).get(one.name, ""),
                help_text=_hint(one),
                widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
            )  # fmt: skip
        if with_text:
            self.fields["text"] = forms.CharField(
                label="规则正文", strip=False,
                widget=forms.Textarea(attrs={"class": "input code", "rows": 28, "spellcheck": "false", "data-verbatim": ""}),
            )  # fmt: skip
            self.fields["text"].initial = story.text

    def value_fields(self) -> list[Any]:
        """The boxes of the parameters."""
        return [self[f"v{number}"] for number in range(len(self.names))]

    def given(self) -> dict[str, str]:
        """What was typed, by parameter."""
        return {name: self.cleaned_data.get(f"v{number}", "") for number, name in enumerate(self.names)}

    def paper(self) -> changes.Paper:
        """What it rests on."""
        data = self.cleaned_data
        return changes.Paper(data["since"], data["reason"], data["source"], data["doc_no"])


def _hint(one: describing.ParameterStory) -> str:
    now = f"现行 {one.now}" if one.now else "还没有录入"
    ends = "；一年一定，到施行那年年底为止" if one.yearly else ""
    return f"{now}，单位 {one.unit}{ends}；不改就空着"


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
        request.POST or None, story=story, with_text=with_text, with_values=not with_text,
        initial={"since": clock.today()},
    )  # fmt: skip

    def act() -> str:
        text = form.cleaned_data.get("text", "")
        return changes.propose(rule.rule, form.given(), form.paper(), by=request.user, text=text).change_no

    context = {"rule": story.rule, "heading": heading, "back": reverse("rule", args=[rule.rule])}
    return _form_page(request, form, act, context)


def _form_page(request: PageRequest, form: ChangeForm, act: Callable[[], str], context: dict[str, Any]) -> HttpResponse:
    """Take the form, or show it again with what is wrong; nothing typed is lost."""
    fault: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            change_no = act()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            fault = _fault(refusal, form.cleaned_data.get("text", ""))
        else:
            tasks.enqueue(TRY, change_no=change_no, by=request.user.get_username())
            toast.leave(request, f"{change_no} 已提出，正在试算。离开本页不影响")
            return redirect("rule_changes.one", change_no=change_no)
    shown = context | {"form": form, "fault": fault, "today": clock.today()}
    return render(request, "web/rule_change.html", shown, status=REFUSED if form.errors else 200)


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
    line = change_reading.one(change_no, request.user)
    is_draft = line.state == "draft"
    running = [job for job in jobs.running(TRY) if job.key == line.rule] if is_draft else []
    queued = is_draft and not running and jobs.has_queued(TRY)
    last = jobs.latest(TRY, line.rule) if is_draft and not running and not queued else None
    context = {
        "line": line,
        "rule_title": catalogue.titles(clock.today()).get(line.rule, ""),
        "state": f"change.{line.state}",
        "step": STAGES[line.state],
        "running": running,
        "queued": queued,
        "failed": last.error if last is not None and last.started_at >= line.proposed_at else "",
        "problem": problem,
        "today": clock.today(),
        "publish_on": max(line.since, clock.today()),
        "trial": None if is_draft else _trial(line, request),
        "waits": line.state == "tried" and "publish" not in line.may and may(request.user, P.RULE_PUBLISH),
    }
    return render(request, "web/rule_change_one.html", context, status=status)


def _trial(line: ChangeLine, request: PageRequest) -> dict[str, Any] | None:
    if not line.trial_id:
        return None
    try:
        found = trial_reading.read(line.trial_id, request.user, sample=SAMPLE)
    except DomainError as refusal:
        return {"gone": str(refusal)}
    changed = [area for area in found.villages if area.extra_visits or area.difference]
    caught = found.totals["caught"]
    days = caught["after"]["days_earlier"]
    families = _families(found, request)
    return {
        "found": found,
        "totals": found.totals,
        "off": [(rule, why) for rule, why in found.manifest["off"]["after"].items() if why],
        "was_off": [(rule, why) for rule, why in found.manifest["off"]["before"].items() if why],
        "heat": rules_heat.tiles([(t.code, t.name, abs(t.extra_visits)) for t in found.townships]),
        "extra": found.totals["after"]["visits"] - found.totals["before"]["visits"],
        "villages": changed[:SHOWN_VILLAGES],
        "more_villages": max(0, len(changed) - SHOWN_VILLAGES),
        "families": families,
        "caught": caught,
        "missed": caught["identified"] - caught["no_history"] - caught["after"]["caught"] - caught["after"]["unknown"],
        "unknown": caught["no_history"] + caught["after"]["unknown"],
        "days": round(days / caught["after"]["caught"], 1) if caught["after"]["caught"] else None,
        "early": [c for c in found.caught if c.after_on or c.before_on][:SAMPLE],
    }


def _families(found: trial_reading.Reading, request: PageRequest) -> list[tuple[str, list[tuple[Any, str, str]]]]:
    """Samples by what becomes of them: (line, name and who it is as this account may see it, household number)."""
    rows = [*found.gained, *found.lost, *found.regraded]
    people = registry.named([row.person_id for row in rows if row.person_id], request.user)
    heads: dict[str, Any] = {}
    if alone := {row.household_no for row in rows if row.household_no and not row.person_id}:
        heads = dict(registry.listed(alone, request.user))

    def told(row: trial_reading.PersonLine) -> tuple[Any, str, str]:
        if row.person_id in people:
            person = people[row.person_id]
            return row, f"{person.name}（{person.sex}，{person.age} 岁）", row.household_no
        if row.household_no in heads:
            return row, f"{heads[row.household_no].head_name} 户", row.household_no
        return row, "", ""

    kinds = (("新查出来的", found.gained), ("不再查出来的", found.lost), ("级别变了的", found.regraded))
    return [(title, [told(row) for row in rows]) for title, rows in kinds if rows]


@page("rule_changes.edit", path="guize/gaidong/<str:change_no>/gai/", title="改一改", may=P.RULE_WRITE, scope=_change,
      methods={"GET", "POST"}, sample=lambda _account: None)  # fmt: skip
def edit(request: PageRequest, change_no: str) -> HttpResponse:
    """Reword a proposal of one's own; it is tried again."""
    line = change_reading.one(change_no, request.user)
    rule = _rule(request.reach, line.rule)
    if rule is None or "edit" not in line.may:
        return redirect("rule_changes.one", change_no=change_no)
    draft = change_reading.proposed(change_no)
    typed = {name: str(value) for name, value in draft.values.items()}
    story = describing.tell(rule.rule, clock.today())
    form = ChangeForm(
        request.POST or None, story=story, with_text=line.has_text, with_values=True,
        values=typed, initial={
            "since": max(line.since, clock.today()), "reason": line.reason, "source": line.source, "doc_no": line.doc_no,
        } | ({"text": draft.text} if line.has_text else {}),
    )  # fmt: skip
    if line.has_text:
        form.fields["text"].initial = draft.text

    def act() -> str:
        seen = request.POST.get("version", "")
        return changes.edit(
            change_no, form.given(), form.paper(), by=request.user, text=form.cleaned_data.get("text", ""),
            seen=int(seen) if seen.isdigit() else None,
        ).change_no  # fmt: skip

    context = {
        "rule": story.rule, "heading": f"改一改 {change_no}", "version": line.version,
        "back": reverse("rule_changes.one", args=[change_no]),
    }  # fmt: skip
    return _form_page(request, form, act, context)


@page("rule_changes.try", path="guize/gaidong/<str:change_no>/shisuan/", title="试算", may=P.RULE_WRITE, scope=_change,
      methods={"POST"})  # fmt: skip
def try_again(request: PageRequest, change_no: str) -> HttpResponse:
    """Try it in the background."""
    tasks.enqueue(TRY, change_no=change_no, by=request.user.get_username())
    toast.leave(request, f"{change_no} 正在试算，不产生线索。离开本页不影响")
    return redirect("rule_changes.one", change_no=change_no)


@page("rule_changes.publish", path="guize/gaidong/<str:change_no>/fabu/", title="发布", may=P.RULE_PUBLISH, scope=_change,
      methods={"POST"})  # fmt: skip
def publish(request: PageRequest, change_no: str) -> HttpResponse:
    """Let it hold, from today or a later day; only for somebody who has just shown who they are."""
    if not proving.is_fresh(request):
        return redirect(f"{reverse('prove')}?next={reverse('rule_changes.one', args=[change_no])}")
    typed, seen = request.POST.get("since", ""), request.POST.get("version", "")
    try:
        since = dt.date.fromisoformat(typed) if typed else None
    except ValueError:
        return _show(request, change_no, "施行日期要写成 2026-12-01 这样。没有发布，请改好再点。", REFUSED)
    try:
        done = changes.publish(change_no, by=request.user, since=since, seen=int(seen) if seen.isdigit() else None)
    except DomainError as refusal:
        return _show(request, change_no, str(refusal), CONFLICT if refusal.code in OVERTAKEN else REFUSED)
    toast.leave(request, f"{change_no} 已发布，自 {done.since.isoformat()} 起施行")
    return redirect("rule_changes.one", change_no=change_no)


REASONED: dict[str, tuple[str, str, Any]] = {
    "send_back": ("退回这次改动", "写明要改哪里，提出人会看到；原来的内容留着。", changes.send_back),
    "drop": ("撤下这次改动", "撤下后不再发布，记录留着。", changes.drop),
    "roll_back": (
        "回退这次改动",
        "恢复改动前的内容。先试算，再由另一个人发布；原来的改动留着，标“已回退”。",
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
    context = {
        "form": form, "line": change_reading.one(change_no, request.user), "heading": heading, "says": says,
        "button": moves.MOVES[name].says if name != "roll_back" else "提出回退并试算",
    }  # fmt: skip
    return render(request, "web/rule_change_reason.html", context, status=status)


def _after(request: PageRequest, name: str, change_no: str, made: str) -> HttpResponse:
    if name == "roll_back":
        tasks.enqueue(TRY, change_no=made, by=request.user.get_username())
        toast.leave(request, f"已提出回退 {change_no}，编号 {made}，正在试算")
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
