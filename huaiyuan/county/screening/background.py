"""Screening behind a page: the worker runs it, the page may be left."""

from __future__ import annotations

import datetime as dt

from huaiyuan.base.access import queries as access
from huaiyuan.county.screening import actions, changes


def screen_in_background(as_of: str, by: str, dry_run: bool = False) -> str:
    """Screen for the account named `by`; returns the sentence that stands on the job."""
    result = actions.screen(as_of=dt.date.fromisoformat(as_of), by=access.acting(by), dry_run=dry_run)
    leads = result["leads"]
    return f"新开线索{leads['opened']}条，并入在办{leads['merged']}条，刚核过不再推{leads['suppressed']}条"


def try_in_background(change_no: str, by: str) -> str:
    """Try a proposed change for the account named `by`; returns the sentence that stands on the job."""
    trial = changes.try_change(change_no, by=access.acting(by)).trial
    return f"{change_no}：疑点由{trial.before_hits}人到{trial.after_hits}人" if trial else ""
