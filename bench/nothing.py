"""What a child process costs that does nothing."""

from __future__ import annotations

from typing import Any


def nothing(_: dict[str, Any]) -> dict[str, Any]:
    return {}
