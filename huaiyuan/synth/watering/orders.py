"""Two years of patrols, orders, samples and money, made by the engine; and what is wrong on the demo's day."""

# ruff: noqa: S608 - every piece of SQL is declared here

from __future__ import annotations

import datetime as dt

# What happened to an order: how far it came, and when each step was. Minutes count through nights as people work them.
ORDERS = """
CREATE TEMP TABLE orders AS
SELECT *, 'SW' || year(opened_on) || '-' || lpad((row_number() OVER (PARTITION BY year(opened_on) ORDER BY t_open, n))::VARCHAR, 5, '0') AS number,
       t_water::DATE AS water_on,
       CASE WHEN amount > $quota THEN t_water + to_minutes((1200 + u4 * 1800)::BIGINT) ELSE t_water END AS t_clear
FROM (
    SELECT *, CASE WHEN own THEN t_fix ELSE t_repair END + to_minutes((30 + u5 * 200)::BIGINT) AS t_water
    FROM (
        SELECT *, t_open + to_minutes((40 + u2 * 240)::BIGINT) AS t_fix, t_open + to_minutes((15 + u2 * 60)::BIGINT) AS t_call,
               t_open + to_minutes((40 + u2 * 60 + u3 * 60)::BIGINT) AS t_assign,
               t_open + to_minutes((140 + u2 * 60 + u3 * 240)::BIGINT) AS t_arrive,
               t_open + to_minutes((220 + u2 * 60 + u3 * 240 + u4 * CASE WHEN trouble = 'none' THEN 400 ELSE 2400 END)::BIGINT)
                   + to_days(late) AS t_repair
        FROM (SELECT *, opened_on::TIMESTAMP + to_minutes((420 + u1 * CASE WHEN stage = 'cleared' THEN 700 ELSE 30 END)::BIGINT) AS t_open
              FROM drawn)))"""
RANKS = "(SELECT * FROM (VALUES ('reported', 0), ('called', 1), ('fixed', 1), ('sent', 2), ('on_site', 3), ('repaired', 4), ('water', 5), ('cleared', 6)) v(stage, rank))"
REPAIRS = """
SELECT number, stage AS state, {since}::DATE AS state_since, opened_on, village_code, unit_no, works, trouble, note, households, came,
       CASE WHEN own AND rank >= 1 THEN used ELSE '' END AS used, CASE WHEN NOT own AND rank >= 2 THEN worker ELSE '' END AS worker,
       CASE WHEN NOT own AND rank >= 4 THEN parts ELSE '' END AS parts, CASE WHEN NOT own AND rank >= 4 THEN amount END AS amount,
       opened_on + $clear::INTEGER AS due_on, CASE WHEN trouble = 'none' THEN opened_on + $outage::INTEGER END AS stopped_on,
       CASE WHEN trouble = 'none' THEN opened_on + $haul::INTEGER END AS haul_on, CASE WHEN rank >= 5 THEN water_on END AS restored_on,
       CASE WHEN rank = 6 THEN t_clear::DATE END AS cleared_on
FROM orders JOIN {ranks} USING (stage) ORDER BY number"""
SINCE = """CASE WHEN rank = 6 THEN t_clear WHEN rank = 5 THEN t_water WHEN own AND rank = 1 THEN t_fix WHEN rank = 4 THEN t_repair
    WHEN rank = 3 THEN t_arrive WHEN rank = 2 THEN t_assign WHEN rank = 1 THEN t_call ELSE t_open END"""
