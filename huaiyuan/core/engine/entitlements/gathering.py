"""Lines gathered into what people read: one entry a person, benefit and kind of fault; one a household."""

# Names in the SQL are those of this package, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from huaiyuan.core.engine.entitlements.answering import (
    LACKING,
    NO_AMOUNT,
    NO_BOOK,
    NOT_DUE,
    OPEN,
    TOO_MUCH,
    Running,
    unpaid_told,
)
from huaiyuan.core.kernel.period import Period, months_after
from huaiyuan.core.policy.benefits import compiling
from huaiyuan.core.policy.benefits.compiling import BETWEEN, YUAN
from huaiyuan.core.policy.benefits.deciding import Verdict
from huaiyuan.core.policy.benefits.payments import Payment
from huaiyuan.core.policy.compile import number_sql, quoted

LINES, GAPS, HOMES = "lines.parquet", "gaps.parquet", "homes.parquet"
TOLD_LINES = """(SELECT l.benefit, l.person_id, p.household_no, p.village_code, p.name, l.month, t.label, l.verdict, l.how, l.who,
        l.due_yuan, l.received_yuan, l.wrong_yuan, l.because, coalesce(w.missing, '') AS missing
    FROM lines l JOIN people p USING (person_id) JOIN labels t ON t.benefit = l.benefit AND t.month = l.month
    LEFT JOIN lacking_words w ON w.benefit = l.benefit AND w.lacks = l.lacks AND w.unpaid = l.unpaid)"""
PARQUET = "(FORMAT parquet, COMPRESSION zstd)"
KEY = "benefit, person_id, how"


def gather(connection: duckdb.DuckDBPyConnection, on: Iterable[Running], first: Period) -> None:
    """Make temp tables `gaps` and `homes` from `lines` and `benefits` (benefit, short, department, monthly).

    `first` is the first month of the window: the months of a gap are the bits of a whole number, counted from it.
    """
    running = {one.checked.id: one for one in on}
    connection.execute(f"""
        CREATE TEMP TABLE summed AS
        SELECT {KEY}, any_value(verdict) AS verdict, arg_max(who, month) AS who, arg_max(because, month) AS because,
               CAST(count(*) AS INTEGER) AS payments, min(month) AS first_month, max(month) AS last_month,
               CAST(sum(due_yuan) AS {YUAN}) AS due_yuan, CAST(sum(received_yuan) AS {YUAN}) AS received_yuan,
               CAST(sum(wrong_yuan) AS {YUAN}) AS yuan, bit_or(lacks) AS lacks, bit_or(unpaid) AS unpaid,
               bit_or(CAST(1 AS BIGINT) << CAST(datediff('month', DATE '{first.first_day}', month) AS INTEGER)) AS span
        FROM lines GROUP BY {KEY}""")
    _tell_months(connection, running, first)
    _tell_lacks(connection, running)
    connection.execute(f"""
        CREATE TEMP TABLE gaps AS
        SELECT s.benefit, department, verdict, how, s.person_id, household_no, village_code, name, months, payments,
               first_month, last_month, due_yuan, received_yuan, yuan, coalesce(missing, '') AS missing, {_says()} AS says,
               {_fingerprint()} AS fingerprint
        FROM summed s JOIN people USING (person_id) JOIN benefits USING (benefit)
        JOIN month_words m ON m.benefit = s.benefit AND m.span = s.span
        LEFT JOIN lacking_words w ON w.benefit = s.benefit AND w.lacks = s.lacks AND w.unpaid = s.unpaid""")
    connection.execute(f"""
        CREATE TEMP TABLE homes AS
        SELECT household_no, any_value(village_code) AS village_code, CAST(count(DISTINCT person_id) AS INTEGER) AS people,
               {_count(Verdict.MISSING)} AS lacking, {_sum(Verdict.MISSING)} AS lacking_yuan,
               {_count(Verdict.OVER)} AS too_much, {_sum(Verdict.OVER)} AS too_much_yuan,
               {_count(Verdict.UNKNOWN)} AS unknown, string_agg(says, '' ORDER BY person_id, benefit, how) AS says
        FROM gaps GROUP BY household_no""")


def _tell_months(connection: duckdb.DuckDBPyConnection, on: Mapping[str, Running], first: Period) -> None:
    """Make temp tables `month_words`, what each number of months says, and `labels`, what each payment is called."""
    lines = connection.execute("SELECT DISTINCT benefit, span FROM summed").fetchall()
    _keep(connection, "month_words", {
        "benefit": (pa.string(), [id for id, _ in lines]), "span": (pa.int64(), [span for _, span in lines]),
        "months": (pa.string(), [months_told(on[id], span, first) for id, span in lines]),
    })  # fmt: skip
    named = [(one.checked.id, pay.month.first_day, pay.label) for one in on.values() for pay in one.payments]
    _keep(connection, "labels", {
        "benefit": (pa.string(), [id for id, _, _ in named]), "month": (pa.date32(), [day for _, day, _ in named]),
        "label": (pa.string(), [label for _, _, label in named]),
    })  # fmt: skip


