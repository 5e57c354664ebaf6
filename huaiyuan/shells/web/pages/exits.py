"""风险消除: whom the village may nominate now, who lacks what, who stays; and one family's conditions with their evidence.

Families are listed by village, never ranked, and no rate of exits is shown anywhere.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import scopes, toast, typed
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions, queries
from huaiyuan.county.casework.actions import Paper
from huaiyuan.county.casework.types import Secured
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.county.registry import queries as registry

POSTS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE}


@page("exits", path="xiaochu/", title="风险消除", may=P.CASEWORK_READ, scope=scopes.ROWS, posts=POSTS,
      nav=("监测帮扶", "风险消除", "circle-check", 35))  # fmt: skip
def exits(request: PageRequest) -> HttpResponse:
    """The monitored families of a township or village by what they lack."""
    places = {place.code: place for place in reference.places()}
    here = [p for p in places.values() if p.level == "township" and request.reach.overlaps(p.code)]
    # Whoever reaches one township or a village has nothing to choose; the county looks at one township at a time.
    townships = [(p.code, p.short_name) for p in here] if len(here) > 1 else []
    codes, chosen = [code for code, _ in townships], request.GET.get("zhen", "")
    township = chosen if chosen in codes else (codes[0] if codes else "")
    text = request.GET.get("q", "")[:40]
    found = queries.exit_lines(request.user, places, township=township, text=text)
    counts = {name: sum(line.place == name for line in found) for name in queries.EXIT_TABS}
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.EXIT_TABS else next((name for name in counts if counts[name]), queries.READY)
    context = {
        "guidance": guiding.at_step("exit", "nominate", request.user),
        "lines": [line for line in found if line.place == tab], "tab": tab, "q": text,
        "tabs": [(name, said, counts[name]) for name, said in queries.EXIT_TABS.items()],
        "townships": townships, "township": township, "may_nominate": may(request.user, P.CASEWORK_VILLAGE),
    }  # fmt: skip
    return render(request, "web/exits.html", context)


@page(
    "exits.nominate",
    path="xiaochu/timing/",
    title="提名风险消除",
    may=P.CASEWORK_VILLAGE,
    scope=scopes.ROWS,
    methods={"POST"},
)
def nominate(request: PageRequest) -> HttpResponse:
    """提名 of the ticked families; those that cannot be are named with what is lacking."""
    try:
        made = actions.nominate_many(request.POST.getlist("pick"), by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
        return redirect("exits")
    heads = registry.listed([number for number, _ in made.passed_over], request.user)
    for number, why in made.passed_over:
        name = heads[number].head_name if number in heads else number
        toast.leave(request, f"{name} 户没提成：{why}", icon="info")
    if made.case_nos:
        toast.leave(request, f"已提名 {len(made.case_nos)} 户，请两人入户填采集表、评估表")
    if len(made.case_nos) == 1:
        return redirect("case_file", case_no=made.case_nos[0])
    return redirect("exits")


def _some_leaving(account: Any) -> dict[str, str] | None:
    number = queries.some_leaving(account)
    return {"household_no": number} if number else None


@page("exits.household", path="xiaochu/<str:household_no>/", title="消除条件", may=P.CASEWORK_READ, scope=queries.find_leaving,
      posts=POSTS, methods={"GET", "POST"}, phone=True, sample=_some_leaving)  # fmt: skip
def household(request: PageRequest, cycle: Any) -> HttpResponse:
    """One family: every condition 够, 不够 or 不明 with its evidence and who mends it; papers of departments are put on file."""
    problem = ""
    if request.method == "POST":
        try:
            paper = _paper(request)
            actions.add_paper(cycle.household_no, paper, by=request.user)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"已登记{paper.what.label}的凭据，条件当场重新核了")
            return redirect("exits.household", household_no=cycle.household_no)
    shown = queries.exit_page(cycle, request.user)
    context = {
        "guidance": guiding.at_step(
            "exit", "nominate", request.user, about=cycle.household_no, about_page="exits.household",
            household_no=cycle.household_no,
        ),
        "shown": shown, "line": shown.line, "problem": problem, "posted": request.POST,
        "secured": Secured.choices, "today": clock.today(),
    }  # fmt: skip
    return render(request, "web/exit_household.html", context, status=422 if problem else 200)


def _paper(request: PageRequest) -> Paper:
    what, photo = request.POST.get("what", ""), request.FILES.get("photo")
    if what not in Secured.values:
        raise Http404
    return Paper(
        Secured(what), request.POST.get("holds") == "1", request.POST.get("says", "")[:120],
        typed.day_or_today(request.POST.get("on"), "单子的日期"), photo.read() if photo else b"",
    )  # fmt: skip


@page("exits.paper", path="xiaochu/<str:household_no>/danju/<int:number>/", title="凭据照片", may=P.CASEWORK_READ,
      scope=queries.find_leaving, posts=POSTS - {Role.LEADER}, sample=lambda _account: None)  # fmt: skip
def paper(request: PageRequest, cycle: Any, number: int) -> HttpResponse:
    """The photo of one paper; that it was looked at is recorded."""
    try:
        photo = actions.open_paper(cycle.household_no, number, by=request.user)
    except DomainError:
        raise Http404 from None
    return HttpResponse(photo, content_type="image/jpeg")
