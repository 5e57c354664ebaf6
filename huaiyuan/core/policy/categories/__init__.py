"""Category schemes (类别方案): which categories of monitored households there are from a day on, and whom each fits.

A cycle keeps the scheme and the category it was identified under; a new scheme binds only what is identified later.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from pydantic import Field

from huaiyuan.core.policy.declared import Declared, Document

FOLDER = Path(__file__).parent


class Category(Declared):
    """One category: its official name, the 户类型 it fits, and a sentence."""

    name: str
    fits: tuple[str, ...] = Field(min_length=1)
    says: str


class Scheme(Declared):
    """A category scheme as it is from a day on, until the next one begins."""

    code: str
    title: str
    since: dt.date = Field(alias="from")
    source: str = Field(min_length=4)
    categories: tuple[Category, ...] = Field(min_length=1)

    def fitting(self, archive_type: str) -> list[Category]:
        """The categories that a household of this 户类型 may be identified under."""
        return [one for one in self.categories if archive_type in one.fits]

    def fits(self, category: str, archive_type: str) -> bool:
        """Whether a household of this 户类型 may be identified under a category."""
        return any(one.name == category for one in self.fitting(archive_type))


@cache
def load(folder: Path = FOLDER) -> tuple[Scheme, ...]:
    """Every shipped scheme, oldest first. Raises POLICY_FILE_FAULT with file and line."""
    found = [
        document.shaped(Scheme, {"code": code, **declared}, (code,))
        for path in sorted(folder.glob("*.yaml"))
        for document in (Document.open(path),)
        for code, declared in document.data.items()
    ]
    return tuple(sorted(found, key=lambda one: one.since))


def in_force(on: dt.date, folder: Path = FOLDER) -> Scheme:
    """The scheme in force on a day. Raises LookupError for a day before the first one."""
    known = [one for one in load(folder) if one.since <= on]
    if not known:
        raise LookupError(f"no category scheme on {on}")
    return known[-1]
