"""Key groups (重点群体) as data: whom a full screening must look at closely, written and checked as rules are.

A group never makes a lead: it says which households are looked at in five points, and why each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from huaiyuan.core.policy.check import Checked, ParameterShape, check
from huaiyuan.core.policy.sources import SourceShape

FOLDER = Path(__file__).parent


def texts(folder: Path = FOLDER) -> Mapping[str, str]:
    """The texts of the groups that come with the system, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("K*.yaml"))}


def checked(
    sources: Mapping[str, SourceShape], parameters: Mapping[str, ParameterShape], folder: Path = FOLDER
) -> list[Checked]:
    """The groups ready to be asked, in their order. Raises POLICY_FILE_FAULT."""
    return [check(file, text, sources, parameters) for file, text in texts(folder).items()]
