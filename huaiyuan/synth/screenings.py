"""The year's two full screenings of the demo: spring and autumn closed by the county, re-checks under way in November."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.policy import draw as lots
from huaiyuan.synth import columns
from huaiyuan.synth.columns import NEVER, between, day

if TYPE_CHECKING:
    from huaiyuan.base.figures.snapshots import Snapshot
    from huaiyuan.county.rounds.composing import Composed

REPORT_DAY = dt.date(2026, 10, 31)
FORM = "防止返贫监测帮扶筛查表（2026年版）"
PERCENT = 5
REOPENED_ON = dt.date(2026, 11, 18)
REOPENED_BECAUSE = "抽查发现几户在外务工的没打电话，全村补打一遍"
TRUTH = "rounds/screenings.parquet"
# Shares, ours. Of ordinary households and of key ones.
CHANGED, KEY_CHANGED, EMPTY, PHONED, FALSE_ALARM = 0.09, 0.17, 0.022, 0.11, 0.0006
DIFFERENT, LOOKED_AGAIN = 0.035, 0.6
RESULTS, WAYS = ("same", "changed", "problem", "empty"), ("home", "phone")
SAME, CHANGE, PROBLEM, NOBODY = range(4)
EMPTY_REASONS = ("全家在外定居，户口没迁", "全家在外，联系不上", "并到子女家住", "老房已拆，家里没人")
RISKS = ("因病", "因学", "因残", "因意外事故", "因务工就业不稳", "因安全住房", "收入骤降")
SEEN_DIFFERENT = ("儿媳住院没记", "孙子转学没记", "房顶漏雨没记", "外出务工的已经回来", "老人腿摔伤没记")
# Identified so long after the round: it was the round that found them.
FOUND_WITHIN = 60
EXTRA = """
SELECT l.*, h.registered_on, m.approved_on, m.risks FROM lines l JOIN households h USING (household_no)
LEFT JOIN (SELECT household_no, min(approved_on) AS approved_on, arg_min(risks, approved_on) AS risks FROM monitoring
           WHERE approved_on > $since AND approved_on <= $until GROUP BY household_no) m USING (household_no)
ORDER BY village_code, walk_order, household_no"""

# Closed while the round ran, where they lived last; of what group they were nobody needs to know any more.
GONE = """
SELECT h.household_no, r.village_code, coalesce(r.group_name, '') AS group_name,
       coalesce(r.walk_order, 999999)::INTEGER AS walk_order, false AS is_key, '' AS key_groups, '' AS unknown_groups,
       false AS income_due
FROM households h JOIN residences r ON r.household_no = h.household_no AND r.valid_from <= $starts AND r.valid_to > $starts
WHERE h.registered_on <= $starts AND h.closed_on > $starts AND h.closed_on <= $closed ORDER BY h.household_no"""


@dataclass(frozen=True)
class Held:
    """A round that was held: when it ran, when the county closed it, when lots were drawn and whether all are checked."""

    number: str
    name: str
    starts: dt.date
    ends: dt.date
    closed: dt.date
    drawn: dt.date
    last_on: dt.date
    checked: float
    income: bool


ROUNDS = (
    Held("PC2026-01", "2026年春季集中排查", dt.date(2026, 4, 10), dt.date(2026, 5, 20), dt.date(2026, 5, 25),
         dt.date(2026, 5, 26), dt.date(2025, 10, 12), 1.0, income=False),
    Held("PC2026-02", "2026年秋季集中排查", dt.date(2026, 9, 15), dt.date(2026, 10, 25), dt.date(2026, 10, 28),
         dt.date(2026, 11, 2), dt.date(2026, 4, 28), 0.72, income=True),
)  # fmt: skip


def hold(truth: Path, seed: int, today: dt.date) -> None:
    """Both rounds through the app's bulk door, then what went on in November through its actions."""
    from django.conf import settings

    from huaiyuan.base.access.permissions import Role
    from huaiyuan.base.access.queries import names_by_area
    from huaiyuan.base.figures import snapshots
    from huaiyuan.core.engine import lake
    from huaiyuan.county.rounds import bulk, composing, keygroups
    from huaiyuan.synth import coldsnap

    rng, snapshot = np.random.default_rng([seed, 39]), snapshots.newest()
    held = [one for one in ROUNDS if one.drawn <= today]
    with lake.hidden_folder(Path(settings.DATA_DIR) / "tmp", "rounds") as folder:
        asked = keygroups.ask(snapshot, REPORT_DAY, folder)
        made: list[dict[str, pa.Table]] = []
        composed: dict[str, Composed] = {}
        for one in held:
            composed[one.number] = composing.compose(snapshot, one.closed, folder, with_income=one.income)
            made.append(_season(one, snapshot, composed[one.number], made[-1] if made else None, today, rng))
        snow = composing.compose(snapshot, coldsnap.STARTS, folder, with_income=False, area_code=coldsnap.TOWNSHIP)
    if not made:
        return
    last = composed[held[-1].number]
    villages = sorted(set(last.lines["village_code"].to_pylist()))
    names = names_by_area(villages, Role.VILLAGE)
    tables = {name: pa.concat_tables([one[name] for one in made]) for name in made[0]}
    tables["lines"] = signed(tables["lines"], names)
    planted = coldsnap.plant(snow, made[-1]["lines"], names, today, seed)
    told = ["round_number", "household_no", "state", "result", "way", "looked_on"]
    (truth / TRUTH).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(tables["lines"].select(told), truth / TRUTH)
    seasons = [_as_season(one) for one in held]
    if planted is not None:
        seasons.append(planted.season)
        composed[planted.season.number] = planted.composed
        tables["lines"] = pa.concat_tables([tables["lines"], planted.lines.cast(tables["lines"].schema)])
        tables["closings"] = pa.concat_tables([tables["closings"], planted.closings.cast(tables["closings"].schema)])
    bulk.load(seasons, tables, composed, asked)
    _november(held[-1], villages, today)
    if planted is not None:
        coldsnap.go_on(planted, truth, today)


