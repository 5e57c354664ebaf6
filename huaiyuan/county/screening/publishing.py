"""Letting a published change hold: dated rows beside dated rows, the version number growing by itself."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Max

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.reference.actions import NewValue, restore
from huaiyuan.base.reference.actions import hold as hold_values
from huaiyuan.base.reference.actions import put_in_force as put_value
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import rule as rules
from huaiyuan.county.screening import content, errors, moves, seeds, trail
from huaiyuan.county.screening.content import Draft
from huaiyuan.county.screening.models import RuleChange, RuleVersion
from huaiyuan.county.screening.types import RuleState


def hold(draft: Draft) -> None:
    """Let nobody else put in force what this draft touches until the transaction ends."""
    hold_values(draft.values)
    if draft.text:
        list(RuleVersion.objects.select_for_update().filter(rule=draft.rule, superseded_at=None).order_by("pk"))


def put_in_force(change: RuleChange, draft: Draft, *, by: Account) -> None:
    """What a change says holds from its day on; a restoring change brings back what was before. In a transaction."""
    at = change.published_at
    if at is None:
        raise ValueError(f"{change.change_no} is not published")
    restored = change.restores
    for name, value in sorted(draft.values.items()):
        if restored is not None and restored.published_at is not None:
            restore(name, known_before=restored.published_at, since=change.since, at=at)
        elif value is not None:
            ends = content.until(name, change.since)
            put_value(NewValue(name, value, change.since, ends, change.source, change.doc_no), at=at)
    if draft.text:
        _put_text(change, draft, at)
    if restored is not None:
        moves.move("roll_back", restored, by=by, why=change.reason)
        audit.record(
            trail.ROLLED_BACK, by=by, subject=f"rule_change:{restored.change_no}", writes=False, reason=change.reason,
            restored=restored.change_no, change=change.change_no,
        )  # fmt: skip


def _put_text(change: RuleChange, draft: Draft, at: dt.datetime) -> None:
    versions = RuleVersion.objects.filter(rule=draft.rule)
    number = (versions.aggregate(most=Max("version"))["most"] or 0) + 1
    text = content.numbered(draft.text, number)
    rule, _ = rules.read(f"{draft.rule}.yaml", text)
    standing = versions.filter(superseded_at=None)
    # A version that never came to hold, or came only today, keeps no day; it stays to be read.
    standing.filter(valid_from__gte=change.since).update(superseded_at=at)
    standing.filter(valid_from__lt=change.since, valid_to__gt=change.since).update(valid_to=change.since)
    fields = {**seeds.row(rule, text), "valid_from": change.since, "published_at": at}
    try:
        with transaction.atomic():
            RuleVersion.objects.create(
                **fields, state=RuleState.APPROVED, published_by=change.proposed_by.username,
                approved_by=change.published_by.username if change.published_by else "",
            )  # fmt: skip
    except IntegrityError:
        raise DomainError(errors.TRY_AGAIN, change=change.change_no) from None
