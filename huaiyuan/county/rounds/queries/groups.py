"""Key groups (重点群体) as people read them: who is in each, from when, on what policy, and what it lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from huaiyuan.core.kernel import clock
from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.compile import Value
from huaiyuan.core.policy.compile import shown as told
from huaiyuan.county.rounds import keygroups
from huaiyuan.county.rounds.models import RoundGroup
from huaiyuan.county.screening import inputs


@dataclass(frozen=True)
class GroupShown:
    """One key group. `households` and `unknown` are those of the round asked for, None without one."""

    code: str
    title: str
    whom: str
    says: tuple[str, ...]
    since: dt.date
    source: str
    off_because: str
    households: int | None = None
    unknown: int | None = None


def key_groups(round_number: str = "") -> list[GroupShown]:
    """The ten groups today, with the counts of a round."""
    counted = {row.code: row for row in RoundGroup.objects.filter(round__number=round_number)} if round_number else {}
    today, declared = clock.today(), keygroups.declared()
    off, values = keygroups.off(today), inputs.parameter_values(declared, today)
    shown = []
    for checked in declared:
        rule, row = checked.rule, counted.get(checked.rule.id)
        shown.append(
            GroupShown(
                code=rule.id, title=rule.title, whom=rule.population_says,
                says=tuple(_in_words(case.says, checked, values, today) for case in rule.sentences), since=rule.since,
                source="；".join(f"{basis.doc}，{basis.clause}" for basis in rule.basis),
                off_because=row.off_because if row else off.get(rule.id, ""),
                households=row.households if row else None, unknown=row.unknown if row else None,
            )
        )  # fmt: skip
    return shown


def _in_words(template: str, checked: Checked, values: Mapping[str, Value], on: dt.date) -> str:
    """A group's sentence as its definition: lines with their values, what differs from family to family as 多少."""
    said = []
    for text, name, _, _ in Formatter().parse(template):
        said.append(text)
        if name in checked.rule.parameters:
            value = values.get(checked.rule.parameters[name])
            said.append("（未定）" if value is None else told(value))
        elif name:
            said.append({checked.subject.said: "某某", "year": str(on.year)}.get(name, "多少"))
    return "".join(said)


def titles() -> dict[str, str]:
    """The titles of the groups by code."""
    return {checked.rule.id: checked.rule.title for checked in keygroups.declared()}


def words(codes: str, known: dict[str, str]) -> list[str]:
    """Codes as they stand on a line, in words."""
    return [known.get(code, code) for code in codes.split(";") if code]
