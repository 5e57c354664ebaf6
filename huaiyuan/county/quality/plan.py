"""What a check's hits do to the points that stand, planned in DuckDB; it writes nothing.

A point judged right stays quiet while its facts are the ones that were judged. One whose rule ran and no longer finds it
is mended; one that has become 不明 stays as it is. One whose rule no longer holds is dropped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from huaiyuan.core.engine.scratch import scratch

HITS, UNKNOWN, MANIFEST = "hits.parquet", "unknown.parquet", "manifest.json"
KNOWN_COLUMNS = {
    "id": pa.int64(), "number": pa.string(), "rule": pa.string(), "state": pa.string(), "judged_print": pa.string(),
}  # fmt: skip
NUMBER = "rule || '-' || coalesce(person_id, household_no, village_code, $county)"
INCOMING = f"""
CREATE TEMP TABLE incoming AS
SELECT {NUMBER} AS number, rule, rule_version, subject AS subject_type, coalesce(person_id, '') AS person_id,
       coalesce(household_no, '') AS household_no, coalesce(village_code, $county) AS village_code, r.how, says,
       fingerprint
FROM read_parquet($hits) JOIN rules r USING (rule)
QUALIFY row_number() OVER (PARTITION BY number ORDER BY fingerprint) = 1"""  # noqa: S608 - constants of this module
OPENED = """
SELECT i.* FROM incoming i ANTI JOIN known k USING (number) ORDER BY number"""
AGAIN = """
SELECT k.id, i.rule_version, i.household_no, i.village_code, i.how, i.says, i.fingerprint
FROM incoming i JOIN known k USING (number)
WHERE k.state <> 'open' AND NOT (k.state = 'judged' AND k.judged_print = i.fingerprint) ORDER BY k.id"""
SEEN = """
SELECT k.id, i.rule_version, i.household_no, i.village_code, i.how, i.says, i.fingerprint
FROM incoming i JOIN known k USING (number) WHERE k.state = 'open' ORDER BY k.id"""
MENDED = f"""
SELECT k.id FROM known k SEMI JOIN (SELECT rule FROM rules WHERE runs) r ON r.rule = k.rule
ANTI JOIN incoming USING (number)
ANTI JOIN (SELECT {NUMBER} AS number FROM read_parquet($unknown)) USING (number)
WHERE k.state IN ('open', 'changed') ORDER BY k.id"""  # noqa: S608 - constants of this module
DROPPED = """
SELECT k.id FROM known k ANTI JOIN (SELECT rule FROM rules WHERE stands) r ON r.rule = k.rule
WHERE k.state IN ('open', 'changed') ORDER BY k.id"""
RULES = pa.schema(
    {"rule": pa.string(), "how": pa.string(), "runs": pa.bool_(), "stands": pa.bool_()}
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What is to be written: new points, points found again after they were settled, those still there, and ended."""

    opened: pa.Table
    again: pa.Table
    seen: pa.Table
    mended: pa.Table
    dropped: pa.Table


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a run's folder."""
    return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def make(folder: Path, known: pa.Table, county: str) -> Plan:
    """The plan of a check's folder. `known` are all points (`KNOWN_COLUMNS`), `county` the code of what has no village."""
    lines = [
        {"rule": one["id"], "how": one["mend"]["how"], "runs": not one["off_because"], "stands": one["stands"]}
        for one in manifest_of(folder)["rules"]
    ]
    with scratch() as connection:
        connection.register("rules", pa.Table.from_pylist(lines, schema=RULES))
        connection.register("known", known)
        connection.execute(INCOMING, {"hits": str(folder / HITS), "county": county})
        read = {
            "opened": connection.sql(OPENED).to_arrow_table(),
            "again": connection.sql(AGAIN).to_arrow_table(),
            "seen": connection.sql(SEEN).to_arrow_table(),
            "mended": connection.sql(
                MENDED, params={"county": county, "unknown": str(folder / UNKNOWN)}
            ).to_arrow_table(),
            "dropped": connection.sql(DROPPED).to_arrow_table(),
        }
    return Plan(**read)
