"""The relation of given facts that a compiled rule is asked over: people of the snapshot beside what batches say."""

# Names in the SQL come from checked rules and declared sources, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterable

import duckdb

from huaiyuan.core.engine.screening import doubt, rows
from huaiyuan.core.engine.screening.orders import Order
from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.compile import Bound, quoted, subject_sql
from huaiyuan.core.policy.rule import Input, Window
from huaiyuan.core.policy.subject import SCHOOL_YEAR_BASE

ALWAYS = ("person_id", "household_no", "village_code", "township_code", "name", "birth_on")


class Facts:
    """Builds the facts of one run's rules; what several rules ask of a source is read once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, order: Order, rules: Iterable[Checked]) -> None:
        self.connection, self.order = connection, order
        self._tables: dict[str, str] = {}
        self._read: dict[tuple[str, Window], str] = {}
        self._rules = list(rules)
        self._people()

    def _people(self) -> None:
        asked = sorted({column for checked in self._rules for column in checked.columns} - set(ALWAYS))
        base = self.order.parameters.get(SCHOOL_YEAR_BASE)
        month_day = base if isinstance(base, str) else None
        derived = "".join(f", {subject_sql(name, self.order.as_of, month_day)} AS {name}" for name in asked)
        self.connection.execute(f"CREATE TEMP TABLE people AS SELECT {', '.join(ALWAYS)}{derived} FROM person_now")

    def rows_of(self, source: str, window: Window) -> str:
        """The temp table of a source's claimed rows in a window."""
        if (source, window) not in self._read:
            columns = {
                column
                for checked in self._rules
                for given in checked.rule.inputs.values()
                for column in (given.column, given.by)
                if given.source == source and column
            }
            table = f"rows_{source}_{window}"
            batch = self.order.batch(source, window)
            rows.claimed(self.connection, table, batch, self.order.sources[source], sorted(columns))
            self._read[source, window] = table
        return self._read[source, window]

    def given(self, bound: Bound) -> str:
        """The view with the facts of a rule, in the shape that `compile.answer_sql` asks for."""
        rule = bound.checked.rule
        taken = {
            key: self._taken(bound.checked, key) for key in sorted({(g.source, g.window) for g in rule.inputs.values()})
        }
        joins = [
            f"LEFT JOIN {table} ON {table}.person_id = people.person_id" for table in dict.fromkeys(taken.values())
        ]
        columns = []
        for name, given in rule.inputs.items():
            table = taken[given.source, given.window]
            columns += [f"{table}.{name}__raw", f"({table}.person_id IS NOT NULL) AS {name}__seen"]
            columns += [f"coalesce({table}.{name}__gap, FALSE) AS {name}__gap"]
            covered, joined = self._covered(bound, name, given, table)
            columns += [f"{covered} AS {name}__covered"]
            doubted, joined_too = self._doubted(bound, name, given, table)
            columns += [f"{doubted} AS {name}__doubt"]
            joins += [*joined, *joined_too]
        view = f"given_{rule.id}"
        self.connection.execute(
            f"CREATE TEMP VIEW {view} AS SELECT people.*, {', '.join(columns)} FROM people {' '.join(joins)}"
        )
        return view

    def _taken(self, checked: Checked, key: tuple[str, Window]) -> str:
        inputs = {name: given for name, given in checked.rule.inputs.items() if (given.source, given.window) == key}
        columns = ", ".join(_aggregates(name, given) for name, given in inputs.items())
        return self._once(f"SELECT person_id, {columns} FROM {self.rows_of(*key)} GROUP BY person_id", "taken")

    def _once(self, sql: str, kind: str) -> str:
        if sql not in self._tables:
            self._tables[sql] = f"{kind}_{len(self._tables)}"
            self.connection.execute(f"CREATE TEMP TABLE {self._tables[sql]} AS {sql}")
        return self._tables[sql]

    def _covered(self, bound: Bound, name: str, given: Input, taken: str) -> tuple[str, list[str]]:
        """Decision 13: absence is a fact only where the batch covers the village and the period."""
        batch = self.order.batch(given.source, given.window)
        if batch is None or given.absent == "unknown":
            return "FALSE", []
        if not self.order.sources[given.source].full_roll:
            inside = [f"starts_with(people.village_code, {quoted(code)})" for code in batch.covers]
            return f"coalesce({' OR '.join(inside) or 'FALSE'}, FALSE)", []
        table = self._once(self._villages(bound, name, given, taken), "covered")
        return f"({table}.village_code IS NOT NULL)", [
            f"LEFT JOIN {table} ON {table}.village_code = people.village_code"
        ]

    def _villages(self, bound: Bound, name: str, given: Input, taken: str) -> str:
        if not given.covered_share:
            found = self.rows_of(given.source, given.window)
            return f"""SELECT village_code FROM {found} WHERE village_code IS NOT NULL
                UNION SELECT village_code FROM people SEMI JOIN {found} USING (person_id)
                      WHERE village_code IS NOT NULL"""
        # A stray row or two written under a village's name do not make a roll of that village.
        share = bound.values[f"{name} covered_share"]
        return f"""SELECT village_code FROM people LEFT JOIN {taken} USING (person_id)
            WHERE ({bound.sql(bound.checked.population)}) AND village_code IS NOT NULL GROUP BY village_code
            HAVING count({taken}.person_id) * 100 >= count(*) * {share}"""

    def _doubted(self, bound: Bound, name: str, given: Input, taken: str) -> tuple[str, list[str]]:
        if not given.doubt:
            return "FALSE", []
        absent = f"SELECT {', '.join(ALWAYS)} FROM people ANTI JOIN {taken} USING (person_id) WHERE {bound.sql(bound.checked.population)}"
        table = f"doubt_{bound.checked.rule.id}_{name}"
        doubt.find(self.connection, table, self.order.batch(given.source, given.window), absent)
        return f"({table}.person_id IS NOT NULL)", [f"LEFT JOIN {table} ON {table}.person_id = people.person_id"]


def _aggregates(name: str, given: Input) -> str:
    gap = f"bool_or({given.column} IS NULL)" if given.empty_cells == "at_least" else "FALSE"
    if given.take == "any":
        raw = "TRUE"
    elif given.take == "latest":
        # Ties are settled by the row's place, so that the same files always tell the same.
        raw = f"last({given.column} ORDER BY {given.by} NULLS FIRST, sheet, row)"
    elif given.take == "sum" and given.empty_cells == "unknown":
        raw = f"CASE WHEN bool_and({given.column} IS NOT NULL) THEN sum({given.column}) END"
    elif given.take == "sum":
        # Nothing but blanks is a lower bound of nothing.
        raw = f"coalesce(sum({given.column}), 0)"
    else:
        raw = f"{given.take}({given.column})"
    return f"{raw} AS {name}__raw, {gap} AS {name}__gap"
