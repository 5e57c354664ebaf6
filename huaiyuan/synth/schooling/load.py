"""Putting the education ledgers into a demo through the kit's bulk door; November is the county's own work."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.synth.files.roll import YOUNG
from huaiyuan.synth.history import on_day
from huaiyuan.synth.schooling import cases, grants, owed, tables

PLANTED = "schooling.parquet"
# The primary school of the township that signs in to the demo too.
SHOWN = ("411330101", "primary")
COMPARED_ON, WORKED = dt.date(2026, 11, 20), 24


def load(truth: Path, *, seed: int, scale: float) -> None:
    """Everything the county had by the report day, set-based; the same for the same seed. What is planted goes to `truth`."""
    from huaiyuan.county.guarantees.education.ledgers import AID, PUPILS, RETURNS, SCHOOLS, TEACHING, VISITS
    from huaiyuan.county.ledger import bulk

    young = tables.read(pq.read_table(truth / YOUNG), seed)
    schools = tables.schools(young)
    pupils = tables.pupils(young, schools)
    shown = next(n for n, code, kind in zip(*(schools[c].to_pylist() for c in ("number", "village_code", "kind")), strict=True)
                 if (code[:9], kind) == SHOWN)  # fmt: skip
    returns, out = cases.returns(young, pupils, scale, shown)
    taught, visits = cases.teaching(young, pupils)
    held = _out(pupils, out)
    aid = grants.aid(young, held, seed, scale)
    made = (
        (SCHOOLS, schools),
        (PUPILS, held),
        (RETURNS, returns),
        (TEACHING, taught),
        (VISITS, visits),
        (AID, aid),
    )
    for ledger, table in made:
        bulk.load(ledger, table.drop(["known"]) if "known" in table.column_names else table)
    _accounts(schools, {shown, _busiest(taught)})
    kind, person, detail = zip(*young.planted, strict=True)
    pq.write_table(pa.table({"kind": kind, "person_id": person, "detail": detail}), truth / PLANTED)
    pq.write_table(owed.truth(young, held, aid), truth / owed.TRUTH)
    pq.write_table(owed.before(young), truth / owed.TRUTH_BEFORE)


def compare(seed: int) -> None:
    """November: the month's roll beside the ledgers, last month's home teaching looked at, and the first efforts."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.figures import snapshots
    from huaiyuan.county.guarantees.education import keeping, reconciling

    with on_day(COMPARED_ON):
        # The registry is as it was when screening looked at it.
        reconciling.compare(by=access.acting(), snapshot=snapshots.newest())
        keeping.keep_up()
        _try(np.random.default_rng([seed, 89]))


def _out(pupils: pa.Table, out: dict[str, tuple[str, dt.date]]) -> pa.Table:
    """The children whom somebody is bringing back are not at school."""
    numbers, ground, since = (pupils[name].to_pylist() for name in ("number", "ground", "state_since"))
    now = [out.get(n, (s, d)) for n, s, d in zip(numbers, pupils["state"].to_pylist(), since, strict=True)]
    told = {
        "state": pa.array([state for state, _ in now]), "state_since": pa.array([day for _, day in now], pa.date32()),
        "ground": pa.array(["person" if n in out else given for n, given in zip(numbers, ground, strict=True)]),
    }  # fmt: skip
    for name, values in told.items():
        pupils = pupils.set_column(pupils.column_names.index(name), name, values)
    return pupils


def _busiest(rows: pa.Table) -> str:
    """The school that has most of these on its hands."""
    units = [unit for unit in rows["unit_no"].to_pylist() if unit]
    return max(sorted(set(units)), key=units.count, default="")


def _accounts(schools: pa.Table, shown: set[str]) -> None:
    """A person signs in for each school; two of them stand on the demo's login page."""
    from huaiyuan.base import reference
    from huaiyuan.base.access import bulk

    county = reference.places(level="county")[0]
    n = schools.num_rows
    bulk.load(
        pa.table({
            "username": [f"school{k + 1}" for k in range(n)], "display_name": schools["head"], "post_code": ["school"] * n,
            "area_code": [county.code] * n, "demo_login": [number in shown for number in schools["number"].to_pylist()], "department": ["教体局"] * n,
            "unit_no": schools["number"], "unit_name": schools["name"],
        }),
        pa.table({"code": [county.code], "short_name": [county.short_name]}),
    )  # fmt: skip


def _try(rng: np.random.Generator) -> None:
    """Some schools have been to see the children whom the roll lacks."""
    from huaiyuan.base.access.models import Account
    from huaiyuan.county.guarantees.education.ledgers import RETURNS
    from huaiyuan.county.ledger import actions

    people: dict[str, Any] = {
        p.unit_no: account
        for account in Account.objects.filter(username__startswith="school").prefetch_related("postings")
        for p in account.postings.all()
    }
    waiting = RETURNS.model._default_manager.filter(state="found").exclude(unit_no="").order_by("number")
    for place, row in enumerate(waiting[: WORKED * 2 : 2]):
        said = {
            "last_on": COMPARED_ON.isoformat(),
            "way": "visit",
            "people": "班主任和村干部",
            "effort": cases.EFFORTS[int(rng.integers(len(cases.EFFORTS)))],
        }
        actions.move(RETURNS, row.number, "effort", said, by=people[row.unit_no])
        if place % 6 == 0:
            actions.move(RETURNS, row.number, "back", {"back_on": COMPARED_ON.isoformat()}, by=people[row.unit_no])
