"""Whether one person is due a benefit (应享 / 不应享 / 不明), how much, and what is lacking: plain Python, explained.

The county is asked by SQL (`compiling`); a property test holds the two to the same answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlglot import exp

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.yuan import shown
from huaiyuan.core.policy.benefits.asking import Value, answer, blamed
from huaiyuan.core.policy.benefits.checking import AGE, Checked
from huaiyuan.core.policy.benefits.payments import Payment
from huaiyuan.core.policy.benefits.shape import Fact, Who

DEAD = "已经去世"


class Why(StrEnum):
    """Why a fact is not known; empty when it is."""

    KNOWN = ""
    BLANK = "blank"
    UNSURE = "unsure"
    DOUBT = "doubt"
    UNCOVERED = "uncovered"


@dataclass(frozen=True)
class Told:
    """What is told of one fact: its value, or why there is none."""

    value: Value
    why: Why = Why.KNOWN


class Verdict(StrEnum):
    """What stands between what is due and what was paid; the value is the word shown to people."""

    MISSING = "应享未享"
    OVER = "不应享而享"
    UNKNOWN = "不明"
    RIGHT = "相符"


@dataclass(frozen=True)
class Decision:
    """The answer for one payment. `belongs`: whether the benefit is about this person at all.

    `because`: why nothing is due; `missing`: what is lacking where the answer or the amount is 不明.
    """

    belongs: Known
    due: Known
    yuan: Decimal | None
    because: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """One person in the month that is asked: what is told of them, their age, whether they were alive in it."""

    facts: Mapping[str, Told]
    age: int
    alive: bool = True


@dataclass(frozen=True)
class Standing:
    """How a benefit that excludes stands for the same person: its id and short name, and whether it is due."""

    id: str
    short: str
    due: Known


def lacking(fact: Fact, why: str) -> str:
    """What is lacking, in the county's words."""
    words = {
        Why.BLANK: f"“{fact.label}”没有填",
        Why.UNSURE: f"“{fact.label}”：{fact.told_by}里的那一行证件号没对上，要先复核",
        Why.DOUBT: f"“{fact.label}”：{fact.told_by}里有对不准的行可能是本人",
        Why.UNCOVERED: f"缺{fact.told_by}",
    }
    return words[Why(why)]


# Something that may be lacking: a fact and why it is not known, a parameter, or a benefit that excludes.
Lack = tuple[str, str]
WHYS = tuple(why for why in Why if why)


def may_lack(checked: Checked) -> tuple[Lack, ...]:
    """Whatever may be lacking for a benefit, in the order in which it is said."""
    facts = [(name, str(why)) for name in checked.names for why in WHYS]
    return (*facts, *((name, "") for name in checked.needs), *((name, "") for name in checked.benefit.excluded_by))


def told(
    checked: Checked, lacks: Collection[Lack], titles: Mapping[str, str], shorts: Mapping[str, str]
) -> tuple[str, ...]:
    """What is lacking in words, each thing once."""
    return tuple(dict.fromkeys(_word(checked, one, titles, shorts) for one in may_lack(checked) if one in lacks))


def _word(checked: Checked, lack: Lack, titles: Mapping[str, str], shorts: Mapping[str, str]) -> str:
    name, why = lack
    if name in checked.facts:
        return lacking(checked.facts[name], why)
    return unsettled(shorts[name]) if name in checked.benefit.excluded_by else no_value(titles[name])


def no_value(title: str) -> str:
    """What is lacking where the county has entered no number."""
    return f"没有录入“{title}”"


def unsettled(short: str) -> str:
    """What is lacking where it is not known whether a benefit that excludes is due."""
    return f"“{short}”应不应享还不明"


def drawn(short: str) -> str:
    """Why nothing is due to somebody who is due a benefit that excludes this one."""
    return f"应享“{short}”，两项不能同时享受"


def decide(
    checked: Checked, person: Person, parameters: Mapping[str, Decimal | str | None], titles: Mapping[str, str],
    others: tuple[Standing, ...] = (),
) -> Decision:  # fmt: skip
    """Whether a person is due the benefit. `parameters` are the values in force for the payment, by name."""
    asked = _Asked(checked, person, parameters)
    belongs, due = (Known.of(_truth(answer(tree, asked.values))) for tree in (checked.population, checked.due))
    found = Known.all_of([Known.of(person.alive), belongs, due, *(_not(one.due) for one in others)])
    yuan, lacks = asked.amount() if found is Known.YES else (None, [])
    if found is Known.UNKNOWN:
        unclear = [(one.id, "") for one in others if one.due is Known.UNKNOWN]
        lacks = [*asked.lacks(checked.population), *asked.lacks(checked.due), *unclear]
    because = _because(checked, person, others) if found is Known.NO else ""
    shorts = {one.id: one.short for one in others}
    return Decision(belongs, found, yuan, because, told(checked, lacks, titles, shorts))


