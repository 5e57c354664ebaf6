"""Exports of the registry for others to work on: audited, and masked unless the reason needs identity numbers."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.figures import snapshots
from huaiyuan.base.jobs.database import database_url
from huaiyuan.base.vault import vault
from huaiyuan.core.engine import transfer
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import trail
from huaiyuan.county.registry.errors import EXPORT_INSIDE, NO_REASON, NOT_YOURS
from huaiyuan.county.registry.types import RiskState

SEALED = "SELECT id, person_id, id_sealed FROM registry_person WHERE id_sealed IS NOT NULL"
NAMES = """
    SELECT code, short_name FROM areas WHERE valid_from <= $as_of AND valid_to > $as_of"""
PERSONS = """
    SELECT p.person_id, p.household_no, p.name, i.id_number, p.sex, p.birth_on, p.village_code,
           v.short_name AS village_name, t.short_name AS township_name
    FROM person_now p LEFT JOIN identities i USING (person_id)
    LEFT JOIN ({names}) v ON v.code = p.village_code LEFT JOIN ({names}) t ON t.code = p.township_code
    WHERE {scope} ORDER BY p.person_id"""
HOUSEHOLDS = """
    SELECT n.household_no, n.village_code, n.group_name AS "group", n.archive_type,
           CASE WHEN {counts} THEN n.category END AS category, n.risk_state,
           CASE WHEN {counts} THEN n.approved_on END AS approved_on,
           CASE WHEN {counts} THEN n.cleared_on END AS cleared_on, TRUE AS registered, n.members
    FROM household_now n WHERE {scope} ORDER BY n.household_no"""
# A cycle struck off was a mistake: the household has no category, and nothing that a reader would count.
COUNTS = f"n.risk_state <> '{RiskState.STRUCK_OFF}'"


def export_persons(*, as_of: dt.date, out: Path, by: Account, reason: str, plain_id: bool = False) -> int:
    """Members of open households as of a day, within the account's rows, to a Parquet file; returns rows.

    Raises: REGISTRY_NO_REASON, REGISTRY_NOT_YOURS, REGISTRY_EXPORT_INSIDE.
    """
    scope = _allowed(out, by, reason).sql("p.village_code")
    shot = snapshots.current()
    with snapshots.connect(shot, as_of) as connection:
        connection.register("identities", _identities(plain_id=plain_id))
        table = _table(connection, PERSONS.format(names=NAMES, scope=scope), as_of)
    shown = "明文" if plain_id else "遮蔽"
    return _write(table, out, trail.PERSONS_EXPORTED, by, reason, on=as_of, shown=shown)


def export_households(*, as_of: dt.date, out: Path, by: Account, reason: str) -> int:
    """Households open on a day, within the account's rows, to a Parquet file; returns rows. Raises as for persons."""
    scope = _allowed(out, by, reason).sql("n.village_code")
    shot = snapshots.current()
    with snapshots.connect(shot, as_of) as connection:
        table = _table(connection, HOUSEHOLDS.format(scope=scope, counts=COUNTS), as_of)
    return _write(table, out, trail.HOUSEHOLDS_EXPORTED, by, reason, on=as_of)


def _allowed(out: Path, by: Account, reason: str) -> Scope:
    if not reason.strip():
        raise DomainError(NO_REASON)
    if Path(settings.DATA_DIR).resolve() in out.resolve().parents:
        raise DomainError(EXPORT_INSIDE)
    scope = access.scope_of(by, P.EXPORT)
    if not scope.prefixes:
        raise DomainError(NOT_YOURS)
    return scope


def _identities(*, plain_id: bool) -> pa.Table:
    """Identity numbers by person, opened in memory; only sealed values touch the disk."""
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=settings.DATA_DIR / "tmp"))
    try:
        transfer.extract(database_url(), {"sealed": SEALED}, folder)
        with pa.OSFile(str(folder / "sealed.arrow")) as file:
            sealed = pa.ipc.open_file(file).read_all().combine_chunks()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    values = sealed["id_sealed"].combine_chunks().cast(pa.binary())
    numbers = vault.open_many(values, column="registry_person.id_sealed", ids=sealed["id"].combine_chunks())
    shown = numbers if plain_id else _masked(numbers)
    return pa.table({"person_id": sealed["person_id"], "id_number": shown})


def _masked(numbers: pa.Array) -> pa.Array:
    first, last = pc.utf8_slice_codeunits(numbers, 0, 6), pc.utf8_slice_codeunits(numbers, -4)
    return pc.binary_join_element_wise(first, last, "********")


def _table(connection: duckdb.DuckDBPyConnection, sql: str, as_of: dt.date) -> pa.Table:
    return connection.sql(sql, params={"as_of": as_of} if "$as_of" in sql else {}).to_arrow_table()


def _write(table: pa.Table, out: Path, action: str, by: Account, reason: str, **facts: Any) -> int:
    # The record is committed first: no record, no file.
    with transaction.atomic():
        audit.record(action, by=by, subject="registry", reason=reason.strip(), rows=table.num_rows, **facts)
    pq.write_table(table, out)
    out.chmod(0o600)
    return table.num_rows
