"""What a run's hits would become: new leads, additions to live ones, or nothing because it was just verified.

A plan is made in DuckDB over the run's Parquet and what stands already; it writes nothing. A hit is *quiet* when the
same household, risk type and person were judged with the same fingerprint of facts, or were judged so lately that even
changed facts wait, unless the rule's reopen condition holds or the hit is 红 (decision F6).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, reopening
from huaiyuan.county.leads.types import RANK, Grade

KNOWN_COLUMNS = {
    "hit_id": pa.int64(),
    "lead_no": pa.string(),
    "lead_state": pa.string(),
    "household_no": pa.string(),
    "risk_type": pa.string(),
    "rule": pa.string(),
    "person_id": pa.string(),
    "fingerprint": pa.string(),
    "facts": pa.string(),
    "judged_at": pa.timestamp("us", "UTC"),
    "quiet_until": pa.date32(),
}
LIVE_COLUMNS = {"lead_no": pa.string(), "household_no": pa.string(), "grade": pa.string(), "hits": pa.int32()}
GRADES = {str(grade.label): (str(grade), RANK[grade]) for grade in Grade}

INCOMING = """
CREATE TEMP TABLE incoming AS
SELECT row_number() OVER (ORDER BY household_no, risk_type, rule, person_id, fingerprint) AS n,
       h.* EXCLUDE (grade, person_id, kind, subject), coalesce(person_id, '') AS person_id, g.code AS grade, g.rank
-- What is about a village, a review or the registry's own data becomes a notice, never a lead.
FROM read_parquet($hits) h LEFT JOIN grades g ON g.label = h.grade
WHERE h.subject <> 'village' AND h.kind IN ('risk', 'gap')"""

UNREADABLE = (
    "SELECT count(*), any_value(coalesce(household_no, grade)) FROM incoming WHERE rank IS NULL OR household_no IS NULL"
)

# `same`: these very facts were judged. `lately`: something of this rule about this person was judged not long ago.
JUDGED = """
CREATE TEMP TABLE judged AS
SELECT i.n, max(k.hit_id) AS hit_id, bool_or(k.fingerprint = i.fingerprint) AS same,
       bool_or(k.rule = i.rule AND k.quiet_until > $on) AS lately,
       arg_max(k.facts, k.judged_at) FILTER (WHERE k.rule = i.rule) AS last_facts
FROM incoming i
JOIN known k ON k.household_no = i.household_no AND k.risk_type = i.risk_type AND k.person_id = i.person_id
            AND k.lead_state IN ('confirmed', 'cleared', 'withheld')
GROUP BY i.n"""

FATES = """
CREATE TEMP TABLE fates AS
SELECT i.n, l.lead_no AS live_no, s.hit_id AS seen_id, j.hit_id AS judged_id,
       CASE WHEN s.hit_id IS NOT NULL THEN 'seen'
            WHEN r.n IS NOT NULL THEN 'asked'
            WHEN j.same OR (j.lately AND i.grade <> 'red') THEN 'quiet'
            ELSE 'asked' END AS fate
FROM incoming i
LEFT JOIN live l ON l.household_no = i.household_no
LEFT JOIN known s ON s.lead_no = l.lead_no AND s.risk_type = i.risk_type AND s.rule = i.rule
                 AND s.person_id = i.person_id AND s.fingerprint = i.fingerprint
LEFT JOIN judged j ON j.n = i.n
LEFT JOIN reopened r ON r.n = i.n"""

COUNTS = """
SELECT count(*) FILTER (WHERE live AND wanted) AS merged, count(*) FILTER (WHERE NOT live AND asked) AS opened,
       count(*) FILTER (WHERE NOT wanted) AS suppressed
FROM (SELECT household_no, bool_or(live_no IS NOT NULL) AS live, bool_or(fate = 'asked') AS asked,
             bool_or(fate <> 'quiet') AS wanted
      FROM fates JOIN incoming USING (n) GROUP BY household_no)"""

LEADS = """
SELECT $prefix || lpad(($last + row_number() OVER (ORDER BY village_code, household_no))::VARCHAR, 6, '0') AS lead_no,
       household_no, village_code, grade
FROM (SELECT household_no, min(village_code) AS village_code, arg_min(grade, rank) AS grade
      FROM incoming JOIN fates USING (n) WHERE fate = 'asked' AND live_no IS NULL GROUP BY household_no)
