"""Matching judged by the planted truth: claimed matches right, findable rows found, few rows left to a person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

CLAIMED_RIGHT, FINDABLE_FOUND, AT_THE_DESK = 0.9995, 0.99, 0.007

_JUDGE = """
WITH claims AS (
    SELECT sheet, row, outcome, person_id FROM read_csv($matches, all_varchar = TRUE, nullstr = '')
), joined AS (
    SELECT t.person_id AS truth, t.findable, t.kind, c.outcome, c.person_id AS claimed
    FROM read_parquet($truth) t JOIN claims c ON coalesce(c.sheet, '') = t.sheet AND c.row::INT = t.row
)
SELECT count(*) AS rows,
       count(*) FILTER (outcome IN ('exact', 'normalised', 'probable')) AS claimed,
       count(*) FILTER (outcome IN ('exact', 'normalised', 'probable') AND claimed IS NOT DISTINCT FROM truth) AS right,
       count(*) FILTER (findable) AS findable,
       count(*) FILTER (findable AND outcome IN ('exact', 'normalised', 'probable') AND claimed = truth) AS found,
       count(*) FILTER (outcome = 'ambiguous') AS ambiguous
FROM joined
"""

_WRONG = """
WITH claims AS (SELECT * FROM read_csv($matches, all_varchar = TRUE, nullstr = ''))
SELECT t.kind, c.outcome, c.person_id IS NOT DISTINCT FROM t.person_id AS right, t.findable, count(*) AS rows
FROM read_parquet($truth) t JOIN claims c ON coalesce(c.sheet, '') = t.sheet AND c.row::INT = t.row
GROUP BY ALL ORDER BY rows DESC
"""


# A row about a village names nobody: claimed is a village that was recognised, right the one the truth names.
_JUDGE_VILLAGES = """
WITH claims AS (
    SELECT m.sheet, m.row, m.outcome, r.village_code FROM read_parquet($matches) m JOIN read_parquet($rows) r USING (sheet, row)
)
SELECT count(*) AS rows, count(*) FILTER (outcome = 'exact') AS claimed,
       count(*) FILTER (outcome = 'exact' AND c.village_code IS NOT DISTINCT FROM t.village_code) AS right,
       count(*) FILTER (findable) AS findable,
       count(*) FILTER (findable AND outcome = 'exact' AND c.village_code = t.village_code) AS found,
       count(*) FILTER (outcome = 'ambiguous') AS ambiguous
FROM read_parquet($truth) t JOIN claims c ON coalesce(c.sheet, '') = t.sheet AND c.row = t.row
"""


@dataclass(frozen=True)
class Verdict:
    """Counts of rows for one batch."""

    rows: int
    claimed: int
    right: int
    findable: int
    found: int
    ambiguous: int

    @property
    def claimed_right(self) -> float:
        """The share of claimed matches that name the right person."""
        return self.right / max(1, self.claimed)

    @property
    def findable_found(self) -> float:
        """The share of findable rows that were claimed for the right person."""
        return self.found / max(1, self.findable)

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(*(getattr(self, f) + getattr(other, f) for f in self.__dataclass_fields__))

    def holds(self) -> bool:
        """Whether both promises are kept."""
        return self.claimed_right >= CLAIMED_RIGHT and self.findable_found >= FINDABLE_FOUND

    def wants_few(self, desk: int) -> bool:
        """Whether the rows that went to the desk are as few as promised."""
        return desk <= AT_THE_DESK * self.rows

    def __str__(self) -> str:
        return (
            f"{self.rows} rows, claimed {self.claimed} of which right {self.claimed_right:.4%}, "
            f"findable {self.findable} of which found {self.findable_found:.3%}, ambiguous {self.ambiguous}"
        )


def judge(matches: Path, truth: Path) -> Verdict:
    """Compare a csv of matches with the truth of its file."""
    # An own connection: a result left half read would block the shared one for everybody in the process.
    with duckdb.connect() as connection:
        [row] = connection.execute(_JUDGE, {"matches": str(matches), "truth": str(truth)}).fetchall()
    return Verdict(*row)


def judge_villages(batch: Path, truth: Path) -> Verdict:
    """Compare the batch in a folder of the lake, whose rows name villages, with the truth of its file."""
    files = {"matches": batch / "matches.parquet", "rows": batch / "rows.parquet", "truth": truth}
    with duckdb.connect() as connection:
        [row] = connection.execute(_JUDGE_VILLAGES, {name: str(file) for name, file in files.items()}).fetchall()
    return Verdict(*row)


def about_people(truth: Path) -> bool:
    """Whether a truth names persons; one of a file about villages names villages."""
    return "person_id" in pq.read_schema(truth).names


def by_kind(matches: Path, truth: Path) -> str:
    """What became of each kind of dirt, as a table."""
    with duckdb.connect() as connection:
        return str(connection.sql(_WRONG, params={"matches": str(matches), "truth": str(truth)}))
