"""What the feeds tell: dated facts, payments received, of which villages and months silence says something, who is in doubt."""

# Names in the SQL come from registered feeds and declared sources, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import duckdb

from huaiyuan.core.engine.entitlements.feeds import Feed, months_spoken_of
from huaiyuan.core.engine.entitlements.holding import place
from huaiyuan.core.engine.entitlements.orders import Order
from huaiyuan.core.engine.screening import doubt, rows
from huaiyuan.core.engine.screening.orders import Batch
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.benefits.deciding import Why
from huaiyuan.core.policy.compile import quoted

# The latest household of everybody who ever was in one, the dead and the gone too: money may still be paid to them.
# `here`: within the window, so that a village is counted by them.
PEOPLE = """
CREATE TEMP TABLE people AS
SELECT p.person_id, p.name, p.birth_on, p.died_on, m.household_no, r.village_code, left(r.village_code, 9) AS township_code,
       m.valid_to > $start AND p.died_on IS NULL AS here
FROM persons p
JOIN (SELECT person_id, household_no, valid_to FROM memberships WHERE valid_from <= $end
      QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY valid_from DESC, household_no) = 1) m USING (person_id)
LEFT JOIN (SELECT household_no, village_code FROM residences WHERE valid_from <= $end
      QUALIFY row_number() OVER (PARTITION BY household_no ORDER BY valid_from DESC) = 1) r USING (household_no)"""
WORD = re.compile(r"[a-z_]+")
EVERYWHERE = "SELECT DISTINCT village_code FROM people WHERE village_code IS NOT NULL"
TOLD = """
CREATE TEMP TABLE spans (fact VARCHAR, person_id VARCHAR, value VARCHAR, why TINYINT, valid_from DATE, valid_to DATE,
    feed VARCHAR, batch VARCHAR);
CREATE TEMP TABLE receipts (benefit VARCHAR, person_id VARCHAR, month DATE, yuan DECIMAL(14,2), paid_on DATE, feed VARCHAR);
CREATE TEMP TABLE spoken_of (told VARCHAR, village_code VARCHAR, month DATE);
CREATE TEMP TABLE doubted (told VARCHAR, person_id VARCHAR, month DATE);"""


