"""Measures of help (帮扶措施): the fourteen kinds, which of them develop, which fits which risk, and what is lacking.

Source: domain §1.5; kinds and fits are dated data in measures.yaml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.declared import Declared, Document

FILE = Path(__file__).parent / "measures.yaml"
DEVELOPMENT, FLOOR = "开发式帮扶", "兜底保障"


class Labour(StrEnum):
    """Whether a family can work (劳动能力), by the best of its members."""

    ABLE = "able"
    WEAK = "weak"
    NONE = "none"
    UNKNOWN = "unknown"


class Kind(Declared):
    """One of the fourteen kinds. `development`: 开发式; `floor`: what carries a family without labour (兜底)."""

    name: str
    development: bool = False
    floor: bool = False
    since: dt.date = Field(alias="from")
    source: str = Field(min_length=4)


class Fit(Declared):
    """The kinds of measures that answer one risk; `needs_labour`: the risk itself supposes somebody who can work."""

    risk: str
    kinds: tuple[str, ...] = Field(min_length=1)
    needs_labour: bool = False
    since: dt.date = Field(alias="from")
    source: str = Field(min_length=4)


@dataclass(frozen=True)
class Lack:
    """What a plan lacks, why, and which kinds of measures would do."""

    what: str
    because: str
    kinds: tuple[str, ...] = ()


@cache
def _read(file: Path = FILE) -> tuple[dict[str, Kind], dict[str, Fit]]:
    document = Document.open(file)
    named = {
        name: document.shaped(Kind, {"name": name, **given}, ("kinds", name))
        for name, given in document.data["kinds"].items()
    }
    fitting = {
        risk: document.shaped(Fit, {"risk": risk, **given}, ("fits", risk))
        for risk, given in document.data["fits"].items()
    }
    for risk, fit in fitting.items():
        for kind in fit.kinds:
            if kind not in named:
                document.refuse(("fits", risk), f"没有“{kind}”这类措施")
    return named, fitting


def kinds() -> list[Kind]:
    """The fourteen kinds in the order of the national form."""
    return list(_read()[0].values())


def is_development(kind: str) -> bool:
    """Whether a kind of measure is 开发式帮扶. Raises KeyError for a kind that is none of the fourteen."""
    return _read()[0][kind].development


def risks() -> list[str]:
    """The risks for which a rule says what answers them, in the order of the file."""
    return list(_read()[1])


def fitting(risk: str) -> tuple[str, ...]:
    """The kinds that answer a risk; empty where no rule says (因…其他): a person looks."""
    fit = _read()[1].get(risk)
    return fit.kinds if fit else ()


def fits(risk: str, kind: str) -> Known:
    """Whether a kind of measure answers a risk (针对性); 不明 for a risk of which no rule speaks."""
    fit = _read()[1].get(risk)
    return Known.UNKNOWN if fit is None else Known.of(kind in fit.kinds)


def labour_of(skills: Iterable[str | None]) -> Labour:
    """A family's labour from its members' 劳动技能 (national words); None is a member of whom nothing is known."""
    found = set(skills)
    if found & {"普通劳动力", "技能劳动力"}:
        return Labour.ABLE
    if not found or found - {"弱劳动力或半劳动力", "丧失劳动力", "无劳动力"}:
        return Labour.UNKNOWN
    return Labour.WEAK if "弱劳动力或半劳动力" in found else Labour.NONE


def lacking(risks: Iterable[str], measures: Collection[str], labour: Labour) -> list[Lack]:
    """What a family's measures lack: an answer to each risk, 开发式 where there is labour, 兜底 where there is none.

    `measures` are the kinds already given or planned. A risk of which no rule speaks lacks nothing that can be told.
    """
    found = []
    for risk in dict.fromkeys(risks):
        fit = _read()[1].get(risk)
        if fit is None:
            continue
        if fit.needs_labour and labour is Labour.NONE:
            found.append(Lack(f"核对风险“{risk}”", "家里没有劳动力，这项风险要再核"))
        elif not set(fit.kinds) & set(measures):
            found.append(Lack(f"针对“{risk}”的措施", f"“{risk}”还没有一项针对性措施", fit.kinds))
    return found + _by_labour(measures, labour)


def _by_labour(measures: Collection[str], labour: Labour) -> list[Lack]:
    develops = tuple(kind.name for kind in kinds() if kind.development)
    floors = tuple(kind.name for kind in kinds() if kind.floor)
    developed = bool(set(develops) & set(measures))
    if labour is Labour.UNKNOWN:
        return [Lack("劳动能力", "家庭成员的劳动技能没有登记全，先核对再定措施")]
    if labour is Labour.NONE:
        return [] if set(floors) & set(measures) else [Lack(FLOOR, "整户没有劳动力，要落实兜底保障", floors)]
    if developed:
        return []
    if labour is Labour.ABLE:
        return [Lack(DEVELOPMENT, "家里有劳动力，至少落实一项开发式帮扶", develops)]
    return [Lack(DEVELOPMENT, "家里有弱劳动力或半劳动力，创造条件落实开发式帮扶", develops)]
