"""A town of known errors: claimed matches are right, findable rows are found, and the ambiguity check is what does it."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from tests.unit.linkage import town as towns
from tests.unit.linkage.town import NEVER, VILLAGES, Resident, Row, Town, clean

CLAIMED = {"exact", "normalised", "probable"}
CODES = sorted(VILLAGES)


def one_digit(number: str, rng: random.Random) -> str:
    i = rng.randrange(6, 17)
    return number[:i] + str((int(number[i]) + rng.randrange(1, 10)) % 10) + number[i + 1 :]


def swapped(number: str, rng: random.Random) -> str:
    i, j = sorted(rng.sample(range(6, 17), 2))
    return number[:i] + number[j] + number[i + 1 : j] + number[i] + number[j + 1 :]


NUMBER_DIRT = {
    "15 digits": lambda n, rng: n[:6] + n[8:17] if n[6:8] == "19" else n,
    "full width": lambda n, rng: n.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}),
    "small x": lambda n, rng: n.lower(),
    "certificate": lambda n, rng: n + "43",
    "missing": lambda n, rng: "",
    "float": lambda n, rng: f"{n[0]}.{n[1:6]}E+17",
    "15 kept": lambda n, rng: n[:15] + "000",
    "one digit": one_digit,
    "swapped": swapped,
    "lost one": lambda n, rng: n[:9] + n[10:],
}


def spoil_name(name: str, rng: random.Random) -> str:
    i = rng.randrange(1, len(name))
    return rng.choice(
        [name[:i] + rng.choice(NEVER) + name[i + 1 :], name[:i] + " " + name[i:], name[:i] + name[i] + name[i:],
         name[:-1] if len(name) > 2 else name]
    )  # fmt: skip


def spoil_birth(birth: dt.date, rng: random.Random) -> dt.date | None:
    kind = rng.random()
    if kind < 0.4:
        return birth.replace(year=birth.year + rng.choice([-1, 1, -10, 10]), day=min(birth.day, 28))
    if kind < 0.7 and birth.day <= 12:
        return birth.replace(day=birth.month, month=birth.day)
    return birth + dt.timedelta(days=rng.choice([-1, 1]))


def spoil_village(row: Row, rng: random.Random) -> Row:
    kind = rng.random()
    if kind < 0.4:
        other = rng.choice(CODES)
        return replace(row, village=other, township=other[:9], village_raw=VILLAGES[other])
    if kind < 0.7:
        return replace(row, village=None, village_raw="")
    name = VILLAGES[row.village]
    return replace(row, village=None, village_raw=name[0] + "魑" + name[2:])


def dirty(town: Town, rng: random.Random, count: int) -> list[Row]:
    rows = []
    homes: dict[str, list[Resident]] = {}
    for person in town.residents:
        homes.setdefault(person.household_no, []).append(person)
    for _ in range(count):
        person = rng.choice(town.residents)
        row = clean(person)
        rng_kind = rng.random()
        if rng_kind < 0.05:
            row = outsider(person, rng)
        elif person.person_id in town.pairs:
            row = replace(row, cell=rng.choice(["", person.number[:15] + "000" if person.number else ""]), kind="pair")
            if rng.random() < 0.6:
                code = CODES[(CODES.index(person.village) + rng.choice([-1, 1])) % len(CODES)]
                row = replace(row, village=code, township=code[:9])
        elif person.number and rng_kind < 0.12:
            kind = rng.choice(list(NUMBER_DIRT))
            row = replace(row, cell=NUMBER_DIRT[kind](person.number, rng), kind=kind)
        elif rng_kind < 0.13:
            row = replace(row, cell=rng.choice(homes[person.household_no]).number or "", kind="family's number")
        row = replace(row, name=spoil_name(row.name, rng)) if rng.random() < 0.03 else row
        row = replace(row, birth_on=spoil_birth(row.birth_on, rng)) if rng.random() < 0.02 else row
        row = spoil_village(row, rng) if rng.random() < 0.04 else row
        rows.append(row)
    return rows


def outsider(like: Resident, rng: random.Random) -> Row:
    birth = like.birth_on + dt.timedelta(days=rng.randrange(-400, 400))
    name = like.name if rng.random() < 0.15 else rng.choice(towns.SURNAMES) + rng.choice(towns.GIVEN)
    return replace(
        clean(like), truth=None, name=name, birth_on=birth, kind="outsider",
        cell=towns.number(rng, birth, like.sex, area="990331"),
    )  # fmt: skip


class Findable:
    """Written down independently: number whole, or of name, birth date and village one may be off, and nobody else."""

    PAIRS = (("name", "birth_on"), ("name", "village"), ("birth_on", "village"))

    def __init__(self, town: Town) -> None:
        self.by_number, self.by_two = defaultdict(set), defaultdict(set)
        for person in town.residents:
            self.by_number[person.number].add(person.person_id)
            for a, b in self.PAIRS:
                self.by_two[a, b, getattr(person, a), getattr(person, b)].add(person.person_id)

    def __call__(self, row: Row) -> bool:
        number = towns.identity.read(row.cell).number
        if number and self.by_number[number] == {row.truth}:
            return True
        row = replace(row, name=row.name.replace(" ", ""))
        return set().union(*(self.by_two[a, b, getattr(row, a), getattr(row, b)] for a, b in self.PAIRS)) == {row.truth}


@pytest.fixture(scope="module", params=[11, 12, 13])
def judged(request):
    town = towns.build(request.param)
    rows = dirty(town, random.Random(request.param), 6000)
    return town, rows


def _right(answers):
    claimed = [a for a in answers if a["outcome"] in CLAIMED]
    wrong = Counter(a["about"].kind for a in claimed if a["person_id"] != a["about"].truth)
    return 1 - sum(wrong.values()) / len(claimed), wrong


@pytest.mark.slow
def test_claimed_matches_are_right_and_findable_rows_are_found(judged):
    town, rows = judged
    answers = towns.run(town, rows)
    share, wrong = _right(answers)
    assert share >= 0.999, wrong
    findable = Findable(town)
    hard = [a for a in answers if a["about"].kind != "clean" and findable(a["about"])]
    lost = Counter(f"{a['about'].kind}: {a['outcome']}" for a in hard if a["person_id"] != a["about"].truth)
    clean_rows = sum(1 for a in answers if a["about"].kind == "clean")
    assert sum(lost.values()) / (len(hard) + clean_rows) <= 0.02, lost
    assert sum(lost.values()) / len(hard) <= 0.06, lost


def test_pairs_of_namesakes_are_never_claimed_for_the_wrong_one(judged):
    town, rows = judged
    pairs = [a for a in towns.run(town, rows) if a["about"].kind == "pair"]
    assert pairs
    assert [a for a in pairs if a["person_id"] not in {None, a["about"].truth}] == []


@pytest.mark.slow
def test_without_the_ambiguity_check_claims_are_wrong_too_often(judged):
    share, _ = _right(towns.run(*judged, distinct=False))
    assert share < 0.999
