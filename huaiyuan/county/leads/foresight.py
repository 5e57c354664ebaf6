"""What a run's hits would come to, were they turned into leads: for trying a rule. Writes nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path

import pyarrow as pa
from django.db.models import Count

from huaiyuan.county.leads import plan
from huaiyuan.county.leads.actions.opening import standing
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.plan import Standing
from huaiyuan.county.leads.types import State

COLUMNS = ("household_no", "village_code", "grade")


class Foresight:
    """The leads of one instant, over which several runs' hits can be laid; `print` names that instant's state."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self.standing: Standing = standing(on)
        self.waiting = _waiting()
        self.print = _print(self.standing)

    def opened(self, folder: Path) -> pa.Table:
        """The households that would get a new lead: `household_no`, `village_code`, `grade`.

        Raises: LEAD_RUN_MISSING, LEAD_RUN_CHANGED.
        """
        return plan.make(folder, self.standing, self.on).leads.select(list(COLUMNS))


def _waiting() -> dict[str, int]:
    """Leads that wait for 交办 already, by village."""
    rows = Lead.objects.filter(state=State.OPEN).order_by().values("village_code").annotate(n=Count("id"))
    return {row["village_code"]: row["n"] for row in rows}


def _print(found: Standing) -> str:
    digest = hashlib.sha256()
    for table, key in ((found.known, "hit_id"), (found.live, "lead_no")):
        sink = io.BytesIO()
        ordered = table.sort_by(key)
        with pa.ipc.new_stream(sink, ordered.schema) as writer:
            writer.write_table(ordered.combine_chunks())
        digest.update(sink.getvalue())
    return digest.hexdigest()[:16]
