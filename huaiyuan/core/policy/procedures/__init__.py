"""Procedures (程序) as data: which steps, whose, within which limits, on what proof, and who may not do two of them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from pydantic import Field

from huaiyuan.core.policy.declared import Declared, Document

FOLDER = Path(__file__).parent
Share = tuple[int, int]


class Step(Declared):
    """One step: `number` is that of the published seven, `limit` the policy parameter that sets its deadline."""

    code: str
    number: int = Field(ge=1)
    title: str = Field(min_length=2)
    post: str
    limit: str
    does: str = Field(min_length=4)
    proof: str = Field(min_length=2)


class FourEyes(Declared):
    """Two duties that one person must not both perform on a family."""

    first: str
    second: str
    says: str


class Quorum(Declared):
    """What shares make a village's deliberation valid (present of expected) and agreed (of present)."""

    present: Share
    agreed: Share
    source: str = Field(min_length=4)

    def is_met(self, expected: int, present: int) -> bool:
        """Whether enough came."""
        part, whole = self.present
        return present * whole >= expected * part

    def is_agreed(self, present: int, agreed: int) -> bool:
        """Whether more than the share agreed."""
        part, whole = self.agreed
        return agreed * whole > present * part


class Comparison(Declared):
    """One department that a list of authorised persons goes to, and what it looks up."""

    code: str
    department: str
    matter: str


class Procedure(Declared):
    """A procedure as it is from a day on, until the next version of the same code begins."""

    code: str
    title: str
    since: dt.date = Field(alias="from")
    source: str = Field(min_length=4)
    total: str
    deciding_body: str
    quorum: Quorum
    steps: tuple[Step, ...] = Field(min_length=1)
    four_eyes: tuple[FourEyes, ...]
    comparisons: tuple[Comparison, ...]

    def step(self, code: str) -> Step | None:
        """The step of a code; None for a state that is no step."""
        return next((step for step in self.steps if step.code == code), None)

    def barred(self, duty: str) -> list[FourEyes]:
        """The pairs whose second duty this is."""
        return [pair for pair in self.four_eyes if pair.second == duty]


@cache
def load(folder: Path = FOLDER) -> tuple[Procedure, ...]:
    """Every version of every shipped procedure, oldest first; one file a version. Raises POLICY_FILE_FAULT with file and line."""
    found = [
        document.shaped(Procedure, {"code": code, **declared}, (code,))
        for path in sorted(folder.glob("*.yaml"))
        for document in (Document.open(path),)
        for code, declared in document.data.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.code, one.since)))


def in_force(code: str, on: dt.date, folder: Path = FOLDER) -> Procedure:
    """The version of a procedure in force on a day. Raises LookupError when there is none."""
    versions = [one for one in load(folder) if one.code == code and one.since <= on]
    if not versions:
        raise LookupError(f"no procedure {code} on {on}")
    return versions[-1]
