"""Looking people up by what slips leave of a name finds everybody who could be meant, and not everybody born on the day."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import duckdb
import pyarrow as pa
import pytest
from rapidfuzz.distance import OSA

from huaiyuan.core.linkage import pipeline, slips
from huaiyuan.core.linkage.people import BY_BIRTH, PEOPLE
from tests.unit.linkage import test_bands, town
from tests.unit.linkage.town import Town

DAY = dt.date(1900, 1, 1)
EVERYONE_BORN_THAT_DAY = "SELECT r.n, p.i FROM residue r JOIN persons p ON r.birth = p.birth AND r.kind = 'broken'"


def _names(rng: random.Random, many: int, characters: str) -> list[str]:
    return ["".join(rng.choices(characters, k=rng.choice([1, 2, 2, 3, 3, 3, 4, 5, 6, 7, 8]))) for _ in range(many)]


def _could_be_meant(written: str, known: str) -> bool:
    """The levels of a name, said once more by hand."""
    far = OSA.distance(written, known)
    part = len(known) >= 4 and len(written) >= 2 and (known.startswith(written) or known.endswith(written))
    return far <= 1 or part or (far == 2 and min(len(written), len(known)) >= 6)


def _looked_up(written: list[str], known: list[str]) -> set[tuple[int, int]]:
    with duckdb.connect() as connection:
        connection.register(
            "residue", pa.table({"n": range(len(written)), "plain": written, "birth": [DAY] * len(written)})
        )
        connection.register("persons", pa.table({"i": range(len(known)), "plain": known, "birth": [DAY] * len(known)}))
        return set(connection.sql(slips.near_by_name("TRUE")).fetchall())


def test_nobody_within_a_slip_is_left_out():
    rng = random.Random(3)
    written, known = _names(rng, 300, "甲乙丙丁"), _names(rng, 300, "甲乙丙丁")
    met = _looked_up(written, known)
    meant = {(n, i) for n, a in enumerate(written) for i, b in enumerate(known) if _could_be_meant(a, b)}
    assert len(meant) > 3_000
    assert meant - met == set()


def test_of_all_who_were_given_the_same_day_only_near_names_are_compared():
    rng = random.Random(4)
    one = [rng.choice(town.SURNAMES) + "".join(rng.choices(town.GIVEN, k=rng.choice([1, 2, 2]))) for _ in range(1_500)]
    assert len(_looked_up(one, one)) <= len(one) ** 2 / 50


@pytest.mark.slow
def test_every_answer_is_that_of_laying_everyone_beside_the_row(monkeypatch):
    grown = town.build(21, households=700)
    crowd = [DAY + dt.timedelta(days=k) for k in range(12)]
    people = Town([replace(p, birth_on=crowd[k % len(crowd)]) for k, p in enumerate(grown.residents)], grown.pairs)
    rng = random.Random(21)
    rows = [replace(row, cell="") for row in test_bands.dirty(people, rng, 800)]
    rows = [replace(row, name=test_bands.spoil_name(row.name, rng)) if rng.random() < 0.5 else row for row in rows]
    looked_up = town.run(people, rows)
    ways = tuple(EVERYONE_BORN_THAT_DAY if way in BY_BIRTH else way for way in PEOPLE.ways)
    monkeypatch.setattr(pipeline, "PEOPLE", replace(PEOPLE, ways=ways))
    assert looked_up == town.run(people, rows)
    assert sum(bool(answer["candidates"]) for answer in looked_up) > 100
