"""Who alone fits a description (独此一人): the best of the pairs, and whether anybody else could be meant as well."""

# ruff: noqa: S608 - composed of declarations only

from __future__ import annotations

import duckdb

from huaiyuan.core.linkage.declaration import Fit


def fit(connection: duckdb.DuckDBPyConnection, declared: Fit) -> None:
    """Make table `fitting` from `judged`: n, fit (how many fit), best (i), and each `aside` column of the best.

    Rivals of the best are those who fit, and those who differ from it in nothing that sets a namesake aside. A rival falls
    away when the best is far ahead, or flawless where the rival is not even right by heart. Never the first that fits.
    """
    aside = "".join(f", {sql} AS {name}" for name, sql in declared.aside.items())
    of_best = "".join(f", bool_or(e.i = b.i AND e.{name}) AS best_is_{name}" for name in declared.aside)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE eligible AS
        SELECT j.*, {declared.by_heart} AS by_heart, {declared.flawless} AS flawless, {declared.fits} AS fits {aside}
        FROM judged j {declared.beside} WHERE {declared.eligible}
    """)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE fitting AS
        WITH best AS (
            SELECT * FROM eligible WHERE fits
            QUALIFY row_number() OVER (PARTITION BY n ORDER BY score DESC, flawless DESC, i) = 1
        )
        SELECT e.n, count(*) AS fit, any_value(b.i) AS best {of_best}
        FROM eligible e JOIN best b USING (n)
        WHERE (e.fits OR ({declared.rival}))
          AND (e.i = b.i OR NOT (b.score - e.score >= {declared.clearly_ahead} OR (b.flawless AND NOT e.by_heart)))
        GROUP BY e.n
    """)
