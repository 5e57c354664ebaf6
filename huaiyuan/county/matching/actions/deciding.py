"""Deciding a row at the desk (复核), remembering it, taking it back. A decision takes effect in every batch in force at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from huaiyuan.base import audit, jobs, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import vault
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import actions as intake
from huaiyuan.county.intake import queries as batches
from huaiyuan.county.matching import applying, decisions, desk, errors, tasks, trail, waiting
from huaiyuan.county.matching.desk import Line
from huaiyuan.county.matching.models import BulkProposal, ReviewDecision, SeenCandidate
from huaiyuan.county.matching.types import Answer, Holds
from huaiyuan.county.matching.waiting import RowKey
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import actions as worklist

JOB = "review"
UNDONE = "当场撤销"


@dataclass(frozen=True)
class Decided:
    """What a decision came to: its number, and how many rows of batches in force it speaks for."""

    decision_no: str
    answer: Answer
    covers: int


def decide(
    key: RowKey, *, answer: Answer, by: Account, person_id: str = "", alike: bool = False, sure: bool = False,
    note: str = "", at: dt.datetime | None = None,
) -> Decided:  # fmt: skip
    """Decide one row. With `alike` the decision speaks for everything written so, in this batch and later ones, unless
    what is written could as well mean another candidate: then, and without it, for this very row whenever it comes again.

    `person_id`: who it is; with 请村里认 the candidate whose village is asked. Unless `sure`, a decision that speaks for
    more than one row asks back. Raises: MATCHING_NOT_YOURS, MATCHING_NO_ROW, MATCHING_ALREADY, MATCHING_NOT_A_CANDIDATE,
    MATCHING_COVERS_MORE, MATCHING_NO_VILLAGE.
    """  # fmt: skip
    waiting.refuse_strangers(by)
    found = desk.line(key)
    holds = Holds.WRITTEN if alike and found.tells_apart else Holds.SAME_ROW
    named = person_id if answer == Answer.PERSON else ""
    if (named and named not in {p["person_id"] for p in found.pairs}) or (answer == Answer.PERSON and not named):
        raise DomainError(errors.NOT_A_CANDIDATE)
    covers = _covers(found, holds)
    if sum(covers.values()) > 1 and not sure:
        raise DomainError(errors.COVERS_MORE, rows=sum(covers.values()), where=_where(covers))
    village = _village_of(person_id, by) if answer == Answer.VILLAGE else ""
    with transaction.atomic():
        made = write(found, holds=holds, answer=answer, person_id=named, by=by, note=note, asked_village=village,
                     covers=sum(covers.values()), at=at)  # fmt: skip
        audit.record(trail.DECIDED, by=by, subject=f"batch:{key.batch_id}", village_code=village, row=key.row,
                     answer=answer.label, covers=made.covers, decision=made.decision_no)  # fmt: skip
        if village:
            worklist.open_one(tasks.RECOGNISE, made.decision_no, village_code=village, owner_area=village, by=by,
                              about=batches.brief(key.batch_id).source_name, at=at)  # fmt: skip
        take_effect([made.key])
    return Decided(made.decision_no, answer, made.covers)


def write(
    found: Line, *, holds: Holds, answer: Answer, by: Account, person_id: str = "", note: str = "", covers: int = 1,
    asked_village: str = "", proposal: BulkProposal | None = None, at: dt.datetime | None = None,
) -> ReviewDecision:  # fmt: skip
    """Write a decision and who was looked at; the caller lets it take effect. Raises: MATCHING_ALREADY."""
    said = decisions.in_force().filter(key__in=[found.written, found.same_row]).first()
    if not found.is_open:
        raise DomainError(errors.ALREADY, says=decisions.says(said) if said else "别人刚定")
    moment = at or clock.business_now()
    made = ReviewDecision(
        decision_no=number("FH", moment), key=found.written if holds == Holds.WRITTEN else found.same_row, holds=holds,
        answer=answer, person_id=person_id, batch_id=found.key.batch_id, sheet=found.key.sheet, row=found.key.row,
        covers=covers, asked_village=asked_village, decided_by=by, decided_at=moment, note=note.strip()[:200],
        proposal=proposal,
    )  # fmt: skip
    # What stands in force about the key has been outgrown (a new candidate came): the new decision takes its place.
    _close(decisions.in_force().filter(key=made.key), "有了新的候选，重新定过", by, moment)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise DomainError(errors.ALREADY, says="别人刚定") from None
    SeenCandidate.objects.bulk_create(SeenCandidate(decision=made, person_id=p["person_id"]) for p in found.pairs)
    return made


def undo_last(*, by: Account) -> ReviewDecision:
    """Take back the account's own latest decision of today. Raises: MATCHING_NOT_YOURS, MATCHING_NOTHING_TO_UNDO."""
    waiting.refuse_strangers(by)
    since = dt.datetime.combine(clock.today(), dt.time(), clock.SHANGHAI)
    mine = decisions.in_force().filter(decided_by=by, decided_at__gte=since, proposal__isnull=True)
    last = mine.order_by("-id").first()
    if last is None:
        raise DomainError(errors.NOTHING_TO_UNDO)
    with transaction.atomic():
        _take_back(last, UNDONE, by)
        take_effect([last.key])
    return last


