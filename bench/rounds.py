"""Our exact and normalised match with the rules, and the hand-written baseline, over the very same Parquet."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from huaiyuan.core.engine import snapshot
from huaiyuan.core.engine.lake import MATCHES, ROWS
from huaiyuan.core.engine.screening import orders, run
from huaiyuan.core.engine.screening.orders import Batch, Order
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.linkage import pairs as linked
from huaiyuan.core.linkage import pipeline
from huaiyuan.core.linkage.people import PEOPLE
from huaiyuan.core.policy.compile import quoted, school_base
from huaiyuan.core.policy.subject import SCHOOL_YEAR_BASE
from huaiyuan.county.matching.linking import COLUMNS
from huaiyuan.county.matching.people import people, registered, villages

BASELINE = Path(__file__).with_name("baseline.sql")
READ_BY_BASELINE = ("persons", "memberships", "households", "residences", "archive_types", "monitoring")
# What is not settled by number and name is left unmatched, as in the baseline.
SETTLED = """
SELECT r.sheet, r.row, p.person_id, []::VARCHAR[] AS candidates,
       CASE WHEN s.n IS NULL THEN 'unmatched' WHEN r.id_state = 'plain' THEN 'exact' ELSE 'normalised' END AS outcome
FROM rows r LEFT JOIN settled s USING (n) LEFT JOIN people p ON p.i = s.i ORDER BY r.n"""

SIDES = """
SELECT q.n, q.i, coalesce(r.plain, '') AS name, coalesce(p.plain, '') AS their_name,
       coalesce(strftime(r.birth, '%Y%m%d'), '') AS birth, coalesce(strftime(p.birth, '%Y%m%d'), '') AS their_birth,
       coalesce(r.village, '') AS village, coalesce(p.village, '') AS their_village
