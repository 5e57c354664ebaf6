"""What a run's notices would become, planned in DuckDB over its files and what stands already; it writes nothing.

A hit is *quiet* when it was answered with the same fingerprint of facts, or so lately that changed facts wait too,
unless it is 红 (decision F6). An open notice whose rule ran and no longer finds it is *gone*; one that has become 不明
stays.
"""

# Every piece of the SQL is a constant of this module.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from huaiyuan.core.engine.scratch import scratch

HITS, UNKNOWN, MANIFEST = "hits.parquet", "unknown.parquet", "manifest.json"
KNOWN_COLUMNS = {
    "id": pa.int64(), "rule": pa.string(), "village_code": pa.string(), "household_no": pa.string(),
    "person_id": pa.string(), "fingerprint": pa.string(), "state": pa.string(), "quiet_until": pa.date32(),
}  # fmt: skip
KEY = "rule, village_code, household_no, person_id"
# Somebody without a known village is the county's own to place.
INCOMING = """
CREATE TEMP TABLE incoming AS
SELECT CASE WHEN subject = 'village' THEN 'village' ELSE kind END AS kind, rule, rule_version, department, grade, says,
       fingerprint, coalesce(village_code, $county) AS village_code, coalesce(household_no, '') AS household_no,
       coalesce(person_id, '') AS person_id
FROM read_parquet($hits) WHERE subject = 'village' OR kind = 'review'"""
FATES = f"""
CREATE TEMP TABLE fates AS
SELECT i.*, any_value(k.id) FILTER (k.state = 'open') AS open_id,
       coalesce(bool_or(k.state = 'answered'
                        AND (k.fingerprint = i.fingerprint OR (k.quiet_until > $on AND i.grade <> '红'))), FALSE) AS quiet
FROM incoming i LEFT JOIN known k USING ({KEY}) GROUP BY ALL"""
BUNDLE = """
CASE kind WHEN 'village' THEN rule || '-' || village_code
          ELSE rule || '-' || left(village_code, 9) || '-' || $month END"""
OPENED = f"""
SELECT {BUNDLE} AS bundle, kind, rule, rule_version, t.title, department, grade, village_code, household_no, person_id,
       says, fingerprint
FROM fates JOIN titles t USING (rule) WHERE open_id IS NULL AND NOT quiet
ORDER BY bundle, rule, household_no, person_id"""
SEEN = "SELECT open_id AS id, grade, says, fingerprint FROM fates WHERE open_id IS NOT NULL ORDER BY id"
GONE = f"""
SELECT k.id FROM known k SEMI JOIN titles USING (rule) ANTI JOIN incoming USING ({KEY})
ANTI JOIN (SELECT rule, coalesce(village_code, $county) AS village_code, coalesce(household_no, '') AS household_no,
                  coalesce(person_id, '') AS person_id FROM read_parquet($unknown)) USING ({KEY})
WHERE k.state = 'open' ORDER BY k.id"""


@dataclass(frozen=True)
class Plan:
    """What is to be written: new notices, open ones found once more, and open ones that are gone."""

    opened: pa.Table
    seen: pa.Table
    gone: pa.Table


def make(folder: Path, known: pa.Table, on: dt.date, county: str) -> Plan:
    """The plan of a run's folder on a business day. `known` are the open and answered notices (`KNOWN_COLUMNS`)."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    ran = [{"rule": line["id"], "title": line["title"]} for line in manifest["rules"] if not line["off_because"]]
    titles = pa.Table.from_pylist(ran, schema=pa.schema({"rule": pa.string(), "title": pa.string()}))
    with scratch() as connection:
        connection.register("titles", titles)
        connection.register("known", known)
        connection.execute(INCOMING, {"hits": str(folder / HITS), "county": county})
        connection.execute(FATES, {"on": on})
        opened = connection.sql(OPENED, params={"month": f"{on:%Y%m}"}).to_arrow_table()
        seen = connection.sql(SEEN).to_arrow_table()
        gone = connection.sql(GONE, params={"county": county, "unknown": str(folder / UNKNOWN)}).to_arrow_table()
    return Plan(opened, seen, gone)
