"""Who answers for households (主责的帮扶责任人), for whoever writes that name down: a plan, a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from huaiyuan.core.kernel import clock
from huaiyuan.county.duty import load
from huaiyuan.county.duty.models import Pairing
from huaiyuan.county.duty.types import Part


@dataclass(frozen=True)
class Principal:
    """A household's principal helper; `carried` households as principal in all, `limit` None where nobody settled one."""

    helper_no: str
    name: str
    unit_name: str
    public_servant: bool
    carried: int
    limit: int | None


def principals(household_nos: Iterable[str], *, on: dt.date | None = None) -> dict[str, Principal]:
    """The principals of households on a day by household number, whoever asks; one without is left out. Three queries."""
    day = on or clock.today()
    rows = Pairing.objects.filter(
        household_no__in=list(household_nos), part=Part.PRINCIPAL, valid_from__lte=day, valid_to__gt=day
    ).select_related("helper__unit")
    pairs = {row.household_no: row.helper for row in rows}
    carried, limits = load.carried({helper.pk for helper in pairs.values()}), load.limits(day)
    return {
        number: Principal(
            helper.helper_no, helper.name, helper.unit.name, helper.public_servant, carried.get(helper.pk, 0),
            limits.get(helper.rank),
        )
        for number, helper in pairs.items()
    }  # fmt: skip
