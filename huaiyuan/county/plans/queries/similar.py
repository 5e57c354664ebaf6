"""Copied plans (雷同): a plan's sentences set against those of the other families of its township, for who reviews it.

It tells what looks copied, side by side; nothing is returned by itself. A sentence that the draft brought and nobody has
changed is told as such and not compared: half the township would have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.linkage import likeness
from huaiyuan.core.policy.measures import drafting
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.county.plans.types import MeasureState, State

PERCENT, LEAST = "plan.similar_percent", "plan.similar_least"
TOWNSHIP = 9
MOST = 8


@dataclass(frozen=True)
class Pair:
    """Two sentences side by side and how alike they are, in percent."""

    mine: str
    other: str
    percent: int


@dataclass(frozen=True)
class Near:
    """Another family of the township whose plan has the same sentences."""

    plan_no: str
    household_no: str
    pairs: tuple[Pair, ...]

    @property
    def percent(self) -> int:
        """The closest pair."""
        return max(pair.percent for pair in self.pairs)


@dataclass(frozen=True)
class Limits:
    """From how many percent, and from how many characters on, sentences count as the same; None where nobody settled it."""

    percent: int
    least: int


def limits() -> Limits | None:
    """The parameters in force today. One query."""
    found = reference.parameters([PERCENT, LEAST], clock.today())
    if len(found) < len((PERCENT, LEAST)):
        return None
    return Limits(int(found[PERCENT].value), int(found[LEAST].value))


def near(plan: Plan, told: Limits | None = None) -> list[Near]:
    """The families of the township whose plans say the same, those with most sentences in common first. Two queries."""
    found = near_many([plan], told).get(plan.number, [])
    return found[:MOST]


def near_many(plans: Collection[Plan], told: Limits | None = None) -> dict[str, list[Near]]:
    """The same for many plans at once, township by township; plans with nothing alike are left out. Two queries."""
    settled = told or limits()
    if settled is None or not plans:
        return {}
    townships = {plan.village_code[:TOWNSHIP] for plan in plans}
    wanted = {plan.number for plan in plans}
    found: dict[str, list[Near]] = {}
    for rows in _sentences(townships).values():
        found |= _within(rows, wanted, settled)
    return found


_Row = tuple[str, str, str]


def _sentences(townships: Collection[str]) -> dict[str, list[_Row]]:
    """(plan, household, sentence) of every plan that is not stopped, by township."""
    usual = drafting.usual_sentences()
    rows = Measure.objects.exclude(state=MeasureState.DROPPED).exclude(plan__state=State.STOPPED)
    if len(townships) == 1:
        rows = rows.filter(plan__village_code__startswith=next(iter(townships)))
    told = rows.order_by("plan__number", "pk").values_list(
        "plan__village_code", "plan__number", "plan__household_no", "says"
    )
    found: dict[str, list[_Row]] = defaultdict(list)
    for village, plan_no, household_no, says in told:
        if village[:TOWNSHIP] in townships and says not in usual:
            found[village[:TOWNSHIP]].append((plan_no, household_no, says))
    return found


def _within(rows: list[_Row], wanted: Collection[str], settled: Limits) -> dict[str, list[Near]]:
    mine = [row for row in rows if row[0] in wanted]
    alike = likeness.alike(
        [row[2] for row in mine], [row[2] for row in rows], percent=settled.percent, least=settled.least
    )
    pairs: dict[str, dict[tuple[str, str], list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for one in alike:
        (plan_no, household_no, says), (other_no, other_home, other_says) = mine[one.mine], rows[one.other]
        if other_home != household_no:
            pairs[plan_no][other_no, other_home].append(Pair(says, other_says, one.percent))
    return {
        plan_no: sorted(
            (Near(other_no, home, tuple(told)) for (other_no, home), told in others.items()),
            key=lambda near: (-len(near.pairs), -near.percent, near.plan_no),
        )
        for plan_no, others in pairs.items()
    }
