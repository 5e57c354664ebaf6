"""Hardships (遇到的难处) in a family's own words, as data: which risk each is, how pressing, and who settles it."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from huaiyuan.core.policy.declared import Declared, Document

FILE = Path(__file__).parent / "hardships.yaml"
# Who settles what nobody is named for: a family in need is 民政's in the end.
LAST_RESORT = "民政局"


class Hardship(Declared):
    """One hardship as a family picks it. `needs_note` asks for a few words of their own."""

    code: str
    says: str = Field(min_length=2)
    risk: str = Field(min_length=2)
    grade: Literal["红", "橙", "黄"]
    department: str = Field(min_length=2)
    needs_note: bool = False
    since: dt.date = Field(alias="from")
    source: str = Field(min_length=4)


@cache
def load(file: Path = FILE) -> dict[str, Hardship]:
    """The shipped hardships by code, in the order of the form. Raises POLICY_FILE_FAULT with file and line."""
    document = Document.open(file)
    return {
        code: document.shaped(Hardship, {"code": code, **declared}, (code,)) for code, declared in document.data.items()
    }


def settled_by(risk_type: str) -> str:
    """The department that settles a risk which no department's data showed."""
    named = (hardship.department for hardship in load().values() if hardship.risk == risk_type)
    return next(named, LAST_RESORT)
