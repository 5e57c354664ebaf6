"""What the county has settled about pairing and visits on a day, read once for everything a page shows."""

from __future__ import annotations

import datetime as dt

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.county.duty.frequency import AT_RISK, OTHERS, Frequency
from huaiyuan.county.duty.load import NAMES
from huaiyuan.county.duty.owners import USUAL, VILLAGE


class Standards:
    """Limits of load by rank, frequencies of visits, and whom problems usually go to."""

    def __init__(self, on: dt.date | None = None) -> None:
        self.on = on or clock.today()
        found = reference.parameters([*NAMES.values(), AT_RISK, OTHERS, *USUAL.values()], self.on)
        self.limits = {str(rank): int(found[name].value) for rank, name in NAMES.items() if name in found}
        self.often = Frequency(self.on, found)
        self.usual = {str(kind): str(found[name].value) if name in found else VILLAGE for kind, name in USUAL.items()}
