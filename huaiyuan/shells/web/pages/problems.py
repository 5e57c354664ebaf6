"""走访时交办的事: the list for owners and townships, and one of them to settle or pass on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import scopes, toast, words
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import SIGNED_IN, PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries
from huaiyuan.county.duty.queries.mine import owner_words
from huaiyuan.county.duty.types import ProblemKind, ProblemState
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import queries as worklist

COLOURS = {"open": "amber", "done": "blue", "closed": "green"}
SEEN_BY = {Role.VILLAGE, Role.TOWNSHIP, Role.DEPARTMENT}


def _badge(row: Any) -> Any:
    return parts.badge(COLOURS[row.state], row.get_state_display())


PROBLEMS = Listing(
    name="problems",
    columns=(
        Column("what", "什么事", lambda r: r.get_kind_display(), under=lambda r: r.says, row_head=True, card="o0",
               link=lambda r: reverse("problem", args=[r.problem_no])),
        Column("state", "状态", _badge, card="o1", export=lambda r: r.get_state_display()),
        Column("household", "哪一户", lambda r: f"{r.who} 户" if r.who else r.household_no, under=lambda r: r.household_no),
        Column("owner", "谁来办", owner_words, card="start"),
        Column("due", "期限", lambda r: parts.deadline(words.counted(r.due.words, str(r.due.colour))) if r.state == "open" else "—",
               card="end", export=lambda r: f"{r.due_at:%Y-%m-%d}"),
        Column("helper", "帮扶责任人", lambda r: r.helper.name, card="hide"),
    ),
    filters=(Choice("kind", "种类", lambda _: ProblemKind.choices, field="kind"),),
    sorts=(Sort("due", "按期限从近到远", ("due_at",)), Sort("-number", "新的在前", ("-problem_no",))),
    views=(
        View("open", "在办", narrow=lambda rows, _: rows.filter(state=ProblemState.OPEN)),
        View("done", "已办，待回访", narrow=lambda rows, _: rows.filter(state=ProblemState.DONE)),
        View("closed", "已了结", narrow=lambda rows, _: rows.filter(state=ProblemState.CLOSED)),
        View("all", "全部"),
    ),
    unit="件",
    empty="没有走访时交办的事",
)  # fmt: skip


@page("problems", path="shiqing/", title="走访交办的事", may=P.PROBLEM_SOLVE, scope=scopes.ROWS, posts=SEEN_BY,
      nav=("监测帮扶", "走访交办的事", "clipboard-check", 34))  # fmt: skip
def problems(request: PageRequest) -> HttpResponse:
    """What visits handed to the account's post, and for a village or township everything of its area."""
    rows = PROBLEMS.narrow(request, queries.problems(request.user))
    found = PROBLEMS.part(request, rows)
    heads = registry.heads_seen({row.household_no for row in found.rows}, request.user)
    for row, due in zip(found.rows, worklist.urgencies([row.due_at for row in found.rows]), strict=True):
        row.who, row.due = heads.get(row.household_no, ""), due
    table = PROBLEMS.show(request, found.rows, total=rows.count(), after=found.after, before=found.before)
    return render(request, "web/problems.html", {"table": table})


def _some_problem(account: Any) -> dict[str, str] | None:
    rows = queries.problems(account)
    number = rows.filter(state=ProblemState.OPEN).values_list("problem_no", flat=True).first()
    number = number or rows.values_list("problem_no", flat=True).first()
    return {"problem_no": number} if number else None


@page("problem", path="shiqing/<str:problem_no>/", title="走访交办的事", may=SIGNED_IN, scope=queries.find_problem,
      methods={"GET", "POST"}, phone=True, sample=_some_problem)  # fmt: skip
def problem(request: PageRequest, problem_no: str) -> HttpResponse:
    """One thing to settle: how it was done, or whose it rather is."""
    refused = ""
    if request.method == "POST":
        said = request.POST
        try:
            if said.get("act") == "pass_on":
                moved = actions.pass_on(
                    problem_no, to=said.get("to", ""), reason=said.get("reason", ""), by=request.user
                )
                toast.leave(request, f"{problem_no} 已转给{owner_words(moved)}")
                return redirect("problems")
            actions.settle(problem_no, answer=said.get("answer", ""), by=request.user)
        except DomainError as refusal:
            refused = str(refusal)
        else:
            toast.leave(request, f"{problem_no} 已办结，已请帮扶责任人下次回访看一眼")
            return redirect("problem", problem_no=problem_no)
    shown = queries.problem_page(problem_no, request.user)
    context = {
        "guidance": guiding.at_step(
            "visit", "problem", request.user, about=problem_no, about_page="problem", household_no=shown.household_no
        ),
        "problem": shown, "colour": COLOURS[shown.state], "refused": refused, "posted": request.POST,
        "due": words.counted(shown.urgency.words, str(shown.urgency.colour)) if shown.state == "open" else None,
    }  # fmt: skip
    return render(request, "web/problem.html", context, status=422 if refused else 200)