def revoke(decision_no: str, *, reason: str, by: Account) -> str:
    """Take a decision back, whoever made it; the rows it spoke for come back to the desk by a job. Returns its queue id.

    Raises: MATCHING_NOT_YOURS, MATCHING_NO_REASON, MATCHING_NO_DECISION.
    """
    waiting.refuse_strangers(by)
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    with transaction.atomic():
        found = decisions.in_force().filter(decision_no=decision_no).first()
        if found is None:
            raise DomainError(errors.NO_DECISION)
        _take_back(found, reason.strip()[:200], by)
    return jobs.enqueue(JOB, keys=[found.key], by=by.username)


def settle(keys: Collection[str], *, by: Account) -> int:
    """Let what was decided or taken back about keys take effect in all batches in force; returns the rows touched.

    Done twice, the second time changes nothing. Raises: JOBS_BUSY, JOBS_CANCELLED.
    """
    with jobs.claim(JOB, by=by) as job:
        job.stage("matching", len(keys))
        touched = take_effect(keys)
        job.advance(len(keys))
        job.finish(f"{touched}行重新认过")
    return touched


def take_effect(keys: Collection[str]) -> int:
    """Rewrite the rows that keys speak for in every batch in force; returns how many."""
    touched = 0
    for batch_id, folder in waiting.in_force().items():
        if applying.covered(folder, keys).num_rows:
            touched += _rewrite(batch_id, keys)
    return touched


def catch_up(batch_id: str) -> dict[str, int]:
    """Lay every decision in force over a batch that was matched while some were made; answers its outcomes."""
    _rewrite(batch_id, set(ReviewDecision.objects.values_list("key", flat=True)))
    return dict(batches.line(batch_id).outcomes)


def number(head: str, at: dt.datetime) -> str:
    """The next public number: FH2026-000123."""
    year = at.astimezone(clock.SHANGHAI).year
    return f"{head}{year}-{vault.reserve(f'matching_{head}{year}', 1).start:06d}"


def _rewrite(batch_id: str, keys: Collection[str]) -> int:
    touched = 0

    def work(folder: Path) -> dict[str, int]:
        nonlocal touched
        if not (folder / lake.REVIEW).exists():
            return dict(batches.line(batch_id).outcomes)
        counts = applying.rewrite(folder, keys, decisions.about, decisions.below())
        touched = counts.touched
        return counts.outcomes

    intake.rewrite_outcomes(batch_id, work)
    return touched


def _take_back(found: ReviewDecision, reason: str, by: Account) -> None:
    moment = clock.business_now()
    if _close(decisions.in_force().filter(pk=found.pk), reason, by, moment) != 1:
        raise DomainError(errors.NO_DECISION)
    if found.answer == Answer.VILLAGE:
        worklist.recall([tasks.RECOGNISE], [found.decision_no], reason=reason, by=by)
    audit.record(trail.REVOKED, by=by, subject=f"batch:{found.batch_id}", reason=reason, decision=found.decision_no)


def _close(rows: QuerySet[ReviewDecision], reason: str, by: Account, at: dt.datetime) -> int:
    return rows.update(revoked_by=by, revoked_at=at, revoked_because=reason)


def _covers(found: Line, holds: Holds) -> dict[str, int]:
    key = found.written if holds == Holds.WRITTEN else found.same_row
    rows = {batch: applying.covered(folder, [key]).num_rows for batch, folder in waiting.in_force().items()}
    return {batch: n for batch, n in rows.items() if n}


def _where(covers: dict[str, int]) -> str:
    return "、".join(f"{batches.brief(batch)} {n}行" for batch, n in covers.items())


def _village_of(person_id: str, by: Account) -> str:
    found = registry.candidates([person_id], by, P.MATCH_REVIEW).get(person_id)
    if found is None or not reference.places_by_code([found.village_code]):
        raise DomainError(errors.NO_VILLAGE)
    return found.village_code
