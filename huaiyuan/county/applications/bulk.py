"""Bulk doors: a register of leaflets for a whole county, and single applications as they once came in."""

from __future__ import annotations

import datetime as dt
import uuid

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import vault
from huaiyuan.county.applications import trail
from huaiyuan.county.applications.actions.filing import Filing, checked, write
from huaiyuan.county.applications.actions.leaflets import TABLE, counts_until
from huaiyuan.county.applications.models import Application
from huaiyuan.county.applications.types import Entry
from huaiyuan.county.worklist.staging import staged

INSERT_ROUNDS = """
INSERT INTO applications_distribution (number, client_uuid, leaflet, village_code, reach, group_name, households,
                                       given_on, counts_until, given_by, note, proof, recorded_by_id, recorded_at,
                                       withdrawn_why)
SELECT number, {uuid}, leaflet, village_code, reach, group_name, households, given_on, counts_until, given_by, '', '',
       recorded_by, recorded_at, ''
FROM leaflet_rounds ORDER BY number"""
INSERT_GIVEN = """
INSERT INTO applications_given (distribution_id, household_no)
SELECT d.id, g.household_no FROM leaflet_given g JOIN applications_distribution d ON d.number = g.number
ORDER BY d.id, g.household_no"""


@transaction.atomic
def load_leaflets(rounds: pa.Table, given: pa.Table, *, by: Account | None) -> int:
    """Load rounds of handing out (n, leaflet, village_code, reach, group_name, given_on, given_by, recorded_by, the key
    of an account, recorded_at) and the households of each (n, household_no); returns how many households.
    """  # fmt: skip
    keys = vault.reserve(TABLE, rounds.num_rows)
    numbers = dict(zip(rounds["n"].to_pylist(), keys, strict=True))
    counted = {one["values"]: one["counts"] for one in pc.value_counts(given["n"]).to_pylist()}
    lines = rounds.to_pylist()
    named = {line["n"]: f"MB{line['given_on'].year}-{numbers[line['n']]:06}" for line in lines}
    until = {day: counts_until(day) for day in {line["given_on"] for line in lines}}
    made = pa.Table.from_pylist([
        {
            **{name: line[name] for name in ("leaflet", "village_code", "reach", "group_name", "given_on", "given_by")},
            "number": named[line["n"]], "client_uuid": uuid.UUID(int=numbers[line["n"]]).hex,
            "households": counted.get(line["n"], 0), "counts_until": until[line["given_on"]],
            "recorded_by": line["recorded_by"], "recorded_at": line["recorded_at"],
        }
        for line in lines
    ])  # fmt: skip
    order = pa.array([named[n] for n in given["n"].to_pylist()], pa.string())
    cast = "CAST(client_uuid AS uuid)" if connection.vendor == "postgresql" else "client_uuid"
    households = pa.table({"number": order, "household_no": given["household_no"]})
    with (
        staged("leaflet_rounds", made),
        staged("leaflet_given", households),
        connection.cursor() as cursor,
    ):
        cursor.execute(INSERT_ROUNDS.format(uuid=cast))
        cursor.execute(INSERT_GIVEN)
    audit.record(
        trail.LOADED, by=by, subject="leaflet:all", writes=True, rounds=rounds.num_rows, households=given.num_rows
    )
    return given.num_rows


@transaction.atomic
def file_once(
    filing: Filing, *, client_uuid: uuid.UUID, receipt_no: str, at: dt.datetime, by: Account | None = None
) -> Application:
    """An application with a receipt number that is known beforehand; staff's when `by` is given. Raises as `file_for`."""
    entry = Entry.DESK if by else Entry.PHONE
    read = checked(filing, by_staff=by is not None)
    return write(read, client_uuid=client_uuid, receipt_no=receipt_no, entry=entry, by=by, at=at)
