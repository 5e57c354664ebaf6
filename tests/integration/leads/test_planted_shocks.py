"""The demo's hits and leads against the shocks that were planted: found, missed, false."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from huaiyuan.core.policy import rule
from huaiyuan.county.leads import against_truth
from huaiyuan.county.leads.against_truth import Compared
from huaiyuan.synth.files import shocks

pytestmark = pytest.mark.slow

SUBJECTS = {found.id: found.subject for found, _ in (rule.read(*given) for given in rule.shipped_texts().items())}
# Judged is every rule that looks at persons or households; dry villages have a test of their own.
RULES = {name for name in shocks.SHOCKS if SUBJECTS.get(name) in {"person", "household"}}
HOMES = sorted(name for name in RULES if SUBJECTS[name] == "household")

FINDABLE = """
WITH written AS (
    SELECT regexp_extract(filename, '[^/_]+_(.+)_[0-9-]+[^/]*$', 1) AS source, person_id, bool_or(findable) AS findable
    FROM read_parquet($files, union_by_name = true, filename = true)
    WHERE person_id IS NOT NULL GROUP BY source, person_id)
SELECT s.* EXCLUDE (visible), s.visible AND coalesce(w.findable, s.rule IN ('R06', 'R12')) AND u.rule IS NULL AS visible
FROM read_parquet($shocks) s LEFT JOIN written w USING (source, person_id)
LEFT JOIN (SELECT DISTINCT rule, coalesce(person_id, household_no) AS whom FROM read_parquet($unknown)) u
  ON u.rule = s.rule AND u.whom IN (s.person_id, s.household_no)
WHERE list_contains($rules, s.rule)"""
# A rule about households is judged by the household, whoever of it was struck.
BY_HOME = (
    "SELECT * REPLACE (CASE WHEN list_contains($homes, rule) THEN household_no ELSE person_id END AS person_id) FROM t"
)


def _shocks(county: Path) -> pa.Table:
    """The planted shocks; to be seen by nobody is one whose every row could as well be somebody else's, and one that
    the run itself lists as 不明: the county sees it there, as what could not be told."""
    truth = county.parent / f"{county.name}.files" / "truth"
    files = [str(file) for file in sorted(truth.glob("*.parquet")) if file.stem != "shocks"]
    with duckdb.connect() as engine:
        found = {
            "files": files,
            "shocks": str(truth / "shocks.parquet"),
            "unknown": str(_risk_run(county) / "unknown.parquet"),
            "rules": sorted(RULES),
        }
        return engine.sql(FINDABLE, params=found).to_arrow_table()


def _leads(county: Path) -> pa.Table:
    """Households with a lead, by the rules that hit them, out of the demo's database."""
    sql = "SELECT DISTINCT h.rule, l.household_no FROM leads_hit h JOIN leads_lead l ON l.id = h.lead_id"
    with sqlite3.connect(f"file:{county / 'huaiyuan.db'}?mode=ro", uri=True) as database:
        rules, households = zip(*database.execute(sql).fetchall(), strict=True)
    return pa.table({"rule": rules, "household_no": households})


def _by_subject(table: pa.Table) -> pa.Table:
    with duckdb.connect() as engine:
        engine.register("t", table)
        return engine.sql(BY_HOME, params={"homes": HOMES}).to_arrow_table()


def _risk_run(county: Path) -> Path:
    """The run of the rules of risk; the registry's own checks leave another."""
    told = {file.parent: json.loads(file.read_text(encoding="utf-8")) for file in county.glob("runs/*/manifest.json")}
    (folder,) = (folder for folder, run in told.items() if any(rule["id"] == "R01" for rule in run.get("rules", ())))
    return folder


def _show(lines: list[Compared]) -> None:
    print("规则 查到 漏 看不见 误", *(f"{c.rule} {c.found} {c.missed} {c.hidden} {c.false}" for c in lines), sep="\n")


def test_hits_find_what_a_file_shows(small_county):
    hits = pq.read_table(_risk_run(small_county) / "hits.parquet")
    found = against_truth.persons(_by_subject(hits), _by_subject(_shocks(small_county)))
    _show(found)
    assert {line.rule: line.missed for line in found if line.rule in RULES} == dict.fromkeys(RULES, 0)


def test_leads_reach_the_struck_households(small_county):
    found = against_truth.households(_leads(small_county), _shocks(small_county))
    _show(found)
    assert {line.rule: line.missed for line in found if line.rule in RULES} == dict.fromkeys(RULES, 0)
    assert sum(c.hidden for c in found) > 0


def test_a_rule_that_is_off_shows_as_missed(small_county):
    leads = _leads(small_county)
    without = leads.filter(pc.not_equal(leads["rule"], "R09"))
    (line,) = (c for c in against_truth.households(without, _shocks(small_county)) if c.rule == "R09")
    assert (line.found, line.false) == (0, 0)
    assert line.missed > 0
