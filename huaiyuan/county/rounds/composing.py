"""The lines of a round as Arrow: every open household of a snapshot's day, group by group on its walk, with its key groups."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from huaiyuan.base.figures import snapshots
from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.core.engine.screening.hits import HITS, UNKNOWN
from huaiyuan.county.rounds.types import NO_ORDER

REASONS = """
CREATE TEMP TABLE reasons AS
SELECT household_no, rule AS code, left(min(says), 200) AS says FROM read_parquet($hits)
WHERE household_no IS NOT NULL GROUP BY household_no, rule"""
# Whom one member puts into a group is in it, whatever is not known of the others.
DOUBTED = """
CREATE TEMP TABLE doubted AS
SELECT DISTINCT household_no, rule AS code FROM read_parquet($unknown) u
WHERE household_no IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM reasons r WHERE r.household_no = u.household_no AND r.code = u.rule)"""
LINES = """
SELECT h.household_no, h.village_code, coalesce(h.group_name, '') AS group_name,
       coalesce(h.walk_order, $no_order)::INTEGER AS walk_order, k.codes IS NOT NULL AS is_key,
       coalesce(k.codes, '') AS key_groups, coalesce(d.codes, '') AS unknown_groups,
       $with_income AND (h.archive_type = '脱贫户' OR h.monitored) IS TRUE AS income_due
FROM household_now h
LEFT JOIN (SELECT household_no, string_agg(code, ';' ORDER BY code) AS codes FROM reasons GROUP BY 1) k USING (household_no)
LEFT JOIN (SELECT household_no, string_agg(code, ';' ORDER BY code) AS codes FROM doubted GROUP BY 1) d USING (household_no)
WHERE starts_with(h.village_code, $area)
ORDER BY village_code, walk_order, household_no"""
# Of one township: nobody else's reasons and doubts.
ELSEWHERE = """
DELETE FROM {table} WHERE household_no NOT IN (SELECT household_no FROM household_now WHERE starts_with(village_code, $area))"""
COUNTS = """
SELECT code, count(*) FILTER (known) AS households, count(*) FILTER (NOT known) AS unknown
FROM (SELECT code, true AS known FROM reasons UNION ALL SELECT code, false FROM doubted) GROUP BY code"""


@dataclass(frozen=True)
class Composed:
    """Lines, the reasons of those in a key group, and (households, not known) by group."""

    lines: pa.Table
    reasons: pa.Table
    counts: dict[str, tuple[int, int]]


def compose(
    snapshot: Snapshot, as_of: dt.date, groups: Path, *, with_income: bool, area_code: str = ""
) -> Composed:  # fmt: skip
    """The lines of a day, of the county or of one township. `groups` is the folder into which the key groups were asked."""
    with snapshots.connect(snapshot, as_of) as connection:
        connection.execute(REASONS, {"hits": str(groups / HITS)})
        connection.execute(DOUBTED, {"unknown": str(groups / UNKNOWN)})
        for table in ("reasons", "doubted") if area_code else ():
            connection.execute(ELSEWHERE.format(table=table), {"area": area_code})
        told = {"no_order": NO_ORDER, "with_income": with_income, "area": area_code}
        lines = connection.sql(LINES, params=told).to_arrow_table()
        reasons = connection.sql("FROM reasons ORDER BY ALL").to_arrow_table()
        counts = {code: (known, unknown) for code, known, unknown in connection.execute(COUNTS).fetchall()}
    return Composed(lines, reasons, counts)
