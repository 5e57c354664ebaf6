"""The village answers (请村里认): it is this one of ours, or none of ours."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.matching import decisions, desk, errors, tasks, trail, waiting
from huaiyuan.county.matching.actions import deciding
from huaiyuan.county.matching.models import ReviewDecision, SeenCandidate
from huaiyuan.county.matching.types import Answer, Holds
from huaiyuan.county.worklist import actions as worklist

ANSWERED = "村里已认"


def recognise(decision_no: str, *, person_id: str, by: Account, at: dt.datetime | None = None) -> ReviewDecision | None:
    """Say who of the village a row means; an empty `person_id` says none of ours.

    None of ours settles the row when everybody it may mean lives in this village; otherwise it comes back to the desk,
    which shows what the village said. Returns the new decision, None when it came back.
    Raises: MATCHING_NOT_ASKED, MATCHING_NOT_A_CANDIDATE, MATCHING_NO_ROW.
    """
    asked = asked_of(decision_no, by)
    found = desk.line(waiting.RowKey(asked.batch_id, asked.sheet, asked.row))
    ours = {m.person.person_id for m in desk.meant(found, by, P.MATCH_RECOGNISE)}
    if person_id and person_id not in ours:
        raise DomainError(errors.NOT_A_CANDIDATE)
    moment = at or clock.business_now()
    settled = bool(person_id) or ours >= {p["person_id"] for p in found.pairs}
    answer = Answer.PERSON if person_id else Answer.NOBODY
    why = ANSWERED if settled else f"{by.display_name}认：不是本村的人"
    with transaction.atomic():
        taken = decisions.in_force().filter(pk=asked.pk)
        if taken.update(revoked_by=by, revoked_at=moment, revoked_because=why) != 1:
            raise DomainError(errors.NOT_ASKED)
        made = _answered(asked, answer, person_id, by, moment) if settled else None
        if made:
            SeenCandidate.objects.bulk_create(
                SeenCandidate(decision=made, person_id=p["person_id"]) for p in found.pairs
            )
        said = answer.label if settled else "不是本村的人"
        worklist.finish([tasks.RECOGNISE], [decision_no], proof=said, by=by, at=moment)
        audit.record(trail.RECOGNISED, by=by, subject=f"batch:{asked.batch_id}", village_code=asked.asked_village,
                     answer=said, decision=decision_no)  # fmt: skip
        deciding.take_effect([asked.key])
    return made


def asked_of(decision_no: str, account: object) -> ReviewDecision:
    """A question that waits for the account's village. Raises: MATCHING_NOT_ASKED."""
    rows = decisions.in_force().filter(decision_no=decision_no, answer=Answer.VILLAGE).select_related("decided_by")
    asked = access.scope_of(account, P.MATCH_RECOGNISE).filter(rows, "asked_village").first()
    if asked is None:
        raise DomainError(errors.NOT_ASKED)
    return asked


def _answered(asked: ReviewDecision, answer: Answer, person_id: str, by: Account, at: dt.datetime) -> ReviewDecision:
    return ReviewDecision.objects.create(
        decision_no=deciding.number("FH", at), key=asked.key, holds=Holds(asked.holds), answer=answer,
        person_id=person_id, batch_id=asked.batch_id, sheet=asked.sheet, row=asked.row, covers=asked.covers,
        asked_village=asked.asked_village, decided_by=by, decided_at=at, note=f"县里{asked.decision_no}请村里认的",
    )  # fmt: skip
