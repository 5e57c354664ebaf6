"""Every household under follow-up gets a principal: neighbours share one, a few carry too many, some changed hands."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from huaiyuan.synth import columns, names, targets
from huaiyuan.synth.columns import OPEN, between, chosen, day
from huaiyuan.synth.helping import units
from huaiyuan.synth.helping.units import Unit

REPORT = day(targets.REPORT_DAY)
FIRST, LAST_CHANGE = day(targets.HISTORY_FROM), day(targets.REPORT_DAY.replace(month=6, day=30))
MOST, OVER = 5, 7
_LEVELS = (
    (units.CENTRAL, 0.0006),
    (units.PROVINCE, 0.004),
    (units.CITY, 0.02),
    (units.COUNTY, 0.64),
    (units.TOWNSHIP, 1),
)
_CHANGED_HANDS, _PUBLIC, _OVERLOADED = 0.12, 0.93, 9
PHONE_FIRST = 19_900_900_001
POLITICS, RANKS = ("中共党员", "群众", "共青团员"), ("ordinary", "section", "division")

# Everybody who was under follow-up on the report day or is today, in walking order: neighbours come one after another.
FOLLOWED = """
WITH kinds AS (SELECT household_no, bool_or(archive_type = '脱贫户') AS lifted FROM archive_types GROUP BY household_no),
cycles AS (
    SELECT household_no, min(approved_on) AS approved_on,
           bool_or(risk_state = '未消除' AND valid_from <= $today AND valid_to > $today) AS at_risk,
           bool_or(valid_from <= $report AND valid_to > $report AND risk_state <> '已清退') AS counted,
           bool_or(valid_from <= $today AND valid_to > $today AND risk_state <> '已清退') AS counts
    FROM monitoring GROUP BY household_no)
SELECT h.household_no, r.village_code, h.closed_on, coalesce(k.lifted, false) AS lifted, coalesce(c.at_risk, false) AS at_risk,
       coalesce(c.counted OR c.counts, false) AS monitored, coalesce(c.counts, false) AND NOT coalesce(c.counted, false) AS is_new,
       h.registered_on, c.approved_on
FROM households h JOIN kinds k USING (household_no) LEFT JOIN cycles c USING (household_no)
JOIN (SELECT household_no, arg_max(village_code, valid_from) AS village_code, arg_max(walk_order, valid_from) AS walk
      FROM residences GROUP BY household_no) r USING (household_no)
