"""A county's own value for a parameter, put in force as a published change does it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from huaiyuan.base.reference import actions
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END


@transaction.atomic
def put_in_force(
    name: str, value: Decimal | str, *, since: dt.date, source: str = "县级规定", doc_no: str = ""
) -> None:
    """From `since` on the parameter has this value."""
    actions.put_in_force(actions.NewValue(name, value, since, OPEN_END, source, doc_no), at=clock.now())
