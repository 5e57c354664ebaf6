"""Amounts as forms send them, read the same at the desk and on the phone."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import errors

MOST = Decimal(10_000_000)
FINEST = -2


def yuan_of(text: str) -> Decimal | None:
    """元 with at most two places; None where nothing is written: no money is needed. Raises: PLAN_AMOUNT."""
    plain = text.replace(",", "").replace("，", "").strip()
    if not plain:
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise DomainError(errors.AMOUNT, text=text) from None
    exponent = found.as_tuple().exponent
    if not found.is_finite() or not 0 <= found <= MOST or not isinstance(exponent, int) or exponent < FINEST:
        raise DomainError(errors.AMOUNT, text=text)
    return found
