"""The plans, measures and steps of a county as tables, made by the engine; what is planted stands in `truth/plans.parquet`."""

# ruff: noqa: S608 - every piece of SQL is declared here

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from huaiyuan.core.policy import measures
from huaiyuan.core.policy.measures import drafting
from huaiyuan.synth.planning import words

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

# Random columns: u0 … for every plan, v0 … for every measure, uniform in [0, 1).
CHANCES = 10
# Families identified this lately have no plan yet: ten days are theirs.
NEW_DAYS = 10
COPIED = 6
# What November still has to do in a whole county; of a smaller one its share, one at least.
PLANTED = {"returned": 2, "early": 1, "waiting": 4, "set": 6, "overdue": 24, "lacking": 12}

_CYCLES = """
SELECT m.household_no, m.cycle, min(m.approved_on) AS identified_on, max(m.cleared_on) AS cleared_on,
       bool_or(m.risk_state = '已清退') AS struck, arg_max(m.risks, m.valid_from) AS risks,
       max(m.valid_from) FILTER (m.risk_state = '已清退') AS struck_on,
       bool_or(m.risk_state = '未消除' AND m.valid_from <= $today AND m.valid_to > $today)
           AND (any_value(h.closed_on) IS NULL OR any_value(h.closed_on) > $today) AS at_risk,
       any_value(h.closed_on) AS closed_on
FROM monitoring m JOIN households h USING (household_no) GROUP BY m.household_no, m.cycle"""
_HOMES = """
SELECT c.*, r.village_code FROM cycles c JOIN (
    SELECT household_no, arg_max(village_code, valid_from) AS village_code FROM residences WHERE valid_from <= $today GROUP BY 1
) r USING (household_no) JOIN writers w ON w.area_code = r.village_code
WHERE NOT (at_risk AND identified_on > $today - {new_days})"""
_ABLE = """
SELECT c.household_no, c.cycle, CASE WHEN bool_or(l.labour IN ('普通劳动力', '技能劳动力')) THEN 'able'
       WHEN bool_or(l.labour IS NULL) THEN 'unknown' WHEN bool_or(l.labour = '弱劳动力或半劳动力') THEN 'weak' ELSE 'none' END AS labour
FROM homes c JOIN memberships m ON m.household_no = c.household_no AND m.valid_from <= c.day AND m.valid_to > c.day
JOIN persons p USING (person_id) LEFT JOIN labour l ON l.person_id = m.person_id AND l.valid_from <= c.day AND l.valid_to > c.day
WHERE p.died_on IS NULL OR p.died_on > c.day GROUP BY ALL"""
# Those who stay under monitoring get a plan a year: that of their identification is over, this year's runs.
_EDITIONS = """
SELECT household_no, cycle, village_code, risks, identified_on, at_risk, 1 AS edition, identified_on AS begins,
       CASE WHEN struck THEN struck_on WHEN cleared_on IS NOT NULL THEN cleared_on WHEN closed_on IS NOT NULL THEN closed_on
            WHEN identified_on < DATE '2025-11-01' THEN DATE '2025-12-20' END AS ends,
       struck OR (cleared_on IS NULL AND closed_on IS NOT NULL) AS stopped
FROM homes WHERE (NOT struck OR struck_on > identified_on + 20)
UNION ALL
SELECT household_no, cycle, village_code, risks, identified_on, at_risk, 2, DATE '2026-01-04', NULL, false
FROM homes WHERE at_risk AND identified_on < DATE '2025-11-01'"""
_PLANS = """
SELECT 'JH' || year(drafted_on) || '-' || lpad((row_number() OVER (PARTITION BY year(drafted_on) ORDER BY drafted_on, household_no, cycle,
           edition))::VARCHAR, 6, '0') AS number, *
FROM (SELECT e.* EXCLUDE (begins), u.*, coalesce(a.labour, 'unknown') AS labour, begins + 1 + (u0 * 8)::INT AS drafted_on,
             begins + 10 + (u1 * 4)::INT AS set_on, ends IS NULL AS running
      FROM editions e POSITIONAL JOIN chances u
      LEFT JOIN able a ON a.household_no = e.household_no AND a.cycle = e.cycle) WHERE ends IS NULL OR ends > set_on"""
