"""What a rule may ask of the person it looks at (规则的对象), beside its declared inputs.

Only columns that are never missing for a reason other than not being known stand here: a monitoring category, say,
is empty for most people and would make them all 不明.
"""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.core.policy.expression import Kind

SCHOOL_YEAR_BASE = "education.school_year_base"


@dataclass(frozen=True)
class SubjectColumn:
    """A column of the person: DuckDB SQL over `person_now`, its word, its only values, the parameter it needs."""

    sql: str
    kind: Kind
    label: str
    codes: tuple[str, ...] = ()
    needs: str = ""


# Full years: the difference of years, less one before the birthday. `:as_of` and `:school_base` are bound dates.
AGE = """(year({day}) - year(birth_on)
    - CAST(month({day}) * 100 + day({day}) < month(birth_on) * 100 + day(birth_on) AS INTEGER))"""

COLUMNS = {
    "sex": SubjectColumn("sex", Kind.TEXT, "性别", ("男", "女")),
    "birth_on": SubjectColumn("birth_on", Kind.DATE, "出生日期"),
    "age": SubjectColumn(AGE.format(day=":as_of"), Kind.NUMBER, "周岁"),
    "school_age": SubjectColumn(AGE.format(day=":school_base"), Kind.NUMBER, "学年周岁", needs=SCHOOL_YEAR_BASE),
    "relation": SubjectColumn("relation", Kind.TEXT, "与户主关系"),
    "is_head": SubjectColumn("is_head", Kind.BOOL, "户主"),
    "archive_type": SubjectColumn("archive_type", Kind.TEXT, "户类型", ("脱贫户", "一般农户")),
    "monitored": SubjectColumn("monitored", Kind.BOOL, "在册监测"),
    "health": SubjectColumn("health", Kind.TEXT, "健康状况"),
    "labour": SubjectColumn("labour", Kind.TEXT, "劳动技能"),
}
KINDS = {name: column.kind for name, column in COLUMNS.items()}
CODES = {name: column.codes for name, column in COLUMNS.items() if column.codes}
