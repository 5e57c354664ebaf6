"""Running numbers (编号): what they begin with, the year, and the next one, such as RD2026-0001."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models.functions import Length

from huaiyuan.base.vault.alone import alone
from huaiyuan.core.kernel import clock


def next_number(
    model: type[models.Model], prefix: str, when: dt.date, *, field: str = "number", places: int = 4
) -> str:
    """The next number of the year of a day or an instant; nobody else draws one until this transaction ends."""
    return next_numbers(model, prefix, when, 1, field=field, places=places)[0]


def next_numbers(
    model: type[models.Model], prefix: str, when: dt.date, count: int, *, field: str = "number", places: int = 4
) -> list[str]:
    """The next `count` numbers of a year in order, with at least so many places: after 9999 comes 10000."""
    alone(model)
    year = when.astimezone(clock.SHANGHAI).year if isinstance(when, dt.datetime) else when.year
    head = f"{prefix}{year}-"
    first = _last(model, field, head, places) + 1
    return [f"{head}{number:0{places}}" for number in range(first, first + count)]


def _last(model: type[models.Model], field: str, head: str, places: int) -> int:
    numbers = model._default_manager.filter(**{f"{field}__startswith": head}).values_list(field, flat=True)
    last = numbers.order_by(f"-{field}").first()
    if last is None:
        return 0
    if last == head + "9" * places:  # the index has 9999 after 10000
        last = numbers.order_by(Length(field).desc(), f"-{field}")[0]
    return int(last.removeprefix(head))