def _as_season(one: Held) -> Any:
    from huaiyuan.county.rounds.bulk import Season

    return Season(one.number, one.name, FORM, one.starts, one.ends, one.income, _seed_of(one), PERCENT)


def _seed_of(one: Held) -> str:
    return f"{one.starts:%m%d}{one.closed:%m%d}7f3a"


def _season(
    one: Held, snapshot: Snapshot, composed: Composed, before: dict[str, pa.Table] | None, today: dt.date,
    rng: np.random.Generator,
) -> dict[str, pa.Table]:  # fmt: skip
    """Lines, problems, closings, lots and re-checks of a round."""
    from huaiyuan.base.figures import snapshots

    with snapshots.connect(snapshot, one.closed) as engine:
        engine.register("lines", composed.lines)
        until = one.closed + dt.timedelta(days=FOUND_WITHIN)
        rows = engine.sql(EXTRA, params={"since": one.starts, "until": until}).to_arrow_table()
        gone = engine.sql(GONE, params={"starts": one.starts, "closed": one.closed}).to_arrow_table()
    n, key = rows.num_rows, np.array(rows["is_key"])
    codes, index = np.unique(np.array(rows["village_code"]), return_inverse=True)
    shut = between(day(one.ends) - 12, day(one.ends), rng, len(codes))
    found = np.array(rows["approved_on"].is_valid())
    result = _results(key, found, rng)
    looked = _days(one, rows, index, shut, rng)
    phoned = (rng.random(n) < PHONED) & (result <= CHANGE) & ~key
    table = _line_table(one, rows, result, looked, phoned, before, rng)
    lots_ = _lots(one, rows, codes, index, rng, today)
    table = _asked_again(table, rows, lots_, rng) if one.checked < 1 else table
    return {
        "lines": pa.concat_tables([table, _gone_table(one, gone, table.schema)]),
        "problems": _problems(one, rows, result, looked, rng),
        "closings": _closings(one, codes, shut),
        **lots_,
    }  # fmt: skip