class Telling:
    """Runs every feed once; `reads` are the relations that doubt is asked over later."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, order: Order) -> None:
        self.connection, self.order = connection, order
        self._rows: dict[str, str] = {}
        self._reads: list[tuple[Feed, Batch, str]] = []
        start, end = order.months[0].first_day, order.months[-1].last_day
        connection.execute(PEOPLE, {"start": start, "end": end})
        connection.execute(TOLD)
        for feed in order.feeds.values():
            self._read(feed)

    def _read(self, feed: Feed) -> None:
        if not feed.source:
            self._take(feed, feed.sql, "")
            self._speaks(feed, self._kept(feed), EVERYWHERE)
            return
        for batch in self.order.batches_of(feed):
            period = Period.parse(batch.period)
            claimed = self._claimed(batch)
            days = {
                "first": period.first_day, "last": period.last_day, "after": period.last_day + dt.timedelta(days=1),
                "year": dt.date(period.year, 1, 1),
            }  # fmt: skip
            written = {name: f"DATE '{day.isoformat()}'" for name, day in days.items()}
            self._take(feed, feed.sql.format(rows=claimed, **written), batch.batch, claimed)
            self._speaks(feed, months_spoken_of(feed, period), self._covered(feed, claimed, written))
            self._reads.append((feed, batch, claimed))

    def _kept(self, feed: Feed) -> list[Period]:
        """The months of which what is kept here speaks: all, or for a book of payments those in which it shows any."""
        if feed.speaks != "told":
            return self.order.months
        sql = f"SELECT DISTINCT month FROM receipts WHERE feed = {quoted(feed.name)}"
        found = {line[0] for line in self.connection.execute(sql).fetchall()}
        return [month for month in self.order.months if month.first_day in found]

    def _claimed(self, batch: Batch) -> str:
        """The rows of a batch that were matched to a person; two feeds of one file read it once."""
        if batch.batch not in self._rows:
            table, source = f"claimed_{len(self._rows)}", self.order.sources[batch.source]
            asked = " ".join(feed.sql for feed in self.order.feeds.values() if feed.source == batch.source)
            rows.claimed(
                self.connection, table, batch, source, sorted(set(WORD.findall(asked)) & source.columns.keys())
            )
            self._rows[batch.batch] = table
        return self._rows[batch.batch]

    def _take(self, feed: Feed, sql: str, batch: str, claimed: str = "") -> None:
        # Whoever was found by name and birth date only must be looked at again before money is spoken of.
        unsure = (
            f"SELECT DISTINCT person_id FROM {claimed} WHERE match = 'probable'"
            if claimed
            else "SELECT NULL WHERE FALSE"
        )
        known = "CASE WHEN u.person_id IS NULL THEN {} END"
        join = f"FROM ({sql}) t LEFT JOIN ({unsure}) u(person_id) ON u.person_id = t.person_id"
        if feed.kind == "receipts":
            self.connection.execute(f"""INSERT INTO receipts
                SELECT benefit, t.person_id, month, {known.format("yuan")}, paid_on, {quoted(feed.name)} {join}""")
            return
        why = f"CASE WHEN u.person_id IS NOT NULL THEN {place(Why.UNSURE)} WHEN value IS NULL THEN {place(Why.BLANK)} ELSE 0 END"
        self.connection.execute(f"""INSERT INTO spans
            SELECT fact, t.person_id, {known.format("value")}, {why}, valid_from, valid_to, {quoted(feed.name)},
                   {quoted(batch)} {join} WHERE valid_from < valid_to""")

    def _covered(self, feed: Feed, claimed: str, days: Mapping[str, str]) -> str:
        """The villages of which a file speaks: those with rows, or with enough of the people it is about."""
        enough = "count(c.person_id) > 0"
        if feed.share:
            # Without the county's number nobody can say that a village is covered.
            share = self.order.parameters[feed.share].get(self.order.last)
            enough = "FALSE" if share is None else f"count(c.person_id) * 100 >= count(*) * {share}"
        return f"""SELECT village_code FROM people
            LEFT JOIN (SELECT DISTINCT person_id FROM {claimed}) c USING (person_id)
            WHERE village_code IS NOT NULL AND here AND ({feed.among.format(**days)}) GROUP BY village_code HAVING {enough}"""

    def _speaks(self, feed: Feed, months: list[Period], villages: str) -> None:
        told = ", ".join(f"({quoted(name)})" for name in feed.gives)
        days = ", ".join(f"(DATE '{month.first_day}')" for month in months if month in self.order.months)
        if told and days:
            self.connection.execute(f"""INSERT INTO spoken_of
                SELECT DISTINCT told, village_code, month FROM ({villages}) CROSS JOIN (VALUES {told}) AS t(told)
                CROSS JOIN (VALUES {days}) AS m(month)""")

    def doubt(self, concerned: str) -> None:
        """Note whom of those concerned a row that nobody was found for could be, in the files that seem to lack them."""
        found: dict[str, str] = {}
        for feed, batch, claimed in self._reads:
            if not feed.doubt:
                continue
            if batch.batch not in found:
                found[batch.batch] = f"doubt_{len(found)}"
                absent = f"""SELECT person_id, name, birth_on, household_no, village_code, township_code FROM people
                    SEMI JOIN ({concerned}) USING (person_id) ANTI JOIN {claimed} USING (person_id)"""
                doubt.find(self.connection, found[batch.batch], batch, absent)
            told = ", ".join(f"({quoted(name)})" for name in feed.gives)
            months = [m for m in months_spoken_of(feed, Period.parse(batch.period)) if m in self.order.months]
            days = ", ".join(f"(DATE '{month.first_day}')" for month in months)
            if days:
                self.connection.execute(f"""INSERT INTO doubted SELECT told, person_id, month FROM {found[batch.batch]}
                    CROSS JOIN (VALUES {told}) AS t(told) CROSS JOIN (VALUES {days}) AS m(month)""")
