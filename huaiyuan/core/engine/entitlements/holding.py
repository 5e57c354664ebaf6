"""What holds of whom at a moment: each fact's value on the days that payments ask for, and of which villages silence tells."""

# Names in the SQL come from checked benefits, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from huaiyuan.core.policy.benefits.deciding import Why
from huaiyuan.core.policy.benefits.payments import Moment
from huaiyuan.core.policy.benefits.shape import Fact
from huaiyuan.core.policy.compile import quoted
from huaiyuan.core.policy.expression import Kind

TYPES = {Kind.NUMBER: "DECIMAL(14,2)", Kind.TEXT: "VARCHAR", Kind.DATE: "DATE", Kind.BOOL: "BOOLEAN"}


@dataclass(frozen=True, order=True)
class Asked:
    """A moment at which facts are asked, and the month it belongs to; `lasting`: of the dead, the day before they died.

    Those that are asked together have each another `begun`.
    """

    moment: Moment
    month: dt.date
    lasting: bool


def place(why: Why) -> int:
    """The number by which a relation of facts tells why one is not known; 0 for what is known."""
    return list(Why).index(why)


def hold(
    connection: duckdb.DuckDBPyConnection, table: str, facts: Iterable[Fact], asked: Iterable[Asked], whom: str
) -> None:
    """Make temp table `table` of those in relation `whom` at each moment: every fact `x` and `x__why`.

    It has person_id, village_code, born and died days, and the moment's begun, day, asked (its month) and lasting.
    """
    lines = ", ".join(
        f"(DATE '{one.moment.begun}', DATE '{one.moment.day}', DATE '{one.month}', {one.lasting})"
        for one in sorted(set(asked))
    )
    connection.execute(f"""CREATE TEMP TABLE {table}_whom AS
        SELECT p.person_id, p.village_code, p.birth_on, p.died_on, m.* FROM people p
        SEMI JOIN ({whom}) USING (person_id) CROSS JOIN (VALUES {lines}) AS m(begun, day, asked, lasting)""")
    columns, joins = ["u.*"], []
    for fact in facts:
        connection.execute(f"CREATE TEMP TABLE {table}_{fact.name} AS {_held(table, fact)}")
        value, why, needed = _columns(table, fact)
        columns += [f"{value} AS {fact.name}", f"CAST({why} AS TINYINT) AS {fact.name}__why"]
        joins += needed
    connection.execute(
        f"CREATE TEMP TABLE {table} AS SELECT {', '.join(columns)} FROM {table}_whom u {' '.join(joins)}"
    )


def _held(table: str, fact: Fact) -> str:
    """The span that began last among those that hold; two that contradict each other leave it 不明."""
    return f"""
        WITH held AS (
            SELECT u.person_id, u.begun, value, why, valid_from FROM spans s JOIN {table}_whom u
                ON u.person_id = s.person_id
               AND valid_from <= CASE WHEN lasting AND died_on <= begun THEN died_on - 1 ELSE begun END
               AND valid_to > CASE WHEN lasting AND died_on <= day THEN died_on - 1 ELSE day END
            WHERE fact = {quoted(fact.name)}),
        newest AS (SELECT person_id, begun, max(valid_from) AS since, count(*) AS n FROM held GROUP BY ALL)
        SELECT person_id, begun, CAST(any_value(value) AS {TYPES[fact.kind]}) AS value,
               CASE WHEN any_value(value) IS NULL THEN greatest(any_value(why), {place(Why.BLANK)}) ELSE 0 END AS why
        FROM held JOIN newest USING (person_id, begun) WHERE n = 1 GROUP BY person_id, begun
        UNION ALL
        SELECT person_id, begun,
               CASE WHEN count(value) = count(*) AND min(value) = max(value) THEN CAST(min(value) AS {TYPES[fact.kind]}) END,
               CASE WHEN count(value) = count(*) AND min(value) = max(value) THEN 0
                    ELSE greatest(max(why), {place(Why.BLANK)}) END
        FROM held JOIN newest USING (person_id, begun) WHERE n > 1 AND valid_from = since GROUP BY person_id, begun"""


def _columns(table: str, fact: Fact) -> tuple[str, str, list[str]]:
    """The fact's value and why it is not known, and the joins that they need."""
    name = fact.name
    held, spoken, doubt = f"h_{name}", f"s_{name}", f"d_{name}"
    joins = [f"LEFT JOIN {table}_{name} {held} ON {held}.person_id = u.person_id AND {held}.begun = u.begun"]
    if fact.otherwise is None:
        return f"{held}.value", f"coalesce({held}.why, {place(Why.UNCOVERED)})", joins
    joins += [
        f"LEFT JOIN (SELECT village_code, month FROM spoken_of WHERE told = {quoted(name)} GROUP BY ALL) {spoken} "
        f"ON {spoken}.village_code = u.village_code AND {spoken}.month = u.asked",
        f"LEFT JOIN (SELECT person_id, month FROM doubted WHERE told = {quoted(name)} GROUP BY ALL) {doubt} "
        f"ON {doubt}.person_id = u.person_id AND {doubt}.month = u.asked",
    ]
    silent = f"{spoken}.month IS NOT NULL AND {doubt}.month IS NULL"
    nothing = quoted(fact.otherwise) if isinstance(fact.otherwise, str) else str(fact.otherwise).upper()
    value = f"CASE WHEN {held}.person_id IS NOT NULL THEN {held}.value WHEN {silent} THEN {nothing} END"
    why = f"""CASE WHEN {held}.person_id IS NOT NULL THEN {held}.why WHEN {silent} THEN 0
        WHEN {doubt}.month IS NOT NULL THEN {place(Why.DOUBT)} ELSE {place(Why.UNCOVERED)} END"""
    return value, why, joins
