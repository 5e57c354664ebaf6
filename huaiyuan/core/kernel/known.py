"""Three-valued answers (是 / 否 / 不明): missing is never no."""

from __future__ import annotations

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
