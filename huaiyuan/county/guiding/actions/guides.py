"""包联指导员: the county says who guides which township."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import people_of
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guiding import errors, tasks, trail
from huaiyuan.county.guiding.models import GuideArea, Question
from huaiyuan.county.guiding.models.questions import FOREVER
from huaiyuan.county.guiding.types import QuestionState
from huaiyuan.county.worklist import actions as worklist

COUNTY = 6


def candidates(by: Account) -> list[Account]:
    """Who may be a guide: the people of the county centre."""
    county = next((p for p in access.scope_of(by, P.GUIDE_ANSWER).prefixes if len(p) == COUNTY), "")
    return people_of(county, Role.COUNTY_CENTER) if county else []


def guide_of(township_code: str, on: dt.date) -> Account | None:
    """The guide of a township on a day; None while the county has set nobody, or he has left the centre."""
    row = (
        GuideArea.objects.filter(township_code=township_code, valid_from__lte=on, valid_to__gt=on)
        .select_related("guide")
        .first()
    )
    return row.guide if row and access.may(row.guide, P.GUIDE_ANSWER) else None


@transaction.atomic
def set_guide(township_code: str, *, username: str, by: Account, at: dt.datetime | None = None) -> GuideArea | None:
    """From today somebody else guides a township, an empty name nobody; what it has asked goes over with it.

    Returns the new row, None when nobody guides it. The same again changes nothing.
    Raises: GUIDING_NOT_FOUND, GUIDING_NO_TOWNSHIP, GUIDING_NOT_A_GUIDE.
    """
    if not access.scope_of(by, P.GUIDE_ANSWER).is_county:
        raise DomainError(errors.NOT_FOUND)
    place = next((p for p in reference.places(level="township") if p.code == township_code), None)
    if place is None:
        raise DomainError(errors.NO_TOWNSHIP, area=township_code)
    guide = next((one for one in candidates(by) if one.username == username), None)
    if username and guide is None:
        raise DomainError(errors.NOT_A_GUIDE, name=username)
    moment = at or clock.business_now()
    today = moment.astimezone(clock.SHANGHAI).date()
    now = GuideArea.objects.select_for_update().filter(township_code=township_code, valid_to=FOREVER).first()
    if (now.guide_id if now else None) == (guide.pk if guide else None):
        return now
    if now is not None:
        now.valid_to = max(today, now.valid_from)
        now.save(update_fields=["valid_to"])
    made = (
        GuideArea.objects.create(
            township_code=township_code, guide=guide, valid_from=today, set_by=by, set_at=moment
        ) if guide else None
    )  # fmt: skip
    _hand_on(township_code, guide, by, moment)
    audit.record(
        trail.GUIDE_SET, by=by, subject=f"guide:{township_code}", writes=True, township=place.short_name,
        guide=guide.display_name if guide else "没有人", since=today,
    )  # fmt: skip
    return made


def _hand_on(township_code: str, guide: Account | None, by: Account, at: dt.datetime) -> None:
    """Open questions of a township become the new guide's, with the deadline they had."""
    for question in Question.objects.filter(township_code=township_code, state=QuestionState.ASKED).order_by("pk"):
        worklist.recall([tasks.ANSWER], [question.number], reason="包联指导员换人", by=by, at=at)
        hand_out(question, guide, by, at)


def hand_out(question: Question, guide: Account | None, by: Account, at: dt.datetime) -> None:
    """The task of answering, the guide's own or, where there is none, the county centre's."""
    village = question.area_code if len(question.area_code) > len(question.township_code) else ""
    worklist.open_one(
        tasks.ANSWER, question.number, village_code=village, owner_area=question.township_code[:COUNTY], owner=guide,
        about=question.text[:40], due_at=question.due_at, by=by, at=at,
    )  # fmt: skip
