"""Laws that hold for any town and any row: order does not matter, a double is never chosen over his double."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.linkage import test_bands, town
from tests.unit.linkage.town import Town

SMALL = town.build(5, households=60)
SLOW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLAIMED = test_bands.CLAIMED


def rows_of(seed):
    return test_bands.dirty(SMALL, random.Random(seed), 60)


def said(answers):
    return [(a["outcome"], a["person_id"], a["score"], a["reason"], sorted(a["candidates"])) for a in answers]


@given(st.integers(0, 10_000))
@SLOW
@pytest.mark.slow
def test_the_order_of_people_and_of_rows_does_not_matter(seed):
    rows = rows_of(seed)
    shuffled = Town(random.Random(seed).sample(SMALL.residents, len(SMALL.residents)))
    once, turned = town.run(SMALL, rows), town.run(shuffled, rows[::-1])[::-1]
    assert [s[:3] for s in said(once)] == [s[:3] for s in said(turned)]


@given(st.integers(0, 10_000))
@SLOW
@pytest.mark.slow
def test_who_has_a_double_without_a_number_to_tell_them_apart_is_never_claimed(seed):
    rows = [replace(row, cell="") for row in rows_of(seed)]
    doubles = [
        replace(p, person_id=f"D{p.person_id[1:]}", number=None, household_no=f"{p.household_no}D")
        for p in SMALL.residents
    ]
    answers = town.run(Town([*SMALL.residents, *doubles]), rows)
    assert [a for a in answers if a["outcome"] in CLAIMED] == []


@given(st.integers(0, 10_000))
@SLOW
@pytest.mark.slow
def test_a_row_is_claimed_for_one_person_or_lists_candidates_or_says_nobody(seed):
    for answer in town.run(SMALL, rows_of(seed)):
        assert (answer["person_id"] is not None) == (answer["outcome"] in CLAIMED)
        assert bool(answer["candidates"]) == (answer["outcome"] == "ambiguous")
        assert len(set(answer["candidates"])) == len(answer["candidates"])


@given(st.integers(0, 10_000))
@SLOW
@pytest.mark.slow
def test_a_broken_number_never_makes_an_exact_match(seed):
    for answer in town.run(SMALL, [replace(row, cell=row.cell[:15] + "000") for row in rows_of(seed) if row.cell]):
        assert answer["outcome"] not in {"exact"}