# Of the plans that run, in random order: what November still has to do. Copies come from one township's latest.
_STORY = """
SELECT number, township, CASE
    WHEN household_no NOT IN (SELECT household_no FROM helpers) THEN 'draft'
    WHEN number IN (SELECT number FROM copied) THEN 'copied'
    WHEN place <= {returned} THEN 'returned' WHEN place <= {returned} + {early} THEN 'early'
    WHEN place <= {returned} + {early} + {waiting} THEN 'review'
    WHEN place <= {returned} + {early} + {waiting} + {set} THEN 'set' END AS story
FROM (SELECT number, household_no, substr(village_code, 1, 9) AS township,
             row_number() OVER (ORDER BY number IN (SELECT number FROM copied) OR household_no NOT IN (SELECT household_no FROM helpers), u2, number) AS place
      FROM plans WHERE running)"""
_COPIED = """
SELECT number FROM plans WHERE running AND household_no IN (SELECT household_no FROM helpers) AND substr(village_code, 1, 9) = (
    SELECT substr(village_code, 1, 9) FROM plans WHERE running GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)
ORDER BY village_code, u3, number LIMIT {copied}"""
_KINDS = """
WITH named AS (SELECT number, labour, u4, u5, unnest(string_split(risks, ';')) AS risk FROM plans),
fitting AS (
    SELECT n.number, n.risk, f.kind, row_number() OVER (PARTITION BY n.number, n.risk ORDER BY (f.place + 4 * (u4 + f.place * 0.37) % 1), f.place) AS nth
    FROM named n JOIN fits f USING (risk) WHERE n.labour <> 'none' OR NOT f.development),
answers AS (SELECT number, risk, kind FROM fitting WHERE nth = 1),
labours AS (
    SELECT p.number, '' AS risk, CASE WHEN p.labour = 'none' THEN '综合保障' WHEN p.labour = 'weak' THEN '公益岗位帮扶'
           WHEN u6 < 0.5 THEN '就业帮扶' WHEN u6 < 0.85 THEN '产业帮扶' ELSE '公益岗位帮扶' END AS kind
    FROM plans p WHERE p.labour <> 'unknown' AND NOT EXISTS (
        FROM answers a JOIN kinds k USING (kind) WHERE a.number = p.number AND CASE WHEN p.labour = 'none' THEN k.floor ELSE k.development END)),
extra AS (SELECT number, '' AS risk, '社会帮扶' AS kind FROM plans WHERE u7 < 0.18)
SELECT number, any_value(risk ORDER BY risk DESC) AS risk, kind
FROM (FROM answers UNION ALL FROM labours UNION ALL FROM extra) GROUP BY number, kind ORDER BY number, kind"""
# Whoever lacks something on purpose never had a measure for the risk in this cycle; the plan runs all the same.
_LACKING = """
SELECT number, kind, household_no, cycle, risk FROM (
    SELECT k.number, min(k.kind) AS kind, any_value(u8) AS u8, any_value(p.household_no) AS household_no, any_value(p.cycle) AS cycle,
           any_value(p.risks) AS risk
    FROM planned_kinds k JOIN kinds d ON d.kind = k.kind AND NOT d.development JOIN plans p USING (number) JOIN story s USING (number)
    WHERE k.risk <> '' AND s.story IS NULL AND NOT contains(p.risks, ';') AND p.labour IN ('able', 'weak')
          AND NOT EXISTS (FROM planned_kinds o JOIN fits f ON f.risk = k.risk AND f.kind = o.kind WHERE o.number = k.number AND o.kind <> k.kind)
          AND (SELECT count(*) FROM planned_kinds o WHERE o.number = k.number) > 1 GROUP BY k.number)
ORDER BY u8, number LIMIT {lacking}"""
_COPIES = """
SELECT number, '' AS risk, unnest(['产业帮扶', '社会帮扶']) AS kind FROM copied"""
_MEASURES = """
SELECT 'CS' || year(planned_from) || '-' || lpad((row_number() OVER (PARTITION BY year(planned_from) ORDER BY planned_from, plan, kind))::VARCHAR,
           6, '0') AS number, *
FROM (SELECT k.number AS plan, k.kind, k.risk, v.*, p.set_on, p.ends, p.running, s.story,
             least(p.set_on + (v0 * 20)::INT, coalesce(greatest(p.ends - 1, p.set_on), DATE '9999-12-31')) AS planned_from,
             CASE WHEN p.running THEN p.set_on + 60 + (v1 * 330)::INT
                  ELSE greatest(least(p.set_on + 30 + (v1 * 150)::INT, p.ends), p.set_on) END AS planned_to
      FROM (FROM planned_kinds WHERE (number, kind) NOT IN (
                SELECT (o.number, f.kind) FROM lacking l JOIN plans o USING (household_no, cycle) JOIN fits f ON f.risk = l.risk)
            AND number NOT IN (SELECT number FROM copied) UNION ALL FROM copies ORDER BY ALL) k POSITIONAL JOIN measure_chances v
      JOIN plans p USING (number) LEFT JOIN story s ON s.number = k.number)"""
