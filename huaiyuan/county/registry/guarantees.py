"""What is told of families' 两不愁三保障和饮水: every app that knows something of it registers a voice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from huaiyuan.core.policy.guarantees import Guarantee, Said, weighed
from huaiyuan.county.registry.queries.homes import Living, living


@dataclass(frozen=True)
class Home:
    """A family that is asked about: where it lives and who lives there."""

    village_code: str
    members: tuple[Living, ...]


Answers = dict[Guarantee, Said]
# Household numbers with their homes, and a day → what the voice says, by household; who is left out, it says nothing of.
Voice = Callable[[Mapping[str, Home], dt.date], Mapping[str, Mapping[Guarantee, Said]]]
VOICES: dict[str, Voice] = {}


def register(name: str, voice: Voice) -> None:
    """Add a voice. It answers for many households at once, in as many queries as for one. Raises ValueError when taken."""
    if VOICES.get(name, voice) is not voice:
        raise ValueError(f"guarantee voice {name} is registered twice")
    VOICES[name] = voice


def homes(household_nos: Iterable[str], on: dt.date) -> dict[str, Home]:
    """Households as they are asked about; one that nobody lives in is left out. One query."""
    return {number: Home(members[0].village_code, members) for number, members in living(household_nos, on).items()}


def told(
    asked: Mapping[str, Home], on: dt.date, known: Mapping[str, Mapping[str, Mapping[Guarantee, Said]]] | None = None
) -> dict[str, dict[Guarantee, list[Said]]]:
    """Everything that is told of households, by number, in the order of the voices.

    `known` is what a voice said that the caller has heard already, by its name.
    """
    found: dict[str, dict[Guarantee, list[Said]]] = {number: {} for number in asked}
    heard = known or {}
    for name, voice in VOICES.items():
        for number, answers in (heard[name] if name in heard else voice(asked, on)).items():
            for what, said in answers.items():
                found[number].setdefault(what, []).append(said)
    return found


def standing(
    asked: Mapping[str, Home], on: dt.date, known: Mapping[str, Mapping[str, Mapping[Guarantee, Said]]] | None = None
) -> dict[str, Answers]:
    """What counts of all that is told; what nobody tells is left out. `known` as in `told`."""
    return {
        number: {what: said for what, every in answers.items() if (said := weighed(every)) is not None}
        for number, answers in told(asked, on, known).items()
    }
