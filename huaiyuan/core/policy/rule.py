"""A rule (规则) as data: who is looked at, what is taken from which department's file, and the condition over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from huaiyuan.core.policy.declared import Declared, Document

FOLDER = Path(__file__).parent / "rules"

Window = Literal["latest_batch", "previous_batch", "calendar_year", "calendar_month", "school_year"]
Subject = Literal["person", "household", "village"]
RuleKind = Literal["risk", "gap", "review", "quality", "group"]
Grade = Literal["红", "橙", "黄"]
RiskType = Literal[
    "因病", "因学", "因残", "因自然灾害", "因意外事故", "因产业项目失败", "因务工就业不稳", "缺劳动力", "因安全住房", "因安全饮水",
    "因义务教育", "收入骤降", "其他", "复核", "数据质量",
]  # fmt: skip
RED = "红"
# What stands for a risk where a rule tells of none: it proposes to look again, or says whom to look at closely (重点群体).
RISKLESS: Mapping[RuleKind, RiskType] = {"review": "复核", "quality": "数据质量", "group": "复核"}
# Rules about the registry's own truth (数据质量核查) have numbers of their own, for they run apart from the others.
QUALITY: RuleKind = "quality"
QUALITY_LETTER = "Z"
How = Literal["变更", "更正", "县里", "部门"]
Correctable = Literal["", "relation", "health", "labour"]


class Band(Declared):
    """How a number is cut into bands: what stays within its band is no new fact (decision F6).

    Without `of` the steps are values; with it, multiples of that parameter.
    """

    at: tuple[Decimal, ...] = Field(min_length=1)
    of: str = ""

    @field_validator("at")
    @classmethod
    def _ascending(cls, steps: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
        if list(steps) != sorted(set(steps)):
            raise ValueError("要从小到大排，不能重复")
        return steps


class Input(Declared):
    """What is taken from a source for one subject: a person's rows, those of any member of a household, or a village's.

    window: which batch is read. `latest_batch`: the latest up to the day; `previous_batch`: that of the period before
    it; `calendar_year`: the latest of the day's year (cumulative sources); `calendar_month`: of that one, the rows
    dated in its own month; `school_year`: the latest since the school year began.
    where: which rows count, a condition over the source's columns. A row for which it is unknown may count: it makes
    the value 不明, or a lower bound under `at_least`.
    take: `any` there is a row; `count` how many; `sum`, `max`, `min` over the rows; `latest` the row that is last by
    column `by`.
    absent: what no row means. `unknown`: nothing is known. `unknown_unless_covered`: `otherwise` (else) where the batch
    covers the person's village, else 不明. `covered_share`: parameter for the least share of the rule's people in a
    village that must have rows before silence means anything.
    doubt: `unmatched_or_ambiguous` makes absence 不明 where such a row could be the person.
    empty_cells: `at_least`: what was left blank makes the sum, count or maximum a lower bound, which may still prove
    是 but never 否; such an input may only be asked whether it reaches something.
    band `none`: the value tells nothing that is not told otherwise.
    """

    label: str
    source: str
    take: Literal["any", "count", "sum", "max", "min", "latest"]
    column: str = ""
    by: str = ""
    where: str = ""
    window: Window = "latest_batch"
    absent: Literal["unknown", "unknown_unless_covered"] = "unknown"
    otherwise: bool | int | str | None = Field(default=None, alias="else")
    covered_share: str = ""
    doubt: Literal["", "unmatched_or_ambiguous"] = ""
    empty_cells: Literal["unknown", "at_least"] = "unknown"
    band: Band | Literal["none"] | None = None


class Awaited(Declared):
    """A source that no department sends yet: the rule is written and checked against this shape, and stays off.

    columns: 数, 文字, 日期, or the list of a coded column's values.
    """

    name: str = Field(min_length=2)
    department: str
    kind: Literal["全员类", "事件类"]
    subject: Literal["person", "village"] = "person"
    cumulative: bool = False
    dated_by: str = ""
    columns: dict[str, Literal["数", "文字", "日期"] | tuple[str, ...]] = Field(min_length=1)


class Mode(Declared):
    """A rule that is one of several ways to count the same: it runs only while the parameter says so."""

    parameter: str
    equals: str


class GradeCase(Declared):
    """A grade, and when it applies; the first that applies counts, the last has no condition."""

    grade: Grade
    when: str = ""


class SaysCase(Declared):
    """An evidence sentence with `{facts}`, and when it applies; the last has no condition."""

    says: str
    when: str = ""


class CoolDown(Declared):
    """After a verdict that nothing is wrong: `days` (a parameter) of silence, in which only `reopen_when` speaks."""

    days: str
    reopen_when: str = ""


class Mend(Declared):
    """How what is wrong is put right (怎么改): by whom or on which form, in the village's words.

    how: `变更` the form for changes of families; `更正` the fact itself, named by `field`; `县里` only the county can,
    `部门` only the department whose table says otherwise.
    """

    how: How
    field: Correctable = ""
    says: str = Field(min_length=4)


class Basis(Declared):
    """Where a rule comes from."""

    doc: str
    clause: str
    since: dt.date = Field(alias="from")


class Rule(Declared):
    """One rule. `version` grows with every change of the text; `since` is the first day it holds.

    A quality rule says what should be (`expects`) and how it is put right (`mend`); it has no grade and no cool-down:
    what was looked at and found right stays so until its facts change.
    """

    id: str = Field(pattern=r"^[RZK]\d{2,3}$")
    version: int = Field(ge=1)
    title: str
    kind: RuleKind
    subject: Subject
    department: str
    risk: RiskType
    grade: Grade | tuple[GradeCase, ...] = ()
    since: dt.date = Field(alias="from")
    until: dt.date | None = Field(default=None, alias="to")
    population: str
    population_says: str
    awaits: dict[str, Awaited] = Field(default_factory=dict)
    only_when: Mode | None = None
    inputs: dict[str, Input] = Field(default_factory=dict)
    parameters: dict[str, str] = Field(default_factory=dict)
    when: str
    says: str | tuple[SaysCase, ...]
    expects: str = ""
    mend: Mend | None = None
    cool_down: CoolDown | None = None
    basis: tuple[Basis, ...] = Field(min_length=1)
    tests: str

    @property
    def sentences(self) -> tuple[SaysCase, ...]:
        """The evidence sentences with their conditions, one without a condition last."""
        return (SaysCase(says=self.says),) if isinstance(self.says, str) else self.says

    @property
    def cases(self) -> tuple[GradeCase, ...]:
        """The grades with their conditions, one without a condition last."""
        return (GradeCase(grade=self.grade),) if isinstance(self.grade, str) else self.grade

    def holds_on(self, day: dt.date) -> bool:
        """Whether this version of the rule is meant for a day."""
        return self.since <= day and (self.until is None or day < self.until)


def read(file: str, text: str) -> tuple[Rule, Document]:
    """A rule from its text, with the document that knows its lines. Raises POLICY_FILE_FAULT."""
    document = Document(file, text)
    rule = document.shaped(Rule, document.data)
    for entry, cases in (("grade", rule.cases), ("says", rule.sentences)):
        if cases and [bool(case.when) for case in cases] != [True] * (len(cases) - 1) + [False]:
            document.refuse((entry,), f"{entry} 分几种情况时逐条写条件，最后一条不写条件")
    if rule.until is not None and rule.until <= rule.since:
        document.refuse(("to",), f"停用日期不晚于施行日期。请把 to 写成{rule.since.isoformat()}以后的日子，或者去掉")
    return rule, document


def shipped_texts(folder: Path = FOLDER) -> Mapping[str, str]:
    """The texts of the rules that come with the system, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("[RZ]*.yaml"))}


def is_quality(rule_id: str) -> bool:
    """Whether a rule's number is that of a quality rule: it runs apart, and its hits are never leads."""
    return rule_id.startswith(QUALITY_LETTER)


def as_data(rule: Rule) -> dict[str, Any]:
    """The rule as plain data, for showing it."""
    return rule.model_dump(mode="json", by_alias=True)
