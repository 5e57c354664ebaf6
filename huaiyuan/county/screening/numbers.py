"""政策参数 as the county looks them up: every number in force, what it rests on, what it was, and which rules need it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.core.policy import parameters
from huaiyuan.county.screening import content, describing, inputs
from huaiyuan.county.screening.describing import ParameterStory, RuleName

# By what is settled: the word before the first dot of a parameter's name.
ABOUT = {
    "lead": "线索和核实", "review": "线索和核实", "precision": "线索和核实", "notice": "核对提示", "matching": "比对",
    "intake": "部门报数", "oversight": "月度节奏", "workday": "月度节奏", "change": "户的变更", "income": "收入",
    "medical": "医疗", "health": "医疗", "education": "教育", "housing": "住房", "water": "饮水", "welfare": "综合保障",
    "disability": "综合保障", "quality": "质量疑点", "work": "务工就业", "industry": "产业", "credit": "产业",
    "casework": "识别认定和风险消除", "exit": "识别认定和风险消除", "plan": "帮扶计划和走访", "duty": "帮扶计划和走访",
    "help": "帮扶计划和走访", "round": "集中排查", "keygroup": "集中排查", "application": "自主申报和明白纸", "leaflet": "自主申报和明白纸",
}  # fmt: skip
OTHER = "灾害和其他"


@dataclass(frozen=True)
class Number:
    """A parameter with its story; `rules` are those that do not run without it, `editable_in` the one to change it by."""

    about: str
    story: ParameterStory
    note: str
    rules: tuple[RuleName, ...]
    editable_in: str

    @property
    def is_settled(self) -> bool:
        """Whether it has a value today."""
        return bool(self.story.now)


def numbers(on: dt.date) -> list[Number]:
    """Every parameter the system knows, by what it is about and by name. Raises POLICY_FILE_FAULT."""
    shipped = parameters.load()
    stories = {story.name: story for story in describing.stories(list(shipped), on)}
    users, editable = _users(on)
    found = [
        Number(
            ABOUT.get(name.partition(".")[0], OTHER), stories[name], one.note, tuple(users.get(name, ())),
            editable.get(name, ""),
        )
        for name, one in shipped.items()
    ]  # fmt: skip
    order = [*dict.fromkeys(ABOUT.values()), OTHER]
    return sorted(found, key=lambda number: (order.index(number.about), number.story.name))


def _users(on: dt.date) -> tuple[dict[str, list[RuleName]], dict[str, str]]:
    """Which rules in force use each parameter, and the first by which it can be changed."""
    users: dict[str, list[RuleName]] = {}
    standing = inputs.checked_rules(inputs.rule_texts(on))
    for checked in standing:
        rule = checked.rule
        silence = [rule.cool_down.days] if rule.cool_down else []
        for name in dict.fromkeys([*content.editable(checked), *silence]):
            users.setdefault(name, []).append(RuleName(rule.id, rule.title))
    return users, content.needed_by(standing)
