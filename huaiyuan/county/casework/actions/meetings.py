"""乡镇审核 and 县级审定 as meetings on a list: one day, minutes, a document number, many families.

A clerk records what was decided, the signer is named, the signed list is the proof. All families of the list or none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import media, pictures
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import errors, reading, sheets, trail
from huaiyuan.county.casework.actions import cycles
from huaiyuan.county.casework.actions.cycles import Decided
from huaiyuan.county.casework.exit_facts import Weighed
from huaiyuan.county.casework.machine import Given
from huaiyuan.county.casework.models import CaseFile, ExitSurvey, Meeting, MeetingItem
from huaiyuan.county.casework.moves import IN_MEETING, may_of
from huaiyuan.county.casework.transitions import case_for, move
from huaiyuan.county.casework.types import ClearWay, Level, Result
from huaiyuan.county.registry import queries as households

TOWNSHIP, COUNTY = 9, 6


@dataclass(frozen=True)
class Minutes:
    """The meeting itself; `signed_list` is the photo of the list with signatures."""

    level: Level
    held_on: dt.date
    text: str
    signer: str
    signed_list: bytes
    doc_no: str = ""


@dataclass(frozen=True)
class Item:
    """What was decided of one family, by somebody who saw it at `base_version`."""

    case_no: str
    result: Result
    reason: str = ""
    base_version: int | None = None


@transaction.atomic
def record_meeting(
    minutes: Minutes, items: Sequence[Item], *, by: Account, at: dt.datetime | None = None
) -> Meeting:  # fmt: skip
    """Record one meeting over its families. The county's day is the day a family is identified, or its risk cleared.

    Raises: CASEWORK_NO_CASES, CASEWORK_NO_MINUTES, CASEWORK_NO_SIGNER, CASEWORK_NO_DOC_NO, CASEWORK_NO_PHOTO,
    CASEWORK_PERSONAL_TEXT for a number of paper that no wall may show, and CASEWORK_IN_MEETING with the family and the reason why nothing was recorded.
    """
    _refuse(minutes, items)
    moment = at or clock.business_now()
    meeting: Meeting | None = None
    given = Given(
        by=by.username, on=minutes.held_on, today=moment.astimezone(clock.SHANGHAI).date(), meeting=True
    )  # fmt: skip
    known = reading.weighed_of(item.case_no for item in items) if minutes.level is Level.COUNTY else {}
    for item in items:
        try:
            case = case_for(by, item.case_no, may_of(IN_MEETING[minutes.level][item.result]))
            meeting = meeting or _opened(minutes, case, by, moment)
            _decide(meeting, case, item, given, known, by, moment)
        except DomainError as refusal:
            raise _named(item, refusal) from refusal
    if meeting is None:
        raise DomainError(errors.NO_CASES)
    counts = {result: sum(item.result == result for item in items) for result in Result}
    audit.record(
        trail.MET, by=by, subject=f"meeting:{meeting.number}", village_code=meeting.area_code, writes=True,
        level=minutes.level.label, meeting=meeting.number, count=len(items), passed=counts[Result.PASSED],
        returned=counts[Result.RETURNED], turned_down=counts[Result.REFUSED],
    )  # fmt: skip
    return meeting


def _refuse(minutes: Minutes, items: Sequence[Item]) -> None:
    if not items:
        raise DomainError(errors.NO_CASES)
    if not minutes.text.strip():
        raise DomainError(errors.NO_MINUTES)
    if not minutes.signer.strip():
        raise DomainError(errors.NO_SIGNER)
    if minutes.level is Level.COUNTY and not minutes.doc_no.strip():
        raise DomainError(errors.NO_DOC_NO)
    # It stands on every 公告 of the meeting.
    sheets.refuse(minutes.doc_no)
    if not minutes.signed_list:
        raise DomainError(errors.NO_PHOTO, what="会上签字的名单")


def _opened(minutes: Minutes, case: CaseFile, by: Account, at: dt.datetime) -> Meeting:
    name = media.keep(pictures.tidy(minutes.signed_list).data)
    area = case.village_code[: COUNTY if minutes.level is Level.COUNTY else TOWNSHIP]
    return Meeting.objects.create(
        number=next_number(Meeting, "HY", at), level=minutes.level, area_code=area, held_on=minutes.held_on,
        doc_no=minutes.doc_no.strip()[:120], minutes=minutes.text.strip()[:400], signer=minutes.signer.strip()[:60],
        list_file=name, recorded_by=by, recorded_at=at,
    )  # fmt: skip


def _decide(
    meeting: Meeting, case: CaseFile, item: Item, given: Given, known: Mapping[str, Weighed], by: Account, at: dt.datetime
) -> None:  # fmt: skip
    name, why = IN_MEETING[meeting.level][item.result], item.reason.strip()[:200]
    changes: dict[str, Any] = {}
    if item.result is Result.RETURNED:
        changes["returned_why"] = why
    if item.result is Result.REFUSED:
        changes["ended_why"] = why
    if name == "approve":
        changes |= {"decided_on": meeting.held_on, "doc_no": meeting.doc_no}
    move(
        name, case, given=replace(given, reason=why), by=by, at=at, base_version=item.base_version,
        standing=reading.standing_of(case, known), says="，".join(filter(None, [meeting.number, meeting.doc_no, why])),
        **changes,
    )  # fmt: skip
    MeetingItem.objects.create(meeting=meeting, case=case, result=item.result, reason=why)
    if name == "approve" and case.is_exit:
        way = ExitSurvey.objects.filter(case=case).values_list("way", flat=True).first()
        decided = Decided(meeting.held_on, meeting.doc_no)
        cycles.clear(case.household_no, way=ClearWay(way or ClearWay.HELPED), decided=decided, by=by, at=at)
    elif name == "approve":
        decided = Decided(meeting.held_on, meeting.doc_no)
        cycles.identify(
            case.household_no, category=case.category, risks=case.risks.split(";"), decided=decided, by=by,
            case_no=case.case_no, at=at,
        )  # fmt: skip


def _named(item: Item, refusal: DomainError) -> DomainError:
    if refusal.code == errors.NOT_FOUND.code:
        return refusal
    case = CaseFile.objects.filter(case_no=item.case_no).first()
    head = households.heads([case.household_no]).get(case.household_no, "") if case else ""
    return DomainError(errors.IN_MEETING, case_no=item.case_no, head=head or "户主不详", why=str(refusal))


@transaction.atomic
def open_signed_list(meeting: Meeting, *, by: Account) -> bytes:
    """The photo of a meeting's signed list; the caller has looked whether it may be seen. Recorded."""
    audit.record(
        trail.LIST_SHOWN, by=by, subject=f"meeting:{meeting.number}", village_code=meeting.area_code,
        meeting=meeting.number,
    )  # fmt: skip
    return media.opened(meeting.list_file)
