"""A line written beside a lead."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import public_text
from huaiyuan.county.leads import errors, trail
from huaiyuan.county.leads.models import Remark
from huaiyuan.county.leads.transitions import lead_for


@transaction.atomic
def remark(lead_no: str, *, text: str, by: Account, at: dt.datetime | None = None) -> Remark:
    """Write a remark; it decides nothing. Whoever reads the lead reads it, so it holds no number and no illness.

    Raises: LEAD_NOT_FOUND, LEAD_NO_REMARK, LEAD_PERSONAL_TEXT.
    """
    lead = lead_for(by, lead_no, P.LEAD_READ)
    if not text.strip():
        raise DomainError(errors.NO_REMARK)
    if found := public_text.findings(text, risk_words=False):
        raise DomainError(errors.PERSONAL_TEXT, found=text[slice(*found[0].span)])
    written = Remark.objects.create(lead=lead, text=text.strip(), written_by=by, written_at=at or clock.business_now())
    audit.record(
        trail.REMARKED, by=by, subject=f"lead:{lead_no}", household_no=lead.household_no,
        village_code=lead.village_code, writes=True,
    )  # fmt: skip
    return written
