"""Errors people can act on: a stable code, a Chinese sentence that says what to do next, and the facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CATALOGUE: dict[str, ErrorCode] = {}


@dataclass(frozen=True)
class ErrorCode:
    """One kind of error. `template` is a Chinese sentence with `{facts}`; codes are never reused."""

    code: str
    template: str

    def says(self, **facts: Any) -> str:
        """The sentence shown to a person."""
        return self.template.format(**facts)


def declare(code: str, template: str) -> ErrorCode:
    """Register an error code of an app. Raises ValueError when the code is taken."""
    if code in CATALOGUE:
        raise ValueError(f"error code {code} is declared twice")
    CATALOGUE[code] = ErrorCode(code, template)
    return CATALOGUE[code]


class DomainError(Exception):
    """A refusal with a reason. `str()` is the Chinese sentence; `code` is what tests assert."""

    def __init__(self, code: ErrorCode, **facts: Any) -> None:
        self.error = code
        self.code = code.code
        self.facts = facts
        super().__init__(code.says(**facts))
