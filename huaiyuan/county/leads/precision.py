"""预警成效: what warnings were worth, by rule, department, township and channel; per hit and per lead.

Pushed means handed out to a village; struck hits and withdrawn leads are counted apart as 依据撤回. What was verified by phone and is
not signed is counted apart until it is. A rate of few cases is not told.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyarrow as pa
from django.db import connection

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.types import Channel

LEAST_CASES = "precision.least_cases"
FEW = "样本少，不算率"
# The 97.5 % point of the normal distribution: an interval of 95 %.
Z = 1.959963984540054

READ = """
SELECT h.hit_no, h.channel, h.rule, h.department, l.lead_no, substr(l.village_code, 1, 9) AS township, r.verdict,
       r.by_phone, r.signed, l.opened_on, l.sent_at, l.first_visit_on, r.judged_at,
       (SELECT count(*) FROM leads_visit v WHERE v.lead_id = l.id) AS visits,
       CASE WHEN h.struck OR l.state = 'withdrawn' THEN 1 ELSE 0 END AS struck
FROM leads_hit h JOIN leads_risk r ON r.id = h.risk_id JOIN leads_lead l ON l.id = h.lead_id
WHERE l.sent_at IS NOT NULL AND {scope} AND {department}"""
COLUMNS = {
    "hit_no": "VARCHAR", "channel": "VARCHAR", "rule": "VARCHAR", "department": "VARCHAR", "lead_no": "VARCHAR", "township": "VARCHAR",
    "verdict": "VARCHAR", "by_phone": "BOOLEAN", "signed": "BOOLEAN", "opened_on": "DATE", "sent_at": "TIMESTAMPTZ",
    "first_visit_on": "DATE", "judged_at": "TIMESTAMPTZ", "visits": "INTEGER",
    "struck": "BOOLEAN",
}  # fmt: skip

# A lead's answer under a rule or department: true when any of its risks there is, verified when all of them are.
LEDGER = """
WITH told AS (
    SELECT *, {key} AS key, by_phone AND NOT signed AND verdict <> '' AS unsigned FROM pushed
), by_hit AS (
    SELECT key, 'hits' AS unit, hit_no AS no, verdict, verdict <> '' AND NOT unsigned AS verified, unsigned FROM told
), by_lead AS (
    SELECT key, 'leads' AS unit, lead_no AS no,
           arg_min(verdict, list_position(['identify', 'monitored', 'department', 'covered', 'unfounded', ''], verdict)) AS verdict,
           bool_and(verdict <> '' AND NOT unsigned) AS verified, bool_and(verdict <> '') AND bool_or(unsigned) AS unsigned
    FROM told GROUP BY key, lead_no
)
SELECT key, unit, count(*) AS pushed, count(*) FILTER (verified) AS verified,
       count(*) FILTER (verified AND verdict = 'identify') AS identify,
       count(*) FILTER (verified AND verdict = 'monitored') AS monitored,
       count(*) FILTER (verified AND verdict = 'department') AS department,
       count(*) FILTER (verified AND verdict = 'covered') AS covered,
       count(*) FILTER (verified AND verdict = 'unfounded') AS unfounded,
       count(*) FILTER (unsigned) AS unsigned
FROM (SELECT * FROM by_hit UNION ALL SELECT * FROM by_lead) GROUP BY key, unit ORDER BY key, unit"""
STEPS = """
WITH by_lead AS (
    SELECT {key} AS key, lead_no, any_value(opened_on) AS opened_on, any_value(sent_at)::DATE AS sent_on,
           any_value(first_visit_on) AS visit_on, max(judged_at)::DATE AS judged_on, any_value(visits) AS visits,
           bool_or(verdict IN ('identify', 'monitored', 'department') AND NOT (by_phone AND NOT signed)) AS is_true
    FROM pushed GROUP BY key, lead_no
)
SELECT key, avg(sent_on - opened_on) AS to_send, avg(visit_on - sent_on) AS to_visit, avg(judged_on - visit_on) AS to_judge,
       avg(judged_on - sent_on) AS whole, sum(visits) AS visits, count(*) FILTER (is_true) AS families
