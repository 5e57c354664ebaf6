"""Our linkage on the public FEBRL4 pair: another declaration, the same code."""

from __future__ import annotations

from dataclasses import replace

from proof import febrl


def test_the_declared_levels_find_the_garbled_copies_and_nobody_else():
    measured = febrl.measure()
    assert measured.there == 5000
    assert measured.f1 >= febrl.F1_AT_LEAST, str(measured)


def test_without_the_places_the_same_lines_do_not_suffice():
    bare = {name: levels for name, levels in febrl.COMPARISONS.items() if name not in {"street", "area", "suburb"}}
    measured = febrl.measure(replace(febrl.FEBRL, comparisons=bare))
    assert measured.f1 < febrl.F1_AT_LEAST, str(measured)
