"""What two kinds of records can show about being one person, as data (比对声明): ways to be found, comparisons, lines.

A declaration knows the columns of its records; `pairs` and `fitting` know none. People of the county are one declaration
(`people`), any other pair of registers is another: the code that compares, weighs and decides is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

Measure = Callable[[pa.Array, pa.Array], Mapping[str, pa.Array]]


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison: its key, when it holds, what it is worth, and how it is said to a person."""

    key: str
    condition: str
    weight: int
    says: str


@dataclass(frozen=True)
class Texts:
    """Two columns of the evidence compared outside SQL, each pair of texts once; `measure` gives the columns it adds."""

    left: str
    right: str
    measure: Measure


@dataclass(frozen=True)
class Fit:
    """When a description alone names somebody. Conditions are SQL over the levels chosen, weights and score of a pair.

    `eligible`: pairs that compete at all; `fits`: near enough; `by_heart` and `flawless`: nothing to object to, with and
    without the place; `rival`: another pair `e` that differs from the best `b` in nothing that would set it aside.
    `clearly_ahead`: ahead by this much, a pair outdoes another even if the other fits too. `beside` joins what else the
    conditions read. `aside` adds columns of SQL that are carried along, for who decides afterwards.
    """

    fits: str
    by_heart: str
    flawless: str
    rival: str
    clearly_ahead: int
    eligible: str = "TRUE"
    beside: str = ""
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Declaration:
    """`ways`: selections of (n, i), the pairs worth comparing; `evidence`: one line per pair with everything the levels
    read and the `carried` columns; `comparisons`: ordered levels by name, the first that holds counts.
    """  # fmt: skip

    ways: tuple[str, ...]
    evidence: str
    comparisons: Mapping[str, tuple[Level, ...]]
    fit: Fit
    texts: tuple[Texts, ...] = ()
    carried: tuple[str, ...] = ()


def blocks(conditions: Mapping[str, str]) -> tuple[str, ...]:
    """Ways to be found from conditions over a row `r` of `residue` and a person `p` of `persons` that agree outright."""
    return tuple(f"SELECT r.n, p.i FROM residue r JOIN persons p ON {on}" for on in conditions.values())  # noqa: S608
