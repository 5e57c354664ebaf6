"""The registered people a department could write down, flattened once per file date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

_SQL = """
WITH home AS (
    SELECT m.person_id, m.household_no, m.relation, r.village_code
    FROM ({belongs}) m JOIN residences r USING (household_no)
    WHERE r.valid_from <= $day AND r.valid_to > $day
), cycles AS (
    SELECT household_no, bool_or(risk_state = '未消除') AS monitored
    FROM monitoring WHERE valid_from <= $day AND valid_to > $day GROUP BY ALL
)
SELECT p.person_id, p.name, p.sex, p.birth_on, p.id_number, h.household_no, h.relation, h.village_code,
       v.short_name AS village, v.name AS village_full, t.name AS township, h.village_code[:9] AS township_code,
       coalesce(a.archive_type, '一般农户') = '脱贫户' AS lifted, coalesce(c.monitored, FALSE) AS monitored, p.died_on
FROM persons p JOIN home h USING (person_id)
JOIN areas v ON v.code = h.village_code AND v.valid_to > $day
JOIN areas t ON t.code = h.village_code[:9] AND t.valid_to > $day
LEFT JOIN archive_types a ON a.household_no = h.household_no AND a.valid_from <= $day AND a.valid_to > $day
LEFT JOIN cycles c ON c.household_no = h.household_no
WHERE p.birth_on <= $day AND {which}
ORDER BY p.person_id
"""
_NOW = "SELECT * FROM memberships WHERE valid_from <= $day AND valid_to > $day"
# Those who died belong where they lived last.
_LAST = """SELECT * FROM memberships WHERE valid_from <= $day
           QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY valid_from DESC) = 1"""


def people_on(county: County, day: dt.date) -> pa.Table:
    """Everyone registered and alive on a day, one line each, ordered by person number."""
    return _people(county, day, _NOW, "(p.died_on IS NULL OR p.died_on > $day)")


def died_in_year(county: County, day: dt.date) -> pa.Table:
    """The same of those who died since the year of `day` began."""
    return _people(county, day, _LAST, "p.died_on <= $day AND year(p.died_on) = year($day)")


def _people(county: County, day: dt.date, belongs: str, which: str) -> pa.Table:
    con = duckdb.connect()
    for name in ("persons", "memberships", "residences", "areas", "archive_types", "monitoring"):
        con.register(name, county.tables[name])
    return con.sql(_SQL.format(belongs=belongs, which=which), params={"day": day}).to_arrow_table()


def columns(people: pa.Table) -> dict[str, np.ndarray]:
    """The same as numpy columns; dates as datetime64[D]."""
    found = {}
    for name in people.column_names:
        column = people[name].combine_chunks()
        if pa.types.is_date32(column.type):
            found[name] = column.cast(pa.int32()).to_numpy(zero_copy_only=False).astype("datetime64[D]")
        else:
            found[name] = column.to_numpy(zero_copy_only=False)
    return found


def neighbours(county: County) -> dict[str, str]:
    """For each village the next one of the same township: where a clerk's eye slips to."""
    areas = county.tables["areas"]
    codes = sorted(
        c for c, level in zip(areas["code"].to_pylist(), areas["level"].to_pylist(), strict=True) if level == "village"
    )
    by_township: dict[str, list[str]] = {}
    for code in codes:
        by_township.setdefault(code[:9], []).append(code)
    return {code: group[(i + 1) % len(group)] for group in by_township.values() for i, code in enumerate(group)}
