"""What a rule may ask of whom it looks at (规则的对象), beside its declared inputs: a person, a household or a village.

Only columns that are never missing for a reason other than not being known stand here: a monitoring category, say,
is empty for most people and would make them all 不明.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huaiyuan.core.policy.expression import Kind

SCHOOL_YEAR_BASE = "education.school_year_base"
# Every relation of subjects has these, empty where they mean nothing: a village has no household.
ALWAYS = ("person_id", "household_no", "village_code", "township_code", "name")


@dataclass(frozen=True)
class SubjectColumn:
    """A column of a subject: DuckDB SQL over its view, its word, its only values, the parameter it needs.

    `of_members`: the SQL is an aggregate over the members, as `person_now` has them.
    """

    sql: str
    kind: Kind
    label: str
    codes: tuple[str, ...] = ()
    needs: str = ""
    of_members: bool = False


@dataclass(frozen=True)
class Subject:
    """Whom rules look at: the column that names one, the word for it in a sentence, and what may be asked of it."""

    key: str
    said: str
    columns: Mapping[str, SubjectColumn]


# Full years: the difference of years, less one before the birthday. `:as_of` and `:school_base` are bound dates.
AGE = """(year({day}) - year(birth_on)
    - CAST(month({day}) * 100 + day({day}) < month(birth_on) * 100 + day(birth_on) AS INTEGER))"""
WORKING = ("普通劳动力", "技能劳动力")
SHARED = {
    "archive_type": SubjectColumn("archive_type", Kind.TEXT, "户类型", ("脱贫户", "一般农户")),
    "monitored": SubjectColumn("monitored", Kind.BOOL, "在册监测"),
}

SUBJECTS = {
    "person": Subject(
        "person_id",
        "name",
        {
            "sex": SubjectColumn("sex", Kind.TEXT, "性别", ("男", "女")),
            "birth_on": SubjectColumn("birth_on", Kind.DATE, "出生日期"),
            "age": SubjectColumn(AGE.format(day=":as_of"), Kind.NUMBER, "周岁"),
            "school_age": SubjectColumn(
                AGE.format(day=":school_base"), Kind.NUMBER, "学年周岁", needs=SCHOOL_YEAR_BASE
            ),
            "relation": SubjectColumn("relation", Kind.TEXT, "与户主关系"),
            "is_head": SubjectColumn("is_head", Kind.BOOL, "户主"),
            **SHARED,
            "health": SubjectColumn("health", Kind.TEXT, "健康状况"),
            "labour": SubjectColumn("labour", Kind.TEXT, "劳动技能"),
        },
    ),
    "household": Subject(
        "household_no",
        "name",
        {
            **SHARED,
            "members": SubjectColumn("members", Kind.NUMBER, "人口数"),
            # Who lives there alone, or only with others as old; nobody's day of birth is missing.
            "youngest_age": SubjectColumn("min(age)", Kind.NUMBER, "最小周岁", of_members=True),
            # Nobody's labour skill may be missing, else the count is not known.
            "labourers": SubjectColumn(
                f"CASE WHEN count(*) = count(labour) THEN count(*) FILTER (labour IN {WORKING}) END",
                Kind.NUMBER, "劳动力人数", of_members=True,
            ),
        },
    ),
    "village": Subject(
        "village_code", "village", {"households": SubjectColumn("households", Kind.NUMBER, "村户数")}
    ),
}  # fmt: skip

# Every column under its name, whoever it is asked of; the same name means the same everywhere.
COLUMNS = {name: column for subject in SUBJECTS.values() for name, column in subject.columns.items()}


def kinds(subject: str) -> dict[str, Kind]:
    """The kinds of a subject's columns, by name."""
    return {name: column.kind for name, column in SUBJECTS[subject].columns.items()}


def codes(subject: str) -> dict[str, tuple[str, ...]]:
    """The only values of a subject's coded columns, by name."""
    return {name: column.codes for name, column in SUBJECTS[subject].columns.items() if column.codes}
