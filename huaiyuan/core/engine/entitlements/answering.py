"""A benefit asked of the county: everybody it may be about, payment by payment, against what was received."""

# Names in the SQL come from checked benefits, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from huaiyuan.core.engine.entitlements.holding import Asked, hold
from huaiyuan.core.engine.entitlements.orders import Order, first_days
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.benefits import compiling, payments
from huaiyuan.core.policy.benefits.checking import Checked
from huaiyuan.core.policy.benefits.compiling import YUAN, Bound
from huaiyuan.core.policy.benefits.deciding import Verdict
from huaiyuan.core.policy.benefits.payments import Payment
from huaiyuan.core.policy.compile import quoted

LINES = """
CREATE TEMP TABLE lines (benefit VARCHAR, person_id VARCHAR, month DATE, verdict VARCHAR, how VARCHAR, who VARCHAR, due_yuan DECIMAL(14,2),
    received_yuan DECIMAL(14,2), wrong_yuan DECIMAL(14,2), because VARCHAR, lacks BIGINT, unpaid TINYINT);"""
# What a line says, by which its sentence is chosen.
LACKING, TOO_MUCH, NOT_DUE, OPEN, NO_AMOUNT, NO_BOOK = "lacking", "too_much", "not_due", "open", "no_amount", "no_book"
# Why it is not known what somebody received.
UNSAID, UNCLEAR, NO_BOOK_AT_ALL = 1, 2, 4
AGE = """(year(age_on) - year(birth_on)
    - CAST(month(age_on) * 100 + day(age_on) < month(birth_on) * 100 + day(birth_on) AS INTEGER))"""


@dataclass(frozen=True)
class Running:
    """A benefit that is switched on, with its payments in the window."""

    bound: Bound
    payments: tuple[Payment, ...]

    @property
    def checked(self) -> Checked:
        """The benefit itself."""
        return self.bound.checked

    @property
    def moments(self) -> list[Asked]:
        """When its facts are asked."""
        benefit = self.checked.benefit
        return [
            Asked(payments.moment(benefit.begins, one.asked), one.asked.first_day, benefit.asked == "latest")
            for one in self.payments
        ]


def running(order: Order, checked: list[Checked], titles: Mapping[str, str]) -> list[Running]:
    """The benefits that are on, in their order, each with its payments and values."""
    shorts = {one.id: one.benefit.short for one in checked}
    values = {name: first_days(held) for name, held in order.parameters.items()}
    return [
        Running(Bound(one, values, titles, shorts), tuple(payments.payments(one.benefit, order.months)))
        for one in checked if not off_because(one, order.parameters, order.last)
    ]  # fmt: skip


def off_because(checked: Checked, parameters: Mapping[str, Mapping[Period, object]], last: Period) -> str:
    """Why a benefit is not asked; empty when it is."""
    mode = checked.benefit.only_when
    chosen = parameters.get(mode.parameter, {}).get(last) if mode else None
    return "" if mode is None or chosen == mode.equals else "本县没有这一项"


def concerned(connection: duckdb.DuckDBPyConnection, on: list[Running]) -> None:
    """Make a temp table `may_<benefit>` of everybody a benefit may be about: told of, paid, or asked for another's sake."""
    for one in reversed(on):
        told = "', '".join(sorted(one.checked.belonging))
        parts = [
            f"SELECT person_id FROM spans WHERE fact IN ('{told}')"
            if one.checked.told
            else "SELECT person_id FROM people"
        ]
        parts += [
            f"SELECT person_id FROM receipts WHERE benefit = {quoted(one.checked.id)} AND yuan IS DISTINCT FROM 0"
        ]
        # Whether it excludes another is asked of whoever the other is asked of.
        parts += [
            f"SELECT person_id FROM may_{x.checked.id}" for x in on if one.checked.id in x.checked.benefit.excluded_by
        ]
        connection.execute(
            f"CREATE TEMP TABLE may_{one.checked.id} AS SELECT DISTINCT person_id FROM ({' UNION ALL '.join(parts)})"
        )


def together(on: list[Running]) -> dict[tuple[Asked, ...], list[Running]]:
    """The benefits by the moments at which their facts are asked: those of the same moments share one relation of facts."""
    found: dict[tuple[Asked, ...], list[Running]] = {}
    for one in on:
        if one.payments:
            found.setdefault(tuple(one.moments), []).append(one)
    return found


def gather_facts(connection: duckdb.DuckDBPyConnection, on: list[Running]) -> dict[str, str]:
    """The relation of facts that each benefit is asked over, by its id."""
    tables: dict[str, str] = {}
    for place, (moments, members) in enumerate(together(on).items()):
        facts = {name: fact for one in members for name, fact in one.checked.facts.items()}
        whom = " UNION ".join(
            f"""SELECT person_id FROM (SELECT person_id, {AGE} AS age FROM may_{one.checked.id} JOIN people USING (person_id)
                CROSS JOIN (VALUES {_payments(one)}) AS due(month, asked, age_on)) WHERE {_looked_at(one)}"""
            for one in members
        )
        hold(connection, f"facts_{place}", facts.values(), moments, whom)
        tables |= dict.fromkeys((one.checked.id for one in members), f"facts_{place}")
    return tables


