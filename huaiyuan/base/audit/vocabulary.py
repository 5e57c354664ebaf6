"""The actions the audit log knows (审计动作): dotted stable names, each with a Chinese sentence."""

from __future__ import annotations

import re
import string

ACTIONS: dict[str, str] = {}
DOTTED = re.compile(r"^[a-z_]+(\.[a-z_]+)+$")


def declare(action: str, sentence: str) -> None:
    """Register an action and its sentence; `{facts}` are filled when it is shown. The same pair twice is harmless.

    Raises ValueError when the name is not dotted or has another sentence already.
    """
    if not DOTTED.match(action):
        raise ValueError(f"an audit action is dotted lower case: {action!r}")
    if ACTIONS.get(action, sentence) != sentence:
        raise ValueError(f"audit action {action} is declared twice")
    ACTIONS[action] = sentence


def says(action: str, facts: dict[str, str]) -> str:
    """The sentence of an action with its facts; a missing fact shows as a dash."""
    return _Filler().format(ACTIONS.get(action, action), **facts)


class _Filler(string.Formatter):
    def get_value(self, key: int | str, args: object, kwargs: object) -> str:  # noqa: ARG002 - Formatter's signature
        return kwargs.get(key, "—") if isinstance(kwargs, dict) else "—"
