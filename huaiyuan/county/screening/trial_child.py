"""The heavy part of a try, in a child process: a rule as it is and as it would be, over the same snapshot and batches.

No Django here. Hits before and after are whole: rules that the change does not touch are asked once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb

from huaiyuan.core.engine import lake
from huaiyuan.core.engine.screening import run
from huaiyuan.core.engine.screening.hits import HITS, UNKNOWN
from huaiyuan.core.policy.compile import quoted

BEFORE, CHANGED, AFTER = "before", "changed", "after"


def ask(payload: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Run every order of `payload["orders"]` (name → packed order), then lay the changed rules over the rest."""
    given = payload["orders"]
    answers = {}
    for done, (name, order) in enumerate(given.items()):
        report("rules", done, len(given))
        answers[name] = run.run(order, lambda *_, **__: None)["rules"]
    into = Path(payload["into"])
    _lay_over(into / BEFORE, into / CHANGED, into / AFTER, payload["affected"])
    report("rules", len(given), len(given))
    return {"rules": answers}


def _lay_over(before: Path, changed: Path, after: Path, affected: Iterable[str]) -> None:
    after.mkdir(exist_ok=True)
    listed = ", ".join(quoted(rule) for rule in sorted(affected))
    with duckdb.connect(config={"threads": 1}) as connection:
        for file in (HITS, UNKNOWN):
            old, new = (f"read_parquet({quoted(str(folder / file))})" for folder in (before, changed))
            both = f"SELECT * FROM {old} WHERE rule NOT IN ({listed}) UNION ALL SELECT * FROM {new}"  # noqa: S608
            connection.execute(
                f"COPY (SELECT * FROM ({both}) ORDER BY rule, household_no, person_id, village_code)"  # noqa: S608
                f" TO {quoted(str(after / file))} (FORMAT parquet, COMPRESSION zstd)"
            )
    cool_down = _manifest(before)["cool_down"] | _manifest(changed)["cool_down"]
    lake.write_manifest(after, {"cool_down": cool_down})


def _manifest(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / lake.MANIFEST).read_text(encoding="utf-8")))
