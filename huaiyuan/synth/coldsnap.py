"""专项排查 of the demo's November: after the first snow one township is looked at once more, and stands half way.

A third of its villages have finished, a third are on their way, a third have not begun; a few looks of today are the
app's own. What was planted stands in `truth/rounds/november.parquet`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huaiyuan.synth import columns
from huaiyuan.synth.columns import between, day
from huaiyuan.synth.screenings import (
    CHANGE,
    EMPTY_REASONS,
    FORM,
    NOBODY,
    PERCENT,
    PHONED,
    RESULTS,
    SAME,
    TRUTH,
    WAYS,
    Held,
    instants,
    last_time,
    signed,
)

if TYPE_CHECKING:
    from huaiyuan.county.rounds.composing import Composed

NUMBER, TOWNSHIP, SEED = "PC2026-03", "411330101", "11161205c07d"
STARTS, ENDS = dt.date(2026, 11, 16), dt.date(2026, 12, 5)
NOVEMBER = "rounds/november.parquet"
FINISHED, HALF, NOT_BEGUN = range(3)
LIVE_RISK = "因自然灾害"
# Of those looked at; ours.
SHARES = ((CHANGE, 0.05), (NOBODY, 0.02))


@dataclass(frozen=True)
class Planted:
    """The round as the app's bulk door takes it: its season, its lines, what closed, and its own key groups."""

    season: Any
    lines: pa.Table
    closings: pa.Table
    composed: Composed


def plant(
    composed: Composed, before: pa.Table, names: dict[str, list[str]], today: dt.date, seed: int
) -> Planted | None:  # fmt: skip
    """The lines of the township's round; nothing where the demo has no such township, or before the snow."""
    if not composed.lines.num_rows or today <= STARTS:
        return None
    rng = np.random.default_rng([seed, 116])
    held = Held(NUMBER, _name(), STARTS, ENDS, ENDS, ENDS, STARTS, 1.0, income=False)
    rows = composed.lines
    codes, index = np.unique(np.array(rows["village_code"]), return_inverse=True)
    # The first village, which everybody opens, is one of those on their way.
    stage = (np.arange(len(codes)) + HALF) % 3
    shut = between(day(STARTS) + 3, day(today) - 1, rng, len(codes))
    looked, on = _looked(index, stage, shut, today, rng)
    lines = signed(_lines(held, rows, looked, on, before.filter(_inside(before)), rng), names)
    by = pc.if_else(pa.array(looked), lines["changed_by"], pa.scalar("", pa.string()))
    lines = lines.set_column(lines.column_names.index("changed_by"), "changed_by", by)
    closed = np.flatnonzero(stage == FINISHED)
    closings = pa.table({
        "round_number": pa.array([NUMBER] * len(closed), pa.string()), "level": pa.array(["village"] * len(closed), pa.string()),
        "area_code": pa.array(codes[closed], pa.string()), "closed_on": columns.dates(shut[closed]),
    })  # fmt: skip
    return Planted(_season(held), lines, closings, composed)


def _name() -> str:
    from huaiyuan.base import reference

    place = reference.places_by_code([TOWNSHIP]).get(TOWNSHIP)
    return f"{place.short_name if place else TOWNSHIP}雨雪后专项排查"


def _season(held: Held) -> Any:
    from huaiyuan.county.rounds.bulk import Season

    return Season(held.number, held.name, FORM, held.starts, held.ends, held.income, SEED, PERCENT, TOWNSHIP)


def _inside(lines: pa.Table) -> pa.Array:
    return pc.starts_with(lines["village_code"], TOWNSHIP)


