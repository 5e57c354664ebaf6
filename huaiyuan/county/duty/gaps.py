"""缺口报告: what of a person's holdings would stand without an owner, told before anything is handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty import load
from huaiyuan.county.duty.holdings import Holdings, PostHeld
from huaiyuan.county.duty.models import Helper, Pairing
from huaiyuan.county.duty.types import HandoverKind
from huaiyuan.county.registry import queries as registry


@dataclass(frozen=True)
class Plan:
    """Who takes what: posts by the posting's key, households by number (helpers), and what goes by name.

    `takers` are the accounts of all usernames that the plan names.
    """

    takers: Mapping[str, Account] = field(default_factory=dict)
    posts: Mapping[int, str] = field(default_factory=dict)
    households: Mapping[str, str] = field(default_factory=dict)
    named: str = ""


@dataclass(frozen=True)
class Gap:
    """Something that would stand without an owner: what it is, why, and how many open tasks lie in it."""

    what: str
    why: str
    tasks: int
    household_no: str = ""


def gaps(held: Holdings, plan: Plan, *, kind: HandoverKind) -> list[Gap]:
    """What the plan leaves open, and what its successors may not take. Six queries at most."""
    found = [_post(one, kind) for one in held.posts if one.post.posting_id not in plan.posts]
    found += _households(held, plan, kind)
    # What goes by name about a household goes with it for good; while away it stays with who stands in.
    with_households = sum(h.tasks for h in held.households if h.household_no in plan.households)
    left = held.named - (with_households if kind == HandoverKind.MOVE else 0)
    if left > 0 and not plan.named:
        found.append(Gap("点名给本人的待办", "没有选接手的人", left))
    if held.beyond:
        found.append(Gap(f"另有 {held.beyond} 项", "不在您的范围，请找管那里的乡镇或县里", 0))
    return [gap for gap in found if gap is not None]


def _post(one: PostHeld, kind: HandoverKind) -> Gap | None:
    # While away the others of the post see its tasks anyway; for good the post goes to nobody only if none is left.
    if one.others:
        return None
    away = "不在的时候这个岗位没有别人" if kind == HandoverKind.AWAY else "这个岗位没有别人"
    return Gap(one.post.words, f"{away}，没有选接手的人", one.count)


def _households(held: Holdings, plan: Plan, kind: HandoverKind) -> list[Gap]:
    open_ = [one for one in held.households if one.household_no not in plan.households]
    found = [
        Gap(f"{one.head_name or one.household_no} 户", "没有选接手的帮扶责任人", one.tasks, one.household_no)
        for one in open_
    ]
    chosen = [one for one in held.households if one.household_no in plan.households]
    if not chosen:
        return found
    helpers = {h.helper_no: h for h in Helper.objects.filter(helper_no__in=set(plan.households.values()), left_on=None)}
    why = _refusals([(one.household_no, helpers.get(plan.households[one.household_no])) for one in chosen], kind)
    return found + [
        Gap(f"{one.head_name or one.household_no} 户", why[one.household_no], one.tasks, one.household_no)
        for one in chosen if one.household_no in why
    ]  # fmt: skip


def _refusals(pairs: list[tuple[str, Helper | None]], kind: HandoverKind) -> dict[str, str]:
    """Why a helper may not take a household, for those who may not: the same that pairing refuses."""
    states = registry.followed_some([number for number, _ in pairs])
    helping = set(
        Pairing.objects.filter(household_no__in=[n for n, _ in pairs], valid_to=OPEN_END).values_list(
            "household_no", "helper"
        )
    )
    helpers = {helper.pk: helper for _, helper in pairs if helper}
    carried, limits = load.carried(helpers), load.limits_now()
    found: dict[str, str] = {}
    for number, helper in pairs:
        why = _refusal(number, helper, states, helping, carried, limits, kind)
        if why:
            found[number] = why
        elif helper and kind == HandoverKind.MOVE:
            carried[helper.pk] = carried.get(helper.pk, 0) + 1
    return found


def _refusal(
    number: str, helper: Helper | None, states: Mapping[str, registry.Followed], helping: set[tuple[str, int]],
    carried: Mapping[int, int], limits: Mapping[str, int], kind: HandoverKind,
) -> str:  # fmt: skip
    if helper is None:
        return "接手的不是在任的帮扶责任人"
    if (number, helper.pk) in helping:
        return f"{helper.name}已经帮扶这一户"
    if helper.person_id and helper.person_id in registry.kin_of(number):
        return f"{helper.name}是这一户的成员或亲属，要回避"
    if kind == HandoverKind.AWAY:
        return ""
    if number in states and states[number].is_monitored and not helper.public_servant:
        return f"监测对象要由公职人员帮扶，{helper.name}不是"
    limit = limits.get(helper.rank)
    if limit is not None and carried.get(helper.pk, 0) + 1 > limit:
        return f"{helper.name}已主责 {carried.get(helper.pk, 0)} 户，再加就超过 {limit} 户"
    return ""
