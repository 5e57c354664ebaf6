"""Forms of a case and of a meeting: what the village, the township and the county sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions as casework_actions
from huaiyuan.county.casework import queries as casework
from huaiyuan.county.casework.queries import papers
from huaiyuan.county.casework.types import Result, SheetKind
from huaiyuan.county.reports import errors
from huaiyuan.county.reports.readers import home
from huaiyuan.county.reports.types import Row, Subject, Values

NOT_SHOWN, NONE = "不予显示", "无异议"


def authorisation(subject: Subject, account: object, numbers: Mapping[str, str]) -> Values:
    """《承诺授权书》: every member, with room to sign."""
    return _values(_found(subject, account), account, numbers)


def deliberation(subject: Subject, account: object, numbers: Mapping[str, str]) -> Values:
    """《民主评议记录》; what the meeting found is empty until it was held."""
    case = _found(subject, account)
    held = papers.papers(case).deliberation
    return {
        **_values(case, account, numbers), "评议日期": _day(held.held_on if held else None),
        **{name: str(getattr(held, field)) if held else None
           for name, field in (("应到", "expected"), ("实到", "present"), ("同意", "agreed"))},
    }  # fmt: skip


def approval(subject: Subject, account: object, numbers: Mapping[str, str]) -> Values:
    """《监测对象审批表》: the three levels' opinions."""
    case = _found(subject, account)
    held = papers.papers(case)
    talk, notice = held.deliberation, held.notice
    return {
        **_values(case, account, numbers), "评议日期": _day(talk.held_on if talk else None),
        "实到": str(talk.present) if talk else None, "同意": str(talk.agreed) if talk else None,
        "公示起": _day(notice.posted_on if notice else None), "公示止": _day(notice.ends_on if notice else None),
        "异议": _objections(held) if notice else None, "乡镇会议": _heard(held.township), "县会议": _heard(held.county),
        "审定日期": _day(case.decided_on), "文号": case.doc_no or None,
    }  # fmt: skip


def _objections(held: papers.Papers) -> str:
    if not held.objections:
        return NONE
    answered = sum(bool(one.answer) for one in held.objections)
    return f"{len(held.objections)} 条，已答复 {answered} 条"


def _heard(item: Any) -> str | None:
    if item is None:
        return None
    return f"{item.meeting.held_on:%Y-%m-%d} {item.meeting.number}：{Result(item.result).label}"


def notice(subject: Subject, account: Account, _numbers: Mapping[str, str]) -> Values:
    """《公示》: word by word what is kept of it."""
    return _sheet(subject, account, SheetKind.NOTICE, "评议同意、定了拟认定类别以后，县级审定以前才有公示")


def announcement(subject: Subject, account: Account, _numbers: Mapping[str, str]) -> Values:
    """《公告》: word by word what is kept of it."""
    return _sheet(subject, account, SheetKind.ANNOUNCEMENT, "县级审定以后才有公告")


def _sheet(subject: Subject, account: Account, kind: SheetKind, why: str) -> Values:
    try:
        shown = casework_actions.show_sheet(subject.key, by=account)
    except DomainError as refusal:
        raise DomainError(errors.NOTHING_YET, form=kind.label, why=str(refusal).rstrip("。")) from refusal
    if shown.kind is not kind:
        raise DomainError(errors.NOTHING_YET, form=kind.label, why=why)
    title, *lines = [line for line in shown.text.split("\n") if line.strip()]
    return {"标题": title, "正文": [{"文字": line} for line in lines]}


def meeting(subject: Subject, account: Account, _numbers: Mapping[str, str]) -> Values:
    """《审定会签字名单》."""
    found = casework.meetings(account).filter(number=subject.key).first()
    if found is None:
        raise DomainError(errors.NOT_FOUND)
    clear = access.sees_clear(account, Field.HEALTH)
    items = casework.items_of(found, account)
    return {
        "会议编号": found.number, "哪一级": found.get_level_display(), "会议日期": _day(found.held_on), "文号": found.doc_no,
        "纪要": found.minutes if clear else NOT_SHOWN, "签批人": found.signer, "户数": str(len(items)),
        "上会户": [_item(place, item, line, clear) for place, (item, line) in enumerate(items, start=1)],
    }  # fmt: skip


def _item(place: int, item: Any, line: casework.Line, clear: bool) -> Row:
    return {
        "序号": str(place), "认定编号": line.case_no, "户主": line.head_name or None, "类别": line.category or None,
        "村": f"{line.township_name}{line.village_name}", "结果": Result(item.result).label,
        "原因": item.reason if clear else "",
    }  # fmt: skip


def _found(subject: Subject, account: object) -> Any:
    case = casework.find_case(access.scope_of(account, P.CASEWORK_READ), subject.key)
    if case is None:
        raise DomainError(errors.NOT_FOUND)
    return case


def _values(case: Any, account: object, numbers: Mapping[str, str]) -> Values:
    found, clear = home.page(case.household_no, account), access.sees_clear(account, Field.HEALTH)
    return {
        **home.values(found, numbers), "认定编号": case.case_no, "发现日期": _day(case.found_on),
        "风险类型": case.risks.replace(";", "、") if clear else NOT_SHOWN,
        "拟认定类别": (case.category if clear else NOT_SHOWN) if case.category else None,
        "入户日期": _day(case.visited_on), "入户人": case.visited_by.display_name if case.visited_by else None,
        "同去的人": case.companion or None, "看到的情况": (case.found if clear else NOT_SHOWN) if case.found else None,
    }  # fmt: skip


def _day(day: dt.date | None) -> str | None:
    return f"{day:%Y-%m-%d}" if day else None