ORDER BY lead_no"""

HITS = """
SELECT lead_no, risk_type, first_value(grade) OVER (PARTITION BY lead_no, risk_type ORDER BY rank) AS risk_grade,
       lead_no || '-' || lpad((earlier + row_number() OVER (PARTITION BY lead_no ORDER BY n))::VARCHAR, 2, '0') AS hit_no,
       rule, rule_version::VARCHAR AS rule_version, person_id, department, says, coalesce(facts, '') AS facts, fingerprint,
       "match", coalesce(rows, '') AS rows
FROM (SELECT i.*, coalesce(f.live_no, a.lead_no) AS lead_no, coalesce(l.hits, 0) AS earlier
      FROM incoming i JOIN fates f USING (n)
      LEFT JOIN new_leads a ON a.household_no = i.household_no
      LEFT JOIN live l ON l.lead_no = f.live_no
      WHERE fate = 'asked'
      -- One person may fit a rule by two rows with equal facts; that is one hit.
      QUALIFY row_number() OVER (PARTITION BY i.household_no, risk_type, rule, person_id, fingerprint ORDER BY n) = 1)
ORDER BY hit_no"""

GROWN = """
SELECT f.live_no AS lead_no, arg_min(i.grade, i.rank) AS grade, min(i.rank) < any_value(g.rank) AS raised
FROM fates f JOIN incoming i USING (n) JOIN live l ON l.lead_no = f.live_no JOIN grades g ON g.code = l.grade
WHERE fate = 'asked' GROUP BY f.live_no ORDER BY lead_no"""

SEEN = """
SELECT DISTINCT coalesce(seen_id, judged_id) AS hit_id FROM fates WHERE fate IN ('seen', 'quiet') ORDER BY hit_id"""


@dataclass(frozen=True)
class Standing:
    """What stands already: hits ever pushed (`KNOWN_COLUMNS`), live leads (`LIVE_COLUMNS`), the last number used."""

    known: pa.Table
    live: pa.Table
    last_number: int


@dataclass(frozen=True)
class Plan:
    """What is to be written. `grown` are live leads with new hits, `seen` hits that this run found once more."""

    opened: int
    merged: int
    suppressed: int
    leads: pa.Table
    hits: pa.Table
    grown: pa.Table
    seen: pa.Table


def make(folder: Path, standing: Standing, on: dt.date) -> Plan:
    """The plan of a run's folder on a business day. Raises: LEAD_RUN_MISSING, LEAD_RUN_CHANGED."""
    hits = folder / "hits.parquet"
    if not hits.exists():
        raise DomainError(errors.RUN_MISSING, run=folder.name)
    with scratch() as connection:
        _register(connection, standing)
        connection.execute(INCOMING, {"hits": str(hits)})
        _refuse_unreadable(connection)
        connection.execute(JUDGED, {"on": on})
        reopening.find(connection, _cool_downs(folder))
        connection.execute(FATES)
        return _read(connection, standing, on)


def _register(connection: duckdb.DuckDBPyConnection, standing: Standing) -> None:
    grades = [{"label": label, "code": code, "rank": rank} for label, (code, rank) in GRADES.items()]
    connection.register("grades", pa.Table.from_pylist(grades))
    connection.register("known", standing.known)
    connection.register("live", standing.live)


def _read(connection: duckdb.DuckDBPyConnection, standing: Standing, on: dt.date) -> Plan:
    merged, opened, suppressed = connection.execute(COUNTS).fetchall()[0]
    numbering = {"prefix": prefix(on), "last": standing.last_number}
    leads = connection.sql(LEADS, params=numbering).to_arrow_table()
    connection.register("new_leads", leads)
    hits, grown, seen = (connection.sql(sql).to_arrow_table() for sql in (HITS, GROWN, SEEN))
    return Plan(opened, merged, suppressed, leads, hits, grown, seen)


def prefix(on: dt.date) -> str:
    """The beginning of the lead numbers of a year."""
    return f"XS{on.year}-"


def _cool_downs(folder: Path) -> Mapping[str, Any]:
    """The rules' own conditions to ask again, as the run's manifest gives them: `{rule: {reopen_when}}`."""
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return {}
    return json.loads(manifest.read_text(encoding="utf-8")).get("cool_down", {})


def _refuse_unreadable(connection: duckdb.DuckDBPyConnection) -> None:
    rows, example = connection.execute(UNREADABLE).fetchall()[0]
    if rows:
        raise DomainError(errors.RUN_CHANGED, rows=rows, example=example)
