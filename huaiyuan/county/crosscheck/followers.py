"""Who wants to know of a roster that was compared (名单核对后): registered from above, called by whoever compares.

What was entered in the national system is known higher up than the roster; a follower is told what the comparison found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from huaiyuan.base.access.models import Account


@dataclass(frozen=True)
class Roster:
    """A compared roster: its differences (`compare.COLUMNS`), and which national number each of our families has there."""

    batch_id: str
    as_of: dt.date
    differences: pa.Table
    numbers: pa.Table


Follower = Callable[[Roster, Account], object]
FOLLOWERS: dict[str, Follower] = {}


def register(name: str, follower: Follower) -> None:
    """Add a follower by name; registering again is harmless."""
    FOLLOWERS[name] = follower


def tell(roster: Roster, by: Account) -> None:
    """Tell every follower."""
    for follower in FOLLOWERS.values():
        follower(roster, by)
