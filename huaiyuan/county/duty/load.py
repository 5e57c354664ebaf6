"""How many households a helper carries as principal, and how many they may (domain §6: 一人默认不超过五户)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty.models import Pairing
from huaiyuan.county.duty.types import Part, Rank

NAMES = {rank: f"duty.load.{rank}" for rank in Rank}


def limits(on: dt.date) -> dict[str, int]:
    """The limit by rank on a day; a rank for which nobody has settled one has none."""
    found = reference.parameters(NAMES.values(), on)
    return {str(rank): int(found[name].value) for rank, name in NAMES.items() if name in found}


def limits_now() -> dict[str, int]:
    """`limits` of today."""
    return limits(clock.today())


def carried(helper_ids: Iterable[int]) -> dict[int, int]:
    """Households that helpers have as principal now, by helper key; one without any is left out."""
    rows = Pairing.objects.filter(helper__in=list(helper_ids), part=Part.PRINCIPAL, valid_to=OPEN_END)
    return dict(rows.order_by().values_list("helper").annotate(n=Count("id")))
