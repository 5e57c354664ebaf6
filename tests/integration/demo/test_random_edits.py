"""Thirty random edits on a copy of the demo: every figure equals a plain-Python count over its rows and its exports."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from proof import command
from tests.integration.figures.edits import EDIT_KINDS

pytestmark = pytest.mark.slow

SEED = 20261126
BY_THE_ROSTER = ("F009", "F010")
IN_TOTAL = ("未消除", "已消除")
GROUPS: dict[str, tuple[str, str]] = {
    "F013": ("category", "边缘易致贫户"),
    "F015": ("category", "突发严重困难户"),
    "F017": ("category", "脱贫不稳定户"),
    "F019": ("risk_state", "已消除"),
    "F021": ("risk_state", "未消除"),
}


def _figures(folder: Path) -> dict[str, float | None]:
    return {figure["id"]: figure["value"] for figure in command.run(folder, "figures")["figures"]}


def _edited(folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.figures.on_a_copy", str(folder), str(SEED)],
        capture_output=True,
        text=True,
        check=False,
        env=command.plain_environment(),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def _exported(folder: Path, what: str) -> list[dict[str, Any]]:
    out = folder.parent / f"{what}.parquet"
    command.run(folder, "export", what, "--out", str(out), "--reason", "核对指标")
    return pq.read_table(out).to_pylist()


def _next(figure: str) -> str:
    """The figure of people stands behind the figure of households."""
    return f"F{int(figure[1:]) + 1:03}"


def _counted(households: list[dict[str, Any]], persons: list[dict[str, Any]], day: dt.date) -> dict[str, float]:
    members: dict[str, int] = {}
    for person in persons:
        members[person["household_no"]] = members.get(person["household_no"], 0) + 1
    monitored = [row for row in households if row["risk_state"] in IN_TOTAL]
    groups = {"F011": monitored} | {
        figure: [row for row in monitored if row[column] == value] for figure, (column, value) in GROUPS.items()
    }
    found: dict[str, float] = {"F007": round(len(persons) / 10000 + 1e-9, 1)}
    for figure, rows in groups.items():
        found[figure] = len(rows)
        found[_next(figure)] = sum(members.get(row["household_no"], 0) for row in rows)
    found["F056"] = sum(row["approved_on"].year == day.year for row in monitored)
    return found


def _closed_since(folder: Path, day: dt.date) -> int:
    """Households identified in the year of a day whose number was closed by then."""
    with sqlite3.connect(f"file:{folder / 'huaiyuan.db'}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT DISTINCT c.household_no FROM casework_cycle c JOIN registry_household h USING (household_no)"
            " WHERE c.identified_on BETWEEN ? AND ? AND c.struck_off_on IS NULL AND NOT c.void AND h.closed_on <= ?",
            (f"{day.year}-01-01", day.isoformat(), day.isoformat()),
        )
        return len(rows.fetchall())


def test_every_figure_equals_a_plain_count_over_rows_and_over_exports(own_county):
    before = _figures(own_county)
    edited = _edited(own_county)
    assert edited["kinds"] == sorted(edit.__name__ for edit in EDIT_KINDS)
    after = _figures(own_county)
    assert {name: after[name] for name in edited["figures"]} == edited["figures"]
    counted = _counted(_exported(own_county, "households"), _exported(own_county, "persons"), dt.date(2026, 11, 23))
    # Exports hold open households only; one identified this year and closed since is in F056 and not in them.
    counted["F056"] += _closed_since(own_county, dt.date(2026, 11, 23))
    assert {name: after[name] for name in counted} == counted
    moved = {name for name in after if after[name] != before[name]}
    assert moved >= {"F011", "F012", "F019", "F021"}
    assert not moved & set(BY_THE_ROSTER)