_FILLED = """
SELECT m.*, replace(replace(replace(replace(coalesce(c.text, t.text), '{n}', (10 + floor(v3 * 80))::INT::VARCHAR),
           '{m}', (2 + floor(v4 * 9))::INT::VARCHAR), '{thing}', coalesce(g.text, '')), '{where}', w.text) AS says,
       replace(replace(r.text, '{n}', (3 + floor(v5 * 50))::INT::VARCHAR), '{m}', (1 + floor(v6 * 8))::INT::VARCHAR) AS result
FROM measures m LEFT JOIN copied_sentences c ON m.story = 'copied' AND c.kind = m.kind
JOIN sentences t ON t.kind = m.kind AND t.place = floor(m.v2 * t.of)
LEFT JOIN things g ON g.kind = m.kind AND g.place = floor(m.v7 * g.of)
JOIN results r ON r.kind = m.kind AND r.place = floor(m.v8 * r.of)
JOIN wheres w ON w.kind = m.kind AND w.place = floor(m.v9 * w.of)"""
# Plans that run: what was to be done by now is done, save for the overdue; unapproved ones have done nothing yet.
_SETTLED = """
SELECT *, coalesce(story, '') IN ('draft', 'copied', 'returned', 'review', 'early') AS unapproved,
       CASE WHEN NOT running THEN true WHEN story IN ('draft', 'copied', 'returned', 'review', 'set') THEN false
            WHEN story = 'early' THEN nth = 1 WHEN overdue_place <= {overdue} THEN false ELSE planned_to <= $today END AS done
FROM (SELECT *, row_number() OVER (PARTITION BY plan ORDER BY kind) AS nth,
             CASE WHEN running AND story IS NULL AND planned_to BETWEEN $today - 90 AND $today - 2
                  THEN row_number() OVER (PARTITION BY running AND story IS NULL AND planned_to BETWEEN $today - 90 AND $today - 2 ORDER BY v4, plan, kind)
                  ELSE 1000000 END AS overdue_place
      FROM filled)"""