def _looked(
    index: np.ndarray, stage: np.ndarray, shut: np.ndarray, today: dt.date, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Who was looked at, and when: in walking order, all of a finished village, the first half of one on its way."""
    counts = np.bincount(index)
    rank = (np.arange(len(index)) - (np.cumsum(counts) - counts)[index]) / counts[index]
    here = stage[index]
    looked = (here == FINISHED) | ((here == HALF) & (rank < 0.5))
    last = np.where(here == FINISHED, shut[index], day(today) - 1)
    share = np.where(here == FINISHED, rank, rank * 2)
    first = day(STARTS)
    on = first + np.floor(share * (last - first)).astype(np.int64)
    return looked, np.minimum(on + rng.integers(0, 2, len(index)), last)


def _lines(
    held: Held, rows: pa.Table, looked: np.ndarray, on: np.ndarray, before: pa.Table, rng: np.random.Generator
) -> pa.Table:
    n = rows.num_rows
    key, drawn = np.array(rows["is_key"]), rng.random(n)
    result = np.full(n, SAME)
    for one, share in SHARES:
        result = np.where((drawn < share) & ~key & (result == SAME), one, result)
        drawn = drawn - share
        drawn[drawn < 0] = 1
    same_before, last, last_on = last_time(held, rows, {"lines": before}, rng)
    empty = looked & (result == NOBODY)
    phoned = (rng.random(n) < PHONED) & ~key & ~empty
    kept = rows.select(["household_no", "village_code", "group_name", "walk_order", "is_key", "key_groups",
                        "unknown_groups", "income_due"])  # fmt: skip
    dates = pa.compute.if_else(pa.array(looked), columns.dates(on), pa.scalar(None, pa.date32()))
    return pa.table({
        "round_number": pa.array([held.number] * n), **{name: kept[name] for name in kept.column_names},
        "same_before": pa.array(same_before.astype(np.int32)), "last_result": last, "last_on": last_on,
        "state": columns.words(looked.astype(np.int8), ("waiting", "done")),
        "result": columns.words(np.where(looked, result, len(RESULTS)), (*RESULTS, "")),
        "way": columns.words(np.where(looked, phoned.astype(np.int8), 2), (*WAYS, "")),
        "reason": columns.words(np.where(empty, rng.integers(0, len(EMPTY_REASONS), n), len(EMPTY_REASONS)), (*EMPTY_REASONS, "")),
        "looked_on": dates, "first_on": dates, "again_at": pa.nulls(n, pa.timestamp("us", "UTC")),
        "changed_by": pa.array([""] * n),
        "changed_at": pa.compute.if_else(pa.array(looked), instants(on), pa.scalar(None, pa.timestamp("us", "UTC"))),
    })  # fmt: skip


def go_on(planted: Planted, truth: Path, today: dt.date) -> None:
    """Today's looks of the first village through the app's own actions; then what was planted is written down."""
    told = planted.lines.select(["round_number", "household_no", "state", "result", "way", "looked_on"]).to_pylist()
    by_number = {row["household_no"]: row for row in told}
    for number, result in _look(planted, today).items():
        by_number[number] |= {"state": "done", "result": result, "way": "home", "looked_on": today}
    schema = pq.read_schema(truth / TRUTH)
    pq.write_table(pa.Table.from_pylist(told, schema=schema), truth / NOVEMBER)


def _look(planted: Planted, today: dt.date) -> dict[str, str]:
    """Three doors in walking order: nothing new, somebody has gone to work, a roof that the snow broke."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role
    from huaiyuan.county.rounds import actions
    from huaiyuan.county.rounds.actions import Report
    from huaiyuan.county.rounds.types import Change, Result
    from huaiyuan.synth.casework import at_of

    waiting = planted.lines.filter(
        pc.and_(pc.equal(planted.lines["state"], "waiting"), pc.invert(planted.lines["is_key"]))
    )
    village = planted.lines["village_code"][0].as_py()
    people = access.people_of(village, Role.VILLAGE)
    here = waiting.filter(pc.equal(waiting["village_code"], village))["household_no"].to_pylist()
    if not people:
        return {}
    reports = (
        Report(Result.SAME), Report(Result.CHANGED, changes=(Change.WORK,), note="二儿子去苏州进厂了"),
        Report(Result.PROBLEM, risks=(LIVE_RISK,), note="厨房顶被雪压塌，人没事，暂住堂屋"),
    )  # fmt: skip
    done = {}
    for place, (number, report) in enumerate(zip(here, reports, strict=False), start=1):
        actions.look(
            NUMBER,
            number,
            report,
            by=people[0],
            client_uuid=uuid.UUID(int=116_000 + place),
            base_version=1,
            at=at_of(today),
        )
        done[number] = str(report.result)
    return done
