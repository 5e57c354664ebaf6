"""Slips of the pen in the registry (底册里写错的), planted with known truth: what a check of the registry must find.

Few of each kind, none of them such that a total of the report moves: who belongs where, how many are monitored and who
died stay as they are. National files are written from the same registry, so they carry the same slips.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.synth.columns import chosen
from huaiyuan.synth.county import County
from huaiyuan.synth.targets import scaled

EACH = 20  # in the whole county
LEAST = 2


@dataclass(frozen=True)
class Slip:
    """One kind: the rule that finds it, which row of which table it may befall (`n`, `subject`), and what it writes."""

    rule: str
    table: str
    column: str
    befalls: str
    writes: str | None


# Each over `now` (people at home today, with row numbers of their facts) and in the order of a subject's number.
NOW = """
CREATE TEMP TABLE now AS
SELECT p.person_id, p.n AS person_n, p.sex, p.phone, date_diff('day', p.birth_on, $today) / 365.2425 AS age,
       m.n AS membership_n, m.household_no, m.relation, m.is_head, l.n AS labour_n, l.labour, h.health,
       t.archive_type = '脱贫户' OR w.household_no IS NOT NULL AS looked_after, w.household_no IS NOT NULL AS watched
FROM persons p
JOIN (SELECT * FROM memberships WHERE valid_to = DATE '9999-12-31') m USING (person_id)
LEFT JOIN (SELECT * FROM labour WHERE valid_to = DATE '9999-12-31') l USING (person_id)
LEFT JOIN (SELECT * FROM health WHERE valid_to = DATE '9999-12-31') h USING (person_id)
LEFT JOIN (SELECT * FROM archive_types WHERE valid_to = DATE '9999-12-31') t USING (household_no)
LEFT JOIN (SELECT DISTINCT household_no FROM monitoring
           WHERE risk_state = '未消除' AND valid_to = DATE '9999-12-31') w USING (household_no)
WHERE p.died_on IS NULL"""
MEMBER, LABOUR = "SELECT membership_n AS n, person_id AS subject FROM now WHERE ", "SELECT labour_n AS n, person_id AS subject FROM now WHERE looked_after AND "  # fmt: skip
SLIPS = (
    Slip("Z05", "memberships", "relation", f"{MEMBER} relation = '之子' AND age > 20", "之女"),
    Slip("Z08", "memberships", "relation", f"{MEMBER} relation = '之父'", "之子"),
    Slip("Z11", "memberships", "relation", f"{MEMBER} relation = '之母'", "户主"),
    Slip("Z20", "labour", "labour", f"{LABOUR} age < 15 AND labour = '无劳动力'", "普通劳动力"),
    Slip("Z21", "labour", "labour", f"{LABOUR} age > 61 AND labour = '无劳动力'", "普通劳动力"),
    Slip("Z22", "labour", "labour",
         f"{LABOUR} age BETWEEN 30 AND 55 AND health = '健康' AND labour = '普通劳动力'", "无劳动力"),
    Slip("Z47", "persons", "phone",
         """SELECT min(person_n) AS n, household_no AS subject FROM now WHERE watched
            GROUP BY household_no HAVING count(phone) = 1 AND arg_max(phone, person_n) FILTER (is_head) IS NOT NULL""",
         None),
)  # fmt: skip


def plant(county: County, seed: int) -> tuple[County, pa.Table]:
    """The county with its slips, and the truth: rule, subject (person or household number). The same for the same seed."""
    rng = np.random.default_rng([seed, 23])
    many = scaled(EACH, county.scale, LEAST)
    tables, truth = dict(county.tables), []
    with duckdb.connect() as engine:
        for name in ("persons", "memberships", "labour", "health", "archive_types", "monitoring"):
            numbered = tables[name].append_column("n", pa.array(np.arange(tables[name].num_rows)))
            engine.register(name, numbered)
        engine.execute(NOW, {"today": county.today})
        for slip in SLIPS:
            found = engine.sql(f"SELECT n, subject FROM ({slip.befalls}) ORDER BY subject").to_arrow_table()  # noqa: S608
            picked = found.take(pa.array(np.sort(chosen(many, np.arange(found.num_rows), rng))))
            tables[slip.table] = _written(tables[slip.table], slip, _rows(engine, slip, picked))
            truth += [{"rule": slip.rule, "subject": subject} for subject in picked["subject"].to_pylist()]
    schema = pa.schema([("rule", pa.string()), ("subject", pa.string())])
    return replace(county, tables=tables), pa.Table.from_pylist(truth, schema=schema)


def _rows(engine: duckdb.DuckDBPyConnection, slip: Slip, picked: pa.Table) -> np.ndarray:
    """The rows that are written: of a household without a phone, every member's."""
    if slip.table != "persons":
        return picked["n"].to_numpy()
    engine.register("picked", picked)
    sql = "SELECT person_n FROM now SEMI JOIN picked ON picked.subject = now.household_no"
    return engine.sql(sql).to_arrow_table()["person_n"].to_numpy()


def _written(table: pa.Table, slip: Slip, rows: np.ndarray) -> pa.Table:
    mask = np.zeros(table.num_rows, bool)
    mask[rows] = True
    at, column = table.column_names.index(slip.column), table[slip.column]
    value = pa.scalar(slip.writes, column.type)
    return table.set_column(at, slip.column, pc.if_else(pa.array(mask), value, column))
