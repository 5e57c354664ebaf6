"""Accepting many rows at once (成批认定): only where every reason is strong, and only when a second person agrees."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.matching import decisions, desk, errors, trail, waiting
from huaiyuan.county.matching.actions import deciding
from huaiyuan.county.matching.desk import Line
from huaiyuan.county.matching.models import BulkProposal, ProposedRow
from huaiyuan.county.matching.types import Answer, Holds, ProposalState


@dataclass(frozen=True)
class Bulk:
    """A proposal and how many rows it stands for."""

    proposal_no: str
    rows: int


def propose(batch_id: str, *, by: Account, at: dt.datetime | None = None) -> Bulk:
    """Propose every row of a batch that waits and is strong. Raises: MATCHING_NOT_YOURS, MATCHING_NOTHING_STRONG,
    MATCHING_ONE_WAITS.
    """  # fmt: skip
    waiting.refuse_strangers(by)
    found, moment = strong_lines(batch_id), at or clock.business_now()
    if not found:
        raise DomainError(errors.NOTHING_STRONG)
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = BulkProposal.objects.create(
                    proposal_no=deciding.number("CP", moment), batch_id=batch_id, proposed_by=by, proposed_at=moment
                )
        except IntegrityError:
            raise DomainError(errors.ONE_WAITS) from None
        ProposedRow.objects.bulk_create(
            ProposedRow(proposal=made, sheet=f.key.sheet, row=f.key.row, person_id=f.pairs[0]["person_id"])
            for f in found
        )
        _record(trail.PROPOSED, made, len(found), by)
    return Bulk(made.proposal_no, len(found))


def agree(proposal_no: str, *, by: Account, at: dt.datetime | None = None) -> Bulk:
    """Agree as another person: the rows that still wait and are still strong are decided as proposed.

    Raises: MATCHING_NOT_YOURS, MATCHING_NO_PROPOSAL, MATCHING_SAME_PERSON.
    """
    found, moment = _waiting(proposal_no, by), at or clock.business_now()
    if found.proposed_by_id == by.pk:
        raise DomainError(errors.SAME_PERSON)
    proposed = {(row.sheet, row.row): row.person_id for row in found.rows.all()}
    with transaction.atomic():
        _settle(found, ProposalState.AGREED, by, moment)
        keys = []
        for line in strong_lines(found.batch_id):
            if proposed.get((line.key.sheet, line.key.row)) != line.pairs[0]["person_id"]:
                continue
            holds = Holds.WRITTEN if line.tells_apart else Holds.SAME_ROW
            if (line.written if holds == Holds.WRITTEN else line.same_row) in keys:
                continue
            made = deciding.write(line, holds=holds, answer=Answer.PERSON, person_id=line.pairs[0]["person_id"], by=by,
                                  proposal=found, at=moment)  # fmt: skip
            keys.append(made.key)
        deciding.take_effect(keys)
        _record(trail.AGREED, found, len(keys), by)
    return Bulk(proposal_no, len(keys))


def decline(proposal_no: str, *, reason: str, by: Account) -> Bulk:
    """Say no; the one who proposed may take his own proposal back so.

    Raises: MATCHING_NOT_YOURS, MATCHING_NO_PROPOSAL, MATCHING_NO_REASON.
    """
    found = _waiting(proposal_no, by)
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    rows = found.rows.count()
    with transaction.atomic():
        if found.proposed_by_id == by.pk:
            _undone(found, reason, by, ProposalState.PROPOSED)
        else:
            _settle(found, ProposalState.DECLINED, by, clock.business_now(), reason)
        _record(trail.DECLINED, found, rows, by, reason)
    return Bulk(proposal_no, rows)


def undo_bulk(proposal_no: str, *, reason: str, by: Account) -> Bulk:
    """Take back everything that was accepted at once; its rows come back to the desk.

    Raises: MATCHING_NOT_YOURS, MATCHING_NO_PROPOSAL, MATCHING_NO_REASON.
    """
    waiting.refuse_strangers(by)
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    found = BulkProposal.objects.filter(proposal_no=proposal_no, state=ProposalState.AGREED).first()
    if found is None:
        raise DomainError(errors.NO_PROPOSAL)
    with transaction.atomic():
        _undone(found, reason, by, ProposalState.AGREED)
        made = decisions.in_force().filter(proposal=found)
        keys = list(made.values_list("key", flat=True))
        made.update(revoked_by=by, revoked_at=clock.business_now(), revoked_because=reason.strip()[:200])
        deciding.take_effect(keys)
        _record(trail.UNDONE, found, len(keys), by, reason)
    return Bulk(proposal_no, len(keys))


def strong_lines(batch_id: str) -> list[Line]:
    """The rows of a batch in force that wait and of which every reason is strong."""
    folder = waiting.in_force().get(batch_id)
    return [] if folder is None else strong_of(folder)


def strong_of(folder: Path) -> list[Line]:
    """The same of a batch by its folder."""
    return [found for found in desk.open_lines(folder) if desk.strong(found)]


def _waiting(proposal_no: str, by: Account) -> BulkProposal:
    waiting.refuse_strangers(by)
    found = BulkProposal.objects.filter(proposal_no=proposal_no, state=ProposalState.PROPOSED).first()
    if found is None:
        raise DomainError(errors.NO_PROPOSAL)
    return found


def _settle(found: BulkProposal, to: ProposalState, by: Account, at: dt.datetime, reason: str = "") -> None:
    rows = BulkProposal.objects.filter(pk=found.pk, state=ProposalState.PROPOSED)
    if rows.update(state=to, settled_by=by, settled_at=at, reason=reason.strip()[:200]) != 1:
        raise DomainError(errors.NO_PROPOSAL)


def _undone(found: BulkProposal, reason: str, by: Account, was: ProposalState) -> None:
    rows = BulkProposal.objects.filter(pk=found.pk, state=was)
    moved = rows.update(
        state=ProposalState.UNDONE, undone_by=by, undone_at=clock.business_now(), reason=reason.strip()[:200]
    )
    if moved != 1:
        raise DomainError(errors.NO_PROPOSAL)


def _record(action: str, found: BulkProposal, rows: int, by: Account, reason: str = "") -> None:
    audit.record(action, by=by, subject=f"batch:{found.batch_id}", reason=reason, rows=rows, proposal=found.proposal_no)
