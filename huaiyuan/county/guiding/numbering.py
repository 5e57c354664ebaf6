"""Numbers of questions, visits and faults: a prefix, the year, and the next one."""

from __future__ import annotations

import datetime as dt

from django.db import models

from huaiyuan.base.vault.alone import alone
from huaiyuan.core.kernel import clock

QUESTION, VISIT, FAULT = "WD", "DD", "DW"


def next_number(prefix: str, model: type[models.Model], moment: dt.datetime) -> str:
    """The next number of a year, such as WD2026-0001; nobody else draws one until this transaction ends."""
    alone(model)
    year = f"{prefix}{moment.astimezone(clock.SHANGHAI).year}-"
    rows = model._default_manager.filter(number__startswith=year).order_by("-number")
    last = rows.values_list("number", flat=True).first()
    return f"{year}{int(last.rpartition('-')[2]) + 1 if last else 1:04}"
