"""What is told of families' 两不愁三保障和饮水: every app that knows something of it registers a voice.

Voices ask their tables together, in one query however many they are; parameters too are read once for all of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from huaiyuan.base import reference
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.guarantees import Guarantee, Said, weighed
from huaiyuan.county.registry import together
from huaiyuan.county.registry.queries.homes import Living, living
from huaiyuan.county.registry.together import Texts


@dataclass(frozen=True)
class Home:
    """A family that is asked about: where it lives and who lives there."""

    village_code: str
    members: tuple[Living, ...]


Homes = Mapping[str, Home]
Limits = Mapping[str, Decimal | str]
Answers = dict[Guarantee, Said]
ByHousehold = Mapping[str, Mapping[Guarantee, Said]]


@dataclass(frozen=True)
class Question:
    """What a voice wants to know: rows as texts (`together.as_texts`) by name, and how it answers from them.

    The answers are by household number; who is left out, the voice says nothing of.
    """

    read: Callable[[Mapping[str, list[Texts]]], ByHousehold]
    rows: Mapping[str, QuerySet[Any, Any]] = field(default_factory=dict)


# Household numbers with their homes, a day, and the parameters in force of those that the voice needs.
Voice = Callable[[Homes, dt.date, Limits], Question]
VOICES: dict[str, tuple[Voice, tuple[str, ...]]] = {}


def register(name: str, voice: Voice, needs: tuple[str, ...] = ()) -> None:
    """Add a voice, with the parameters that it needs. Raises ValueError when the name is taken."""
    if VOICES.get(name, (voice, needs)) != (voice, needs):
        raise ValueError(f"guarantee voice {name} is registered twice")
    VOICES[name] = voice, needs


def needs() -> list[str]:
    """The parameters that voices need, for callers that read theirs together with them."""
    return sorted({name for _, wanted in VOICES.values() for name in wanted})


def homes(household_nos: Iterable[str], on: dt.date) -> dict[str, Home]:
    """Households as they are asked about; one that nobody lives in is left out. One query."""
    return {number: Home(members[0].village_code, members) for number, members in living(household_nos, on).items()}


def told(
    asked: Homes,
    on: dt.date,
    *,
    limits: Limits | None = None,
    known: Mapping[str, ByHousehold] | None = None,
    only: str = "",
) -> dict[str, dict[Guarantee, list[Said]]]:
    """Everything that is told of households, by number, in the order of the voices.

    `limits` are the parameters of `needs` where the caller has read them; `known` is what a voice said, by its name, that
    the caller has heard already; `only` hears one voice. Two queries and what the rolls' list of batches takes, one less with `limits`.
    """
    found: dict[str, dict[Guarantee, list[Said]]] = {number: {} for number in asked}
    if not asked:
        return found
    in_force = limits if limits is not None else _in_force(on)
    heard = known or {}
    speaking = {only: VOICES[only]} if only else VOICES
    questions = {name: voice(asked, on, in_force) for name, (voice, _) in speaking.items() if name not in heard}
    rows = together.ask({f"{name}/{what}": one for name, q in questions.items() for what, one in q.rows.items()})
    for name in speaking:
        answers = heard[name] if name in heard else _answered(name, questions[name], rows)
        for number, said in answers.items():
            for what, one in said.items():
                found[number].setdefault(what, []).append(one)
    return found


def standing(
    asked: Homes, on: dt.date, *, limits: Limits | None = None, known: Mapping[str, ByHousehold] | None = None
) -> dict[str, Answers]:
    """What counts of all that is told; what nobody tells is left out. `limits` and `known` as in `told`."""
    return {
        number: {what: said for what, every in answers.items() if (said := weighed(every)) is not None}
        for number, answers in told(asked, on, limits=limits, known=known).items()
    }


def counted(household_nos: Iterable[str], standing: Mapping[str, Answers]) -> dict[Guarantee, Counter[Known]]:
    """How many of some households have each guarantee, have it not, or nobody knows."""
    return {what: Counter(of(standing.get(number, {}), what) for number in household_nos) for what in Guarantee}


def of(answers: Answers, what: Guarantee) -> Known:
    """What counts of one guarantee; what nobody tells is 不明."""
    return answers[what].known if what in answers else Known.UNKNOWN


def _in_force(on: dt.date) -> Limits:
    return {name: found.value for name, found in reference.parameters(needs(), on).items()}


def _answered(name: str, question: Question, rows: Mapping[str, list[Texts]]) -> ByHousehold:
    return question.read({what: rows[f"{name}/{what}"] for what in question.rows})
