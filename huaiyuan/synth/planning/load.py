"""Putting plans into a demo through the app's bulk door; the tasks that the days bring come from the app itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.synth.planning import tables

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

TRUTH = "plans.parquet"


def load(county: County, truth: Path, *, seed: int) -> dict[str, int]:
    """Everything at once, set-based; the same for the same seed. What is planted goes to `truth`."""
    from huaiyuan.county.plans import bulk

    made = tables.make(county, _helpers(county), seed)
    truth.mkdir(parents=True, exist_ok=True)
    pq.write_table(made.truth, truth / TRUTH)
    return bulk.load(made.plans, made.measures, made.steps)


def keep_up() -> None:
    """Tasks for who has no plan yet, for what is overdue, and for what waits with a township or village."""
    from huaiyuan.county.plans import actions

    actions.keep_up()


def _helpers(county: County) -> pa.Table:
    """The principals of everybody ever monitored, as duty has them."""
    from huaiyuan.county.duty import queries as duty

    numbers = county.tables["monitoring"]["household_no"].unique().to_pylist()
    found = duty.principals(numbers)
    return pa.table({
        "household_no": pa.array(list(found), pa.string()),
        "helper_no": pa.array([one.helper_no for one in found.values()], pa.string()),
        "name": pa.array([one.name for one in found.values()], pa.string()),
        "unit": pa.array([one.unit_name for one in found.values()], pa.string()),
        "public": pa.array([one.public_servant for one in found.values()], pa.bool_()),
    })  # fmt: skip
