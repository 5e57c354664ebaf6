"""What stands in a request as text, read once for all pages: days, whole numbers, and the numbers forms are known by."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Iterable

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError, declare

BAD_DAY = declare(
    "PAGES_BAD_DAY", "“{field}”写的是“{given}”，认不出是哪一天。请写成 2026-11-23 这样（年-月-日），改好再提交。"
)
# As a date field sends it, and as people write it where a phone has no calendar to choose from.
_WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_WHOLE = re.compile(r"[0-9]{1,18}")
_SHOWN = 20


def day(text: str | None, field: str) -> dt.date | None:
    """The day that was typed into the field of a form; None where nothing was. Raises PAGES_BAD_DAY, never guesses."""
    if not text or not text.strip():
        return None
    found = _read(text)
    if found is None:
        raise DomainError(BAD_DAY, field=field, given=text.strip()[:_SHOWN])
    return found


def day_or_today(text: str | None, field: str) -> dt.date:
    """The day that was typed, or today where nothing was. Raises PAGES_BAD_DAY."""
    return day(text, field) or clock.today()


def day_in_address(text: str | None) -> dt.date | None:
    """A day that narrows a list, from the address of a page; what is none narrows nothing."""
    return _read(text or "")


def _read(text: str) -> dt.date | None:
    written = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return dt.date(*(int(part) for part in written.groups() if part)) if written else None
    except ValueError:
        return None


def whole(text: str | None) -> int | None:
    """A whole number that a page itself put into a form or an address (a version, a place in a list); None for what is none.

    Nobody types these, so there is nothing to explain. ASCII digits only: `str.isdigit` also takes ² and ⑴, which are no
    numbers.
    """
    return int(text) if text and _WHOLE.fullmatch(text) else None


def whole_or(text: str | None, otherwise: int) -> int:
    """The same, with what stands for none."""
    found = whole(text)
    return otherwise if found is None else found


def wholes(texts: Iterable[str]) -> list[int]:
    """Those of several that are whole numbers."""
    return [int(text) for text in texts if _WHOLE.fullmatch(text)]


def client_uuid(text: str | None) -> uuid.UUID:
    """The number by which a form that is sent twice is known; a new one where an old page sent none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()
