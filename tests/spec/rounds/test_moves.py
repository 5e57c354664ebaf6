"""The moves of a household in a round, and lots that anybody can draw again."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from huaiyuan.core.policy import draw
from huaiyuan.county.rounds.moves import LINE
from huaiyuan.county.rounds.types import State

NUMBERS = st.sets(st.integers(1, 99_999).map(lambda n: f"411330101200-{n:05}"), max_size=60)


def test_the_moves_are_drawn():
    drawn = {name: ("/".join(sorted(move.sources)), str(move.target), str(move.may)) for name, move in LINE.items()}
    assert drawn == {
        "look": ("done/excused/waiting", "done", "round.look"),
        "look_again": ("again", "done", "round.look"),
        "undo": ("done", "waiting", "round.look"),
        "excuse": ("waiting", "excused", "round.look"),
        "differ": ("done", "again", "round.check"),
        "leave": ("again/excused/waiting", "gone", "household.change"),
        "return_": ("gone", "waiting", "household.change"),
    }


def test_only_what_a_recheck_asked_for_is_open_in_a_closed_village_and_no_household_is_stuck():
    assert {name for name, move in LINE.items() if move.when_closed} == {"look_again", "differ"}
    for state in State:
        assert any(state in move.sources for move in LINE.values()), state


@given(NUMBERS, st.text(min_size=1, max_size=12), st.integers(1, 100))
def test_a_lot_is_the_same_for_everybody_and_in_whatever_order_it_is_given(numbers, seed, percent):
    taken = draw.take(seed, numbers, percent)
    assert taken == draw.take(seed, sorted(numbers, reverse=True), percent)
    assert len(taken) == len(set(taken)) == -(-len(numbers) * percent // 100)
    # As anybody would do it by hand.
    byhand = sorted((hashlib.sha256(f"{seed}|{no}".encode()).hexdigest(), no) for no in numbers)
    assert taken == [no for _, no in byhand[: len(taken)]]
