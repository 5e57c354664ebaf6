"""Lines gathered into what people read: one entry a person, benefit and kind of fault; one a household."""

# Names in the SQL are those of this package, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from pathlib import Path

import duckdb

from huaiyuan.core.engine.entitlements.answering import (
    LACKING,
    NO_AMOUNT,
    NO_BOOK,
    NOT_DUE,
    OPEN,
    TOO_MUCH,
)
from huaiyuan.core.policy.benefits.compiling import BETWEEN, YUAN
from huaiyuan.core.policy.benefits.deciding import Verdict
from huaiyuan.core.policy.compile import number_sql, quoted

LINES, GAPS, HOMES = "lines.parquet", "gaps.parquet", "homes.parquet"
PARQUET = "(FORMAT parquet, COMPRESSION zstd)"
KEY = "benefit, person_id, how"
# Months that follow one another are named by the first and the last; terms and years each by itself.
ISLANDS = f"""
SELECT *, CASE WHEN monthly THEN nth - row_number() OVER (PARTITION BY {KEY} ORDER BY nth) ELSE nth END AS island
FROM (SELECT lines.*, year(month) * 12 + month(month) AS nth, monthly FROM lines JOIN benefits USING (benefit))"""
SPAN = """CASE WHEN NOT monthly OR min(month) = max(month) THEN min(label)
    WHEN year(min(month)) = year(max(month)) THEN concat(min(label), '至', month(max(month)), '月')
    ELSE concat(arg_min(label, month), '至', arg_max(label, month)) END"""


def gather(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp tables `gaps` and `homes` from `lines` and `benefits` (benefit, short, department, monthly)."""
    connection.execute(f"""
        CREATE TEMP TABLE gaps AS
        WITH islands AS ({ISLANDS}),
        spans AS (SELECT {KEY}, monthly, min(month) AS month, {SPAN} AS label FROM islands GROUP BY {KEY}, monthly, island),
        labels AS (SELECT {KEY}, string_agg(label, '、' ORDER BY month) AS months FROM spans GROUP BY ALL),
        lacks AS (SELECT {KEY}, string_agg(missing, '{BETWEEN}' ORDER BY missing) AS missing
                  FROM (SELECT DISTINCT {KEY}, unnest(string_split(missing, '{BETWEEN}')) AS missing FROM lines
                        WHERE missing <> '') GROUP BY ALL),
        summed AS (
            SELECT {KEY}, any_value(verdict) AS verdict, any_value(household_no) AS household_no,
                   any_value(village_code) AS village_code, any_value(name) AS name, arg_max(who, month) AS who,
                   arg_max(because, month) AS because, CAST(count(*) AS INTEGER) AS payments, min(month) AS first_month,
                   max(month) AS last_month, CAST(sum(due_yuan) AS {YUAN}) AS due_yuan,
                   CAST(sum(received_yuan) AS {YUAN}) AS received_yuan, CAST(sum(wrong_yuan) AS {YUAN}) AS yuan
            FROM lines GROUP BY ALL)
        SELECT benefit, department, verdict, how, person_id, household_no, village_code, name, months, payments,
               first_month, last_month, due_yuan, received_yuan, yuan, coalesce(missing, '') AS missing, {_says()} AS says,
               {_fingerprint()} AS fingerprint
        FROM summed JOIN labels USING ({KEY}) LEFT JOIN lacks USING ({KEY}) JOIN benefits USING (benefit)""")
    connection.execute(f"""
        CREATE TEMP TABLE homes AS
        SELECT household_no, any_value(village_code) AS village_code, CAST(count(DISTINCT person_id) AS INTEGER) AS people,
               {_count(Verdict.MISSING)} AS lacking, {_sum(Verdict.MISSING)} AS lacking_yuan,
               {_count(Verdict.OVER)} AS too_much, {_sum(Verdict.OVER)} AS too_much_yuan,
               {_count(Verdict.UNKNOWN)} AS unknown, string_agg(says, '' ORDER BY person_id, benefit, how) AS says
        FROM gaps GROUP BY household_no""")


def write(connection: duckdb.DuckDBPyConnection, into: Path) -> None:
    """Write the three files, sorted, so that the same inputs give the same bytes."""
    for table, file, order in (
        ("lines", LINES, "benefit, person_id, month"),
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
    return f"substring(sha256(concat_ws('|', {KEY}, months, CAST(yuan AS VARCHAR))), 1, 16)"


def _count(verdict: Verdict) -> str:
    return f"CAST(count(*) FILTER (verdict = {quoted(verdict)}) AS INTEGER)"


def _sum(verdict: Verdict) -> str:
    return f"CAST(coalesce(sum(yuan) FILTER (verdict = {quoted(verdict)}), 0) AS {YUAN})"
