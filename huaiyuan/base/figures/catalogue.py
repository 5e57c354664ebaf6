"""The catalogue of figures (指标) and identities (勾稽): what each number counts, and how it is printed.

An app registers its own when it is ready. A figure is its drill-down: the rows that `records` gives are what is counted,
so a number can never disagree with the list behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from huaiyuan.base.figures.printed import EQUAL, Printed


class Kind(StrEnum):
    """What sort of number it is (docs/source/figure-notes.md)."""

    COUNT = "count"
    RATIO = "ratio"
    CONSTANT = "constant"
    STANDARD = "standard"
    LIST = "list"


class Record(StrEnum):
    """What one row of a drill-down is, and so which page it leads to."""

    HOUSEHOLD = "household"
    PERSON = "person"
    AREA = "area"
    FACT = "fact"
    LEAD = "lead"
    HELPER = "helper"
    PROBLEM = "problem"
    APPLICATION = "application"


@dataclass(frozen=True)
class Figure:
    """One figure.

    `records` is DuckDB SQL over the snapshot views (data contracts, section 2) with the parameter `$as_of`; its first
    column is the record's public number, and a column `village_code` (null for what belongs to no village) carries the
    row scope. A constant's or standard's single record has a column `number`. A ratio counts `records` over `base`,
    and so does a count for each of something (名/户).
    `missing` is SQL that gives a Chinese sentence when the figure cannot be told, and no row when it can.
    `written` is SQL that gives what the report writes where one number does not say it: a span (6—16), an old standard and
    the new one (1000→1250).
    """

    id: str
    title: str
    kind: Kind
    unit: str
    definition: str
    record: Record
    records: str
    printed: Printed = EQUAL
    base: str = ""
    missing: str = ""
    group: str = ""
    written: str = ""


Numbers = Mapping[str, Decimal]


@dataclass(frozen=True)
class Identity:
    """An equation that figures must satisfy (勾稽). `check` gets the full counts of `needs` and of `also`, all known.

    `also` are further counts by name: DuckDB SQL that gives one number.
    """

    id: str
    title: str
    formula: str
    needs: tuple[str, ...]
    check: Callable[[Numbers], bool]
    says: Callable[[Numbers], str]
    also: Mapping[str, str] = field(default_factory=dict)


FIGURES: dict[str, Figure] = {}
IDENTITIES: dict[str, Identity] = {}


def register(figures: Iterable[Figure] = (), identities: Iterable[Identity] = ()) -> None:
    """Add to the catalogue. Raises ValueError when an id is taken."""
    for figure in figures:
        if figure.id in FIGURES:
            raise ValueError(f"figure {figure.id} is registered twice")
        FIGURES[figure.id] = figure
    for identity in identities:
        if identity.id in IDENTITIES:
            raise ValueError(f"identity {identity.id} is registered twice")
        IDENTITIES[identity.id] = identity
