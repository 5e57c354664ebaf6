"""Masks (遮盖): what people see of a personal value unless they asked for it with a reason. Source: C18 of the trust notes."""

from __future__ import annotations

STAR = "*"


def id_number(value: str | None) -> str:
    """First six and last four: 990330********1234."""
    return _middle(value, 6, 4)


def phone(value: str | None) -> str:
    """First three and last four: 199****5678."""
    return _middle(value, 3, 4)


def card(value: str | None) -> str:
    """Only the last four of a bank card."""
    return _middle(value, 0, 4)


def name(value: str | None) -> str:
    """The surname only: 张*. A compound surname shows its first character."""
    return "" if not value else value[0] + STAR * max(1, len(value) - 1)


def _middle(value: str | None, head: int, tail: int) -> str:
    if not value:
        return ""
    hidden = len(value) - head - tail
    # A value shorter than its mask would otherwise show itself whole.
    if hidden <= 0:
        return STAR * len(value)
    return value[:head] + STAR * hidden + value[-tail:]
