"""Narrowing a list to townships: the choice it offers, and the rows it leaves."""

from __future__ import annotations

from typing import Any

from huaiyuan.base import reference
from huaiyuan.base.access.scope import Scope


def townships(request: Any) -> list[tuple[str, str]]:
    """The townships that the account reaches, code and short name, as a `Choice` offers them."""
    return [(p.code, p.short_name) for p in reference.places(level="township") if request.reach.overlaps(p.code)]


def villages_by_township(reach: Scope | None = None) -> list[tuple[reference.Place, list[reference.Place]]]:
    """Townships with their villages, in the county's order; within a reach, or all for who chooses where they live. Two queries."""
    grouped: dict[str, list[reference.Place]] = {}
    for village in reference.places(level="village"):
        if reach is None or reach.covers(village.code):
            grouped.setdefault(village.code[:9], []).append(village)
    return [(town, grouped[town.code]) for town in reference.places(level="township") if town.code in grouped]


def within(rows: Any, codes: list[str], column: str = "village_code") -> Any:
    """The rows of some townships by the area in a column; what is no code reaches nothing."""
    try:
        return Scope.of(codes).filter(rows, column)
    except ValueError:
        return rows.none()
