"""Which department batches a hit rests on, and which hits lose or regain their ground when a batch is withdrawn.

A hit rests, source by source, on the batches that its evidence names; where the evidence names none of a source (a rule
that found an absence) or not all of its rows, on the batch of that source that the run read. A later run that
found the same facts again is one more ground. A hit holds while every source of its rule has a batch left that is not
withdrawn; a corrected batch counts as left until it is withdrawn itself. So the struck hits follow from the withdrawn
batches alone, in whatever order batches are withdrawn and taken back.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.policy import rule as rules
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.screening.models import RuleVersion, Run

# A batch's number is source-YYYY-MM-NN.
SUPPORT = r"""
CREATE TEMP TABLE named AS
SELECT hit_id, regexp_replace(batch, '-\d{4}-\d{2}-\d+$', '') AS source, batch FROM (
    SELECT DISTINCT hit_id, split_part(part, '|', 1) AS batch
    FROM (SELECT hit_id, unnest(string_split(rows, ';')) AS part FROM hits) WHERE contains(part, '|'));
CREATE TEMP TABLE asked AS
SELECT DISTINCT h.hit_id, s.source FROM hits h JOIN rule_sources s ON s.rule = h.rule AND s.version = h.version
UNION SELECT hit_id, source FROM named;
CREATE TEMP TABLE support AS
SELECT hit_id, source, batch FROM named
UNION
SELECT a.hit_id, a.source, b.batch FROM asked a JOIN hits h USING (hit_id)
JOIN run_batches b ON b.source = a.source AND (
    (b.run = h.last_run AND h.last_run <> h.run)
    OR (b.run = h.run AND (contains(h.rows, '…+') OR NOT EXISTS (
        SELECT 1 FROM named n WHERE n.hit_id = a.hit_id AND n.source = a.source))));
"""
CHANGES = """
WITH grounds AS (
    SELECT hit_id, source, bool_and(w.batch IS NOT NULL) AS gone
    FROM support LEFT JOIN withdrawn w USING (batch) GROUP BY hit_id, source
), verdicts AS (SELECT hit_id, bool_or(gone) AS struck FROM grounds GROUP BY hit_id)
SELECT h.hit_id, v.struck AS now_struck, h.gone AS was_struck
FROM hits h JOIN verdicts v USING (hit_id)
WHERE h.hit_id IN (SELECT hit_id FROM support WHERE batch = $batch)
ORDER BY h.hit_id
"""


@dataclass(frozen=True)
class Changed:
    """Hits by what a change of one batch does to them. `held` rest on the batch and on something else besides."""

    struck: tuple[int, ...]
    regained: tuple[int, ...]
    held: int


def changed(batch_id: str, withdrawn: set[str]) -> Changed:
    """What becomes of the hits that rest on a batch, were exactly these batches withdrawn."""
    with scratch() as engine:
        engine.register("hits", leads.grounds_of_hits())
        engine.register("rule_sources", _rule_sources())
        engine.register("run_batches", _run_batches())
        engine.register("withdrawn", pa.table({"batch": pa.array(sorted(withdrawn), pa.string())}))
        engine.execute(SUPPORT)
        rows = engine.execute(CHANGES, {"batch": batch_id}).fetchall()
    return Changed(
        struck=tuple(hit for hit, now, was in rows if now and not was),
        regained=tuple(hit for hit, now, was in rows if was and not now),
        held=sum(not now and not was for _, now, was in rows),
    )


def _rule_sources() -> pa.Table:
    """Which sources every version of every rule reads."""
    found = [
        {"rule": version.rule, "version": str(version.version), "source": source}
        for version in RuleVersion.objects.all()
        for source in sorted({read.source for read in rules.read("", version.text)[0].inputs.values()})
    ]
    return _texts(found, "rule", "version", "source")


def _run_batches() -> pa.Table:
    """Which batch of each source every run read: of several, the latest, which is the one that rules look into."""
    found: dict[tuple[str, str], str] = {}
    for run, batches in Run.objects.values_list("run_id", "batches"):
        # Numbers of one source sort by month and then by how often it was sent.
        for batch in sorted(filter(None, batches.split(";"))):
            found[run, intake.source_of(batch)] = batch
    rows = [{"run": run, "source": source, "batch": batch} for (run, source), batch in found.items()]
    return _texts(rows, "run", "batch", "source")


def _texts(rows: list[dict[str, str]], *columns: str) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in columns]))
