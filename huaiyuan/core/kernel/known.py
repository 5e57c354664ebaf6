"""Three-valued answers (是 / 否 / 不明): missing is never no."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Known(StrEnum):
    """An answer that may be unknown; the value is the word shown to people."""

    YES = "是"
    NO = "否"
    UNKNOWN = "不明"

    @classmethod
    def of(cls, value: bool | None) -> Known:
        """From SQL's three-valued boolean."""
        return cls.UNKNOWN if value is None else cls.YES if value else cls.NO

    @classmethod
    def all_of(cls, answers: Iterable[Known]) -> Known:
        """Whether all hold: one 否 decides, else one 不明 leaves it open; of none, 是."""
        found = set(answers)
        return cls.NO if cls.NO in found else cls.UNKNOWN if cls.UNKNOWN in found else cls.YES
