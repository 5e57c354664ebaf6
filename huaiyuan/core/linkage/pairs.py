"""Pairs worth comparing, and what each shows (成对比较): levels, score and words, as a declaration says."""

# ruff: noqa: S608 - composed of declarations only

from __future__ import annotations

import duckdb
import pyarrow as pa

from huaiyuan.core.linkage.declaration import Declaration, Level, Texts


def candidates(connection: duckdb.DuckDBPyConnection, declared: Declaration) -> None:
    """Make table `pairs` (n, i): whom each row may mean, found in any of the declared ways."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS {' UNION '.join(declared.ways)}")


def judge(connection: duckdb.DuckDBPyConnection, declared: Declaration) -> None:
    """Make table `judged` from `pairs`: n, i, the carried columns, a level per comparison, score."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE evidence AS {declared.evidence}")
    measured = [_measure(connection, texts, f"measured_{k}") for k, texts in enumerate(declared.texts)]
    chosen = ", ".join(f"{_chosen(levels)} AS {name}" for name, levels in declared.comparisons.items())
    total = " + ".join(_weight(name, levels) for name, levels in declared.comparisons.items())
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE judged AS
        WITH leveled AS (
            SELECT {", ".join(("n", "i", *declared.carried))}, {chosen} FROM evidence {" ".join(measured)}
        )
        SELECT *, {total} AS score FROM leveled
    """)
    for k in range(len(declared.texts)):
        connection.unregister(f"measured_{k}")


def _measure(connection: duckdb.DuckDBPyConnection, texts: Texts, name: str) -> str:
    """Each pair of texts once; answers the join that brings the measures to the evidence."""
    both = connection.sql(f"""
        SELECT DISTINCT {texts.left}, {texts.right} FROM evidence
        WHERE {texts.left} IS NOT NULL AND {texts.right} IS NOT NULL
    """).to_arrow_table()
    found = texts.measure(both[texts.left], both[texts.right])
    connection.register(name, pa.table({**{c: both[c] for c in (texts.left, texts.right)}, **found}))
    return f"LEFT JOIN {name} USING ({texts.left}, {texts.right})"


def _chosen(levels: tuple[Level, ...]) -> str:
    """The SQL that gives the key of the level that holds."""
    cases = " ".join(f"WHEN {level.condition} THEN '{level.key}'" for level in levels)
    return f"CASE {cases} END"


def _weight(name: str, levels: tuple[Level, ...]) -> str:
    """The SQL that gives the weight of the level in the column named like the comparison."""
    cases = " ".join(f"WHEN '{level.key}' THEN {level.weight}" for level in levels)
    return f"CASE {name} {cases} END"


def says(declared: Declaration, pair: str) -> str:
    """The SQL that puts into words what a row of `judged`, called `pair`, shows.

    Words are made of the few pairs that are told to somebody; of every pair they would take longer than the comparing.
    """
    words = ", ".join(_says(f"{pair}.{name}", levels) for name, levels in declared.comparisons.items())
    return f"concat_ws('；', {words})"


def _says(name: str, levels: tuple[Level, ...]) -> str:
    """The SQL that gives the words of the level in the column named like the comparison; null when it says nothing."""
    cases = " ".join(f"WHEN '{level.key}' THEN '{level.says}'" for level in levels if level.says)
    return f"CASE {name} {cases} END" if cases else "NULL"
