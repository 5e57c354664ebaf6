"""Key groups (重点群体) as data: whom a full screening must look at closely, written and checked as rules are.

A group never makes a lead: it says which households are looked at in five points, and why each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def texts(folder: Path = FOLDER) -> Mapping[str, str]:
    """The texts of the groups that come with the system, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("K*.yaml"))}
