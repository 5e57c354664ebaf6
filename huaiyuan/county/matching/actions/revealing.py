"""Showing the whole number of one row, once, with a reason that stands in the audit log."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import sealing
from huaiyuan.county.matching import desk, errors, trail, waiting
from huaiyuan.county.matching.waiting import RowKey


def reveal_cell(key: RowKey, *, reason: str, by: Account) -> str:
    """The number as the department wrote it. The audit record is committed before the value is returned.

    Raises: MATCHING_NOT_YOURS, MATCHING_NO_REASON, MATCHING_NO_ROW, MATCHING_NOTHING_WRITTEN.
    """
    waiting.refuse_strangers(by)
    if not access.may(by, P.PERSONAL_REVEAL):
        raise DomainError(errors.NOT_YOURS)
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    found = desk.line(key)
    if found.id_sealed is None:
        raise DomainError(errors.NOTHING_WRITTEN)
    with transaction.atomic():
        audit.record(trail.REVEALED, by=by, subject=f"batch:{key.batch_id}", reason=reason.strip(), row=key.row)
    opened = sealing.open_cells(
        Path(settings.DATA_DIR), key.batch_id, "id_number", pa.array([found.id_sealed], pa.binary()),
        pa.array([key.sheet], pa.string()), pa.array([key.row], pa.int32()),
    )  # fmt: skip
    return str(opened[0].as_py())
