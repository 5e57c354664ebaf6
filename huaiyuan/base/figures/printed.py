"""How a full count becomes the number that a report prints: equal, in 万, 余, 以上 (comparison, `figures.csv`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

WAN = Decimal(10000)
# A report's own table writes the unit of 8500余名 as 名（余）.
MORE = "（余）"


@dataclass(frozen=True)
class Printed:
    """A comparison between a full count and its printed form. `code` is stable, `says` is for people."""

    code: str
    says: str
    value: Callable[[Decimal], Decimal]
    template: str = "{value}{unit}"

    def shown(self, exact: Decimal, unit: str) -> str:
        """The text that stands in the report, as 1.9万户 or 300余名."""
        return self.template.format(value=_plain(self.value(exact)), unit=unit.removesuffix(MORE))


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def whole_or_plain(value: Decimal) -> Decimal:
    """Without needless zeros: 1915 rather than 1915.0000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


EQUAL = Printed("equal", "与实数相等", whole_or_plain)


def round_wan(places: int, *, about: bool = False) -> Printed:
    """Rounded half up to so many places of 万; the unit carries 万 already, as 万户. `about` prints 约 before it."""
    step = Decimal(1).scaleb(-places)
    return Printed(
        f"round_wan_{places}",
        f"以万为单位，四舍五入到{places}位小数",
        lambda exact: (exact / WAN).quantize(step, ROUND_HALF_UP),
        "约{value}{unit}" if about else "{value}{unit}",
    )


FLOOR_HUNDREDS = Printed(
    "floor_hundreds",
    "下取整到百，写作余",
    lambda exact: (exact / 100).to_integral_value(ROUND_FLOOR) * 100,
    "{value}余{unit}",
)
AT_LEAST = Printed("at_least", "不低于", whole_or_plain, "{value}{unit}以上")
SAME_LIST = Printed("same_list", "清单相同", whole_or_plain)


# Six places tell one record in a million from none.
FINEST = 6


def percent(places: int = 0) -> Printed:
    """A ratio as a percentage, half up; with more places where it would say 100 or 0 and one record speaks against it."""

    def value(exact: Decimal) -> Decimal:
        rounded = (exact * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        finer = places
        while rounded in {0, 100} and rounded != exact * 100 and finer < FINEST:
            finer += 1
            rounded = (exact * 100).quantize(Decimal(1).scaleb(-finer), ROUND_HALF_UP)
        return rounded

    return Printed(f"percent_{places}", f"百分数，四舍五入到{places}位小数，差一个也不写100%，有一个也不写0%", value)
