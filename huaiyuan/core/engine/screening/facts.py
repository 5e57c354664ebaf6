"""The relation of given facts that a compiled rule is asked over: subjects of the snapshot beside what batches say."""

# Names in the SQL come from checked rules and declared sources, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterable

import duckdb
from sqlglot import exp

from huaiyuan.core.engine.screening import doubt, kept, rows, whom
from huaiyuan.core.engine.screening.orders import Order
from huaiyuan.core.engine.screening.taking import aggregates
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.compile import Bound, literal, quoted
from huaiyuan.core.policy.expression import DIALECT
from huaiyuan.core.policy.rule import Input, Window
from huaiyuan.core.policy.subject import ALWAYS

Key = tuple[str, Window]


class Facts:
    """Builds the facts of one run's rules; what several rules ask of a source is read once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, order: Order, rules: Iterable[Checked]) -> None:
        self.connection, self.order = connection, order
        self._tables: dict[str, str] = {}
        self._read: dict[tuple[str, str, bool], str] = {}
        self._rules = list(rules)
        whom.make(connection, order, self._rules)

    def rows_of(self, source: str, window: Window) -> str:
        """The temp table of the claimed rows of the batch that a window means, and of the book beside it.

        Two windows may mean the same.
        """
        batch, book = self.order.batch(source, window), self.order.book(source, window)
        key = source, batch.batch if batch else "", book is not None
        if key not in self._read:
            table = f"rows_{source}_{len(self._read)}"
            columns = sorted({*self._columns(source), *(book.columns if book else ())})
            rows.claimed(self.connection, table, batch, self.order.sources[source], columns)
            if book is not None:
                kept.tell(self.connection, table, book, self.order.as_of)
            self._read[key] = table
        return self._read[key]

    def _columns(self, source: str) -> list[str]:
        """Every column of a source that some rule takes, orders by, filters by or dates by."""
        asked = {self.order.sources[source].dated_by}
        for checked in self._rules:
            for name, given in checked.rule.inputs.items():
                if given.source == source:
                    asked |= {given.column, given.by}
                    asked |= {column.name for column in _columns_of(checked, name)}
        return sorted(asked - {""})

    def given(self, bound: Bound) -> str:
        """The view with the facts of a rule, in the shape that `compile.answer_sql` asks for."""
        rule, key = bound.checked.rule, bound.checked.subject.key
        taken = {
            read: self._taken(bound, read) for read in sorted({(g.source, g.window) for g in rule.inputs.values()})
        }
        joins = [f"LEFT JOIN {table} ON {table}.{key} = whom.{key}" for table in taken.values()]
        columns = ["whom.*"]
        for name, given in rule.inputs.items():
            table = taken[given.source, given.window]
            columns += [f"{table}.{name}__raw"]
            columns += [f"coalesce({table}.{name}__{part}, FALSE) AS {name}__{part}" for part in ("seen", "gap")]
            covered, joined = self._covered(bound, name, given, table)
            columns += [f"{covered} AS {name}__covered"]
            doubted, joined_too = self._doubted(bound, name, given, table)
            columns += [f"{doubted} AS {name}__doubt"]
            joins += [*joined, *joined_too]
        view, subjects = f"given_{rule.id}", whom.TABLES[rule.subject]
        self.connection.execute(
            f"CREATE TEMP VIEW {view} AS SELECT {', '.join(columns)} FROM {subjects} AS whom {' '.join(dict.fromkeys(joins))}"
        )
        return view

    def evidence(self, bound: Bound, source: str, window: Window) -> str:
        """The rows of a batch that a rule's inputs count, as `key` (of the subject), match, sheet, row."""
        taking = [name for name, g in bound.checked.rule.inputs.items() if (g.source, g.window) == (source, window)]
        counts = [self._counts(bound, name) for name in taking]
        kept = " OR ".join(f"({condition}) IS NOT FALSE" for condition in counts) if all(counts) else "TRUE"
        key, found = bound.checked.subject.key, self._keyed(bound, source, window)
        return f"SELECT {key} AS key, match, sheet, row FROM {found} WHERE {kept}"

    def _keyed(self, bound: Bound, source: str, window: Window) -> str:
        """The claimed rows with the column that names the rule's subject."""
        found = self.rows_of(source, window)
        if bound.checked.rule.subject != "household":
            return found
        sql = f"SELECT people.household_no, {found}.* FROM {found} JOIN people USING (person_id)"
        return self._once(sql, "of_homes")

    def _counts(self, bound: Bound, name: str) -> str:
        """The condition under which a row counts for an input; empty when every row does."""
        given = bound.checked.rule.inputs[name]
        conditions = [bound.sql(bound.checked.wheres[name])] if given.where else []
        batch = self.order.batch(given.source, given.window)
        if given.window == "calendar_month" and batch is not None:
            month = Period.parse(batch.period)
            first, last = (literal(day).sql(DIALECT) for day in (month.first_day, month.last_day))
            conditions.append(f"{self.order.sources[given.source].dated_by} BETWEEN {first} AND {last}")
        return " AND ".join(f"({condition})" for condition in conditions)

    def _taken(self, bound: Bound, read: Key) -> str:
        key = bound.checked.subject.key
        inputs = {n: given for n, given in bound.checked.rule.inputs.items() if (given.source, given.window) == read}
        counts = {name: self._counts(bound, name) for name in inputs}
        passes = "".join(f", ({condition}) AS {name}__counts" for name, condition in counts.items() if condition)
        columns = ", ".join(aggregates(name, given, bool(counts[name])) for name, given in inputs.items())
        found = self._keyed(bound, *read)
        filtered = f"(SELECT * {passes} FROM {found})" if passes else found
        return self._once(f"SELECT {key}, {columns} FROM {filtered} GROUP BY {key}", "taken")

    def _once(self, sql: str, kind: str) -> str:
        if sql not in self._tables:
            self._tables[sql] = f"{kind}_{len(self._tables)}"
            self.connection.execute(f"CREATE TEMP TABLE {self._tables[sql]} AS {sql}")
        return self._tables[sql]

    def _covered(self, bound: Bound, name: str, given: Input, taken: str) -> tuple[str, list[str]]:
        """Decision 13: absence is a fact only where the batch covers the village and the period."""
        batch = self.order.batch(given.source, given.window)
        if given.absent == "unknown":
            return "FALSE", []
        told = []
        if batch is not None:
            declared = not self.order.sources[given.source].full_roll
            told.append(_declared(batch.covers) if declared else self._on_roll(bound, name, given, taken))
        if book := self.order.book(given.source, given.window):
            told.append(kept.covered(self.connection, book, self.order.as_of))
        villages = " UNION ".join(filter(None, told))
        if not villages:
            return "FALSE", []
        table = self._once(villages, "covered")
        return f"({table}.village_code IS NOT NULL)", [f"LEFT JOIN {table} ON {table}.village_code = whom.village_code"]

    def _on_roll(self, bound: Bound, name: str, given: Input, taken: str) -> str:
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
        absent = f"""SELECT {", ".join((*ALWAYS, "birth_on"))} FROM people
            ANTI JOIN (SELECT person_id FROM {taken} WHERE {name}__seen) USING (person_id)
            WHERE {bound.sql(bound.checked.population)}"""
        table = f"doubt_{bound.checked.rule.id}_{name}"
        doubt.find(self.connection, table, self.order.batch(given.source, given.window), absent)
        return f"({table}.person_id IS NOT NULL)", [f"LEFT JOIN {table} ON {table}.person_id = whom.person_id"]


def _declared(codes: Iterable[str]) -> str:
    """The villages of the areas a batch declares; told once for each village, not for each person."""
    inside = " OR ".join(f"starts_with(village_code, {quoted(code)})" for code in codes)
    return f"SELECT village_code FROM villages WHERE {inside or 'FALSE'}"


def _columns_of(checked: Checked, name: str) -> list[exp.Column]:
    where = checked.wheres.get(name)
    return list(where.find_all(exp.Column)) if where is not None else []
