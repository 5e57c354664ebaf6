"""What upkeep tells on a household's timeline: changes filed, in force, refused, taken back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P
from huaiyuan.county.registry.timeline import Entry
from huaiyuan.county.upkeep.models import Change
from huaiyuan.county.upkeep.types import State

KIND, SOURCE, PAGE = "change", "变更登记", "change"


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """A household's changes; who may open one gets the way to it."""
    opens = access.may(account, P.HOUSEHOLD_CHANGE)
    rows = Change.objects.filter(Q(household_no=household_no) | Q(other_no=household_no)).exclude(state=State.REFUSED)
    for row in rows.order_by("number"):
        mark = "" if row.state == State.DONE else f"（{row.get_state_display()}）"
        with_other = f"，与{row.other_no}" if row.other_no and row.other_no != household_no else ""
        reach = opens and access.scope_of(account, P.HOUSEHOLD_CHANGE).covers(row.village_code)
        yield Entry(
            row.happened_on, f"{row.get_kind_display()}登记{mark}", f"{row.number}{with_other}", SOURCE, KIND,
            PAGE if reach else "", row.number,
        )  # fmt: skip