# Step, state after it, from which rank on, its time and who did it: of what the village mended itself, and of the station's.
OWN = (
    ("opened", "reported", 0, "t_open", "opener"), ("fix", "fixed", 1, "t_fix", "keeper"),
    ("confirm", "water", 5, "t_water", "village"), ("clear", "cleared", 6, "t_clear", "village"),
)  # fmt: skip
STATION = (
    ("opened", "reported", 0, "t_open", "opener"), ("call", "called", 1, "t_call", "keeper"),
    ("assign", "sent", 2, "t_assign", "station"), ("arrive", "on_site", 3, "t_arrive", "station"),
    ("repair", "repaired", 4, "t_repair", "station"), ("water", "water", 5, "t_water", "keeper"),
    ("clear", "cleared", 6, "t_clear", "keeper"),
)  # fmt: skip
PATROLS = """
CREATE TEMP TABLE patrols AS
SELECT 'SX' || year(opened_on) || '-' || lpad((row_number() OVER (PARTITION BY year(opened_on) ORDER BY opened_on, works))::VARCHAR, 5, '0') AS number, *
FROM (SELECT works, village_code, unit_no, route, households, u, ($today::DATE - phase::INTEGER - (85 * k)::INTEGER)::DATE AS looked_on,
             ($today::DATE - phase::INTEGER - (85 * k)::INTEGER - 3)::DATE AS opened_on, CASE WHEN hash(works, k) % 1000 < $permille THEN 'hazard' ELSE 'fine' END AS state
      FROM turns, range(0, 9) r(k) WHERE $today::DATE - phase::INTEGER - (85 * k)::INTEGER > $since::DATE AND ($today::DATE - phase::INTEGER - (85 * k)::INTEGER)::DATE < $today::DATE
      UNION ALL
      SELECT works, village_code, unit_no, route, households, u, NULL, ($today::DATE - waited::INTEGER)::DATE, 'planned' FROM turns WHERE waited IS NOT NULL)"""
PATROL_ROWS = """
SELECT number, state, coalesce(looked_on, opened_on) AS state_since, opened_on, village_code, unit_no, works, route, looked_on,
       CASE WHEN state = 'hazard' THEN 'hazard' ELSE '' END AS found, CASE WHEN state = 'hazard' THEN '阀门井盖破了' ELSE '' END AS note
FROM patrols ORDER BY number"""
PATROL_PAST = """
SELECT number, 1 AS place, 'opened' AS did, 'planned' AS state, opened_on AS "on", (opened_on::TIMESTAMP + INTERVAL 7 HOUR)::TIMESTAMPTZ AS at,
       NULL::VARCHAR AS by, '' AS reason FROM patrols
UNION ALL
SELECT number, 2, state, state, looked_on, (looked_on::TIMESTAMP + INTERVAL 10 HOUR)::TIMESTAMPTZ, 'g' || village_code, ''
FROM patrols WHERE state <> 'planned'"""
# Twice a year each kind of sample of central works, once the tap of scattered ones; what nobody took is simply not there.
TESTS = """
SELECT 'SZ' || year(sampled_on) || '-' || lpad((row_number() OVER (PARTITION BY year(sampled_on) ORDER BY sampled_on, works, sample))::VARCHAR, 5, '0') AS number,
       CASE WHEN $today::DATE - sampled_on < 14 THEN 'sampled' WHEN failed THEN 'failed' ELSE 'passed' END AS state,
       CASE WHEN $today::DATE - sampled_on < 14 THEN sampled_on ELSE sampled_on + 9 END AS state_since, sampled_on AS opened_on,
       village_code, unit_no, works, sample, season, sampled_on, '县疾控中心' AS lab, CASE WHEN failed THEN '菌落总数' ELSE '' END AS items,
       CASE WHEN $today::DATE - sampled_on >= 14 THEN sampled_on + 9 END AS told_on
FROM (SELECT w.number AS works, w.village_code, w.unit_no, s.sample, d.season, (d.day + (w.u * 30)::INTEGER)::DATE AS sampled_on,
             d.failed_then OR (s.sample = 'tap' AND w.tap_failed AND d.latest) AS failed
      FROM sampled w, (VALUES ('source'), ('treated'), ('tap')) s(sample),
           (SELECT day, season, day >= DATE '2026-07-01' AND day < DATE '2026-09-01' AS latest, false AS failed_then FROM (VALUES
               (DATE '2024-12-05', 'dry'), (DATE '2025-03-10', 'dry'), (DATE '2025-08-01', 'wet'), (DATE '2026-03-05', 'dry'),
               (DATE '2026-08-03', 'wet')) v(day, season)) d
      WHERE (w.supply = 'central' OR (s.sample = 'tap' AND d.season = 'wet'))
          AND NOT (w.untested AND s.sample = 'source' AND d.day > DATE '2025-06-01')
      UNION ALL
      SELECT number, village_code, unit_no, sample, 'dry', ($today::DATE - 5)::DATE, false FROM sampled, (VALUES ('source'), ('tap')) s(sample) WHERE waits
      UNION ALL
      SELECT number, village_code, unit_no, 'source', 'dry', DATE '2026-11-04', true FROM sampled WHERE source_failed AND $today::DATE > DATE '2026-11-20')
WHERE sampled_on <= $today::DATE"""
MONEY = """
SELECT 'WJ' || year(booked_on) || '-' || lpad((row_number() OVER (PARTITION BY year(booked_on) ORDER BY booked_on, way, order_no))::VARCHAR, 5, '0') AS number, *
FROM (SELECT CASE WHEN stage = 'water' THEN 'waiting' ELSE 'booked' END AS state, water_on AS state_since, water_on AS opened_on,
             village_code, unit_no, 'out' AS way, 'repair' AS what, works, number AS repair, amount, water_on AS booked_on, parts AS note,
             number AS order_no, t_water, t_clear, keeper
      FROM orders WHERE NOT own AND stage IN ('water', 'cleared') AND amount > 0
      UNION ALL
      SELECT 'booked', day, day, '', '', 'in', what, NULL, NULL, yuan * 100, day, '', '', day::TIMESTAMP + INTERVAL 9 HOUR, NULL, 'dep_shuili' FROM income)"""
