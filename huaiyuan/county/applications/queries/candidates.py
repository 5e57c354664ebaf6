"""Who in the registry may be meant by an application: likenesses with their reasons; staff decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from huaiyuan.county.applications.sealed import Words
from huaiyuan.county.registry import queries as registry

MOST = 8


@dataclass(frozen=True)
class Likely:
    """A person who may be meant, with what speaks for it."""

    person: registry.Found
    reasons: tuple[str, ...]
    score: int


def likely(words: Words, village_code: str, account: object) -> list[Likely]:
    """People of the account's area with the name or the phone, the likeliest first."""
    rows, by_phone = registry.resembling(words.name, words.phone, account)
    return sorted(
        (_likely(row, words.name, village_code, by_phone) for row in rows),
        key=lambda one: (-one.score, one.person.household_no, one.person.person_id),
    )[:MOST]


def _likely(row: registry.Found, name: str, village_code: str, by_phone: Iterable[str]) -> Likely:
    reasons = []
    if row.person_id in by_phone:
        reasons.append("电话一样")
    if row.name == name:
        reasons.append("姓名一样")
    if row.village_code == village_code:
        reasons.append("就在这个村")
    weights = {"电话一样": 4, "姓名一样": 2, "就在这个村": 1}
    return Likely(row, tuple(reasons), sum(weights[reason] for reason in reasons))
