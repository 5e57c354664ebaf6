"""Computing behind a page: the worker does it, the page may be left."""

from __future__ import annotations

import datetime as dt

from huaiyuan.base.access import queries as access
from huaiyuan.county.guarantees.entitlements import actions


def compute_in_background(as_of: str, by: str) -> str:
    """Compute and take up for the account named `by`; returns the sentence that stands on the job."""
    return actions.compute(as_of=dt.date.fromisoformat(as_of), by=access.acting(by)).says
