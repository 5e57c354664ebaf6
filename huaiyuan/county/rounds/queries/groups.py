"""Key groups (重点群体) as people read them: who is in each, from when, on what policy, and what it lacks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.core.kernel import clock
from huaiyuan.county.rounds import keygroups
from huaiyuan.county.rounds.models import RoundGroup


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
    off = keygroups.off(clock.today())
    shown = []
    for checked in keygroups.declared():
        rule, row = checked.rule, counted.get(checked.rule.id)
        shown.append(
            GroupShown(
                code=rule.id, title=rule.title, whom=rule.population_says,
                says=tuple(case.says for case in rule.sentences), since=rule.since,
                source="；".join(f"{basis.doc}，{basis.clause}" for basis in rule.basis),
                off_because=row.off_because if row else off.get(rule.id, ""),
                households=row.households if row else None, unknown=row.unknown if row else None,
            )
        )  # fmt: skip
    return shown


def titles() -> dict[str, str]:
    """The titles of the groups by code."""
    return {checked.rule.id: checked.rule.title for checked in keygroups.declared()}


def words(codes: str, known: dict[str, str]) -> list[str]:
    """Codes as they stand on a line, in words."""
    return [known.get(code, code) for code in codes.split(";") if code]