FROM pairs q JOIN residue r USING (n) JOIN persons p USING (i)"""


class _SettledError(Exception):
    """Thrown to leave the match where the exact and normalised part ends."""


@dataclass
class Measured:
    """Seconds of each round."""

    match: list[float] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    baseline: list[float] = field(default_factory=list)

    @property
    def ours(self) -> list[float]:
        return [match + rules for match, rules in zip(self.match, self.rules, strict=True)]


@dataclass
class Residue:
    """The rows left after the exact part: seconds of ours and of a bare RapidFuzz pass over the same pairs."""

    pairs: int = 0
    ours: float = 0.0
    bare: float = 0.0


def interleaved(order: Order, scratch: Path, rounds: int) -> Measured:
    """Both, in turn, so that a busy machine troubles both alike. Raises AssertionError when their hits differ."""
    found, order = Measured(), comparable(order)
    for n in range(rounds):
        folder = scratch / f"round{n}"
        folder.mkdir()
        began = time.perf_counter()
        exact = match_exactly(order, folder)
        matched = time.perf_counter()
        run.run(orders.pack(exact), lambda *_: None)
        ruled = time.perf_counter()
        baseline(exact, folder / "baseline.parquet")
        ended = time.perf_counter()
        found.match.append(matched - began)
        found.rules.append(ruled - matched)
        found.baseline.append(ended - ruled)
        same_hits(exact.into / "hits.parquet", folder / "baseline.parquet")
    return found


def comparable(order: Order) -> Order:
    """The order with the rules that `baseline.sql` has by hand, and the files those read."""
    by_hand = set(re.findall(r"'(R\d\d)'", BASELINE.read_text(encoding="utf-8")))
    rules = {file: text for file, text in order.rules.items() if file.removesuffix(".yaml") in by_hand}
    read = {source for source in order.sources if any(f"source: {source}" in text for text in rules.values())}
    return replace(order, rules=rules, batches=tuple(batch for batch in order.batches if batch.source in read))


def match_exactly(order: Order, folder: Path) -> Order:
    """Match every batch by number and name only; returns the order over these matches, to be run into `folder`."""
    batches = tuple(replace(batch, folder=folder / batch.batch) for batch in order.batches)
    with snapshot.connect(order.snapshot, order.as_of) as connection:
        known, written = people(connection, order.as_of), villages(connection, order.as_of)
    for original, batch in zip(order.batches, batches, strict=True):
        batch.folder.mkdir()
        (batch.folder / ROWS).symlink_to(original.folder / ROWS)
        with duckdb.connect(config={"threads": snapshot.THREADS}) as connection:
            _until_settled(connection, pq.read_table(original.folder / ROWS, columns=COLUMNS), known, written)
            connection.execute(f"COPY ({SETTLED}) TO {quoted(str(batch.folder / MATCHES))} (FORMAT parquet)")
    into = folder / "hits"
    into.mkdir()
    return replace(order, batches=batches, into=into)


def _until_settled(connection: duckdb.DuckDBPyConnection, rows: pa.Table, known: pa.Table, written: pa.Table) -> None:
    def stop(*_: object) -> None:
        raise _SettledError

    try:
        pipeline.match(rows, known, written, NO_SECRETS, connection=connection, report=stop)
    except _SettledError:
        return
    raise AssertionError("the match no longer reports where its exact part ends")


def _never(*_: object) -> pa.Array:
    raise AssertionError("the exact part opens nothing")


NO_SECRETS = pipeline.Secrets(open_rows=_never, index=_never)


def baseline(order: Order, into: Path) -> None:
    """Run `baseline.sql`."""
    base = school_base(order.as_of, str(order.parameters[SCHOOL_YEAR_BASE]))
    values: dict[str, dt.date | str] = {"day": order.as_of, "base": base}
    values |= {name: str(order.snapshot / f"{name}.parquet") for name in READ_BY_BASELINE}
    values |= {batch.source: str(batch.folder / ROWS) for batch in order.batches}
    values["month"] = next(Period.parse(b.period).first_day for b in order.batches if b.source == "medical_bills")
    text = BASELINE.read_text(encoding="utf-8").replace("'hits.parquet'", quoted(str(into)))
    with snapshot.bounded(into.parent) as connection:
        for name, value in values.items():
            literal = f"DATE '{value.isoformat()}'" if isinstance(value, dt.date) else quoted(value)
            connection.execute(f"SET VARIABLE {name} = {literal}")
        connection.execute(text)


def same_hits(ours: Path, theirs: Path) -> None:
    """Both found the same people by the same rules, equally pressing."""
    columns = "rule, person_id, household_no, village_code, risk_type, grade"
    left, right = (f"SELECT {columns} FROM read_parquet({quoted(str(path))})" for path in (ours, theirs))
    differ = duckdb.sql(f"({left} EXCEPT {right}) UNION ALL ({right} EXCEPT {left})").fetchall()
    assert not differ, f"{len(differ)} hits differ, for instance {differ[:3]}"


def residue(batch: Batch, order: Order, secrets: pipeline.Secrets) -> Residue:
    """Match one batch wholly; what comes after the exact part is the residue."""
    known, written = registered(order.snapshot, order.as_of, order.snapshot.parent.parent / "tmp")
    settled_at = 0.0

    def settled(*_: object) -> None:
        nonlocal settled_at
        settled_at = time.perf_counter()

    with duckdb.connect(config={"threads": snapshot.THREADS}) as connection:
        rows = pq.read_table(batch.folder / ROWS, columns=COLUMNS)
        pipeline.match(rows, known, written, secrets, connection=connection, report=settled)
        ours = time.perf_counter() - settled_at
        pairs, bare = bare_pass(connection)
    return Residue(pairs, ours, bare)


def bare_pass(connection: duckdb.DuckDBPyConnection) -> tuple[int, float]:
    """The same pairs made by the same blocks, compared by RapidFuzz in name, birth date and village, the best kept.

    No number opened, no levels, no rivals, no reasons. Returns pairs and seconds.
    """
    began = time.perf_counter()
    linked.candidates(connection, PEOPLE)
    pairs = connection.sql(SIDES).to_arrow_table()
    sides = [
        pairs[side].to_pylist() for side in ("name", "their_name", "birth", "their_birth", "village", "their_village")
    ]
    parts = zip(sides[::2], sides[1::2], strict=True)
    scores = sum(cpdist(*part, scorer=OSA.normalized_similarity, workers=snapshot.THREADS) for part in parts)
    scored = pa.table({"n": pairs["n"], "i": pairs["i"], "score": scores})
    connection.register("scored", scored)
    connection.sql("SELECT n, arg_max(i, score), max(score) FROM scored GROUP BY n").fetchall()
    return pairs.num_rows, time.perf_counter() - began
