"""What a rule may ask of whom it looks at (规则的对象), beside its declared inputs: a person, a household or a village.

Only columns that are never missing for a reason other than not being known stand here: a monitoring category, say,
is empty for most people and would make them all 不明.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.kinship import RELATIONS

SCHOOL_YEAR_BASE = "education.school_year_base"
# Every relation of subjects has these, empty where they mean nothing: a village has no household.
ALWAYS = ("person_id", "household_no", "village_code", "township_code", "name")


@dataclass(frozen=True)
class SubjectColumn:
    """A column of a subject: DuckDB SQL over its view, its word, its only values, the parameter it needs.

    `of_members`: the SQL is an aggregate over the members, over the person's own columns.
    `certain`: never missing, whatever was registered. `lasting`: the column to tell the facts by where the value itself
    changes with the calendar, as an age does.
    """

    sql: str
    kind: Kind
    label: str
    codes: tuple[str, ...] = ()
    needs: str = ""
    of_members: bool = False
    certain: bool = False
    lasting: str = ""


@dataclass(frozen=True)
class Subject:
    """Whom rules look at: the column that names one, the word for it in a sentence, and what may be asked of it."""

    key: str
    said: str
    columns: Mapping[str, SubjectColumn]


# Full years: the difference of years, less one before the birthday. `:as_of` and `:school_base` are bound dates.
AGE = """(year({day}) - year({born})
    - CAST(month({day}) * 100 + day({day}) < month({born}) * 100 + day({born}) AS INTEGER))"""
WORKING = ("普通劳动力", "技能劳动力")
LABOUR = (*WORKING, "弱劳动力或半劳动力", "丧失劳动力", "无劳动力")
ID_KINDS = ("居民身份证", "残疾人证", "无")
NONE = "无"
CATEGORIES = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户", NONE)
RISK_STATES = ("未消除", "已消除", "已清退", NONE)
HEAD_BORN = "max(birth_on) FILTER (WHERE is_head) OVER (PARTITION BY household_no)"
SHARED = {
    "archive_type": SubjectColumn("archive_type", Kind.TEXT, "户类型", ("脱贫户", "一般农户")),
    "monitored": SubjectColumn("monitored", Kind.BOOL, "在册监测", certain=True),
}


def _number(sql: str, label: str, **more: Any) -> SubjectColumn:
    return SubjectColumn(sql, Kind.NUMBER, label, of_members=True, **more)


def _yes(sql: str, label: str, **more: Any) -> SubjectColumn:
    return SubjectColumn(sql, Kind.BOOL, label, **more)


def _has_word(words: str, word: str) -> str:
    """Whether a word stands in a list joined by semicolons; null for a list nobody registered."""
    return f"contains(';' || {words} || ';', ';{word};')"


def _some(condition: str, known: str) -> str:
    """Whether it holds for some member: known when it does for one, else only when it is known of all."""
    return f"CASE WHEN count(*) FILTER ({condition}) > 0 THEN TRUE WHEN count(*) = count({known}) THEN FALSE END"


PERSON = {
    "sex": SubjectColumn("sex", Kind.TEXT, "性别", ("男", "女"), certain=True),
    "birth_on": SubjectColumn("birth_on", Kind.DATE, "出生日期", certain=True),
    "age": SubjectColumn(
        AGE.format(day=":as_of", born="birth_on"), Kind.NUMBER, "周岁", certain=True, lasting="birth_on"
    ),
    "school_age": SubjectColumn(
        AGE.format(day=":school_base", born="birth_on"), Kind.NUMBER, "学年周岁", needs=SCHOOL_YEAR_BASE, certain=True,
        lasting="birth_on",
    ),
    "relation": SubjectColumn("relation", Kind.TEXT, "与户主关系", RELATIONS, certain=True),
    "is_head": _yes("is_head", "户主", certain=True),
    **SHARED,
    "health": SubjectColumn("health", Kind.TEXT, "健康状况"),
    "labour": SubjectColumn("labour", Kind.TEXT, "劳动技能", LABOUR),
    "healthy": _yes("health = '健康'", "身体健康"),
    "serious": _yes(_has_word("health", "患有大病"), "登记大病"),
    "disabled": _yes(_has_word("health", "残疾"), "登记残疾"),
    "has_health": _yes("health IS NOT NULL", "登记了健康状况", certain=True),
    "has_labour": _yes("labour IS NOT NULL", "登记了劳动技能", certain=True),
    "has_id": _yes("id_key IS NOT NULL", "有证件号码", certain=True),
    "id_kind": SubjectColumn("id_kind", Kind.TEXT, "证件类型", ID_KINDS, certain=True),
    "same_number": SubjectColumn(
        "CASE WHEN id_key IS NOT NULL THEN count(*) OVER (PARTITION BY id_key) END", Kind.NUMBER, "同一证件号人数",
        certain=True,
    ),
    "head_sex": SubjectColumn(
        "max(sex) FILTER (WHERE is_head) OVER (PARTITION BY household_no)", Kind.TEXT, "户主性别", ("男", "女")
    ),
    "head_age": SubjectColumn(
        AGE.format(day=":as_of", born=f"({HEAD_BORN})"), Kind.NUMBER, "户主周岁", lasting="head_birth_on"
    ),
    "head_birth_on": SubjectColumn(HEAD_BORN, Kind.DATE, "户主出生日期"),
    "joined_on": SubjectColumn("joined_on", Kind.DATE, "进这一户的日期", certain=True),
    "has_phone": _yes("person_id IN (SELECT person_id FROM persons WHERE has_phone)", "登记了电话", certain=True),
}  # fmt: skip
HOUSEHOLD = {
    **SHARED,
    "members": SubjectColumn("members", Kind.NUMBER, "人口数", certain=True),
    # Nobody's labour skill may be missing, else the count is not known.
    "labourers": _number(
        f"CASE WHEN count(*) = count(labour) THEN count(*) FILTER (labour IN {WORKING}) END", "劳动力人数"
    ),
    "heads": _number("count(*) FILTER (is_head)", "户主人数", certain=True),
    "spouses": _number("count(*) FILTER (relation = '配偶')", "配偶人数", certain=True),
    "head_sex": SubjectColumn(
        "max(sex) FILTER (is_head)", Kind.TEXT, "户主性别", ("男", "女"), of_members=True, certain=True
    ),
    "spouse_sex": SubjectColumn(
        "max(sex) FILTER (relation = '配偶')", Kind.TEXT, "配偶性别", ("男", "女"), of_members=True, certain=True,
    ),
    "youngest": _number("min(age)", "最小周岁", lasting="youngest_born", certain=True),
    "youngest_born": SubjectColumn(
        "max(birth_on)", Kind.DATE, "最小的人出生日期", of_members=True, certain=True
    ),
    "any_ill": _yes(
        _some("serious OR " + _has_word("health", "长期慢性病"), "health"), "有患病的人", of_members=True,
    ),
    "any_disabled": _yes(_some("disabled", "disabled"), "有残疾的人", of_members=True),
    "any_phone": _yes("bool_or(has_phone)", "有人登记电话", of_members=True, certain=True),
    "category": SubjectColumn(f"coalesce(category, '{NONE}')", Kind.TEXT, "监测对象类别", CATEGORIES, certain=True),
    "risk_state": SubjectColumn(f"coalesce(risk_state, '{NONE}')", Kind.TEXT, "风险状态", RISK_STATES, certain=True),
    "approved_on": SubjectColumn("approved_on", Kind.DATE, "识别日期"),
    "cleared_on": SubjectColumn("cleared_on", Kind.DATE, "消除日期"),
    "risk_named": _yes("risks <> ''", "登记了风险类型", certain=True),
    **{
        column: _yes(_has_word("risks", word), f"风险{word}", certain=True)
        for column, word in (
            ("risk_ill", "因病"), ("risk_disabled", "因残"), ("risk_study", "因学"), ("risk_work", "因务工就业不稳"),
            ("risk_hands", "缺劳动力"), ("risk_housing", "因安全住房"),
        )
    },
    # Nobody has been there since: from the day of identification on, where no visit was ever recorded.
    "seen_on": SubjectColumn(
        """coalesce((SELECT max(v.visited_on) FROM home_visits v WHERE v.household_no = h.household_no
            AND v.visited_on <= :as_of), approved_on)""",
        Kind.DATE, "最近走访日期",
    ),
    # Help that was approved and not given up, done or still to do; a plan that was stopped helps nobody.
    "helped_until": SubjectColumn(
        """(SELECT max(g.planned_to) FROM measures g WHERE g.household_no = h.household_no AND g.state <> 'dropped'
            AND g.plan_state IN ('set', 'running', 'done'))""",
        Kind.DATE, "措施到期日期",
    ),
    "dead_members": SubjectColumn(
        """(SELECT count(*) FROM memberships g JOIN persons d USING (person_id) WHERE g.household_no = h.household_no
            AND g.valid_from <= :as_of AND g.valid_to > :as_of AND d.died_on <= :as_of)""",
        Kind.NUMBER, "已死亡还在户的人数", certain=True,
    ),
}  # fmt: skip
SUBJECTS = {
    "person": Subject("person_id", "name", PERSON),
    "household": Subject("household_no", "name", HOUSEHOLD),
    "village": Subject(
        "village_code", "village",
        {"households": SubjectColumn("households", Kind.NUMBER, "村户数", certain=True)},
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
