"""Whom a row could mean: everyone ever registered, with the last home known on the day. Knows no Django.

Those who died or left are among them: a bill of somebody buried last week is still his, and rules look at who lives.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import feather

from huaiyuan.core import linkage
from huaiyuan.core.engine import lake, snapshot

# Reads the tables of a snapshot (data contracts, section 2).
PEOPLE = """
WITH belongs AS (
    SELECT person_id, arg_max(household_no, valid_from) AS household_no, max(valid_to) AS until
    FROM memberships WHERE valid_from <= $day {among} GROUP BY person_id
), lives AS (
    SELECT household_no, arg_max(village_code, valid_from) AS village_code
    FROM residences WHERE valid_from <= $day GROUP BY household_no
)
SELECT p.person_id, p.name, p.sex, p.birth_on, p.id_key, b.household_no, l.village_code,
       left(l.village_code, 9) AS township_code,
       coalesce(p.died_on <= $day, FALSE) OR coalesce(b.until <= $day, TRUE) AS gone
FROM persons p LEFT JOIN belongs b USING (person_id) LEFT JOIN lives l USING (household_no)
WHERE TRUE {among}
"""
CHOSEN = "AND person_id IN (SELECT unnest($ids))"
# Another question, or another plain form, is another file.
_VERSION = hashlib.sha256(f"{PEOPLE}{linkage.PLAIN_FORM}".encode()).hexdigest()[:8]

VILLAGES = """
SELECT DISTINCT code, unnest([name, short_name] || string_split(coalesce(aliases, ''), ';')) AS written
FROM areas WHERE level = 'village' AND valid_from <= $day AND valid_to > $day
"""


def people(connection: duckdb.DuckDBPyConnection, day: dt.date) -> pa.Table:
    """The columns `linkage.match` wants of persons."""
    return connection.sql(f"{PEOPLE.format(among='')} ORDER BY person_id", params={"day": day}).to_arrow_table()


def registered(folder: Path, day: dt.date, spill: Path) -> tuple[pa.Table, pa.Table]:
    """`people` with the plain forms of their names, and `villages`, of the snapshot in `folder`.

    Worked out once for a snapshot, however many files come in on it, and kept beside its tables: a snapshot never
    changes, so what follows from it does not either. Whoever comes second at the same time writes the same file again.
    """
    kept = folder / f"people-{day.isoformat()}-{_VERSION}.arrow"
    connection = snapshot.connect(folder, day, spill)
    try:
        if not kept.exists():
            known = linkage.with_plain_names(people(connection, day))
            with lake.replacing(kept) as file:
                feather.write_feather(known, str(file), compression="lz4")
        return feather.read_table(str(kept)), villages(connection, day)
    finally:
        connection.close()


def some_people(connection: duckdb.DuckDBPyConnection, day: dt.date, person_ids: list[str]) -> pa.Table:
    """The same of a few persons, with the names of village and township."""
    return connection.sql(
        f"""
        WITH chosen AS ({PEOPLE.format(among=CHOSEN)}),
        named AS (SELECT code, short_name FROM areas WHERE valid_from <= $day AND valid_to > $day)
        SELECT c.*, v.short_name AS village_name, t.short_name AS township_name
        FROM chosen c LEFT JOIN named v ON v.code = c.village_code LEFT JOIN named t ON t.code = c.township_code
        """,  # noqa: S608 - composed of constants of this module
        params={"day": day, "ids": person_ids},
    ).to_arrow_table()


def villages(connection: duckdb.DuckDBPyConnection, day: dt.date) -> pa.Table:
    """Every rightful way of writing each village's name."""
    return connection.sql(f"SELECT * FROM ({VILLAGES}) WHERE written <> ''", params={"day": day}).to_arrow_table()  # noqa: S608
