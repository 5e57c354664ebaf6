"""Old numbers (旧编号): which number a merged household or a person entered twice lives on in."""

from __future__ import annotations

from huaiyuan.county.registry.models import Alias
from huaiyuan.county.registry.types import AliasKind

FARTHEST = 8


def current_number(number: str, kind: AliasKind = AliasKind.HOUSEHOLD) -> str:
    """The number that a number lives on in; itself when it was never merged."""
    known = Alias.objects.filter(kind=kind, withdrawn_at__isnull=True)
    for _ in range(FARTHEST):
        later = known.filter(old_no=number).values_list("new_no", flat=True).first()
        if later is None:
            break
        number = later
    return number


def old_numbers(number: str, kind: AliasKind = AliasKind.HOUSEHOLD) -> list[str]:
    """The numbers that live on in this one, directly."""
    known = Alias.objects.filter(kind=kind, withdrawn_at__isnull=True, new_no=number)
    return list(known.order_by("old_no").values_list("old_no", flat=True))