def compare(
    decision: Decision, received: Decimal | None, *, at_least: bool = False
) -> tuple[Verdict, Decimal | None]:  # fmt: skip
    """What is wrong between due and paid, and by how many 元; `received` None is 不明.

    Who is not certainly of the population is not spoken of unless money was paid.
    """
    if decision.due is Known.NO:
        return (Verdict.OVER, received) if received else (Verdict.RIGHT, None)
    if decision.belongs is not Known.YES and not received:
        return Verdict.RIGHT, None
    if decision.due is Known.UNKNOWN or decision.yuan is None or received is None:
        return Verdict.UNKNOWN, decision.yuan
    if received < decision.yuan:
        return Verdict.MISSING, decision.yuan - received
    if received > decision.yuan and not at_least:
        return Verdict.OVER, received - decision.yuan
    return Verdict.RIGHT, None


class _Asked:
    def __init__(
        self, checked: Checked, person: Person, parameters: Mapping[str, Decimal | str | None]
    ) -> None:  # fmt: skip
        self.checked, self.person, self.parameters = checked, person, parameters
        benefit = checked.benefit
        self.values: dict[str, Value] = {alias: parameters[name] for alias, name in benefit.parameters.items()}
        self.values |= {name: person.facts[name].value for name in checked.names}
        self.values[AGE] = Decimal(person.age)

    def lacks(self, tree: exp.Expression) -> list[Lack]:
        return [self._lack(name) for name in blamed(tree, self.values)]

    def _lack(self, name: str) -> Lack:
        if name in self.checked.facts:
            return name, str(self.person.facts[name].why)
        return self.checked.benefit.parameters[name], ""

    def amount(self) -> tuple[Decimal | None, list[Lack]]:
        for one, when in zip(self.checked.benefit.amount, self.checked.amounts, strict=True):
            holds = True if when is None else answer(when, self.values)
            if holds is None and when is not None:
                return None, self.lacks(when)
            if not holds:
                continue
            value = self.values[one.fact] if one.fact else self.parameters[one.parameter]
            if isinstance(value, Decimal):
                return one.of(value), []
            return None, [self._lack(one.fact) if one.fact else (one.parameter, "")]
        raise AssertionError("the last amount has no condition")


def who(checked: Checked, values: Mapping[str, Value]) -> str:
    """What somebody is, in the sentence."""
    cases: list[tuple[Who, exp.Expression | None]] = list(zip(checked.benefit.who, checked.whos, strict=True))
    return next(case.says for case, when in cases if when is None or answer(when, values) is True)


def explained(
    checked: Checked, name: str, person: Person, payment: Payment, decision: Decision, received: Decimal | None
) -> str:
    """One payment in one sentence (李四，小学寄宿生，2025年秋季学期应发625元，没有发放记录。)."""
    verdict, yuan = compare(decision, received, at_least=checked.benefit.at_least)
    values: dict[str, Value] = {fact: person.facts[fact].value for fact in checked.names} | {AGE: Decimal(person.age)}
    is_a = who(checked, values)
    paid, due = shown(received or Decimal(0)), shown(decision.yuan or Decimal(0))
    if decision.due is Known.UNKNOWN:
        return f"{name}，{payment.label}应不应享“{checked.benefit.short}”不明：{'；'.join(decision.missing)}。"
    if decision.due is Known.NO:
        told = f"发了{paid}元，不应当发" if received else "不应享"
        return f"{name}，{decision.because}，{payment.label}“{checked.benefit.short}”{told}。"
    if decision.yuan is None:
        return f"{name}，{is_a}，{payment.label}应享“{checked.benefit.short}”，应发多少不明：{'；'.join(decision.missing)}。"
    start = f"{name}，{is_a}，{payment.label}应发{due}元"
    if received is None:
        return f"{start}，发没发不明：缺{checked.benefit.receipts}。"
    if verdict is Verdict.MISSING:
        return (
            f"{start}，没有发放记录。"
            if not received
            else f"{start}，只发了{paid}元，少发{shown(yuan or Decimal(0))}元。"
        )
    if verdict is Verdict.OVER:
        return f"{start}，发了{paid}元，多发{shown(yuan or Decimal(0))}元。"
    return f"{start}，已发{paid}元。"


def _because(checked: Checked, person: Person, others: tuple[Standing, ...]) -> str:
    if not person.alive:
        return DEAD
    first = next((one.short for one in others if one.due is Known.YES), None)
    return drawn(first) if first else checked.benefit.not_due


def _truth(value: Value) -> bool | None:
    return None if value is None else bool(value)


def _not(known: Known) -> Known:
    return {Known.YES: Known.NO, Known.NO: Known.YES}.get(known, Known.UNKNOWN)
