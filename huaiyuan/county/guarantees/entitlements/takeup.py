"""Taking a computation into the gap ledger: new gaps opened, changed ones written anew, those that are gone closed; set-based.

Taken up twice, nothing is there twice. A gap that was settled stays quiet as long as the computation says the same of it.
"""

# Names in the SQL are those of this module, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery, TextChoices

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault.running import next_numbers
from huaiyuan.core.engine.entitlements.gathering import GAPS
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy.compile import number_sql, quoted
from huaiyuan.county.guarantees.entitlements import trail
from huaiyuan.county.guarantees.entitlements.ledgers import CODE, LIVE, OPEN
from huaiyuan.county.guarantees.entitlements.ledgers import GAPS as LEDGER
from huaiyuan.county.guarantees.entitlements.models import Gap
from huaiyuan.county.guarantees.entitlements.types import Benefits, How
from huaiyuan.county.ledger import following
from huaiyuan.county.ledger.actions.many import remember_many
from huaiyuan.county.ledger.declaration import Due
from huaiyuan.county.ledger.types import DIGITS, Did
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist.staging import bound, staged

BECAUSE = "再核时已经没有这个缺口"
CHANGED = "再核时数变了"
OWN = ("benefit", "how", "department", "months", "due", "received", "gap", "says", "fingerprint")
WRITTEN = ", ".join(OWN)
COMMON = "village_code, household_no, person_no"
INSERT = f"""
INSERT INTO guarantees_gap (number, state, state_since, version, unit_no, {COMMON}, opened_on, changed_at, {WRITTEN},
                            done, answer, appeal, computed)
SELECT number, 'open', %(on)s, 1, '', {COMMON}, %(on)s, %(at)s, {WRITTEN}, '', '', '', %(computed)s
FROM gaps_opened ORDER BY number"""
UPDATE = f"""
UPDATE guarantees_gap SET {", ".join(f"{name} = s.{name}" for name in (*OWN, "village_code", "household_no"))},
    version = version + 1, changed_at = %(at)s, computed = %(computed)s
FROM gaps_changed s WHERE guarantees_gap.number = s.number"""
VANISH = """
UPDATE guarantees_gap SET state = 'gone', state_since = %(on)s, version = version + 1, changed_at = %(at)s
WHERE number IN (SELECT number FROM gaps_gone)"""
FOUND = """
SELECT benefit, how, department, months, CAST(due_yuan * 100 AS BIGINT) AS due, CAST(received_yuan * 100 AS BIGINT) AS received,
       CAST(yuan * 100 AS BIGINT) AS gap, says, fingerprint, coalesce(village_code, '') AS village_code, household_no,
       person_id AS person_no, concat(b.word, h.word, {yuan}, '元') AS about
FROM read_parquet({file}) JOIN (VALUES {benefits}) AS b(benefit, word) USING (benefit)
JOIN (VALUES {hows}) AS h(how, word) USING (how)"""


@dataclass(frozen=True)
class TakenUp:
    """What a computation did to the ledger: opened, changed, gone, the same as before, quiet because settled."""

    opened: int
    changed: int
    gone: int
    same: int
    quiet: int


@transaction.atomic
def take_up(folder: Path, asked: list[str], *, by: Account | None, at: dt.datetime | None = None) -> TakenUp:
    """Bring the ledger into line with a computation over the benefits `asked`; each act with history, task and audit."""
    moment = at or clock.business_now()
    on = moment.astimezone(clock.SHANGHAI).date()
    with scratch() as engine:
        _compare(engine, folder)
        opened = engine.sql(
            "SELECT * FROM opened ORDER BY village_code, household_no, person_no, benefit, how"
        ).to_arrow_table()
        changed = engine.sql("SELECT * FROM changed ORDER BY number").to_arrow_table()
        gone = engine.sql("SELECT * FROM gone ORDER BY number").to_arrow_table()
        counts = engine.sql("SELECT (SELECT count(*) FROM same), (SELECT count(*) FROM quiet)").fetchall()[0]
    gone = gone.filter(pc.is_in(gone["benefit"], pa.array(asked, pa.string())))
    numbers = next_numbers(Gap, LEDGER.prefix, moment, opened.num_rows, places=DIGITS) if opened.num_rows else []
    opened = opened.append_column("number", pa.array(numbers, pa.string()))
    values = {"on": bound(on), "at": bound(moment), "computed": folder.name}
    for name, table, sql in (("opened", opened, INSERT), ("changed", changed, UPDATE), ("gone", gone, VANISH)):
        if table.num_rows:
            with staged(f"gaps_{name}", table) as _, connection.cursor() as cursor:
                cursor.execute(sql, {key: value for key, value in values.items() if f"%({key})s" in sql})
    _follow(opened, changed, gone, by, moment)
    taken = TakenUp(opened.num_rows, changed.num_rows, gone.num_rows, int(counts[0]), int(counts[1]))
    audit.record(
        trail.TAKEN_UP, by=by, subject=f"gaps:{folder.name}", writes=True, opened=taken.opened, changed=taken.changed,
        gone=taken.gone,
    )  # fmt: skip
    return taken


