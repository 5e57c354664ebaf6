"""The matches of a batch as a file for others to work on: audited, with public person numbers and no personal values."""

from __future__ import annotations

from pathlib import Path

import duckdb
from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.audit.recording import Actor
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.matching import errors, trail
from huaiyuan.county.matching.queries import folder_of

COLUMNS = "sheet, row, outcome, person_id, score, reason"


def write_matches(batch_id: str, out: Path, *, by: Actor) -> int:
    """Write one line per original row (rejected ones too) to a csv in UTF-8, columns `COLUMNS`; returns the lines.

    Raises: INTAKE_NO_BATCH, MATCHING_NOT_MATCHED, MATCHING_EXPORT_INSIDE, MATCHING_NOT_YOURS.
    """
    scope = access.scope_of(by, P.EXPORT)
    if not scope.is_county or not access.may(by, P.MATCH_READ):
        raise DomainError(errors.NOT_YOURS)
    if Path(settings.DATA_DIR).resolve() in out.resolve().parents:
        raise DomainError(errors.EXPORT_INSIDE)
    file = folder_of(batch_id) / lake.MATCHES
    with duckdb.connect() as connection:
        lines = connection.sql(f"SELECT {COLUMNS} FROM read_parquet($file)", params={"file": str(file)})  # noqa: S608
        lines.write_csv(str(out), header=True)
        [(count,)] = connection.sql("SELECT count(*) FROM read_parquet($file)", params={"file": str(file)}).fetchall()
    with transaction.atomic():
        audit.record(trail.EXPORTED, by=by, subject=f"batch:{batch_id}", rows=int(count))
    return int(count)