MEASURES = """
SELECT s.number, plan, s.kind, s.risk, says, CASE WHEN s.risk <> '' THEN '针对“' || s.risk || '”' ELSE '' END AS why,
       CASE u.owner WHEN '村' THEN 'village' WHEN '乡镇' THEN 'township' WHEN '帮扶责任人' THEN 'helper' ELSE 'department' END AS owner,
       CASE WHEN u.owner IN ('村', '乡镇', '帮扶责任人') THEN '' ELSE u.owner END AS department, '' AS person,
       CASE WHEN unapproved OR story = 'set' THEN $today - 5 + (v0 * 5)::INT ELSE s.planned_from END AS planned_from,
       CASE WHEN unapproved OR story = 'set' THEN $today + 40 + (v1 * 90)::INT ELSE s.planned_to END AS planned_to,
       CASE WHEN k.paid AND v5 < 0.6 THEN (100 * (3 + floor(v6 * 50)) * 100)::BIGINT END AS planned_fen,
       unapproved AND done AS early, CASE WHEN done THEN 'done' ELSE 'planned' END AS state,
       CASE WHEN done AND unapproved THEN $today - 3 WHEN done THEN least(s.planned_from + ((s.planned_to - s.planned_from) * v3)::INT, $today) END AS done_on,
       CASE WHEN done AND k.paid AND v5 < 0.6 THEN (100 * (3 + floor(v6 * 50)) * 100)::BIGINT END AS done_fen,
       CASE WHEN done THEN result ELSE '' END AS result, '' AS dropped_why,
       CASE WHEN done THEN w.username END AS settled_by,
       CASE WHEN done AND NOT unapproved AND NOT p.stopped AND s.kind = '公益岗位帮扶'
            THEN least(s.planned_from + ((s.planned_to - s.planned_from) * v3)::INT, $today) + 365 END AS ends_on
FROM settled s JOIN owners u USING (kind) JOIN kinds k USING (kind) JOIN plans p ON p.number = s.plan
JOIN writers w ON w.area_code = p.village_code ORDER BY s.number"""
PLANS = """
SELECT p.number, p.household_no, p.village_code, p.cycle, p.identified_on, p.edition,
       CASE WHEN s.story IS NOT NULL THEN $today - 6 ELSE p.drafted_on END AS drafted_on,
       p.risks, p.labour, coalesce(h.helper_no, '') AS helper_no, coalesce(h.name, '') AS helper_name, coalesce(h.unit, '') AS helper_unit,
       coalesce(h.public, false) AS helper_public,
       CASE WHEN p.stopped THEN 'stopped' WHEN NOT p.running THEN 'done' WHEN s.story IN ('copied', 'review', 'early') THEN 'review' WHEN s.story = 'draft' THEN 'draft'
            WHEN s.story = 'returned' THEN 'returned' WHEN s.story = 'set' THEN 'set' ELSE 'running' END AS state,
       CASE WHEN p.edition = 1 THEN p.identified_on + 10 END AS due_on,
       CASE WHEN s.story IN ('draft', 'copied', 'review', 'early') OR p.stopped THEN NULL ELSE t.username END AS reviewed_by,
       CASE WHEN s.story IS NULL THEN p.set_on ELSE $today - 2 END AS reviewed_on,
       CASE WHEN s.story IN ('draft', 'copied', 'review', 'early', 'returned') OR p.stopped THEN NULL
            WHEN s.story = 'set' THEN $today - 2 ELSE p.set_on END AS set_on,
       CASE WHEN s.story = 'returned' THEN '措施写得太空，说不清谁来办、哪天办成，请写具体' ELSE '' END AS returned_why,
       p.ends AS ended_on, CASE WHEN p.stopped THEN '不再是监测对象' ELSE '' END AS ended_why
FROM plans p LEFT JOIN story s USING (number) LEFT JOIN helpers h USING (household_no)
LEFT JOIN reviewers t ON t.area_code = substr(p.village_code, 1, 9) ORDER BY p.number"""
STEPS = """
SELECT f.number AS plan, place, move, from_state, to_state, CASE move WHEN 'return_' THEN f.returned_why WHEN 'stop' THEN f.ended_why ELSE '' END AS about,
       CASE who WHEN 'village' THEN w.username ELSE coalesce(t.username, w.username) END AS made_by,
       CASE move WHEN 'draft' THEN f.drafted_on WHEN 'submit' THEN coalesce(f.set_on - 1, f.drafted_on + 1)
                 WHEN 'accept' THEN f.set_on WHEN 'return_' THEN f.reviewed_on WHEN 'start' THEN f.set_on + 1 ELSE f.ended_on END AS made_on
FROM final f JOIN moves m ON list_contains(string_split(m.states, ','), f.state)
JOIN writers w ON w.area_code = f.village_code LEFT JOIN reviewers t ON t.area_code = substr(f.village_code, 1, 9)
ORDER BY plan, place"""
TRUTH = """
SELECT number, household_no, story AS planted, '' AS kind FROM story JOIN plans USING (number) WHERE story IS NOT NULL
UNION ALL SELECT number, household_no, 'lacking', kind FROM lacking
UNION ALL SELECT plan, household_no, 'overdue', s.kind FROM settled s JOIN plans p ON p.number = s.plan WHERE overdue_place <= {overdue}
UNION ALL SELECT '', household_no, 'no_plan', '' FROM cycles WHERE at_risk AND identified_on > $today - {new_days}
ORDER BY 3, 2, 1, 4"""
# What a plan in a state has gone through: place, move, from, to, whose, in which states it has been made.
_MOVES = (
    (0, "draft", "", "draft", "village", "draft,review,returned,set,running,done,stopped"),
    (1, "submit", "draft", "review", "village", "review,returned,set,running,done"),
    (2, "accept", "review", "set", "township", "set,running,done"),
    (2, "return_", "review", "returned", "township", "returned"),
    (3, "start", "set", "running", "village", "running,done"),
    (4, "finish", "running", "done", "village", "done"),
    (4, "stop", "draft", "stopped", "township", "stopped"),
)
PAID = ("产业帮扶", "就业帮扶", "公益岗位帮扶", "健康帮扶", "教育帮扶", "综合保障", "社会帮扶", "住房安全保障")


@dataclass(frozen=True)
class Made:
    """Plans, measures and steps as the app's bulk door takes them, and what is planted."""

    plans: pa.Table
    measures: pa.Table
    steps: pa.Table
    truth: pa.Table


