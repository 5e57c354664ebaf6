"""Taking one value out of a subject's rows: three-valued, so that a blank cell is never read as nothing."""

from __future__ import annotations

from huaiyuan.core.policy.rule import Input


def aggregates(name: str, given: Input, filtered: bool) -> str:
    """`name__raw`, `name__seen` and `name__gap` over a subject's rows.

    With `filtered` every row has `name__counts`: true, false, or null for one that may count.
    """
    counts = f"{name}__counts" if filtered else ""
    kept = f" FILTER ({counts})" if counts else ""
    may = f"coalesce(bool_or({counts} IS NULL), FALSE)" if counts else "FALSE"
    blank = f"coalesce(bool_or({given.column} IS NULL){kept}, FALSE)" if given.column else "FALSE"
    seen = f"count(*) FILTER ({counts} IS NOT FALSE) > 0" if counts else "TRUE"
    if given.empty_cells == "at_least":
        return f"{_least(given, kept)} AS {name}__raw, {seen} AS {name}__seen, ({may} OR {blank}) AS {name}__gap"
    return f"{_exact(given, counts, kept, may, blank)} AS {name}__raw, {seen} AS {name}__seen, FALSE AS {name}__gap"


def _least(given: Input, kept: str) -> str:
    """What is there at least, whatever the blank cells hold."""
    if given.take == "count":
        return f"count(*){kept}"
    # Nothing but blanks is a lower bound of nothing.
    return f"coalesce(sum({given.column}){kept}, 0)" if given.take == "sum" else f"max({given.column}){kept}"


def _exact(given: Input, counts: str, kept: str, may: str, blank: str) -> str:
    """The value, null where a row that may count or a blank cell could change it."""
    if given.take == "any":
        return f"CASE WHEN bool_or({counts}) THEN TRUE END" if counts else "TRUE"
    if given.take == "count":
        return f"CASE WHEN NOT {may} THEN count(*){kept} END"
    if given.take == "latest":
        # Ties are settled by the row's place, so that the same files always tell the same.
        return f"CASE WHEN NOT {may} THEN last({given.column} ORDER BY {given.by} NULLS FIRST, sheet, row){kept} END"
    return f"CASE WHEN NOT {may} AND NOT {blank} THEN {given.take}({given.column}){kept} END"
