"""Guidance as plain data for scripts: the same rows, masked the same, as the pages show."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from huaiyuan.base.access.models import Account
from huaiyuan.county.guiding import queries
from huaiyuan.county.guiding.types import UNSETTLED

MOST = 10_000


def guidance(*, by: Account) -> dict[str, Any]:
    """Villages with their visits and faults, and the faults that wait, within the account's rows."""
    lines = queries.villages(by)
    waiting = queries.faults(by).filter(state__in=UNSETTLED).order_by("due_at", "number")[:MOST]
    return {
        "villages": [asdict(line) for line in lines],
        "faults": [
            {"number": line.number, "village": line.village, "stage": line.stage, "text": line.text,
             "state": line.state, "due": line.due.words if line.due else "", "visit": line.visit_no}
            for line in queries.fault_lines(list(waiting), by)
        ],
    }  # fmt: skip


def questions(text: str, step: str, *, by: Account) -> dict[str, Any]:
    """Questions that the account may read, by words and step, newest first."""
    rows = queries.searched(queries.questions(by), text)
    stage, _, code = step.partition(".")
    if step:
        rows = rows.filter(stage=stage, step=code)
    said = dict(queries.steps())
    found = [
        {"number": row.number, "step": said.get(f"{row.stage}.{row.step}", row.step), "state": row.get_state_display(),
         "question": row.shown or (row.text if queries.may_answer(by, row.township_code) or row.asked_by_id == by.pk else ""),
         "answer": row.answer, "basis": row.basis}
        for row in rows.order_by("-pk")[:MOST]
    ]  # fmt: skip
    return {"questions": found}
