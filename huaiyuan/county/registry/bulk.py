"""Loading a whole registry at once: Arrow tables in, set-based, without the ORM.

The tables are those of the data contracts, section 2, plus `id_number`, `phone` and `bank_card` on persons in clear;
they are sealed here in memory, and nothing in clear reaches the disk.
"""

# ruff: noqa: S608 - every piece of SQL is declared in this package; values are bound, never pasted in

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import connection, transaction

from huaiyuan.base import audit
from huaiyuan.base.jobs import checkpoint
from huaiyuan.base.jobs.database import database_url
from huaiyuan.base.vault import vault
from huaiyuan.core.engine import transfer
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.linkage.initials import initials_many
from huaiyuan.county.registry import trail
from huaiyuan.county.registry.errors import NOT_EMPTY, UNKNOWN_NUMBER
from huaiyuan.county.registry.models import Household
from huaiyuan.county.registry.types import SourceKind

TAIL = 4
FACT = "valid_from, valid_to, $recorded_at AS recorded_at, NULL::TIMESTAMPTZ AS superseded_at, '' AS superseded_ref, $kind AS source_kind, $ref AS source_ref"

DATABASE_TABLES = {
    "registry_household": """
        SELECT id, household_no, registered_on, closed_on, coalesce(close_reason, '') AS close_reason,
               '' AS closed_ref, rural, $ref AS source_ref, 1 AS version
        FROM household_keys JOIN households USING (household_no) ORDER BY id""",
    "registry_person": """
        SELECT id, person_id, name, initials, sex, birth_on, died_on, id_kind, id_sealed, id_index, id_lake, id_tail,
               phone_sealed, phone_tail, card_sealed, 1 AS version
        FROM person_keys JOIN persons USING (person_id) JOIN sealed USING (id) ORDER BY id""",
    "registry_membership": f"""
        SELECT p.id AS person_id, h.id AS household_id, relation, is_head, coalesce(leave_reason, '') AS leave_reason,
               {FACT}
        FROM memberships m JOIN person_keys p ON p.person_id = m.person_id
        JOIN household_keys h ON h.household_no = m.household_no ORDER BY h.id, p.id, valid_from""",
    "registry_residence": f"""
        SELECT h.id AS household_id, village_code, group_name, walk_order, {FACT}
        FROM residences JOIN household_keys h USING (household_no) ORDER BY h.id, valid_from""",
    "registry_archivetype": f"""
        SELECT h.id AS household_id, archive_type, {FACT}
        FROM archive_types JOIN household_keys h USING (household_no) ORDER BY h.id, valid_from""",
    "registry_monitoringfact": f"""
        SELECT h.id AS household_id, cycle, category, risk_state, approved_on, cleared_on, entry_kind,
               coalesce(risks, '') AS risks, {FACT}
        FROM monitoring JOIN household_keys h USING (household_no) ORDER BY h.id, valid_from""",
    "registry_healthfact": f"""
        SELECT p.id AS person_id, health, {FACT}
        FROM health f JOIN person_keys p ON p.person_id = f.person_id ORDER BY p.id, valid_from""",
    "registry_labourfact": f"""
        SELECT p.id AS person_id, labour, {FACT}
        FROM labour f JOIN person_keys p ON p.person_id = f.person_id ORDER BY p.id, valid_from""",
    "registry_roster": """
        SELECT year AS id, year, closed_on, $ref AS source_ref
        FROM (SELECT DISTINCT year, closed_on FROM roster_households) ORDER BY year""",
    "registry_rosterhousehold": """
        SELECT year AS roster_id, h.id AS household_id, archive_type
        FROM roster_households JOIN household_keys h USING (household_no) ORDER BY year, h.id""",
    "registry_rosterperson": """
        SELECT year AS roster_id, h.id AS household_id, p.id AS person_id
        FROM roster_persons r JOIN household_keys h ON h.household_no = r.household_no
        JOIN person_keys p ON p.person_id = r.person_id ORDER BY year, p.id""",
}
SOURCES = {
    "registry_membership": "memberships",
    "registry_residence": "residences",
    "registry_archivetype": "archive_types",
    "registry_monitoringfact": "monitoring",
    "registry_healthfact": "health",
    "registry_labourfact": "labour",
    "registry_rosterhousehold": "roster_households",
    "registry_rosterperson": "roster_persons",
}


