"""The acts of a case's page: what was posted, handed to the action it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import Http404

from huaiyuan.base.pages import typed
from huaiyuan.base.pages.page import PageRequest
from huaiyuan.county.casework import actions
from huaiyuan.county.casework.actions import Act, Held, Sheet
from huaiyuan.county.casework.types import ClearWay, Finding, State

MOST_PHOTOS, MOST_RISKS = 6, 12
# What a person types into the forms of a case, by field.
TYPED = {
    "found": "看到的情况", "companion": "同去的人", "text": "异议", "answer": "答复", "because": "因为", "reason": "原因",
    "exempt_ref": "低保证号或审批文号", "national_no": "国办系统户编号",
}  # fmt: skip


def act(request: PageRequest, case: Any) -> str:
    """Do what was posted; returns the words to leave behind. Raises DomainError, and Http404 for an act there is none of."""
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    version = request.POST.get("version", "")
    return ACTS[name](case.case_no, request, Act(request.user, typed.whole(version)))


def typed_words(request: PageRequest) -> list[tuple[str, str]]:
    """What somebody typed, with its label: when somebody else was first, the form it was typed into may be gone."""
    said = [(label, _text(request, name).strip()) for name, label in TYPED.items()]
    risks = request.POST.getlist("risk")[:MOST_RISKS]
    said += [(f"{risk[:20]}凭什么", _text(request, f"says-{place}", 120).strip()) for place, risk in enumerate(risks)]
    return [(label, words) for label, words in said if words]


def _text(request: PageRequest, name: str, most: int = 400) -> str:
    return str(request.POST.get(name, ""))[:most]


def _day(request: PageRequest, asks: str) -> dt.date:
    return typed.day_or_today(request.POST.get("on"), asks)


def _number(request: PageRequest, name: str) -> int:
    said = typed.whole_or(request.POST.get(name), 0)
    return said if said < 100_000 else 0


def _photos(request: PageRequest, name: str = "photos") -> list[bytes]:
    return [one.read() for one in request.FILES.getlist(name)[:MOST_PHOTOS]]


def _photo(request: PageRequest, name: str) -> bytes:
    return next(iter(_photos(request, name)), b"")


def _sign(case_no: str, request: PageRequest, how: Act) -> str:
    people = request.POST.getlist("person")
    by_proxy = request.POST.get("by_proxy") == "1"
    actions.sign(case_no, person_ids=people, photos=_photos(request), act=how, by_proxy=by_proxy)
    return f"已登记 {len(people)} 人的承诺授权"


def _visit(case_no: str, request: PageRequest, how: Act) -> str:
    exempt = _text(request, "exempt_ref", 60) if request.POST.get("exempt") == "1" else None
    actions.visit(
        case_no, on=_day(request, "哪天入户"), companion=_text(request, "companion", 60), found=_text(request, "found"), act=how,
        exempt_ref=exempt,
    )  # fmt: skip
    return "已提交入户核实，转评议" if exempt else "已提交入户核实，等县里信息比对"


def _find(case_no: str, request: PageRequest, how: Act) -> str:
    finding = request.POST.get("finding", "")
    actions.find(
        case_no, person_id=_text(request, "person", 12), code=_text(request, "code", 20),
        finding=Finding(finding) if finding in Finding.values else None, because=_text(request, "because", 200), act=how,
    )  # fmt: skip
    return "已写核实结论"


def _compared(case_no: str, _request: PageRequest, how: Act) -> str:
    actions.compared(case_no, act=how)
    return "信息比对办完，转村级评议"


def _deliberate(case_no: str, request: PageRequest, how: Act) -> str:
    held = Held(
        _day(request, "哪天开的会"),
        _number(request, "expected"),
        _number(request, "present"),
        _number(request, "agreed"),
    )
    case = actions.deliberate(
        case_no, held=held, category=_text(request, "category", 10), reason=_text(request, "reason", 200),
        photos=_photos(request), act=how,
    )  # fmt: skip
    if case.state == State.TO_POST:
        return "评议同意，请打印公示稿张贴"
    return "已记评议没通过，接着监测" if case.is_exit else "已记评议没通过，不纳入"


def _post(case_no: str, request: PageRequest, how: Act) -> str:
    actions.post(
        case_no, on=_day(request, "哪天贴的"), near=_photo(request, "near"), far=_photo(request, "far"), act=how
    )
    return "公示已张贴，期满后报乡镇"


def _expire(case_no: str, _request: PageRequest, how: Act) -> str:
    actions.expire(case_no, act=how)
    return "已报乡镇审核"


def _object(case_no: str, request: PageRequest, how: Act) -> str:
    actions.raise_objection(case_no, text=_text(request, "text"), on=_day(request, "哪天提的"), act=how)
    return "已登记异议，答复前不能往下办"


def _answer(case_no: str, request: PageRequest, how: Act) -> str:
    actions.answer_objection(case_no, _number(request, "objection"), answer=_text(request, "answer"), act=how)
    return "已答复异议"


def _mend(case_no: str, request: PageRequest, how: Act) -> str:
    actions.mend(case_no, what=_text(request, "reason", 200), photos=_photos(request), act=how)
    return "已补正，再报上去了"


def _announce(case_no: str, request: PageRequest, how: Act) -> str:
    actions.announce(case_no, on=_day(request, "哪天贴的"), photo=_photo(request, "photos"), act=how)
    return "公告已张贴，交村里录入、标注国办系统"


def _enter(case_no: str, request: PageRequest, how: Act) -> str:
    case = actions.enter(case_no, national_no=_text(request, "national_no", 40), act=how)
    return "已标，这一户办完了" if case.is_exit else "已录，这一户办完了"


def _suspend(case_no: str, request: PageRequest, how: Act) -> str:
    actions.suspend(case_no, reason=_text(request, "reason", 200), act=how)
    return "已暂停计时"


def _resume(case_no: str, _request: PageRequest, how: Act) -> str:
    actions.resume(case_no, act=how)
    return "已恢复办理"


def _help_first(case_no: str, request: PageRequest, how: Act) -> str:
    actions.help_first(case_no, what=_text(request, "reason", 200), act=how)
    return "已开绿色通道，手续照补"


def _stop(case_no: str, request: PageRequest, how: Act) -> str:
    actions.stop(case_no, reason=_text(request, "reason", 200), act=how)
    return "已终止办理"


def _survey(case_no: str, request: PageRequest, how: Act) -> str:
    risks: dict[str, tuple[bool, str]] = {}
    for place, risk in enumerate(request.POST.getlist("risk")[:MOST_RISKS]):
        settled = request.POST.get(f"settled-{place}", "")
        if settled in {"0", "1"}:
            risks[risk[:20]] = (settled == "1", _text(request, f"says-{place}", 120))
    new, way = _text(request, "new", 20), request.POST.get("way", "")
    sheet = Sheet(
        on=_day(request, "哪天入户"), companion=_text(request, "companion", 60), risks=risks, contact_id=_text(request, "contact", 12),
        new_risks=(new,) if new else (), way=ClearWay(way) if way in ClearWay.values else ClearWay.HELPED,
        note=_text(request, "found"),
    )  # fmt: skip
    actions.survey(
        case_no, sheet=sheet, survey_photo=_photo(request, "survey_photo"),
        assessment_photo=_photo(request, "assessment_photo"), act=how,
    )  # fmt: skip
    return "已提交采集表、评估表，转村级评议"


def _decline(case_no: str, request: PageRequest, how: Act) -> str:
    actions.decline(
        case_no,
        on=_day(request, "哪天入户"),
        companion=_text(request, "companion", 60),
        reason=_text(request, "reason", 200),
        act=how,
    )
    return "户主不认可，已停下，接着监测"


def _withdraw(case_no: str, request: PageRequest, how: Act) -> str:
    actions.withdraw(case_no, reason=_text(request, "reason", 200), act=how)
    return "已撤回提名，接着监测"


def _take_down(case_no: str, request: PageRequest, how: Act) -> str:
    actions.take_down(case_no, reason=_text(request, "reason", 200), act=how)
    return "网页已撤下，公示栏上的照贴"


ACTS: dict[str, Callable[[str, PageRequest, Act], str]] = {
    "sign": _sign, "visit": _visit, "find": _find, "compared": _compared, "deliberate": _deliberate, "post": _post,
    "expire": _expire, "object": _object, "answer": _answer, "mend": _mend, "announce": _announce, "enter": _enter,
    "suspend": _suspend, "resume": _resume, "urgent": _help_first, "stop": _stop,
    "survey": _survey, "decline": _decline, "withdraw": _withdraw, "take_down": _take_down,
}  # fmt: skip
