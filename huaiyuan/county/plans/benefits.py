"""Help that departments' own data show a family to have already (部门数据里已享受的): welfare in payment on the newest roll.

A hint with its source named: a draft then proposes nothing that the family has.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.core.engine.lake import MATCHES, ROWS
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.registry import queries as registry

WELFARE, KIND = "welfare_roll", "综合保障"
_IN_PAYMENT = """
SELECT DISTINCT r.benefit, r.began_on
FROM read_parquet($rows) r JOIN read_parquet($matches) m USING (sheet, row)
WHERE list_contains($people, m.person_id) AND (r.began_on IS NULL OR r.began_on <= $on)
      AND (r.stopped_on IS NULL OR r.stopped_on > $on) AND r.benefit <> '临时救助' ORDER BY ALL"""


@dataclass(frozen=True)
class Received:
    """One kind of help the family has already: of an earlier plan, or as a department's data say."""

    kind: str
    says: str


def known(household_no: str, on: dt.date) -> list[Received]:
    """What the newest welfare roll in force says of the people of a family; nothing when there is no roll."""
    rolls = [batch for batch in intake.effective_batches(on) if batch.source == WELFARE]
    people = registry.person_ids_of(household_no, on=on)
    if not rolls or not people:
        return []
    newest = max(rolls, key=lambda batch: batch.period)
    files = {"rows": str(newest.folder / ROWS), "matches": str(newest.folder / MATCHES)}
    with scratch() as connection:
        found = connection.execute(_IN_PAYMENT, files | {"people": people, "on": on}).fetchall()
    return [
        Received(KIND, f"民政局{newest.period}名册：{benefit}{f'，{began}起' if began else ''}")
        for benefit, began in found
    ]
