"""What the county had decided at the review desk by the day the demo opens: a handful, the rest waits for the visitor."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from huaiyuan.synth.history import on_day

if TYPE_CHECKING:
    from huaiyuan.county.matching.desk import Line

DECIDED, ASKED = 5, 2
# The villages whose people a demo offers at its login page.
VILLAGES = ("411330101200", "411330105200")


def review(truth: Path, day: dt.date) -> None:
    """Decide a few rows as they are meant, and ask the demo's villages about theirs."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.matching import actions
    from huaiyuan.county.matching.types import Answer

    by = access.acting()
    with on_day(day):
        for line, village_person in _to_ask(by):
            actions.decide(line.key, answer=Answer.VILLAGE, person_id=village_person, by=by)
        for line in _to_decide():
            who = _meant(truth, line)
            known = who in {pair["person_id"] for pair in line.pairs}
            answer = Answer.PERSON if known else Answer.NOBODY
            actions.decide(line.key, answer=answer, person_id=who if known else "", alike=True, sure=True, by=by)


def _to_ask(by: object) -> list[tuple[Line, str]]:
    """Rows that may mean somebody of a demo's village, with that person; of any village where there is none."""
    from huaiyuan.base.access.permissions import P
    from huaiyuan.county.matching import desk, waiting
    from huaiyuan.county.registry import queries as registry

    lines = [line for folder in waiting.in_force().values() for line in desk.open_lines(folder)]
    known = registry.candidates({pair["person_id"] for line in lines for pair in line.pairs}, by, P.MATCH_REVIEW)
    homes = {number: person.village_code for number, person in known.items()}
    meant = [(line, pair["person_id"]) for line in lines for pair in line.pairs if homes.get(pair["person_id"])]
    own = {line.key: (line, person) for line, person in meant if homes[person] in VILLAGES}
    return list(own.values())[:ASKED] or meant[:1]


def _to_decide() -> list[Line]:
    """The first rows of the smallest desk, so that they weigh little."""
    from huaiyuan.county.matching import desk, waiting

    desks = [desk.open_lines(folder) for folder in waiting.in_force().values()]
    return min((lines for lines in desks if lines), key=len, default=[])[:DECIDED]


def _meant(truth: Path, line: Line) -> str:
    """Who the row truly means; empty for somebody outside."""
    source, year, month, _ = line.key.batch_id.rsplit("-", 3)
    [file] = [f for f in truth.glob(f"*_{source}_{year}-{month}.parquet")]
    rows = pq.read_table(file, columns=["sheet", "row", "person_id"]).to_pylist()
    return (
        next((r["person_id"] for r in rows if (r["sheet"] or "", r["row"]) == (line.key.sheet, line.key.row)), None)
        or ""
    )