MONEY_PAST = """
SELECT number, 1 AS place, 'opened' AS did, 'booked' AS state, t_water::DATE AS "on", t_water::TIMESTAMPTZ AS at, keeper AS by, '' AS reason FROM money
UNION ALL SELECT number, 2, 'hold', 'waiting', t_water::DATE, t_water::TIMESTAMPTZ, keeper, '' FROM money WHERE way = 'out' AND amount > $quota
UNION ALL SELECT number, 3, 'approve', 'booked', t_clear::DATE, t_clear::TIMESTAMPTZ, 'dep_shuili', '' FROM money
WHERE way = 'out' AND amount > $quota AND state = 'booked'"""

# What somebody saw at the monitored; a third was looked at this autumn.
HOMES = """
SELECT 'SH2026-' || lpad((row_number() OVER (ORDER BY m.household_no))::VARCHAR, 5, '0') AS number, 'kept' AS state, looked_on AS state_since,
       looked_on AS opened_on, r.village_code, m.household_no, 'good' AS volume, 'good' AS quality, 'good' AS ease, 'basic' AS surety, looked_on
FROM (SELECT DISTINCT household_no, ($today::DATE - 30 - (hash(household_no) % 60)::INTEGER)::DATE AS looked_on FROM monitoring
      WHERE risk_state = '未消除' AND valid_to = DATE '9999-12-31' AND hash(household_no) % 3 = 0) m
JOIN residences r ON r.household_no = m.household_no AND r.valid_to = DATE '9999-12-31' ORDER BY 1"""


def past() -> str:
    """The history of all orders."""
    parts = []
    for own, steps in (("own", OWN), ("NOT own", STATION)):
        for place, (did, state, rank, time, who) in enumerate(steps, start=1):
            parts.append(
                f"SELECT number, {place} AS place, '{did}' AS did, '{state}' AS state, {time}::DATE AS \"on\", {time}::TIMESTAMPTZ AS at,"
                f" {who} AS by, '' AS reason FROM orders JOIN {RANKS} USING (stage) WHERE {own} AND rank >= {rank}"
            )
    return " UNION ALL ".join(parts)


def repairs() -> str:
    """The rows of all orders."""
    return REPAIRS.format(since=SINCE, ranks=RANKS)


# How far each of today's orders has come: stage, days ago, what is wrong. Planted with known truth; those of the village
# that everybody opens come first.
HERE = (("reported", 0, "low"), ("repaired", 1, "burst"))
OPEN = (
    ("reported", 0, "muddy"), ("reported", 0, "burst"), ("called", 0, "burst"), ("called", 1, "low"), ("sent", 1, "burst"), ("sent", 1, "low"),
    ("sent", 2, "none"), ("on_site", 1, "hazard"), ("on_site", 2, "burst"), ("repaired", 1, "low"), ("fixed", 1, "burst"),
    ("water", 3, "burst"), ("water", 4, "burst"), ("water", 5, "hazard"),
)  # fmt: skip
LATE = (
    ("called", 9, "hazard"),
    ("sent", 12, "low"),
    ("sent", 15, "burst"),
    ("on_site", 10, "hazard"),
    ("on_site", 18, "low"),
    ("repaired", 13, "burst"),
)
DRY = (("called", 5, "none"),)
FIRST_OPEN = dt.date(2026, 10, 26)
