"""Reading matches (比对结果): how many of what and why, and the rows of one outcome with whom they may mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.figures import snapshots
from huaiyuan.base.vault import mask
from huaiyuan.core.engine import lake
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import actions as intake
from huaiyuan.county.intake import sealing
from huaiyuan.county.matching import errors
from huaiyuan.county.matching.people import some_people
from huaiyuan.county.matching.types import Because, Candidate, MatchedRow, Outcome, RowPage
from huaiyuan.county.registry.queries.masking import Eyes

PAGE = 50

_ROWS = """
SELECT m.file_row_number AS place, m.sheet, m.row, m.outcome, m.score, m.reason, m.candidates, r.name, r.id_sealed, r.sex,
       r.birth_on, r.village_raw, r.township_code, r.village_code
FROM read_parquet($matches, file_row_number = TRUE) m LEFT JOIN read_parquet($rows) r USING (sheet, row)
WHERE m.outcome = $outcome AND starts_with(m.reason, $because)
"""


def outcomes(batch_id: str) -> dict[Outcome, int]:
    """Rows of each outcome, rejected ones too. Raises: INTAKE_NO_BATCH, MATCHING_NOT_MATCHED."""
    counted = dict(_counted(batch_id, "outcome", ()))
    return {outcome: counted.get(outcome.value, 0) for outcome in Outcome}


def reasons(batch_id: str, account: object) -> list[Because]:
    """Why rows were not settled by their number, most frequent first within an outcome.

    Raises: INTAKE_NO_BATCH, MATCHING_NOT_MATCHED, MATCHING_NOT_YOURS.
    """
    _refuse_strangers(account)
    counted = _counted(batch_id, "outcome, split_part(reason, '：', 1)", (Outcome.AMBIGUOUS, Outcome.UNMATCHED))
    return [Because(Outcome(outcome), reason, rows) for outcome, reason, rows in counted]


def rows(
    batch_id: str, account: object, outcome: Outcome, *, because: str = "", after: int = -1, limit: int = PAGE
) -> RowPage:
    """Rows of one outcome in the order of the original, each with its candidates; personal values masked as the account
    may see them. `because` keeps the rows whose reason begins so.

    Raises: INTAKE_NO_BATCH, MATCHING_NOT_MATCHED, MATCHING_NOT_YOURS.
    """  # fmt: skip
    _refuse_strangers(account)
    folder = folder_of(batch_id)
    wanted = {
        "matches": str(folder / lake.MATCHES), "rows": str(folder / lake.ROWS), "outcome": outcome.value,
        "because": because,
    }  # fmt: skip
    with scratch() as connection:
        [(total,)] = connection.sql(f"SELECT count(*) FROM ({_ROWS})", params=wanted).fetchall()  # noqa: S608
        found = connection.sql(
            f"SELECT * FROM ({_ROWS}) WHERE place > $after ORDER BY place LIMIT $limit",  # noqa: S608
            params=wanted | {"after": after, "limit": limit + 1},
        ).to_arrow_table()
    page = found.slice(0, limit)
    shown = tuple(_shown(page, batch_id, account))
    return RowPage(shown, int(total), shown[-1].place if found.num_rows > limit else None)


def _shown(page: pa.Table, batch_id: str, account: object) -> list[MatchedRow]:
    eyes, lines = Eyes.of(account), page.to_pylist()
    known = _candidates({person for line in lines for person in line["candidates"]}, eyes)
    cells = sealing.open_cells(
        Path(settings.DATA_DIR), batch_id, "id_number", page["id_sealed"], page["sheet"], page["row"]
    ).to_pylist()
    return [_row(line, cell, known, eyes) for line, cell in zip(lines, cells, strict=True)]


def _row(line: dict[str, Any], cell: str | None, known: dict[str, Candidate], eyes: Eyes) -> MatchedRow:
    return MatchedRow(
        place=line["place"], sheet=line["sheet"], row=line["row"], outcome=Outcome(line["outcome"]), score=line["score"],
        reason=line["reason"], name=eyes.name(line["name"] or ""), id_shown=mask.id_number(cell), sex=line["sex"] or "",
        birth_on=line["birth_on"] if eyes.births else None, village_written=line["village_raw"] or "",
        candidates=tuple(known[person] for person in line["candidates"] if person in known),
    )  # fmt: skip


def _candidates(person_ids: set[str], eyes: Eyes) -> dict[str, Candidate]:
    day = clock.today()
    with snapshots.connect(snapshots.newest(), day) as connection:
        people = some_people(connection, day, sorted(person_ids)).to_pylist() if person_ids else []
    return {
        p["person_id"]: Candidate(
            person_id=p["person_id"], name=eyes.name(p["name"]), sex=p["sex"],
            birth_on=p["birth_on"] if eyes.births else None, household_no=p["household_no"] or "",
            village_code=p["village_code"] or "", village_name=p["village_name"] or "",
            township_name=p["township_name"] or "", gone=p["gone"],
        )
        for p in people
    }  # fmt: skip


def _counted(batch_id: str, by: str, of: tuple[Outcome, ...]) -> list[Any]:
    file = str(folder_of(batch_id) / lake.MATCHES)
    among = f"WHERE outcome IN ({', '.join(repr(o.value) for o in of)})" if of else ""
    with scratch() as connection:
        return connection.sql(
            f"SELECT {by}, count(*) AS lines FROM read_parquet($file) {among} GROUP BY {by} ORDER BY 1, lines DESC, 2",  # noqa: S608
            params={"file": file},
        ).fetchall()


def _refuse_strangers(account: object) -> None:
    """A row that is not settled belongs to no village yet, so matches are read by the county alone."""
    if not access.scope_of(account, P.MATCH_READ).is_county:
        raise DomainError(errors.NOT_YOURS)


def folder_of(batch_id: str) -> Path:
    """Where a matched batch lies. Raises: INTAKE_NO_BATCH, MATCHING_NOT_MATCHED."""
    intake.find(batch_id)
    folder = lake.find(Path(settings.DATA_DIR) / "lake", batch_id).folder
    if not (folder / lake.MATCHES).exists():
        raise DomainError(errors.NOT_MATCHED, batch=batch_id)
    return folder