def _results(key: np.ndarray, found: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    drawn = rng.random(len(key))
    result = np.where(drawn < np.where(key, KEY_CHANGED, CHANGED), CHANGE, SAME)
    result = np.where(~key & (drawn > 1 - EMPTY), NOBODY, result)
    return np.where(found | (rng.random(len(key)) < FALSE_ALARM), PROBLEM, result)


def _days(one: Held, rows: pa.Table, index: np.ndarray, shut: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Households are looked at in walking order until the village closes; never before they were registered."""
    counts = np.bincount(index)
    begins = np.cumsum(counts) - counts
    rank = (np.arange(len(index)) - begins[index]) / counts[index]
    first, last = day(one.starts) + 1, shut[index]
    looked = first + np.floor(rank * (last - first)).astype(np.int64) + rng.integers(0, 2, len(index))
    registered = np.array(rows["registered_on"].cast(pa.int32()))
    approved = np.array(rows["approved_on"].cast(pa.int32()).fill_null(columns.OPEN))
    # What the round found was seen before the county decided, but not before the household was there.
    looked = np.maximum(np.minimum(looked, approved - 3), first)
    return np.minimum(np.maximum(looked, registered), day(one.closed))


def _line_table(
    one: Held, rows: pa.Table, result: np.ndarray, looked: np.ndarray, phoned: np.ndarray,
    before: dict[str, pa.Table] | None, rng: np.random.Generator,
) -> pa.Table:  # fmt: skip
    n = rows.num_rows
    same_before, last, last_on = last_time(one, rows, before, rng)
    empty = result == NOBODY
    reason = np.where(empty, rng.integers(0, len(EMPTY_REASONS), n), len(EMPTY_REASONS))
    kept = rows.select(["household_no", "village_code", "group_name", "walk_order", "is_key", "key_groups",
                        "unknown_groups", "income_due"])  # fmt: skip
    made = {
        "round_number": pa.array([one.number] * n), **{name: kept[name] for name in kept.column_names},
        "same_before": pa.array(same_before.astype(np.int32)), "last_result": last, "last_on": last_on,
        "state": pa.array(["done"] * n), "result": columns.words(result, RESULTS),
        "way": columns.words(phoned.astype(np.int8), WAYS), "reason": columns.words(reason, (*EMPTY_REASONS, "")),
        "looked_on": columns.dates(looked), "first_on": columns.dates(looked),
        "again_at": pa.nulls(n, pa.timestamp("us", "UTC")), "changed_by": pa.array([""] * n),
        "changed_at": instants(looked),
    }  # fmt: skip
    return pa.table(made)


def last_time(
    one: Held, rows: pa.Table, before: dict[str, pa.Table] | None, rng: np.random.Generator
) -> tuple[np.ndarray, pa.Array, pa.Array]:
    """How many rounds of 无变化 came before, the last result and its day; the first round here follows one on paper."""
    n = rows.num_rows
    if before is None:
        counts = rng.choice(4, n, p=(0.12, 0.4, 0.3, 0.18))
        return (
            counts,
            columns.words(np.where(counts > 0, SAME, CHANGE), RESULTS),
            columns.dates(np.full(n, day(one.last_on))),
        )
    lines = before["lines"]
    known = {no: (count, result, on) for no, count, result, on in zip(
        lines["household_no"].to_pylist(), lines["same_before"].to_pylist(), lines["result"].to_pylist(),
        lines["looked_on"].to_pylist(), strict=True)}  # fmt: skip
    found = [known.get(no, (0, "", None)) for no in rows["household_no"].to_pylist()]
    counts = np.array([count + 1 if result == "same" else 0 for count, result, _ in found])
    return counts, pa.array([result for _, result, _ in found]), pa.array([on for *_, on in found], pa.date32())


def _gone_table(one: Held, gone: pa.Table, schema: pa.Schema) -> pa.Table:
    """Households closed while the round ran."""
    n = gone.num_rows
    given = {
        "round_number": [one.number] * n, "state": ["gone"] * n, "same_before": [0] * n,
        **{name: [""] * n for name in ("last_result", "result", "way", "reason", "changed_by")},
        **{name: [None] * n for name in ("last_on", "looked_on", "first_on", "again_at", "changed_at")},
        **{name: gone[name] for name in gone.column_names},
    }  # fmt: skip
    return pa.table([pa.array(given[f.name], f.type) if isinstance(given[f.name], list) else given[f.name].cast(f.type)
                     for f in schema], schema=schema)  # fmt: skip


def _problems(one: Held, rows: pa.Table, result: np.ndarray, looked: np.ndarray, rng: np.random.Generator) -> pa.Table:
    at = np.flatnonzero(result == PROBLEM)
    known = rows["risks"].take(pa.array(at)).to_pylist()
    drawn = rng.integers(0, len(RISKS), len(at))
    return pa.table({
        "round_number": pa.array([one.number] * len(at), pa.string()),
        "household_no": rows["household_no"].take(pa.array(at)),
        "risk_type": pa.array([risks.split(";")[0] if risks else RISKS[i] for risks, i in zip(known, drawn, strict=True)],
                              pa.string()),
        "found_on": columns.dates(looked[at]),
    })  # fmt: skip


def _closings(one: Held, codes: np.ndarray, shut: np.ndarray) -> pa.Table:
    townships = sorted({code[:9] for code in codes})
    areas = [*codes, *townships, townships[0][:6]]
    levels = ["village"] * len(codes) + ["township"] * len(townships) + ["county"]
    days = [*shut, *[day(one.ends) + 1] * len(townships), day(one.closed)]
    return pa.table({
        "round_number": [one.number] * len(areas), "level": levels, "area_code": pa.array(areas, pa.string()),
        "closed_on": columns.dates(np.array(days)),
    })  # fmt: skip


def _lots(
    one: Held, rows: pa.Table, codes: np.ndarray, index: np.ndarray, rng: np.random.Generator, today: dt.date
) -> dict[str, pa.Table]:
    """What was drawn in each village, and what has come of it so far."""
    numbers = rows["household_no"].to_pylist()
    ends = np.searchsorted(index, np.arange(len(codes) + 1))
    draws, drawn = [], []
    for i, code in enumerate(codes):
        inside = numbers[ends[i] : ends[i + 1]]
        taken = lots.take(_seed_of(one), inside, PERCENT)
        draws.append((one.number, str(code), one.drawn, len(inside), len(taken)))
        drawn += [(one.number, str(code), no, place) for place, no in enumerate(taken, 1)]
    n = len(drawn)
    checked = rng.random(n) < one.checked
    different = checked & (rng.random(n) < DIFFERENT)
    on = between(day(one.drawn) + 1, min(day(one.drawn) + 18, day(today)), rng, n)
    number, village, household, place = (list(part) for part in zip(*drawn, strict=True))
    found = np.where(different, rng.integers(0, len(SEEN_DIFFERENT), n), len(SEEN_DIFFERENT))
    names = ("round_number", "village_code", "drawn_on", "population", "taken")
    return {
        "draws": pa.table({name: list(part) for name, part in zip(names, zip(*draws, strict=True), strict=True)}),
        "rechecks": pa.table({
            "round_number": number, "village_code": village, "household_no": household,
            "place": pa.array(place, pa.int32()),
            "verdict": columns.words(np.where(different, 1, np.where(checked, 0, 2)), ("same", "different", "")),
            "found": columns.words(found, (*SEEN_DIFFERENT, "")),
            "checked_on": columns.dates(np.where(checked, on, NEVER)),
        }),
    }  # fmt: skip


def _asked_again(table: pa.Table, rows: pa.Table, lots_: dict[str, pa.Table], rng: np.random.Generator) -> pa.Table:
    """Of those found different, some have been looked at again; the others wait."""
    found = lots_["rechecks"].filter(pa.compute.equal(lots_["rechecks"]["verdict"], "different"))
    back = set(found["household_no"].to_pylist())
    numbers = rows["household_no"].to_pylist()
    at = np.flatnonzero(np.array([no in back for no in numbers]))
    again = at[rng.random(len(at)) > LOOKED_AGAIN]
    waits = np.zeros(len(numbers), bool)
    waits[again] = True
    state = pa.compute.if_else(pa.array(waits), "again", table["state"])
    when = pa.compute.if_else(
        pa.array(waits),
        pa.scalar(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), pa.timestamp("us", "UTC")),
        table["again_at"],
    )
    names = table.column_names
    table = table.set_column(names.index("state"), "state", state)
    return table.set_column(names.index("again_at"), "again_at", when)


def signed(lines: pa.Table, names: dict[str, list[str]]) -> pa.Table:
    """Every line carries the name of somebody of its village."""
    codes = lines["village_code"].combine_chunks().dictionary_encode()
    people = pa.array([names.get(code, [""])[0] for code in codes.dictionary.to_pylist()], pa.string())
    signed = people.take(codes.indices)
    return lines.set_column(lines.column_names.index("changed_by"), "changed_by", signed)


def instants(days: np.ndarray) -> pa.Array:
    """Eleven in the morning of days, as instants."""
    made = pa.array((np.asarray(days, np.int64) * 24 + 3) * 3_600_000_000, pa.int64())
    return made.cast(pa.timestamp("us", "UTC"))


def _november(one: Held, villages: list[str], today: dt.date) -> None:
    """A township opened one of its villages again."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role
    from huaiyuan.county.rounds import actions
    from huaiyuan.synth.history import on_day

    areas = [stands.main.area_code for _, stands in access.demo_accounts() if stands.main]
    shown = next((code for code in sorted(areas) if code in villages), villages[0])
    beside = next((code for code in villages if code[:9] == shown[:9] and code != shown), shown)
    township = access.people_of(beside[:9], Role.TOWNSHIP)
    if today >= REOPENED_ON and township:
        with on_day(REOPENED_ON):
            actions.reopen(one.number, beside, reason=REOPENED_BECAUSE, by=township[0])
