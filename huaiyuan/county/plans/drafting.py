"""What a plan is drafted from: why the family is helped, who can work, what it was given already and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from huaiyuan.core.policy import measures
from huaiyuan.core.policy.measures import Labour, drafting
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.plans import benefits
from huaiyuan.county.plans.benefits import Received
from huaiyuan.county.plans.models import Measure
from huaiyuan.county.plans.types import MeasureState
from huaiyuan.county.registry import queries as registry


@dataclass(frozen=True)
class Ground:
    """What a draft rests on. `identified_on` is None for a family that is only being identified (先帮后补)."""

    household_no: str
    village_code: str
    cycle: int
    identified_on: dt.date | None
    risks: tuple[str, ...]
    labour: Labour
    received: tuple[Received, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of help there are already."""
        return frozenset(one.kind for one in self.received)

    def draft(self) -> drafting.Draft:
        """What is proposed."""
        return drafting.draft(self.risks, self.labour, self.kinds)


def ground_of(household_no: str, on: dt.date) -> Ground | None:
    """What is known of a family on a day; None for one that is neither monitored nor judged 属实 by its village."""
    monitored = registry.monitored_now(only=[household_no], on=on).get(household_no)
    since = monitored.identified_on if monitored else None
    judged = leads.judged_true(household_no, since=since)
    village = registry.village_of(household_no)
    if village is None or (monitored is None and not judged):
        return None
    cycle = monitored.cycle if monitored else registry.last_cycle(household_no) + 1
    risks = dict.fromkeys([*(monitored.risks if monitored else ()), *judged])
    skills = registry.skills_of([household_no], on=on).get(household_no, [])
    received = [*_earlier(household_no, cycle), *benefits.known(household_no, on)]
    return Ground(household_no, village, cycle, since, tuple(risks), measures.labour_of(skills), tuple(received))


def _earlier(household_no: str, cycle: int) -> list[Received]:
    """What earlier plans of the same cycle carried out."""
    rows = Measure.objects.filter(
        plan__household_no=household_no, plan__cycle=cycle, state=MeasureState.DONE
    ).order_by("done_on", "pk")  # fmt: skip
    return [Received(row.kind, f"{row.done_on} {row.says}") for row in rows]


def lacking(risks: Collection[str], kinds: Collection[str], skills: Collection[str | None]) -> list[measures.Lack]:
    """What a family still lacks, by its risks, the kinds planned or given, and its members' skills."""
    return measures.lacking(risks, kinds, measures.labour_of(skills))


def village_of(household_no: str) -> str | None:
    """The village a household lives in; None for a number that does not exist."""
    return registry.village_of(household_no)
