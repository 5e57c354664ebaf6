"""What each step says in two lines (两句话): what is to be done, by whom, by when, on what policy. Data, dated and sourced.

The steps of 识别认定 and 风险消除 are those of `core/policy/procedures`: their act, post and limit stand there and nowhere
else, here stands what they rest on, and what differs. All other steps stand here whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from huaiyuan.core.policy import procedures
from huaiyuan.core.policy.declared import Declared, Document

FILE = Path(__file__).parent / "steps.yaml"
POSTS = {"village": "村里", "township": "乡镇", "county_center": "县监测中心"}


class Wording(Declared):
    """How a step is worded from a day on; `limit` is the policy parameter that says by when, `basis` the paper it rests on."""

    since: dt.date = Field(alias="from")
    basis: str = Field(min_length=6)
    does: str = ""
    who: str = ""
    limit: str = ""
    when: str = ""


class Step(Declared):
    """One step with every wording that it ever had, oldest first."""

    title: str = ""
    worded: tuple[Wording, ...] = Field(min_length=1)

    def on(self, day: dt.date) -> Wording | None:
        """The wording in force on a day."""
        valid = [one for one in self.worded if one.since <= day]
        return max(valid, key=lambda one: one.since) if valid else None


class Stage(Declared):
    """A stretch of the work (环节) with its steps in their order."""

    code: str
    title: str = Field(min_length=2)
    steps: Mapping[str, Step] = Field(min_length=1)


@dataclass(frozen=True)
class Lines:
    """The two lines of a step on a day; `limit` names the parameter whose value completes the second one."""

    stage: str
    step: str
    stage_title: str
    title: str
    who: str
    does: str
    limit: str
    when: str
    basis: str
    since: dt.date

    @property
    def first(self) -> str:
        """Who does what."""
        return f"{self.who}：{self.does}"

    def second(self, by: str = "") -> str:
        """By when and on what paper. `by` is the limit or the deadline in words; empty where the step has none."""
        when = f"{by}办完" if by else self.when
        return f"{when}。依据：{self.basis}" if when else f"依据：{self.basis}"

    @property
    def key(self) -> str:
        """The step as an address names it."""
        return f"{self.stage}.{self.step}"


@cache
def load(file: Path = FILE) -> dict[str, Stage]:
    """Every stage by its code. Raises POLICY_FILE_FAULT with file and line."""
    document = Document.open(file)
    return {
        code: document.shaped(Stage, {"code": code, **declared}, (code,)) for code, declared in document.data.items()
    }


def lines(stage: str, step: str, on: dt.date) -> Lines | None:
    """What a step says on a day; None for what is no step, as a case that is over."""
    found = load().get(stage)
    declared = found.steps.get(step) if found else None
    worded = declared.on(on) if declared else None
    if found is None or declared is None or worded is None:
        return None
    asked = _of_procedure(stage, step, on)
    if asked is None:
        return Lines(stage, step, found.title, declared.title, worded.who, worded.does, worded.limit, worded.when,
                     worded.basis, worded.since)  # fmt: skip
    # What is written beside a procedure's step wins: a notice that runs has no day by which it is to be done.
    return Lines(stage, step, found.title, asked.title, worded.who or POSTS[asked.post], worded.does or asked.does,
                 "" if worded.when else asked.limit, worded.when, worded.basis, worded.since)  # fmt: skip


def everything(on: dt.date) -> list[Lines]:
    """All steps of all stages on a day, in their order."""
    told = (lines(stage.code, step, on) for stage in load().values() for step in stage.steps)
    return [one for one in told if one is not None]


def _of_procedure(stage: str, step: str, on: dt.date) -> procedures.Step | None:
    try:
        return procedures.in_force(stage, on).step(step)
    except LookupError:
        return None
