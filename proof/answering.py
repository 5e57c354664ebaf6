"""The review desk answered by the planted truth: what goes there, and what is found once it has been worked off.

    python -m proof.answering DATA_DIR

Batch by batch in the order they came, each matched anew with everything decided so far, as next month's files would be.
Runs as its own process, because it opens the installation; prints JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from proof import command


def answer(data_dir: Path) -> list[dict[str, Any]]:
    """Work the desk off in a process of its own: per batch source, period, batch, rows and those that went to the desk."""
    done = subprocess.run(
        [sys.executable, "-m", "proof.answering", str(data_dir)], env=command.plain_environment(), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise command.Failed(done.stderr[-2000:])
    return list(json.loads(done.stdout.splitlines()[-1]))


def main(data_dir: Path) -> None:
    """Answer every batch that counts."""
    from huaiyuan.shells.console.main import account, open_installation

    open_installation(data_dir)
    by, told = account(None), []
    for path, source, period in command.sent(data_dir):
        if "重发" not in path.name:
            truth = command.files_of(data_dir) / "truth" / f"{path.stem}.parquet"
            told.append(_work_off(source, period, truth, by) | {"truth": str(truth)})
    print(json.dumps([one for one in told if one["batch"]]))


def _work_off(source: str, period: str, truth: Path, by: Any) -> dict[str, Any]:
    from huaiyuan.county.intake import queries as intake
    from huaiyuan.county.matching import actions, desk, waiting

    found = next((b for b in intake.batches(source=source, period=period) if b.state == "merged"), None)
    if found is None:
        return {"batch": ""}
    actions.match(found.batch_id, by=by)
    folder = waiting.in_force().get(found.batch_id)
    if folder is None:
        return {"batch": ""}
    lines = desk.open_lines(folder)
    _decide(lines, _people(truth), by)
    return {"batch": found.batch_id, "source": source, "rows": found.accepted, "desk": len(lines),
            "left": len(desk.open_lines(folder))}  # fmt: skip


def _decide(lines: list[Any], truth: dict[tuple[str, int], str | None], by: Any) -> None:
    """Each row as a person who knows would: 1 for the candidate who it is, else 2; remembered wherever that is offered."""
    from django.db import transaction

    from huaiyuan.county.matching.actions import deciding
    from huaiyuan.county.matching.types import Answer, Holds

    keys: set[str] = set()
    with transaction.atomic():
        for line in lines:
            holds = Holds.WRITTEN if line.tells_apart else Holds.SAME_ROW
            key = line.written if line.tells_apart else line.same_row
            if key in keys:
                continue
            who = truth[line.key.sheet, line.key.row]
            known = who in {p["person_id"] for p in line.pairs}
            deciding.write(line, holds=holds, answer=Answer.PERSON if known else Answer.NOBODY,
                           person_id=who if known and who else "", by=by)  # fmt: skip
            keys.add(key)
        deciding.take_effect(keys)


def _people(truth: Path) -> dict[tuple[str, int], str | None]:
    import pyarrow.parquet as pq

    rows = pq.read_table(truth, columns=["sheet", "row", "person_id"]).to_pylist()
    return {(row["sheet"] or "", row["row"]): row["person_id"] for row in rows}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
