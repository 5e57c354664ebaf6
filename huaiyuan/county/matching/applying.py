"""Remembered decisions laid over the machine's answers: a pure function of both, so that it can always be done anew.

A decision speaks for rows that are written alike. It never talks over a number that is somebody's: there the number is
believed and the reason says that the review said otherwise. 不是 holds for the candidates that were looked at and for no
later one. Knows no Django.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huaiyuan.core import linkage
from huaiyuan.core.engine import lake
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.county.intake.types import OUTCOMES

_TEXT = pa.string()
DECISIONS = pa.schema(
    [("key", _TEXT), ("answer", _TEXT), ("person_id", _TEXT), ("says", _TEXT), ("seen", pa.list_(_TEXT))]
)


class State(StrEnum):
    """Where a row stands at the desk; rows that never came there have none."""

    OPEN = "open"
    PERSON = "person"
    NOBODY = "nobody"
    VILLAGE = "village"


_APPLIED = """
WITH told AS (
    SELECT r.place, d.*, 1 AS nearness FROM review r JOIN decisions d ON d.key = r.same_row
    UNION ALL SELECT r.place, d.*, 2 FROM review r JOIN decisions d ON d.key = r.written
), decided AS (
    SELECT r.*, d.answer, d.person_id AS person, d.says,
           CASE WHEN d.answer IS NULL THEN 'none'
                WHEN r.outcome IN ('exact', 'normalised') THEN CASE
                    WHEN d.answer = 'nobody' OR d.person_id <> r.person_id THEN 'contradicted' ELSE 'none' END
                WHEN d.answer = 'nobody' AND NOT list_has_all(d.seen, list_transform(r.pairs, lambda p: p.person_id))
                    THEN 'outgrown'
                ELSE d.answer END AS how
    FROM review r LEFT JOIN (
        SELECT * FROM told QUALIFY row_number() OVER (PARTITION BY place ORDER BY nearness, key) = 1
    ) d USING (place)
)
SELECT sheet, row,
       CASE how WHEN 'person' THEN 'probable' WHEN 'nobody' THEN 'unmatched' WHEN 'village' THEN 'ambiguous'
                ELSE outcome END AS outcome,
       CASE how WHEN 'person' THEN person WHEN 'nobody' THEN NULL WHEN 'village' THEN NULL ELSE person_id END AS person_id,
       coalesce(CASE how WHEN 'person' THEN list_filter(pairs, lambda p: p.person_id = person)[1].score END, score)
           AS score,
       CASE how WHEN 'person' THEN says || '：是同一人；' || reason
                WHEN 'nobody' THEN says || '：不是底册里的人'
                WHEN 'village' THEN says || '正请村里认：' || reason
                WHEN 'contradicted' THEN reason || '；' || says || '与证件号不一致，按证件号认，请核对'
                WHEN 'outgrown' THEN reason || '；' || says || '以后又有了别的候选人'
                ELSE reason END AS reason,
       CASE WHEN how IN ('person', 'nobody') THEN [] WHEN how = 'village' THEN list_transform(pairs, lambda p: p.person_id)
            ELSE candidates END AS candidates,
       CASE WHEN how IN ('person', 'nobody', 'village') THEN how
            WHEN outcome = 'ambiguous' OR (outcome = 'probable' AND score < $below) THEN 'open' END AS state
FROM decided ORDER BY place
"""


@dataclass(frozen=True)
class Applied:
    """What the desk works on with its states, the lines of `matches` that it changes."""

    review: pa.Table
    lines: pa.Table


@dataclass(frozen=True)
class Counts:
    """Outcomes of a batch's accepted rows, and how many rows were looked at anew."""

    outcomes: dict[str, int]
    touched: int


def apply(review: pa.Table, decisions: pa.Table, below: int) -> Applied:
    """Lay the decisions in force over the machine's answers. `below`: probable rows with a lower score are looked at."""
    with scratch() as con:
        con.register("review", review.append_column("place", pa.array(range(review.num_rows), pa.int64())))
        con.register("decisions", decisions)
        found = con.sql(_APPLIED, params={"below": below}).to_arrow_table()
    lines = found.select(linkage.SCHEMA.names).cast(linkage.SCHEMA)
    state = review.schema.get_field_index("state")
    return Applied(review.set_column(state, "state", found["state"].cast(_TEXT)), lines)


def laid_over(matches: pa.Table, lines: pa.Table) -> pa.Table:
    """The lines of a batch, those of the desk as decided, in their order."""
    with scratch() as con:
        for name, table in (("matches", matches), ("lines", lines)):
            places = pa.array(range(table.num_rows), pa.int64())
            con.register(name, table.select(["sheet", "row"]).append_column("place", places))
        found = con.sql("""
            SELECT coalesce($rows + l.place, m.place) AS place FROM matches m LEFT JOIN lines l USING (sheet, row)
            ORDER BY m.place
        """, params={"rows": matches.num_rows}).to_arrow_table()  # fmt: skip
    return pa.concat_tables([matches.cast(linkage.SCHEMA), lines]).take(found["place"]).combine_chunks()


def rewrite(folder: Path, keys: Collection[str], decided: Callable[[Collection[str]], pa.Table], below: int) -> Counts:
    """Let what was decided about `keys`, or taken back, take effect in a batch that stands.

    `decided` gives the decisions in force about keys, in the columns of `DECISIONS`. The matches change in one step, then
    the desk's own file; done twice, the second time changes nothing.
    """
    review, matches = pq.read_table(folder / lake.REVIEW), pq.read_table(folder / lake.MATCHES)
    touched = _touched(review, keys)
    places = pc.indices_nonzero(touched).cast(pa.int64())
    some = review.filter(touched)
    both = {*some["written"].to_pylist(), *some["same_row"].to_pylist()}
    applied = apply(some, decided(both), below)
    order = np.arange(review.num_rows)
    order[places.to_numpy()] = review.num_rows + np.arange(some.num_rows)
    matches, review = laid_over(matches, applied.lines), pa.concat_tables([review, applied.review]).take(order)
    for name, table in ((lake.MATCHES, matches), (lake.REVIEW, review)):
        with lake.replacing(folder / name) as file:
            pq.write_table(table, file, compression="zstd")
    return Counts(outcomes(matches), some.num_rows)


def covered(folder: Path, keys: Collection[str]) -> pa.Table:
    """The rows of a batch that keys speak for (sheet, row); none where the batch has no desk."""
    file = folder / lake.REVIEW
    if not file.exists():
        return pa.table({"sheet": pa.array([], _TEXT), "row": pa.array([], pa.int32())})
    review = pq.read_table(file, columns=["sheet", "row", "written", "same_row"])
    return review.filter(_touched(review, keys)).select(["sheet", "row"])


def _touched(review: pa.Table, keys: Collection[str]) -> pa.ChunkedArray:
    wanted = pa.array(sorted(keys), _TEXT)
    return pc.or_(pc.is_in(review["written"], wanted), pc.is_in(review["same_row"], wanted))


def outcomes(matches: pa.Table) -> dict[str, int]:
    """How many accepted rows have which outcome."""
    counts = {line["values"]: int(line["counts"]) for line in matches["outcome"].value_counts().to_pylist()}
    return {outcome: counts.get(outcome, 0) for outcome in OUTCOMES}
