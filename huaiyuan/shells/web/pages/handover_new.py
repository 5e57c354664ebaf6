"""办交接: everything that one person holds, whom each of it goes to, what would be left, and one press."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.access import queries as people
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import toast, typed
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries
from huaiyuan.county.duty.queries import Holdings, Plan
from huaiyuan.county.duty.types import EndReason, HandoverKind
from huaiyuan.shells.web.pages.handovers import ARRANGERS

NOT_CHOSEN = frozenset({EndReason.CLOSED, EndReason.AWAY})


@dataclass(frozen=True)
class Taker:
    """Somebody chosen to take things over; `helper_no` where they may take households."""

    username: str
    name: str
    helper_no: str


def find_giver(reach: Scope, username: str) -> Account | None:
    """Whose things are handed over: somebody with a post within reach."""
    return people.within(reach, username)


def _some_giver(account: Any) -> dict[str, str] | None:
    """Somebody of the area other than whoever looks, for looking at all pages."""
    reach = people.scope_of(account, P.HANDOVER_WRITE)
    found = [one.username for one in people.holders(reach, people.Role.VILLAGE, most=1)]
    return {"username": found[0]} if found else None


@page("handover.new", path="jiaojie/ban/<str:username>/", title="办交接", may=P.HANDOVER_WRITE, scope=find_giver,
      methods={"GET", "POST"}, posts=ARRANGERS, sample=_some_giver)  # fmt: skip
def new(request: PageRequest, giver: Account) -> HttpResponse:
    """Choose successors, see the gap report, hand over. Nothing is written before the last press."""
    said, held = request.POST, queries.holdings(giver, request.user)
    kind = HandoverKind.AWAY if said.get("kind") == HandoverKind.AWAY else HandoverKind.MOVE
    chosen = _takers(request)
    plan, problem = _plan(request, held, chosen), ""
    if said.get("act") == "do":
        try:
            made = _arrange(request, giver, plan, kind)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"已交接，交接单 {'、'.join(made.handovers)} 已请双方点认")
            return redirect("handover", handover_no=made.handovers[0])
    text = said.get("q", "").strip() if said.get("act") == "find" else ""
    context: dict[str, Any] = {
        "giver": giver, "held": held, "kind": kind, "takers": chosen, "problem": problem, "said": said, "q": text,
        "found": [(a, posts) for a, posts in people.people(request.reach, text, helpers=True) if a.pk != giver.pk] if text else [],
        "gaps": queries.gaps(held, plan, kind=kind), "today": clock.today(), "plan": plan,
        "posts": [(one, plan.posts.get(one.post.posting_id, "")) for one in held.posts],
        "households": [(one, plan.households.get(one.household_no, "")) for one in held.households],
        "helping": [taker for taker in chosen if taker.helper_no],
        "reasons": [(value, label) for value, label in EndReason.choices if value not in NOT_CHOSEN],
    }  # fmt: skip
    return render(request, "web/handover_new.html", context, status=422 if problem else 200)


def _takers(request: PageRequest) -> list[Taker]:
    """The successors chosen so far, in the order in which they were: people within reach, and helpers of any unit."""
    named = list(dict.fromkeys([*request.POST.getlist("taker"), *request.POST.getlist("add")]))
    without = request.POST.get("drop", "")
    accounts, numbers = people.by_username(named), queries.helper_numbers(named)
    return [
        Taker(name, accounts[name].display_name, numbers.get(name, ""))
        for name in named
        if name in accounts and name != without and (name in numbers or people.within(request.reach, name))
    ]  # fmt: skip


def _plan(request: PageRequest, held: Holdings, chosen: list[Taker]) -> Plan:
    """What the selects say; one that was not on the form yet takes the first successor who fits."""
    said, names = request.POST, {taker.username for taker in chosen}
    helpers = {taker.helper_no: taker.username for taker in chosen if taker.helper_no}
    first, first_helper = next(iter(names and [chosen[0].username]), ""), next(iter(helpers), "")

    def pick(field: str, among: Collection[str], otherwise: str) -> str:
        value = said.get(field, otherwise)
        return value if value in among else ""

    posts = {one.post.posting_id: pick(f"post-{one.post.posting_id}", names, first) for one in held.posts}
    households = {one.household_no: pick(f"hu-{one.household_no}", helpers, first_helper) for one in held.households}
    return Plan(
        people.by_username(names), {key: value for key, value in posts.items() if value},
        {key: value for key, value in households.items() if value}, pick("named", names, first),
    )  # fmt: skip


def _arrange(request: PageRequest, giver: Account, plan: Plan, kind: HandoverKind) -> actions.Arranged:
    said = request.POST
    why = said.get("why", "")
    return actions.arrange(
        giver, plan, kind=kind, why=EndReason(why) if why in EndReason.values else EndReason.OTHER, by=request.user,
        on=typed.day(said.get("on"), "从哪天起"), until=typed.day(said.get("until"), "哪天回来"), note=said.get("note", ""),
        gaps_seen=said.get("gaps_seen") == "1",
    )  # fmt: skip