def _tell_lacks(connection: duckdb.DuckDBPyConnection, on: Mapping[str, Running]) -> None:
    """Make temp table `lacking_words`: what each number of lacks says, one line for each that comes up."""
    both = "SELECT benefit, lacks, unpaid FROM lines UNION SELECT benefit, lacks, unpaid FROM summed"
    lines = connection.execute(both).fetchall()
    words = [
        BETWEEN.join(filter(None, [compiling.lacks_told(on[id].bound, lacks), *_unpaid(on[id], unpaid)]))
        for id, lacks, unpaid in lines
    ]
    _keep(connection, "lacking_words", {
        "benefit": (pa.string(), [id for id, _, _ in lines]), "lacks": (pa.int64(), [lacks for _, lacks, _ in lines]),
        "unpaid": (pa.int8(), [unpaid for _, _, unpaid in lines]), "missing": (pa.string(), words),
    })  # fmt: skip


def months_told(one: Running, span: int, first: Period) -> str:
    """Months in words: those that follow one another by the first and the last, terms and years each by itself."""
    runs: list[list[Payment]] = []
    for pay in one.payments:
        place = (pay.month.year - first.year) * 12 + pay.month.month - first.month
        if not span >> place & 1:
            continue
        follows = runs and months_after(runs[-1][-1].month.first_day, 1) == pay.month.first_day
        if follows and one.checked.benefit.unit == "month":
            runs[-1].append(pay)
        else:
            runs.append([pay])
    return "、".join(_run(run[0], run[-1]) for run in runs)


def _run(begin: Payment, end: Payment) -> str:
    if begin == end:
        return begin.label
    return f"{begin.label}至{f'{end.month.month}月' if begin.month.year == end.month.year else end.label}"


def _unpaid(one: Running, unpaid: int) -> list[str]:
    return [unpaid_told(one, 1 << place) for place in range(3) if unpaid >> place & 1]


def _keep(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, tuple[pa.DataType, list[Any]]]
) -> None:
    """A few words as a temp table."""
    table = pa.table({column: pa.array(values, kind) for column, (kind, values) in columns.items()})
    connection.register("kept_once", table)
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM kept_once")
    connection.unregister("kept_once")


def write(connection: duckdb.DuckDBPyConnection, into: Path) -> None:
    """Write the three files, sorted, so that the same inputs give the same bytes."""
    for table, file, order in (
        (TOLD_LINES, LINES, "benefit, person_id, month"),
        ("gaps", GAPS, "household_no, person_id, benefit, how"),
        ("homes", HOMES, "household_no"),
    ):
        target = quoted(str(into / file))
        connection.execute(f"COPY (SELECT * FROM {table} ORDER BY {order}) TO {target} {PARQUET}")


def _says() -> str:
    """The one sentence (李四，小学寄宿生，2025年秋季学期应发625元，没有发放记录。)."""
    due, paid, yuan = (number_sql(f"coalesce({name}, 0)") for name in ("due_yuan", "received_yuan", "yuan"))
    short = "'“', short, '”'"
    start = f"name, '，', who, '，', months, '应发', {due}, '元'"
    return f"""CASE how
        WHEN '{LACKING}' THEN CASE WHEN received_yuan = 0 THEN concat({start}, '，没有发放记录。')
            ELSE concat({start}, '，只发了', {paid}, '元，少发', {yuan}, '元。') END
        WHEN '{TOO_MUCH}' THEN concat({start}, '，发了', {paid}, '元，多发', {yuan}, '元。')
        WHEN '{NOT_DUE}' THEN concat(name, '，', because, '，', months, {short}, '发了', {paid}, '元，不应当发。')
        WHEN '{OPEN}' THEN concat(name, '，', months, '应不应享', {short}, '不明：', missing, '。')
        WHEN '{NO_AMOUNT}' THEN concat(name, '，', who, '，', months, '应享', {short}, '，应发多少不明：', missing, '。')
        WHEN '{NO_BOOK}' THEN concat({start}, '，发没发不明：', missing, '。') END"""


def _fingerprint() -> str:
    """Whose, what and how much: the same print is the same gap as before."""
    return "substring(sha256(concat_ws('|', s.benefit, s.person_id, how, months, CAST(yuan AS VARCHAR))), 1, 16)"


def _count(verdict: Verdict) -> str:
    return f"CAST(count(*) FILTER (verdict = {quoted(verdict)}) AS INTEGER)"


def _sum(verdict: Verdict) -> str:
    return f"CAST(coalesce(sum(yuan) FILTER (verdict = {quoted(verdict)}), 0) AS {YUAN})"
