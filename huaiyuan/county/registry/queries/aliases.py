"""Old numbers (旧编号): which number a merged household or a person entered twice lives on in."""

from __future__ import annotations

from huaiyuan.county.registry.models import Alias
from huaiyuan.county.registry.types import AliasKind

FARTHEST = 8


def next_number(number: str, kind: AliasKind = AliasKind.HOUSEHOLD) -> str:
    """The number that a number was merged into, which may have been merged itself since; empty when it was not."""
    known = Alias.objects.filter(kind=kind, withdrawn_at__isnull=True, old_no=number)
    return known.values_list("new_no", flat=True).first() or ""


def current_number(number: str, kind: AliasKind = AliasKind.HOUSEHOLD) -> str:
    """The number that a number lives on in; itself when it was never merged."""
    for _ in range(FARTHEST):
        later = next_number(number, kind)
        if not later:
            break
        number = later
    return number


def renumbered(kind: AliasKind = AliasKind.HOUSEHOLD) -> dict[str, str]:
    """Every number that was merged, and the number it lives on in today."""
    known = Alias.objects.filter(kind=kind, withdrawn_at__isnull=True)
    later = dict(known.values_list("old_no", "new_no"))
    return {old: _last(old, later) for old in later}


def _last(number: str, later: dict[str, str]) -> str:
    for _ in range(FARTHEST):
        if number not in later:
            break
        number = later[number]
    return number