def make(county: County, helpers: pa.Table, seed: int) -> Made:
    """The same county and seed give the same bytes. `helpers`: household_no, helper_no, name, unit, public."""
    with duckdb.connect() as engine:
        engine.execute("SET threads = 2")
        for name in ("monitoring", "households", "residences", "memberships", "persons", "labour"):
            engine.register(name, county.tables[name])
        engine.register("accounts", county.accounts)
        engine.register("helpers", helpers)
        for name, table in {**_policy(), **words.tables()}.items():
            engine.register(name, table)
        today = county.today
        _make(engine, "writers", _nth("village", 1))
        _make(engine, "reviewers", _nth("township", 1))
        _make(engine, "cycles", _CYCLES, today=today)
        _make(engine, "homes", f"SELECT *, identified_on AS day FROM ({_HOMES.format(new_days=NEW_DAYS)})", today=today)
        _make(engine, "able", _ABLE)
        _make(engine, "editions", f"FROM ({_EDITIONS}) ORDER BY household_no, cycle, edition")
        engine.register("chances", _chances(engine, "editions", "u", seed))
        _make(engine, "plans", _PLANS)
        _make(engine, "copied", _COPIED.format(copied=COPIED))
        _make(engine, "story", _STORY.format(**_counts(county.scale)))
        _make(engine, "planned_kinds", _KINDS)
        _make(engine, "lacking", _LACKING.format(**_counts(county.scale)))
        _make(engine, "copies", _COPIES)
        engine.register(
            "measure_chances", _chances(engine, "(FROM planned_kinds UNION ALL FROM copies)", "v", seed + 1)
        )
        _make(engine, "measures", _MEASURES)
        _make(engine, "filled", _FILLED)
        _make(engine, "settled", _SETTLED.format(**_counts(county.scale)), today=today)
        _make(engine, "final", PLANS, today=today)
        tables = [
            engine.sql("SELECT * FROM final ORDER BY number").to_arrow_table(),
            engine.sql(MEASURES, params={"today": today}).to_arrow_table(), engine.sql(STEPS).to_arrow_table(),
            engine.sql(TRUTH.format(new_days=NEW_DAYS, **_counts(county.scale)), params={"today": today}).to_arrow_table(),
        ]  # fmt: skip
    return Made(*tables)


def _counts(scale: float) -> dict[str, int]:
    return {name: max(1, round(count * scale)) for name, count in PLANTED.items()}


def _make(engine: duckdb.DuckDBPyConnection, name: str, sql: str, **values: object) -> None:
    engine.execute(f"CREATE TEMP TABLE {name} AS {sql}", values)


def _nth(post: str, nth: int) -> str:
    return (
        f"SELECT area_code, username FROM (SELECT *, row_number() OVER (PARTITION BY area_code ORDER BY username) AS nth"
        f" FROM accounts WHERE post_code = '{post}') WHERE nth = {nth}"
    )


def _chances(engine: duckdb.DuckDBPyConnection, source: str, letter: str, seed: int) -> pa.Table:
    [(rows,)] = engine.execute(f"SELECT count(*) FROM {source}").fetchall()
    rng = np.random.default_rng([seed, 57])
    return pa.table({f"{letter}{n}": rng.random(rows) for n in range(CHANCES)})


def _policy() -> dict[str, pa.Table]:
    """Kinds, what answers which risk, and who usually carries a kind out, as the policy in force says."""
    known = [kind for kind in measures.kinds() if drafting.usual(kind.name)]
    fits = [
        (risk, kind, place, measures.is_development(kind))
        for risk in measures.risks() for place, kind in enumerate(measures.fitting(risk)) if drafting.usual(kind)
    ]  # fmt: skip
    owners = [(kind.name, usual.owner) for kind in known if (usual := drafting.usual(kind.name))]
    return {
        "kinds": pa.table({
            "kind": [kind.name for kind in known], "development": [kind.development for kind in known],
            "floor": [kind.floor for kind in known], "paid": [kind.name in PAID for kind in known],
        }),
        "fits": pa.table(dict(zip(("risk", "kind", "place", "development"), zip(*fits, strict=True), strict=True))),
        "owners": pa.table(dict(zip(("kind", "owner"), zip(*owners, strict=True), strict=True))),
        "moves": pa.table(
            dict(zip(("place", "move", "from_state", "to_state", "who", "states"), zip(*_MOVES, strict=True), strict=True))
        ),
        "copied_sentences": pa.table({"kind": list(words.COPIED_KINDS), "text": list(words.COPIED)}),
    }  # fmt: skip
