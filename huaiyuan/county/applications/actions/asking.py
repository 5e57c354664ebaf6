"""Asking how far an application has come, from outside."""

from __future__ import annotations

from huaiyuan.county.applications.actions import floods
from huaiyuan.county.applications.queries.status import Status, status_of


def ask(typed: str, *, address: str) -> Status | None:
    """The status behind a receipt number, or None; only questions that find nothing are counted against an address.

    Raises: APPLICATION_BUSY.
    """
    found = status_of(typed)
    if found is None:
        floods.let_ask(address)
    return found
