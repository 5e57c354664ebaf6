"""Who helps and helped a household (结对的前后), now first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty.models import HandoverLine, Pairing


@dataclass(frozen=True)
class PairingOf:
    """One stretch of help of a household, as its page shows it."""

    pairing_no: str
    helper_no: str
    account_id: int
    name: str
    unit_name: str
    level_label: str
    part_label: str
    since: dt.date
    until: dt.date | None
    why: str
    handover_no: str

    @property
    def is_now(self) -> bool:
        """Whether it holds today; one for an absence has an end and may hold still."""
        return self.since <= clock.today() and (self.until is None or self.until > clock.today())


def of_household(household_no: str) -> list[PairingOf]:
    """Everybody who helps or helped a household; the caller has looked whether it may be read of. One query."""
    sheets = HandoverLine.objects.filter(begun=OuterRef("pk")).values("sheet__handover_no")
    rows = Pairing.objects.filter(household_no=household_no).select_related("helper__unit")
    return [
        PairingOf(
            r.pairing_no, r.helper.helper_no, r.helper.account_id, r.helper.name, r.helper.unit.name,
            r.helper.unit.get_level_display(), r.get_part_display(), r.valid_from,
            None if r.valid_to == OPEN_END else r.valid_to, r.get_end_reason_display(), r.sheet_no or "",
        )
        for r in rows.annotate(sheet_no=Subquery(sheets[:1])).order_by("-valid_to", "-part", "-valid_from")
    ]  # fmt: skip