FROM by_lead GROUP BY key"""
STRUCK = "SELECT {key} AS key, count(*) AS hits FROM every_hit WHERE struck GROUP BY key ORDER BY key"


class By(StrEnum):
    """What the ledger is broken down by; the value is the SQL of its key.

    By channel it counts whatever was found; every other way counts what departments pushed and nothing else.
    """

    RULE = "rule"
    CHANNEL = "channel"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    ALL = "''"


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % interval (Wilson), all between 0 and 1."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Tally:
    """How many were pushed, verified and found true, the three kinds of 属实 apart; `unsigned` are phoned, unsigned."""

    pushed: int = 0
    verified: int = 0
    identify: int = 0
    monitored: int = 0
    department: int = 0
    covered: int = 0
    unfounded: int = 0
    unsigned: int = 0

    @property
    def true(self) -> int:
        """属实 of all three kinds."""
        return self.identify + self.monitored + self.department


@dataclass(frozen=True)
class Line:
    """One rule, department or township. Days are means; None where nothing has come so far.

    `struck`: hits that were pushed and whose ground was withdrawn; they are in no other count.
    `hit_rate` and `lead_rate` are None for few cases, and `rate_says` tells why. `visits_per_true` is visits for one
    family found true.
    """

    key: str
    hits: Tally
    leads: Tally
    hit_rate: Rate | None
    lead_rate: Rate | None
    rate_says: str
    days_to_send: float | None
    days_to_visit: float | None
    days_to_judge: float | None
    days_whole: float | None
    visits: int
    visits_per_true: float | None
    struck: int = 0


def ledger(account: object, by: By) -> list[Line]:
    """The ledger within the account's rows, now."""
    pushed = read(access.scope_of(account, P.PRECISION_READ))
    return lines(pushed, by, least_cases())


def least_cases() -> int | None:
    """The fewest cases of which a rate is told, as the county set it; None tells no rate at all."""
    found = reference.parameter(LEAST_CASES, clock.today())
    return None if found is None else int(found.value)


def read(scope: Scope, departments: Collection[str] | None = None) -> pa.Table:
    """Every hit pushed within a scope with its lead and verdict, from the live tables, as texts that `lines` casts.

    `departments` keeps what these pushed.
    """
    own = "1 = 1" if departments is None else f"h.department IN ({', '.join(['%s'] * len(departments)) or 'NULL'})"
    with connection.cursor() as cursor:
        cursor.execute(READ.format(scope=scope.sql("l.village_code"), department=own), list(departments or ()))
        rows = cursor.fetchall()
    columns = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    texts = ([None if v is None else str(v) for v in column] for column in columns)
    return pa.table([pa.array(column, pa.string()) for column in texts], names=list(COLUMNS))


def lines(pushed: pa.Table, by: By, least: int | None) -> list[Line]:
    """The ledger of what `read` gave, broken down."""
    casts = ", ".join(f"CAST({name} AS {type_}) AS {name}" for name, type_ in COLUMNS.items())
    with scratch() as engine:
        # Instants come as UTC without saying so from SQLite, with their offset from PostgreSQL.
        engine.execute("SET TimeZone = 'UTC'")
        engine.register("texts", pushed)
        counted = "TRUE" if by is By.CHANNEL else f"channel = '{Channel.DEPARTMENT}'"
        engine.execute(f"CREATE TEMP TABLE every_hit AS SELECT {casts} FROM texts WHERE {counted}")  # noqa: S608 - declared above
        engine.execute("CREATE TEMP VIEW pushed AS SELECT * FROM every_hit WHERE NOT struck")
        engine.execute("SET TimeZone = 'Asia/Shanghai'")
        tallies = engine.sql(LEDGER.format(key=by)).to_arrow_table().to_pylist()
        steps = {row["key"]: row for row in engine.sql(STEPS.format(key=by)).to_arrow_table().to_pylist()}
        struck = dict(engine.sql(STRUCK.format(key=by)).fetchall())
    found: dict[str, dict[str, Tally]] = {}
    for row in tallies:
        key, unit = row.pop("key"), row.pop("unit")
        found.setdefault(key, {})[unit] = Tally(**row)
    nothing = {"hits": Tally(), "leads": Tally()}
    return [
        _line(key, found.get(key, nothing), steps.get(key, {}), least, struck.get(key, 0))
        for key in sorted(found.keys() | struck.keys())
    ]


def wilson(true: int, cases: int) -> Rate:
    """A share of at least one case with its Wilson 95 % interval."""
    share, spread = true / cases, Z * Z / cases
    centre = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / cases + spread / (4 * cases)) / (1 + spread)
    return Rate(share, max(centre - half, 0.0), min(centre + half, 1.0))


def _line(key: str, units: Mapping[str, Tally], steps: Mapping[str, Any], least: int | None, struck: int) -> Line:
    hits, leads = units["hits"], units["leads"]
    enough = least is not None and leads.verified >= max(least, 1)
    families, visits = steps.get("families"), int(steps.get("visits") or 0)
    return Line(
        key=key, hits=hits, leads=leads, hit_rate=_rate(hits, least), lead_rate=_rate(leads, least),
        rate_says="" if enough else FEW, days_to_send=steps.get("to_send"), days_to_visit=steps.get("to_visit"),
        days_to_judge=steps.get("to_judge"), days_whole=steps.get("whole"), visits=visits,
        visits_per_true=visits / families if families else None, struck=struck,
    )  # fmt: skip


def _rate(tally: Tally, least: int | None) -> Rate | None:
    if least is None or tally.verified < max(least, 1):
        return None
    return wilson(tally.true, tally.verified)