def _compare(engine: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """What was found against what stands: `opened`, `changed`, `gone`, `same`, `quiet`."""
    words = {"benefits": _words(Benefits), "hows": _words(How), "yuan": number_sql("yuan")}
    engine.execute(f"CREATE TEMP TABLE found AS {FOUND.format(file=quoted(str(folder / GAPS)), **words)}")
    engine.register("live", _standing(live=True))
    engine.register("settled", _standing(live=False))
    key = "person_no, benefit, how"
    engine.execute(f"""
        CREATE TEMP TABLE quiet AS SELECT f.* FROM found f ANTI JOIN live USING ({key}) SEMI JOIN settled s
            ON s.person_no = f.person_no AND s.benefit = f.benefit AND s.how = f.how AND s.fingerprint = f.fingerprint""")
    engine.execute(
        f"CREATE TEMP TABLE opened AS SELECT f.* FROM found f ANTI JOIN live USING ({key}) ANTI JOIN quiet USING ({key})"
    )
    engine.execute(f"""
        CREATE TEMP TABLE changed AS SELECT f.*, l.number FROM found f JOIN live l USING ({key})
        WHERE f.fingerprint <> l.fingerprint""")
    engine.execute(
        f"CREATE TEMP TABLE same AS SELECT f.* FROM found f JOIN live l USING ({key}) WHERE f.fingerprint = l.fingerprint"
    )
    engine.execute(f"CREATE TEMP TABLE gone AS SELECT l.* FROM live l ANTI JOIN found USING ({key})")


def _words(codes: type[TextChoices]) -> str:
    """Codes and their words as lines of a VALUES; a kind that is no row of the ledger has none."""
    return ", ".join(f"({quoted(str(value))}, {quoted(str(label))})" for value, label in codes.choices)


def _standing(*, live: bool) -> pa.Table:
    """Rows as they stand; of the settled ones the last a person, benefit and kind."""
    names = ("number", "person_no", "benefit", "how", "fingerprint", "household_no", "village_code")
    if live:
        rows = Gap.objects.filter(state__in=LIVE)
    else:
        last = Gap.objects.filter(person_no=OuterRef("person_no"), benefit=OuterRef("benefit"), how=OuterRef("how"))
        rows = Gap.objects.filter(state="settled", pk=Subquery(last.order_by("-pk").values("pk")[:1]))
    found = list(zip(*rows.values_list(*names), strict=True)) or [()] * len(names)
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, found, strict=True)})


def _follow(opened: pa.Table, changed: pa.Table, gone: pa.Table, by: Account | None, at: dt.datetime) -> None:
    """History of every row that was touched; tasks for the new ones, and back what nothing stands behind any more."""
    remember_many(LEDGER, opened["number"].to_pylist(), Did.OPENED, by=by, at=at)
    remember_many(LEDGER, changed["number"].to_pylist(), Did.COMPUTED, reason=CHANGED, by=by, at=at)
    remember_many(LEDGER, gone["number"].to_pylist(), "vanish", reason=BECAUSE, by=by, at=at)
    if gone.num_rows:
        following.taken_back(LEDGER, gone["number"].to_pylist(), reason=BECAUSE, by=by, at=at)
    due = LEDGER.due(OPEN)[0]
    if opened.num_rows:
        worklist.open_many(LEDGER.task(due), _tasks(opened, due, at), by=by, at=at)


def _tasks(opened: pa.Table, due: Due, at: dt.datetime) -> pa.Table:
    """A task for the department of each new row."""
    kind, n = LEDGER.task(due), opened.num_rows
    same: dict[str, Any] = {
        "owner_area": reference.places(level="county")[0].code, "grade": "", "due_at": worklist.due(kind, at)
    }  # fmt: skip
    columns = {name: pa.array(itertools.repeat(value, n), worklist.COLUMNS[name]) for name, value in same.items()}
    columns["subject_no"] = pc.binary_join_element_wise(CODE, opened["number"], "/")
    columns |= {name: opened[name] for name in ("about", "household_no", "village_code")}
    made = pa.table({name: columns[name] for name in worklist.COLUMNS})
    return made.append_column("owner_department", opened["department"])
