"""Hits and leads held against what is known to be true: how much was found, missed, and cried falsely."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from huaiyuan.core.engine.scratch import scratch

COMPARE = """
SELECT coalesce(h.rule, t.rule) AS rule, count(*) FILTER (h.rule IS NOT NULL AND t.rule IS NOT NULL) AS found,
       count(*) FILTER (h.rule IS NULL AND t.visible) AS missed,
       count(*) FILTER (h.rule IS NULL AND NOT t.visible) AS hidden, count(*) FILTER (t.rule IS NULL) AS false
FROM (SELECT DISTINCT rule, {unit} AS unit FROM hits) h
FULL JOIN (SELECT rule, {unit} AS unit, bool_or(visible) AS visible FROM shocks GROUP BY ALL) t USING (rule, unit)
GROUP BY ALL ORDER BY rule"""


@dataclass(frozen=True)
class Compared:
    """One rule against the truth. `hidden` was missed because no department's file shows it."""

    rule: str
    found: int
    missed: int
    hidden: int
    false: int


def persons(hits: pa.Table, shocks: pa.Table) -> list[Compared]:
    """By rule and person. `hits` has rule and person_id; `shocks` also visible (data contracts, section 3)."""
    return _compare(hits, shocks, "person_id")


def households(hits: pa.Table, shocks: pa.Table) -> list[Compared]:
    """By rule and household, as a lead sees it. Both have rule and household_no."""
    return _compare(hits, shocks, "household_no")


def _compare(hits: pa.Table, shocks: pa.Table, unit: str) -> list[Compared]:
    with scratch() as engine:
        engine.register("hits", hits)
        engine.register("shocks", shocks)
        rows = engine.sql(COMPARE.format(unit=unit)).to_arrow_table().to_pylist()
    return [Compared(**row) for row in rows]