def load(tables: Mapping[str, pa.Table], *, source_ref: str, recorded_at: dt.datetime | None = None) -> dict[str, int]:
    """Load an empty registry; returns rows by database table. All tables or none.

    Raises: REGISTRY_NOT_EMPTY; REGISTRY_UNKNOWN_NUMBER when a fact names a household or person that is not given.
    """
    found = Household.objects.count()
    if found:
        raise DomainError(NOT_EMPTY, households=found)
    folder = Path(tempfile.mkdtemp(prefix="registry-", dir=settings.DATA_DIR / "tmp"))
    try:
        rows = _write_tables(tables, folder, source_ref, recorded_at or clock.now())
        transfer.ingest(database_url(), {name: folder / f"{name}.arrow" for name in rows})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with transaction.atomic():
        audit.record(
            trail.LOADED, by=None, subject="registry", writes=True, households=rows["registry_household"],
            persons=rows["registry_person"],
        )  # fmt: skip
    _refresh_statistics()
    # A log as large as the county would be read through by every page until the next tick.
    checkpoint.fold()
    return rows


def _write_tables(tables: Mapping[str, pa.Table], folder: Path, ref: str, recorded_at: dt.datetime) -> dict[str, int]:
    with duckdb.connect() as connection_:
        connection_.execute("SET threads = 2; SET TimeZone = 'UTC'")
        for name, table in _keyed(tables).items():
            connection_.register(name, table)
        values = {"ref": ref, "kind": str(SourceKind.LOADED), "recorded_at": recorded_at}
        rows = {}
        for name, sql in DATABASE_TABLES.items():
            used = {key: value for key, value in values.items() if f"${key}" in sql}
            result = connection_.sql(sql, params=used).to_arrow_table()
            _refuse_unknown(name, tables, result.num_rows)
            with pa.ipc.new_file(folder / f"{name}.arrow", result.schema) as writer:
                writer.write_table(result)
            rows[name] = result.num_rows
    return rows


def _keyed(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The given tables, the keys of the reserved blocks, and the sealed columns of persons."""
    households, persons = tables["households"], tables["persons"]
    household_ids = _reserved("registry_household", households.num_rows)
    person_ids = _reserved("registry_person", persons.num_rows)
    clear = ["id_number", "phone", "bank_card", "id"]
    plain = {name: table.drop_columns([c for c in clear if c in table.column_names]) for name, table in tables.items()}
    return {
        **plain,
        "household_keys": pa.table({"id": household_ids, "household_no": households["household_no"]}),
        "person_keys": pa.table({"id": person_ids, "person_id": persons["person_id"]}),
        "sealed": _seal(persons, person_ids),
    }


def _reserved(table: str, rows: int) -> pa.Array:
    block = vault.reserve(table, rows)
    return pa.array(range(block.start, block.stop), pa.int64())


def _seal(persons: pa.Table, ids: pa.Array) -> pa.Table:
    numbers, phones, cards = (persons[name].combine_chunks() for name in ("id_number", "phone", "bank_card"))
    return pa.table({
        "id": ids,
        "initials": initials_many(persons["name"]),
        "id_sealed": vault.seal_many(numbers, column="registry_person.id_sealed", ids=ids),
        "id_index": vault.index_many(numbers, purpose="id"),
        "id_lake": vault.index_many(numbers, purpose="lake"),
        "id_tail": vault.index_many(_tail(numbers), purpose="id_tail"),
        "phone_sealed": vault.seal_many(phones, column="registry_person.phone_sealed", ids=ids),
        "phone_tail": vault.index_many(_tail(phones), purpose="phone_tail"),
        "card_sealed": vault.seal_many(cards, column="registry_person.card_sealed", ids=ids),
    })  # fmt: skip


def _tail(values: pa.Array) -> pa.Array:
    return pc.utf8_slice_codeunits(values, -TAIL)


def _refuse_unknown(name: str, tables: Mapping[str, pa.Table], rows: int) -> None:
    source = SOURCES.get(name)
    if source is None or tables[source].num_rows == rows:
        return
    for key, owner in (("household_no", "households"), ("person_id", "persons")):
        if key in tables[source].column_names:
            known = pc.is_in(tables[source][key], value_set=tables[owner][key].combine_chunks())
            strange = tables[source][key].filter(pc.invert(known))
            if len(strange):
                raise DomainError(UNKNOWN_NUMBER, table=source, rows=len(strange), example=strange[0].as_py())


def _refresh_statistics() -> None:
    # Without them SQLite walks a surname through the whole county instead of starting from the village.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
