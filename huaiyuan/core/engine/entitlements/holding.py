"""What holds of whom at a moment: each fact's value on the days that payments ask for, and of which villages silence tells."""

# Names in the SQL come from checked benefits, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
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
    """A moment at which facts are asked, and the month it belongs to; `lasting`: of the dead, the day before they died."""

    moment: Moment
    month: dt.date
    lasting: bool


def hold(
    connection: duckdb.DuckDBPyConnection, facts: Mapping[str, Fact], asked: Mapping[str, Iterable[Asked]]
) -> None:
    """Make a temp table `held_<fact>` (person_id, begun, lasting, value, why) for each fact and the moments it is asked at."""
    for name, moments in asked.items():
        lines = ", ".join(
            f"(DATE '{one.moment.begun}', DATE '{one.moment.day}', {one.lasting})" for one in sorted(set(moments))
        )
        connection.execute(f"CREATE TEMP TABLE held_{name} AS {_held(name, facts[name], lines)}")


def _held(name: str, fact: Fact, lines: str) -> str:
    """The span that began last among those that hold; two that contradict each other leave it 不明."""
    return f"""
        WITH asked(begun, day, lasting) AS (VALUES {lines}),
        told AS (SELECT s.*, p.died_on FROM spans s JOIN people p USING (person_id) WHERE fact = {quoted(name)}),
        held AS (SELECT told.*, begun, lasting FROM told JOIN asked
                 ON valid_from <= CASE WHEN lasting AND died_on <= begun THEN died_on - 1 ELSE begun END
                AND valid_to > CASE WHEN lasting AND died_on <= day THEN died_on - 1 ELSE day END),
        newest AS (SELECT person_id, begun, lasting, max(valid_from) AS since FROM held GROUP BY ALL)
        SELECT h.person_id, h.begun, h.lasting,
               CASE WHEN count(h.value) = count(*) AND min(h.value) = max(h.value)
                    THEN CAST(min(h.value) AS {TYPES[fact.kind]}) END AS value,
               coalesce(nullif(max(h.why), ''), {quoted(Why.BLANK)}) AS why
        FROM held h JOIN newest n ON h.person_id = n.person_id AND h.begun = n.begun AND h.lasting = n.lasting
             AND h.valid_from = n.since GROUP BY ALL"""


def columns(name: str, fact: Fact) -> tuple[str, str, list[str]]:
    """The fact's value and why it is not known, over `payable`, and the joins that they need."""
    held, spoken, doubt = f"h_{name}", f"s_{name}", f"d_{name}"
    joins = [
        f"LEFT JOIN held_{name} {held} ON {held}.person_id = u.person_id AND {held}.begun = u.begun AND {held}.lasting = u.lasting"
    ]
    if fact.otherwise is None:
        why = f"CASE WHEN {held}.person_id IS NULL THEN {quoted(Why.UNCOVERED)} WHEN {held}.value IS NULL THEN {held}.why ELSE '' END"
        return f"{held}.value", why, joins
    joins += [
        f"""LEFT JOIN (SELECT village_code, month FROM spoken_of WHERE told = {quoted(name)} GROUP BY ALL) {spoken}
            ON {spoken}.village_code = u.village_code AND {spoken}.month = u.asked""",
        f"""LEFT JOIN (SELECT person_id, month FROM doubted WHERE told = {quoted(name)} GROUP BY ALL) {doubt}
            ON {doubt}.person_id = u.person_id AND {doubt}.month = u.asked""",
    ]
    silent = f"{spoken}.month IS NOT NULL AND {doubt}.month IS NULL"
    nothing = quoted(fact.otherwise) if isinstance(fact.otherwise, str) else str(fact.otherwise).upper()
    value = f"CASE WHEN {held}.person_id IS NOT NULL THEN {held}.value WHEN {silent} THEN {nothing} END"
    why = f"""CASE WHEN {held}.person_id IS NOT NULL THEN CASE WHEN {held}.value IS NULL THEN {held}.why ELSE '' END
        WHEN {silent} THEN '' WHEN {doubt}.month IS NOT NULL THEN {quoted(Why.DOUBT)} ELSE {quoted(Why.UNCOVERED)} END"""
    return value, why, joins
