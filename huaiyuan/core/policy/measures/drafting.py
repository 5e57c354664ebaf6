"""A first draft of a family's plan (一户一策): one measure for each risk that none answers yet, and what its labour asks for.

Nothing is piled up: a measure that answers two risks is proposed once, and what is given already is not proposed again.
It proposes with reasons; people write, a township reviews. Sources: domain §1.5; usual.yaml.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from huaiyuan.core.policy import measures
from huaiyuan.core.policy.declared import Declared, Document
from huaiyuan.core.policy.measures import Labour, Lack

FILE = Path(__file__).parent / "usual.yaml"
# Whoever can work less is offered what suits him first; whoever can, paid work.
FIRST_FOR = {Labour.ABLE: "就业帮扶", Labour.WEAK: "公益岗位帮扶"}
FLOOR_KIND = "综合保障"
WORDS = {Labour.ABLE: "有劳动力", Labour.WEAK: "只有弱劳动力或半劳动力", Labour.NONE: "整户没有劳动力",
         Labour.UNKNOWN: "劳动能力不明"}  # fmt: skip


class Usual(Declared):
    """How a kind of measure is usually written: one sentence, who carries it out, for how many months."""

    says: str = Field(min_length=4)
    owner: str = Field(min_length=1)
    months: int = Field(ge=1)


@dataclass(frozen=True)
class Proposal:
    """One measure as it is proposed. `risk` is empty where it answers none, only what the family can do."""

    kind: str
    risk: str
    says: str
    why: str
    owner: str
    months: int


@dataclass(frozen=True)
class Draft:
    """What is proposed, what is there already (with which risk it answers), and what is lacking all the same."""

    proposals: tuple[Proposal, ...]
    standing: tuple[str, ...]
    lacking: tuple[Lack, ...]


@cache
def _read(file: Path = FILE) -> dict[str, Usual]:
    document = Document.open(file)
    known = {kind.name for kind in measures.kinds()}
    for name in document.data:
        if name not in known:
            document.refuse((name,), f"没有“{name}”这类措施")
    return {name: document.shaped(Usual, given, (name,)) for name, given in document.data.items()}


def usual(kind: str) -> Usual | None:
    """How a kind is usually written; None for one that only people write."""
    return _read().get(kind)


def usual_sentences() -> frozenset[str]:
    """Every sentence a draft may begin with: whoever leaves one as it is has written nothing yet."""
    return frozenset(one.says for one in _read().values())


def draft(risks: Iterable[str], labour: Labour, given: Collection[str]) -> Draft:
    """Propose measures for a family. `given` are the kinds it has already, by whatever way they came to it."""
    named, chosen = list(dict.fromkeys(risks)), list[Proposal]()
    standing = []
    for risk in named:
        answers = measures.fitting(risk)
        have = [kind for kind in answers if kind in given]
        if have:
            standing.append(f"“{risk}”已有{'、'.join(have)}")
        elif not any(one.kind in answers for one in chosen):
            chosen += _for_risk(risk, answers, labour)
    chosen += _for_labour(labour, {*given, *(one.kind for one in chosen)})
    kinds = {*given, *(one.kind for one in chosen)}
    return Draft(tuple(chosen), tuple(standing), tuple(measures.lacking(named, kinds, labour)))


def _for_risk(risk: str, answers: tuple[str, ...], labour: Labour) -> list[Proposal]:
    """The first kind that answers the risk and that the family can do, as the county wrote their order."""
    able = [kind for kind in answers if _can_do(kind, labour) and kind in _read()]
    return [_proposed(able[0], risk, f"针对“{risk}”")] if able else []


def _for_labour(labour: Labour, kinds: Collection[str]) -> list[Proposal]:
    if labour is Labour.NONE:
        floors = {kind.name for kind in measures.kinds() if kind.floor}
        return [] if floors & set(kinds) else [_proposed(FLOOR_KIND, "", f"{WORDS[labour]}，要落实兜底保障")]
    if labour is Labour.UNKNOWN or any(measures.is_development(kind) for kind in kinds):
        return []
    return [_proposed(FIRST_FOR[labour], "", f"{WORDS[labour]}，至少落实一项开发式帮扶")]


def _can_do(kind: str, labour: Labour) -> bool:
    return labour is not Labour.NONE or not measures.is_development(kind)


def _proposed(kind: str, risk: str, why: str) -> Proposal:
    how = _read()[kind]
    return Proposal(kind, risk, how.says, why, how.owner, how.months)
