"""What is odd about a file beside the one before it (与上一份相比): told, never judged. Knows no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from huaiyuan.county.intake.source import FULL_ROLL, Source

# Amounts that differ so much from last time are in another unit; a file with so few of the usual rows lacks something.
UNIT_FACTOR, FEW = 50, Decimal("0.6")
LEAST_ROWS = 10


@dataclass(frozen=True)
class Changes:
    """`missing_townships`: codes that had rows last time and have none now. `fewer`: rows last time and now, where a roll
    shrank to little more than half. `older`: a file of the year so far that holds less than the one before.
    `scaled`: columns (by name) whose amounts are in another unit, with their middle last time and now, in 元.
    """  # fmt: skip

    missing_townships: tuple[str, ...] = ()
    fewer: tuple[int, int] | None = None
    older: tuple[int, int] | None = None
    scaled: tuple[tuple[str, Decimal, Decimal], ...] = ()


def since(before: Mapping[str, Any], now: Mapping[str, Any], source: Source) -> Changes:
    """Compare the manifests of two files of one source, the earlier first."""
    rows = (int(before["rows"]), int(now["rows"]))
    growing = bool(source.cumulative) and str(now["period"])[:4] == str(before["period"])[:4]
    whole = source.kind == FULL_ROLL or growing
    missing = [code for code in before["townships"] if code not in now["townships"]] if whole else []
    few = whole and rows[0] >= LEAST_ROWS and rows[1] < FEW * rows[0]
    return Changes(
        tuple(missing),
        rows if few else None,
        rows if growing and not few and rows[1] < rows[0] and now["period"] >= before["period"] else None,
        tuple(_scaled(before.get("typical", {}), now.get("typical", {}))),
    )


def _scaled(before: Mapping[str, str], now: Mapping[str, str]) -> list[tuple[str, Decimal, Decimal]]:
    found = []
    for name in before.keys() & now.keys():
        old, new = abs(Decimal(before[name])), abs(Decimal(now[name]))
        if old and new and (old >= UNIT_FACTOR * new or new >= UNIT_FACTOR * old):
            found.append((name, old, new))
    return sorted(found)
