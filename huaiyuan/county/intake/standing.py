"""Which batch of a period counts when one is withdrawn, and what stands in the way of taking that back."""

from __future__ import annotations

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.models import LIVE, Batch, BatchState
from huaiyuan.county.intake.source import EVENTS
from huaiyuan.county.intake.sources import SOURCES


def comes_back(batch: Batch) -> Batch | None:
    """The batch that counts again when this one goes: the last that it corrected and that was not withdrawn itself."""
    earlier = batch.replaces if batch.state == BatchState.MERGED else None
    while earlier is not None and earlier.state != BatchState.REPLACED:
        earlier = earlier.replaces
    return earlier


def require_newest(batch: Batch) -> None:
    """What was sent later and counts already is never replaced by what it corrected. Raises INTAKE_NEWER_COUNTS."""
    rows = Batch.objects.filter(source=batch.source, period=batch.period, state=BatchState.MERGED)
    newer = rows.filter(sequence__gt=batch.sequence).values_list("batch_id", flat=True).first()
    if newer:
        raise DomainError(errors.NEWER_COUNTS, batch=batch.batch_id, newer=newer)


def rules_use(batch: Batch) -> Batch | None:
    """The batch of the same source that runs would use were this one gone; None when nothing is left for them."""
    merged = Batch.objects.filter(source=batch.source, state=BatchState.MERGED, exact__isnull=False).exclude(
        pk=batch.pk
    )
    source = SOURCES.get(batch.source)
    if source is not None and source.kind == EVENTS:
        merged = merged.filter(period__startswith=batch.period[:4])
    latest, back = merged.order_by("-period").first(), comes_back(batch)
    return max(filter(None, (latest, back)), key=lambda found: found.period, default=None)


def in_the_way(batch: Batch) -> Batch | None:
    """What was merged, or received with the same content, since the batch was withdrawn; None when the way is free."""
    same = Batch.objects.filter(source=batch.source, period=batch.period).exclude(pk=batch.pk).order_by("-id")
    if batch.withdrawn_from == BatchState.MERGED:
        merged = same.filter(state=BatchState.MERGED).exclude(pk=batch.brought_back_id or 0).first()
        if merged is not None:
            return merged
    if batch.withdrawn_from in LIVE:
        return (
            same.filter(content_hash=batch.content_hash, state__in=LIVE).exclude(pk=batch.brought_back_id or 0).first()
        )
    return None


def require_free(batch: Batch) -> None:
    """Raises: INTAKE_NOT_WITHDRAWN, INTAKE_IN_THE_WAY."""
    if batch.state != BatchState.WITHDRAWN:
        raise DomainError(errors.NOT_WITHDRAWN, batch=batch.batch_id, state=BatchState(batch.state).label)
    other = in_the_way(batch)
    if other is not None:
        did = "并入了" if other.state == BatchState.MERGED else "收到了内容相同的"
        raise DomainError(errors.IN_THE_WAY, batch=batch.batch_id, period=batch.period, did=did, other=other.batch_id)