WHERE (h.closed_on IS NULL OR h.closed_on > $report) AND (k.lifted OR c.counted OR c.counts)
ORDER BY r.village_code, r.walk, h.household_no"""


@dataclass(frozen=True)
class Paired:
    """Households in walking order and who helps each now: index into the helpers, -1 for nobody yet."""

    households: pa.Table
    helper: np.ndarray
    since: np.ndarray
    helpers: pa.Table
    pairings: pa.Table


def pair(
    tables: dict[str, pa.Table], all_units: list[Unit], today: int, scale: float, rng: np.random.Generator
) -> Paired:
    """Deal the households out."""
    found = _followed(tables, today)
    new = np.array(found["is_new"]) & ~np.array(found["lifted"])
    held = np.flatnonzero(~new)
    helpers = min(targets.scaled(targets.HELPERS, scale, 60), len(held))
    sizes = _sizes(len(held), helpers, rng)
    helper = np.full(found.num_rows, -1)
    helper[held] = np.repeat(np.arange(helpers), sizes)
    monitored = np.zeros(helpers, bool)
    monitored[helper[held][np.array(found["monitored"])[held]]] = True
    townships = np.array([code[:9] for code in found["village_code"].to_pylist()])
    first = held[np.cumsum(sizes) - sizes]
    unit = _units(townships[first], monitored, all_units, rng)
    since = _since(found, rng)
    made = _helpers(unit, monitored, all_units, rng)
    return Paired(found, helper, since, made, _pairings(found, helper, since, unit, made, rng))


def _followed(tables: dict[str, pa.Table], today: int) -> pa.Table:
    on = {"report": targets.REPORT_DAY, "today": columns.dates(np.array([today]))[0].as_py()}
    with duckdb.connect(config={"threads": 2}) as connection:
        for name in ("archive_types", "monitoring", "households", "residences"):
            connection.register(name, tables[name])
        return connection.sql(FOLLOWED, params=on).to_arrow_table()


def _sizes(households: int, helpers: int, rng: np.random.Generator) -> np.ndarray:
    """How many neighbours each helper has: two or three, some one to five, a few more than allowed."""
    sizes = np.full(helpers, households // helpers)
    sizes[chosen(households - int(sizes.sum()), np.arange(helpers), rng)] += 1
    for _ in range(2):
        order = rng.permutation(helpers)
        give, take = order[: helpers // 3], order[helpers // 3 : helpers // 3 * 2]
        can = (sizes[give] > 1) & (sizes[take] < MOST)
        sizes[give[can]] -= 1
        sizes[take[can]] += 1
    for over in rng.choice(helpers, min(_OVERLOADED, helpers // 8), replace=False):
        while sizes[over] < OVER:
            rich = int(np.argmax(np.where(np.arange(helpers) == over, 0, sizes * (sizes <= MOST))))
            sizes[rich], sizes[over] = sizes[rich] - 1, sizes[over] + 1
    return sizes


def _units(townships: np.ndarray, monitored: np.ndarray, all_units: list[Unit], rng: np.random.Generator) -> np.ndarray:
    """Index of each helper's unit; each level occurs, a township's own people help in their township."""
    by_level = {level: [i for i, u in enumerate(all_units) if u.level == level] for level, _ in _LEVELS}
    public = {
        level: [i for i in found if all_units[i].name not in units.NOT_PUBLIC] for level, found in by_level.items()
    }
    own = {all_units[i].area_code: i for i in by_level[units.TOWNSHIP]}
    drawn = rng.random(len(townships))
    drawn[rng.permutation(len(drawn))[:3]] = (0, _LEVELS[0][1] + 0.001, _LEVELS[1][1] + 0.001)
    spread = rng.random(len(townships))
    level = np.searchsorted([limit for _, limit in _LEVELS], drawn, side="right")
    unit = np.empty(len(townships), np.int64)
    for n, (name, _) in enumerate(_LEVELS):
        here = np.flatnonzero(level == n)
        if name == units.TOWNSHIP:
            unit[here] = [own.get(code, by_level[units.COUNTY][0]) for code in townships[here]]
            continue
        for pool, some in ((public[name], monitored[here]), (by_level[name], ~monitored[here])):
            unit[here[some]] = np.array(pool)[(spread[here[some]] * len(pool)).astype(np.int64)]
    return unit


def _since(found: pa.Table, rng: np.random.Generator) -> np.ndarray:
    """From which day each household has been helped: soon after it was registered or identified."""
    registered, approved = (
        np.array(found[c].cast(pa.int32()).fill_null(OPEN)) for c in ("registered_on", "approved_on")
    )
    start = np.where(np.array(found["lifted"]), registered, approved)
    late = start + rng.integers(0, 8, len(start))
    early = between(FIRST, FIRST + 400, rng, len(start))
    return np.minimum(np.maximum(late, np.where(start < FIRST, early, late)), REPORT).astype(np.int32)


def _helpers(unit: np.ndarray, monitored: np.ndarray, all_units: list[Unit], rng: np.random.Generator) -> pa.Table:
    n = len(unit)
    not_public = np.array([u.name in units.NOT_PUBLIC for u in all_units])[unit]
    public = (monitored | (rng.random(n) < _PUBLIC)) & ~(not_public & ~monitored)
    numbers = [f"BF{i:05}" for i in range(1, n + 1)]
    return pa.table({
        "helper_no": numbers,
        "username": [number.lower() for number in numbers],
        "name": names.staff(n, rng),
        "sex": columns.words((rng.random(n) < 0.62).astype(np.int8), ("女", "男")),
        "politics": columns.words(np.searchsorted([0.72, 0.96], rng.random(n)), POLITICS),
        "unit_no": [all_units[i].unit_no for i in unit],
        "area_code": [all_units[i].area_code for i in unit],
        "rank": columns.words(np.searchsorted([0.86, 0.995], rng.random(n)), RANKS),
        "public_servant": pa.array(public),
        "phone": columns.fixed_text(columns.digits(PHONE_FIRST + np.arange(n), 11)),
    })  # fmt: skip


def _pairings(
    found: pa.Table,
    helper: np.ndarray,
    since: np.ndarray,
    unit: np.ndarray,
    helpers: pa.Table,
    rng: np.random.Generator,
) -> pa.Table:
    """Current ones, and of some households who helped before: a colleague of the same unit."""
    closed = np.array(found["closed_on"].cast(pa.int32()).fill_null(OPEN))
    house = np.flatnonzero(helper >= 0)
    before = house[(rng.random(len(house)) < _CHANGED_HANDS) & (since[house] < LAST_CHANGE - 400)]
    first = _colleagues(helper[before], unit, np.array(helpers["public_servant"]), rng)
    before, first = before[first != helper[before]], first[first != helper[before]]
    changed = between(since[before] + 200, LAST_CHANGE, rng, len(before))
    start = since.copy()
    start[before] = changed
    rows = np.concatenate([before, house])
    who = np.concatenate([first, helper[house]])
    ends = np.concatenate([changed, closed[house]])
    reason = np.concatenate([np.zeros(len(before), np.int8), np.where(closed[house] == OPEN, 2, 1)])
    begins = np.concatenate([since[before], start[house]])
    return pa.table({
        "household_no": found["household_no"].combine_chunks().take(pa.array(rows)),
        "helper_no": helpers["helper_no"].combine_chunks().take(pa.array(who)),
        "part": pa.array(["principal"] * len(rows)),
        "valid_from": columns.dates(begins),
        "valid_to": columns.dates(ends),
        "end_reason": columns.words(reason, ("moved", "closed", "")),
    })  # fmt: skip


def _colleagues(helper: np.ndarray, unit: np.ndarray, public: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """For helpers, somebody else of the same unit who is a public servant; themselves where there is nobody."""
    order = np.lexsort((~public, unit))
    begins, ends = (np.searchsorted(unit[order], unit[helper], side=side) for side in ("left", "right"))
    drawn = order[begins + (rng.random(len(helper)) * (ends - begins)).astype(np.int64)]
    return np.where(public[drawn], drawn, helper)
