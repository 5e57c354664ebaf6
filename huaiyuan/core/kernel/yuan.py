"""Money: stored as whole 分, shown as 元. Floats never carry money."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_fen(yuan: Decimal) -> int:
    """Yuan to 分, half up. Raises TypeError for a float, which cannot carry money exactly."""
    if isinstance(yuan, float):
        raise TypeError("money is never a float")
    return int((yuan * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_yuan(fen: int) -> Decimal:
    """分 to yuan with two places."""
    return (Decimal(fen) / 100).quantize(CENT)


def shown(yuan: Decimal) -> str:
    """As people read it: thousands separators, no needless places (18,231 or 4,999.99)."""
    rounded = yuan.quantize(CENT, rounding=ROUND_HALF_UP)
    return f"{rounded:,.0f}" if rounded == rounded.to_integral() else f"{rounded:,.2f}"
