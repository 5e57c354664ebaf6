"""The acts of a plan's page: what was posted, handed to the action it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import Http404

from huaiyuan.base.pages import typed
from huaiyuan.base.pages.page import PageRequest
from huaiyuan.county.duty import queries as duty
from huaiyuan.county.plans import actions
from huaiyuan.county.plans.actions import Act, Helper, Result, Written
from huaiyuan.county.plans.reading import yuan_of

MOST_PHOTOS = 3


def act(request: PageRequest, plan: Any) -> str:
    """Do what was posted; returns the words to leave behind. Raises DomainError, and Http404 for an act there is none of."""
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    version = request.POST.get("version", "")
    return ACTS[name](plan, request, Act(request.user, typed.whole(version)))


def helper_of(household_no: str) -> Helper | None:
    """The principal helper of a household today, as the pairings say."""
    found = duty.principals([household_no]).get(household_no)
    if found is None:
        return None
    return Helper(
        found.helper_no, found.name, found.unit_name, found.public_servant, found.carried, found.limit
    )  # fmt: skip


def result_of(request: Any) -> Result:
    """What a form says of a measure carried out. Raises: PLAN_AMOUNT, PAGES_BAD_DAY."""
    return Result(
        typed.day_or_today(request.POST.get("done_on"), "哪天落实的"), _text(request, "result"), yuan_of(_text(request, "yuan", 20)),
        _text(request, "early_why"), typed.day(request.POST.get("ends_on"), "政策到期日"),
    )  # fmt: skip


def photos(request: Any) -> list[bytes]:
    """The pictures that came along."""
    return [one.read() for one in request.FILES.getlist("photos")[:MOST_PHOTOS]]


def _text(request: Any, name: str, most: int = 200) -> str:
    return str(request.POST.get(name, ""))[:most]


def _day(request: PageRequest, name: str, asks: str) -> dt.date | None:
    return typed.day(request.POST.get(name), asks)


def _write(plan: Any, request: PageRequest, how: Act) -> str:
    said = Written(
        kind=_text(request, "kind", 12), says=_text(request, "says", 120), owner=_text(request, "owner", 40),
        planned_from=_day(request, "planned_from", "几号开始"), planned_to=_day(request, "planned_to", "几号前办成"),
        risk=_text(request, "risk", 12), person=_text(request, "person", 60), yuan=yuan_of(_text(request, "planned_yuan", 20)),
    )  # fmt: skip
    number = _text(request, "measure", 16)
    actions.write(
        plan.number, said, act=how, measure_no=number, client_uuid=typed.client_uuid(request.POST.get("uuid"))
    )
    return "已改好这一条" if number else "已加上一条措施"


def _remove(plan: Any, request: PageRequest, how: Act) -> str:
    actions.remove(plan.number, _text(request, "measure", 16), act=how)
    return "已去掉这一条"


def _submit(plan: Any, _request: PageRequest, how: Act) -> str:
    actions.submit(plan.number, act=how, helper=helper_of(plan.household_no))
    return "已报乡镇审核"


def _take_back(plan: Any, _request: PageRequest, how: Act) -> str:
    actions.take_back(plan.number, act=how)
    return "已撤回，可以再改"


def _accept(plan: Any, _request: PageRequest, how: Act) -> str:
    actions.accept(plan.number, act=how)
    return "审核通过，计划已定"


def _send_back(plan: Any, request: PageRequest, how: Act) -> str:
    actions.send_back(plan.number, reason=_text(request, "reason"), act=how)
    return "已退回，村里会看到原因"


def _start(plan: Any, _request: PageRequest, how: Act) -> str:
    actions.start(plan.number, act=how)
    return "开始执行"


def _revise(plan: Any, request: PageRequest, how: Act) -> str:
    actions.revise(plan.number, reason=_text(request, "reason"), act=how)
    return "已拿回来调整，改好再报乡镇审核"


def _finish(plan: Any, _request: PageRequest, how: Act) -> str:
    actions.finish(plan.number, act=how)
    return "这份计划完成了"


def _stop(plan: Any, request: PageRequest, how: Act) -> str:
    actions.stop(plan.number, reason=_text(request, "reason"), act=how)
    return "已终止这份计划"


def _carry(plan: Any, request: PageRequest, how: Act) -> str:
    actions.carry_out(
        plan.number, _text(request, "measure", 16), result_of(request), act=how, photos=photos(request),
        client_uuid=typed.client_uuid(request.POST.get("uuid")),
    )  # fmt: skip
    return "已记落实"


def _say_ending(plan: Any, request: PageRequest, how: Act) -> str:
    until = _day(request, "ends_on", "续到哪天")
    actions.say_ending(plan.number, _text(request, "measure", 16), says=_text(request, "says"), ends_on=until, act=how)
    return f"已记续到 {until}" if until else "已记到期以后怎么接"


def _drop(plan: Any, request: PageRequest, how: Act) -> str:
    actions.drop(plan.number, _text(request, "measure", 16), reason=_text(request, "reason"), act=how)
    return "已记这一条不办了"


def _prove(plan: Any, request: PageRequest, how: Act) -> str:
    given = photos(request)
    for data in given:
        actions.add_photo(plan.number, _text(request, "measure", 16), data, act=how)
    return f"已补凭证 {len(given)} 张" if given else "没有选照片"


ACTS: dict[str, Callable[[Any, PageRequest, Act], str]] = {
    "write": _write, "remove": _remove, "submit": _submit, "take_back": _take_back, "accept": _accept,
    "return_": _send_back, "start": _start, "revise": _revise, "finish": _finish, "stop": _stop, "carry": _carry,
    "drop": _drop, "ending": _say_ending, "prove": _prove,
}  # fmt: skip
