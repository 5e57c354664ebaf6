"""A benefit asked of the county: everybody it may be about, payment by payment, against what was received."""

# Names in the SQL come from checked benefits, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from huaiyuan.core.engine.entitlements.holding import Asked, columns
from huaiyuan.core.engine.entitlements.orders import Order, first_days
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.benefits import compiling, payments
from huaiyuan.core.policy.benefits.checking import Checked
from huaiyuan.core.policy.benefits.compiling import BETWEEN, YUAN, Bound
from huaiyuan.core.policy.benefits.deciding import Verdict
from huaiyuan.core.policy.benefits.payments import Payment
from huaiyuan.core.policy.compile import quoted

LINES = """
CREATE TEMP TABLE lines (benefit VARCHAR, person_id VARCHAR, household_no VARCHAR, village_code VARCHAR, name VARCHAR,
    month DATE, label VARCHAR, verdict VARCHAR, how VARCHAR, who VARCHAR, due_yuan DECIMAL(14,2),
    received_yuan DECIMAL(14,2), wrong_yuan DECIMAL(14,2), because VARCHAR, missing VARCHAR);"""
# What a line says, by which its sentence is chosen.
LACKING, TOO_MUCH, NOT_DUE, OPEN, NO_AMOUNT, NO_BOOK = "lacking", "too_much", "not_due", "open", "no_amount", "no_book"
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


def ask(connection: duckdb.DuckDBPyConnection, one: Running) -> None:
    """Add the benefit's lines to `lines`: whatever is lacking, too much, or 不明."""
    checked, id = one.checked, one.checked.id
    given = f"CREATE TEMP TABLE given_{id} AS {_given(one)}"
    connection.execute(given)
    connection.execute(f"CREATE TEMP TABLE answered_{id} AS {compiling.answer_sql(one.bound, f'given_{id}')}")
    connection.execute(f"DROP TABLE given_{id}")
    how = f"""CASE WHEN verdict = {quoted(Verdict.MISSING)} THEN '{LACKING}'
        WHEN verdict = {quoted(Verdict.OVER)} THEN CASE WHEN due THEN '{TOO_MUCH}' ELSE '{NOT_DUE}' END
        WHEN due IS NULL THEN '{OPEN}' WHEN due_yuan IS NULL THEN '{NO_AMOUNT}' ELSE '{NO_BOOK}' END"""
    connection.execute(f"""
        INSERT INTO lines
        WITH judged AS (SELECT *, {compiling.verdict_sql(checked.benefit.at_least)} AS verdict FROM answered_{id}),
        wrong AS (SELECT *, {compiling.wrong_yuan_sql()} AS wrong_yuan, {how} AS how FROM judged WHERE verdict IS NOT NULL)
        SELECT {quoted(id)}, person_id, household_no, village_code, name, month, label, verdict, how,
               {compiling.who_sql(one.bound)}, due_yuan, received, wrong_yuan, because,
               CASE WHEN how = '{NO_BOOK}' THEN unpaid_because
                    WHEN how = '{NO_AMOUNT}' AND received IS NULL THEN concat_ws('{BETWEEN}', missing, unpaid_because)
                    ELSE missing END
        FROM wrong""")


def _given(one: Running) -> str:
    """The facts of everybody it may be about, a line a payment."""
    checked, id = one.checked, one.checked.id
    parts, joins = [], []
    for name in checked.names:
        value, why, needed = columns(name, checked.facts[name])
        parts += [f"{value} AS {name}", f"{why} AS {name}__why"]
        joins += needed
    for other in checked.benefit.excluded_by:
        # Whoever is not among those it was asked of is certainly not of its population.
        parts.append(f"CASE WHEN x_{other}.person_id IS NULL THEN FALSE ELSE x_{other}.due END AS {other}__due")
        joins.append(
            f"LEFT JOIN answered_{other} x_{other} ON x_{other}.person_id = u.person_id AND x_{other}.asked = u.asked"
        )
    received, because, paid = _received(one)
    columns_sql = "".join(f", {part}" for part in [*parts, f"{received} AS received", f"{because} AS unpaid_because"])
    return f"""
        WITH due(month, asked, label, begun, lasting, age_on) AS (VALUES {_payments(one)}),
        u AS (SELECT person_id, name, household_no, village_code, {AGE} AS age,
                     (died_on IS NULL OR died_on >= month) AS alive, due.*
              FROM may_{id} JOIN people USING (person_id), due WHERE {_looked_at(one)})
        SELECT u.person_id, u.month, u.asked, u.label, u.name, u.household_no, u.village_code, u.age, u.alive {columns_sql}
        FROM u {" ".join([*joins, *paid])}"""


def _looked_at(one: Running) -> str:
    """Who is certainly outside the population is left out at once, but for those who were paid."""
    certain = [f"({one.bound.sql(part)})" for part in one.checked.certain]
    if not certain:
        return "TRUE"
    paid = f"SELECT person_id FROM receipts WHERE benefit = {quoted(one.checked.id)} AND yuan IS DISTINCT FROM 0"
    return f"({' AND '.join(certain)}) OR person_id IN ({paid})"


def _payments(one: Running) -> str:
    return ", ".join(
        f"(DATE '{pay.month.first_day}', DATE '{pay.asked.first_day}', {quoted(pay.label)}, DATE '{at.moment.begun}', "
        f"{at.lasting}, DATE '{pay.age_on}')"
        for pay, at in zip(one.payments, one.moments, strict=True)
    )


def _received(one: Running) -> tuple[str, str, list[str]]:
    """What was received, why that is 不明, and the joins they need: no payment is nothing only where a book speaks of it."""
    id, book = quoted(one.checked.id), one.checked.benefit.receipts
    paid = f"""LEFT JOIN (SELECT person_id, month, CASE WHEN count(yuan) = count(*) THEN CAST(sum(yuan) AS {YUAN}) END AS yuan
            FROM receipts WHERE benefit = {id} GROUP BY ALL) paid ON paid.person_id = u.person_id AND paid.month = u.month"""
    spoken = f"""LEFT JOIN (SELECT village_code, month FROM spoken_of WHERE told = {id} GROUP BY ALL) book
        ON book.village_code = u.village_code AND book.month = u.month"""
    doubt = f"""LEFT JOIN (SELECT person_id, month FROM doubted WHERE told = {id} GROUP BY ALL) unclear
        ON unclear.person_id = u.person_id AND unclear.month = u.month"""
    received = f"""CASE WHEN paid.person_id IS NOT NULL THEN paid.yuan
        WHEN book.month IS NOT NULL AND unclear.month IS NULL THEN CAST(0 AS {YUAN}) END"""
    because = f"""CASE WHEN paid.person_id IS NOT NULL THEN {quoted(f"{book}里的金额没有填，或者认人还要复核")}
        WHEN unclear.month IS NOT NULL THEN {quoted(f"{book}里有对不准的行可能是本人")} ELSE {quoted(f"缺{book}")} END"""
    return received, because, [paid, spoken, doubt]