def ask(connection: duckdb.DuckDBPyConnection, one: Running, facts: str) -> None:
    """Add the benefit's lines to `lines`: whatever is lacking, too much, or 不明."""
    checked, id = one.checked, one.checked.id
    answers = compiling.answer_sql(one.bound, f"({_given(one, facts)})")
    connection.execute(f"CREATE TEMP TABLE answered_{id} AS {answers}")
    how = f"""CASE WHEN verdict = {quoted(Verdict.MISSING)} THEN '{LACKING}'
        WHEN verdict = {quoted(Verdict.OVER)} THEN CASE WHEN due THEN '{TOO_MUCH}' ELSE '{NOT_DUE}' END
        WHEN due IS NULL THEN '{OPEN}' WHEN due_yuan IS NULL THEN '{NO_AMOUNT}' ELSE '{NO_BOOK}' END"""
    connection.execute(f"""
        INSERT INTO lines
        WITH judged AS (SELECT *, {compiling.verdict_sql(checked.benefit.at_least)} AS verdict FROM answered_{id}),
        wrong AS (SELECT *, {compiling.wrong_yuan_sql()} AS wrong_yuan, {how} AS how FROM judged WHERE verdict IS NOT NULL)
        SELECT {quoted(id)}, person_id, month, verdict, how,
               {compiling.who_sql(one.bound)}, due_yuan, received, wrong_yuan, {compiling.because_sql(one.bound)},
               {compiling.lacks_sql(one.bound)},
               CASE WHEN how = '{NO_BOOK}' OR (how = '{NO_AMOUNT}' AND received IS NULL) THEN unpaid ELSE 0 END
        FROM wrong""")


def _given(one: Running, facts: str) -> str:
    """The facts of everybody it may be about, a line a payment."""
    checked, id = one.checked, one.checked.id
    parts = [f"f.{name}, f.{name}__why" for name in checked.names]
    joins = [f"SEMI JOIN may_{id} m ON m.person_id = f.person_id"]
    for other in checked.benefit.excluded_by:
        # Whoever is not among those it was asked of is certainly not of its population.
        parts.append(f"CASE WHEN x_{other}.person_id IS NULL THEN FALSE ELSE x_{other}.due END AS {other}__due")
        joins.append(
            f"LEFT JOIN answered_{other} x_{other} ON x_{other}.person_id = f.person_id AND x_{other}.asked = f.asked"
        )
    received, unpaid, paid = _received(one)
    columns = "".join(f", {part}" for part in [*parts, f"{received} AS received", f"{unpaid} AS unpaid"])
    return f"""
        SELECT f.person_id, f.month, f.asked, f.age, f.alive {columns}
        FROM (SELECT *, {AGE} AS age, (died_on IS NULL OR died_on >= month) AS alive
              FROM {facts} JOIN (VALUES {_payments(one)}) AS due(month, asked, age_on) USING (asked)
              WHERE {_looked_at(one)}) f {" ".join([*joins, *paid])}"""


def _looked_at(one: Running) -> str:
    """Who is certainly outside the population is left out at once, but for those who were paid."""
    certain = [f"({one.bound.sql(part)})" for part in one.checked.certain]
    if not certain:
        return "TRUE"
    paid = f"SELECT person_id FROM receipts WHERE benefit = {quoted(one.checked.id)} AND yuan IS DISTINCT FROM 0"
    return f"({' AND '.join(certain)}) OR person_id IN ({paid})"


def _payments(one: Running) -> str:
    return ", ".join(
        f"(DATE '{pay.month.first_day}', DATE '{pay.asked.first_day}', DATE '{pay.age_on}')" for pay in one.payments
    )


def _received(one: Running) -> tuple[str, str, list[str]]:
    """What was received, why that is 不明 (`unpaid_told`), and the joins: no payment is nothing only where a book speaks of it."""
    id = quoted(one.checked.id)
    paid = f"""LEFT JOIN (SELECT person_id, month, CASE WHEN count(yuan) = count(*) THEN CAST(sum(yuan) AS {YUAN}) END AS yuan
            FROM receipts WHERE benefit = {id} GROUP BY ALL) paid ON paid.person_id = f.person_id AND paid.month = f.month"""
    spoken = f"""LEFT JOIN (SELECT village_code, month FROM spoken_of WHERE told = {id} GROUP BY ALL) book
        ON book.village_code = f.village_code AND book.month = f.month"""
    doubt = f"""LEFT JOIN (SELECT person_id, month FROM doubted WHERE told = {id} GROUP BY ALL) unclear
        ON unclear.person_id = f.person_id AND unclear.month = f.month"""
    received = f"""CASE WHEN paid.person_id IS NOT NULL THEN paid.yuan
        WHEN book.month IS NOT NULL AND unclear.month IS NULL THEN CAST(0 AS {YUAN}) END"""
    unpaid = f"""CASE WHEN paid.person_id IS NOT NULL THEN {UNSAID} WHEN unclear.month IS NOT NULL THEN {UNCLEAR} ELSE {NO_BOOK_AT_ALL} END"""
    return received, unpaid, [paid, spoken, doubt]


def unpaid_told(one: Running, unpaid: int) -> str:
    """Why it is not known what was received, in words; empty for 0."""
    book = one.checked.benefit.receipts
    words = {
        UNSAID: f"{book}里的金额没有填，或者认人还要复核", UNCLEAR: f"{book}里有对不准的行可能是本人", NO_BOOK_AT_ALL: f"缺{book}"
    }  # fmt: skip
    return words.get(unpaid, "")
