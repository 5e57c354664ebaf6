"""What others ask of education: whether a family's children of compulsory age all learn somewhere."""

from __future__ import annotations

import datetime as dt

from huaiyuan.core.kernel import clock
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.county.guarantees.education import voices
from huaiyuan.county.registry.guarantees import homes


def guarantee(household_no: str, on: dt.date | None = None) -> Said | None:
    """A family's schooling in one answer with its sentence and day; None where the ledger knows nothing."""
    day = on or clock.today()
    return voices.said(homes([household_no], day), day).get(household_no, {}).get(Guarantee.SCHOOLING)
