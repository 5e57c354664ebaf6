"""Conditions under which a judged risk is asked again before its silence ends (`cool_down.reopen_when`, decision F12).

A condition speaks of the rule's inputs as they are now and, as `:last_<input>`, as they were when the risk was judged;
for instance `paid_yuan >= 1.5 * :last_paid_yuan`. It was checked when the rule was loaded; what a fact lacks is
unknown, and an unknown condition does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

LAST = "last_"
NUMBER = "DECIMAL(18, 4)"
EMPTY = "CREATE TEMP TABLE reopened (n BIGINT)"
# Facts are written `name=value;name=value`.
AS_MAP = """map_from_entries(list_transform(string_split({column}, ';'),
            lambda f: {{'k': split_part(f, '=', 1), 'v': split_part(f, '=', 2)}}))"""
HELD = f"""
INSERT INTO reopened
SELECT n FROM (SELECT n, {AS_MAP.format(column="i.facts")} AS now, {AS_MAP.format(column="j.last_facts")} AS earlier
               FROM incoming i JOIN judged j USING (n) WHERE i.rule = $rule AND j.last_facts IS NOT NULL)
WHERE ({{condition}}) IS TRUE"""  # noqa: S608 - rule text that was checked when it was loaded


def find(connection: duckdb.DuckDBPyConnection, cool_downs: Mapping[str, Any]) -> None:
    """Fill the table `reopened` with the incoming hits whose rule's condition holds against the judged facts."""
    connection.execute(EMPTY)
    for rule, cool_down in sorted(cool_downs.items()):
        condition = cool_down.get("reopen_when") or ""
        if condition:
            statement = HELD.replace("{condition}", over_facts(condition))
            connection.execute(statement, {"rule": rule})


def over_facts(condition: str) -> str:
    """The condition with every input read out of the facts, now or earlier."""
    tree = sqlglot.parse_one(condition, read="duckdb")
    return tree.transform(_read_fact).sql(dialect="duckdb")


def _read_fact(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Placeholder):
        return _fact("earlier", node.name.removeprefix(LAST), node)
    return _fact("now", node.name, node) if isinstance(node, exp.Column) else node


def _fact(which: str, name: str, node: exp.Expr) -> exp.Expr:
    text = f"{which}[{exp.Literal.string(name).sql()}]"
    # Only what stands directly beside it: the other side may already have been read out of the facts by name.
    beside = node.parent.iter_expressions() if node.parent else ()
    compared_as_text = any(isinstance(other, exp.Literal) and other.is_string for other in beside)
    return sqlglot.parse_one(text if compared_as_text else f"TRY_CAST({text} AS {NUMBER})", read="duckdb")
