"""What water's ledgers tell screening: villages without water, works nobody has mended in time, tap water that failed.

They stand beside what 水利局 sends, as the same sources: R17–R19 do not see who told. A village is told of whatever
works serves it, wherever the works stands.
"""

# Names of tables and words of this file only.
# ruff: noqa: S608
from __future__ import annotations

from huaiyuan.core.engine.screening.kept import Kept
from huaiyuan.core.policy.expression import Kind

DEPARTMENT = "水利局"
WORKS, SERVED, REPAIRS, TESTS = (f"ledger_water_{name}" for name in ("works", "served", "repairs", "tests"))
# Whom a works served on the day; a works that serves two groups of a village serves the village once.
SERVING = f"""
    SELECT w.number AS works, w.name, s.village_code, sum(s.households) AS households
    FROM {SERVED} s JOIN {WORKS} w ON w.number = s.works
    WHERE s.opened_on <= {{day}} AND (s.state = 'on' OR s.state_since > {{day}}) AND s.village_code IS NOT NULL
    GROUP BY w.number, w.name, s.village_code"""
COVERS = f"SELECT village_code FROM ({SERVING})"
# Orders whose water was not back on the day; what turned out to be nothing never was one.
WAITING = f"""
    SELECT number, works, trouble, opened_on FROM {REPAIRS}
    WHERE opened_on <= {{day}} AND state <> 'dropped'
      AND coalesce(restored_on, CASE WHEN state IN ('water', 'cleared') THEN state_since END, {{day}} + 1) > {{day}}"""
# A works is dry once, since the earliest word of it. Families that the file counts under the same works count once.
OUTAGES = Kept(
    rules=("R17",),
    source="water_outages",
    name="农村供水停水登记",
    department=DEPARTMENT,
    columns={
        "works": Kind.TEXT, "started_on": Kind.DATE, "outage_days": Kind.NUMBER, "households": Kind.NUMBER,
        "status": ("未恢复", "已恢复"),
    },
    needs=(WORKS, SERVED, REPAIRS),
    sql=f"""
        WITH serving AS ({SERVING}),
        dry AS (
            SELECT works, min(opened_on) AS since, arg_min(number, number) AS number FROM (
                SELECT works, opened_on, number FROM ({WAITING}) WHERE trouble = 'none'
                UNION ALL SELECT number, state_since, number FROM {WORKS} WHERE state = 'stopped' AND state_since <= {{day}})
            GROUP BY works),
        told AS (SELECT DISTINCT village_code, works FROM {{rows}} WHERE status = '未恢复'),
        named AS (SELECT village_code, string_agg(name, '、' ORDER BY name) AS names
                  FROM serving SEMI JOIN dry USING (works) GROUP BY village_code)
        SELECT s.village_code, d.number, n.names AS works, d.since AS started_on, {{day}} - d.since AS outage_days,
               CASE WHEN t.works IS NULL THEN s.households ELSE 0 END AS households, '未恢复' AS status
        FROM dry d JOIN serving s USING (works) JOIN named n USING (village_code)
        LEFT JOIN told t ON t.village_code = s.village_code AND t.works = s.name""",
    covers=COVERS,
)  # fmt: skip
# What may break before anybody is without water is no order that a family waits for, and failed water is R18's.
LATE = Kept(
    rules=("R19",),
    source="water_repairs",
    name="农村供水报修登记",
    department=DEPARTMENT,
    columns={"works": Kind.TEXT, "reported_on": Kind.DATE, "status": ("未修复", "已修复")},
    needs=(WORKS, SERVED, REPAIRS),
    sql=f"""
        WITH serving AS ({SERVING}),
        waiting AS (SELECT * FROM ({WAITING}) WHERE trouble NOT IN ('hazard', 'failed')),
        named AS (SELECT village_code, string_agg(name, '、' ORDER BY name) AS names
                  FROM serving SEMI JOIN waiting USING (works) GROUP BY village_code)
        SELECT s.village_code, w.number, n.names AS works, w.opened_on AS reported_on, '未修复' AS status
        FROM waiting w JOIN serving s USING (works) JOIN named n USING (village_code)""",
    covers=COVERS,
)
# The latest tap water of each works; where one of a village's works failed, that is what the village hears. A village
# whose tap water nobody tested is not covered: untested is never passed.
FAILED = Kept(
    rules=("R18",),
    source="water_quality",
    name="农村饮用水水质检测结果",
    department=DEPARTMENT,
    columns={"works": Kind.TEXT, "verdict": ("合格", "不合格"), "indicators": Kind.TEXT, "sampled_on": Kind.DATE},
    needs=(WORKS, SERVED, TESTS),
    sql=f"""
        WITH serving AS ({SERVING}),
        latest AS (
            SELECT works, number, state, items, sampled_on FROM {TESTS}
            WHERE sample = 'tap' AND state IN ('passed', 'failed') AND coalesce(told_on, state_since) <= {{day}}
            QUALIFY row_number() OVER (PARTITION BY works ORDER BY sampled_on DESC, number DESC) = 1)
        SELECT s.village_code, l.number, s.name AS works, CASE l.state WHEN 'failed' THEN '不合格' ELSE '合格' END AS verdict,
               l.items AS indicators, l.sampled_on
        FROM latest l JOIN serving s USING (works)
        QUALIFY row_number() OVER (PARTITION BY s.village_code ORDER BY l.state = 'failed' DESC, l.sampled_on DESC, l.number) = 1""",
)
