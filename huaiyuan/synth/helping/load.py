"""Putting helpers, pairings, visits and their pictures into a demo; the last hand-overs go through the app's own actions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from huaiyuan.synth import columns
from huaiyuan.synth.columns import day
from huaiyuan.synth.helping import pairs, pictures, story, units, visits

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

OVERDUE = "visits.parquet"
HANDED_ON = dt.date(2026, 11, 18)


def load(county: County) -> pa.Table:
    """Everything at once, set-based; the same for the same seed. Returns whom nobody has visited for two periods."""
    from huaiyuan.county.duty import bulk

    rng = np.random.default_rng([county.seed, 21])
    today, all_units = day(county.today), units.all_units()
    paired = pairs.pair(county.tables, all_units, today, county.scale, rng)
    visited = visits.visit(paired, today, rng)
    who = story.shown(paired, visited)
    visited = story.with_story(paired, visited, who)
    tables = {
        "units": units.table(all_units), "helpers": paired.helpers, "pairings": paired.pairings,
        "visits": visited.visits, "looks": visited.looks, "problems": visited.problems,
        "photos": _photos(visited.visits, rng),
    }  # fmt: skip
    bulk.load(tables, areas=county.tables["areas"], demo_helpers=(paired.helpers["helper_no"][who].as_py(),))
    return visits.overdue(paired, visited.visits, county.today)


def hand_over() -> None:
    """A township gave two households to a colleague last week; one side has said so, the other not yet."""
    from huaiyuan.base.access.models import Account
    from huaiyuan.county.duty import actions, queries
    from huaiyuan.county.duty.types import EndReason
    from huaiyuan.synth.history import on_day

    town = Account.objects.filter(username="t411330101").first()
    if town is None:
        return
    with on_day(HANDED_ON):
        for household_no, taker in queries.exchangeable(town, most=2):
            made = actions.hand_over([household_no], to=taker, reason=EndReason.MOVED, by=town)
            giver = queries.handover_sides(made.handovers[0])[0]
            actions.accept_handover(made.handovers[0], by=giver)


def _photos(made: pa.Table, rng: np.random.Generator) -> pa.Table:
    """One picture for a visit that has one; a dozen drawn pictures stand for all of them."""
    drawn = pictures.draw()
    some = np.flatnonzero(np.array(made["photos_due"]) > 0)
    which = rng.integers(0, len(drawn), len(some))
    return pa.table({
        "client_uuid": columns.fixed_text(np.frombuffer(rng.bytes(len(some) * 16).hex().encode(), np.uint8).reshape(-1, 32)),
        "visit_uuid": made["client_uuid"].combine_chunks().take(pa.array(some)),
        "file_name": columns.words(which, [p.name for p in drawn]),
        "width": pa.array(np.full(len(some), pictures.WIDTH, np.int32)),
        "height": pa.array(np.full(len(some), pictures.HEIGHT, np.int32)),
        "size": pa.array(np.array([p.size for p in drawn], np.int32)[which]),
    })  # fmt: skip
