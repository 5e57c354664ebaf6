"""The matches of a batch as a file for others to work on: audited, with public person numbers and no personal values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.audit.recording import Actor
from huaiyuan.core.engine import lake
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.matching import desk, errors, trail
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
    with scratch() as connection:
        lines = connection.sql(f"SELECT {COLUMNS} FROM read_parquet($file)", params={"file": str(file)})  # noqa: S608
        lines.write_csv(str(out), header=True)
        [(count,)] = connection.sql("SELECT count(*) FROM read_parquet($file)", params={"file": str(file)}).fetchall()
    with transaction.atomic():
        audit.record(trail.EXPORTED, by=by, subject=f"batch:{batch_id}", rows=int(count))
    return int(count)


def pending(batch_id: str, *, by: Actor) -> dict[str, Any]:
    """What of a batch waits at the review desk, as others script it: rows with their candidates, scores and reasons.

    Numbers are masked, names as the account sees them; the listing is audited.
    Raises: INTAKE_NO_BATCH, MATCHING_NOT_MATCHED, MATCHING_NOT_YOURS.
    """
    found = [_pending(one) for one in desk.pending(batch_id, by)]
    with transaction.atomic():
        audit.record(trail.LISTED, by=by, subject=f"batch:{batch_id}", rows=len(found))
    return {"batch": batch_id, "pending": found}


def _pending(one: desk.Pair) -> dict[str, Any]:
    return {
        "sheet": one.key.sheet, "row": one.key.row, "name": one.name, "id_shown": one.id_shown, "sex": one.line.sex,
        "birth_on": one.birth_on.isoformat() if one.birth_on else None, "village": one.line.village_raw,
        "outcome": one.line.outcome, "score": one.line.score, "reason": one.line.reason,
        "candidates": [_candidate(meant) for meant in one.meant],
    }  # fmt: skip


def _candidate(meant: desk.Meant) -> dict[str, Any]:
    person = meant.person
    return {
        "person_id": person.person_id, "name": person.name, "id_shown": person.id_shown, "sex": person.sex,
        "birth_on": person.birth_on.isoformat() if person.birth_on else None, "household_no": person.household_no,
        "village": f"{person.township_name}{person.village_name}", "gone": person.gone, "score": meant.score,
        "reasons": [{"comparison": r.label, "says": r.says, "weight": r.weight} for r in meant.reasons],
    }  # fmt: skip
