"""Who lacks a fitting measure (还缺措施): every family at risk set against the rules, as of now.

The pure rules are asked family by family, for those at risk only; nothing is kept, so that a corrected ability to work,
a new risk or a measure carried out shows at once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.policy.measures import DEVELOPMENT, FLOOR, Lack
from huaiyuan.county.plans import drafting
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.county.plans.types import LIVE, MeasureState, State
from huaiyuan.county.registry import queries as registry

NO_PLAN, FITTING, LABOUR = "还没订一户一策", "针对性措施", "劳动能力"
KINDS = {
    "plan": NO_PLAN,
    "fitting": "缺针对性措施",
    "development": "缺开发式帮扶",
    "floor": "缺兜底保障",
    "unclear": "要先核对",
}


@dataclass(frozen=True)
class Family:
    """A family at risk, with what it lacks. `plan_no` is its plan under way, or the last of this cycle."""

    household_no: str
    village_code: str
    category: str
    risks: tuple[str, ...]
    plan_no: str
    plan_state: str
    lacks: tuple[Lack, ...]

    @property
    def whats(self) -> frozenset[str]:
        """The codes of `KINDS` that it falls under."""
        found = {_code(lack) for lack in self.lacks}
        return frozenset(found | ({"plan"} if not self.plan_no else set()))


def families(reach: Scope, *, only: list[str] | None = None) -> list[Family]:
    """Every family at risk within a scope, by village and number. Four queries."""
    monitored = registry.monitored_now(reach, only=only)
    if not monitored:
        return []
    skills, kinds = registry.skills_of(monitored), _kinds(list(monitored))
    plans = _plans(list(monitored))
    found = []
    for number, one in monitored.items():
        have = [kind for cycle, kind in kinds[number] if cycle == one.cycle]
        plan_no, state = plans.get((number, one.cycle), ("", ""))
        lacks = drafting.lacking(one.risks, have, skills.get(number, []))
        found.append(Family(number, one.village_code, one.category, one.risks, plan_no, state, tuple(lacks)))
    return sorted(found, key=lambda one: (one.village_code, one.household_no))


def of_account(account: object) -> list[Family]:
    """Those within the account's rows; none for who may not see why families are at risk."""
    if not access.sees_clear(account, Field.HEALTH):
        return []
    return families(access.scope_of(account, P.PLAN_READ))


def lacking_numbers(reach: Scope, codes: set[str]) -> list[str]:
    """The households of a scope that lack one of these (codes of `KINDS`)."""
    return [one.household_no for one in families(reach) if one.whats & codes]


def _code(lack: Lack) -> str:
    if lack.what == DEVELOPMENT:
        return "development"
    if lack.what == FLOOR:
        return "floor"
    return "fitting" if lack.what.endswith("的措施") else "unclear"


def _kinds(numbers: list[str]) -> dict[str, list[tuple[int, str]]]:
    """The kinds planned in a plan under way, or carried out in any, with the cycle."""
    rows = Measure.objects.filter(plan__household_no__in=numbers).exclude(state=MeasureState.DROPPED)
    told = rows.values_list("plan__household_no", "plan__cycle", "plan__state", "state", "kind")
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, cycle, plan_state, state, kind in told:
        if state == MeasureState.DONE or plan_state in LIVE:
            found[number].append((cycle, kind))
    return found


def _plans(numbers: list[str]) -> dict[tuple[str, int], tuple[str, str]]:
    rows = Plan.objects.filter(household_no__in=numbers).exclude(state=State.STOPPED).order_by("edition")
    return {(row.household_no, row.cycle): (row.number, row.get_state_display()) for row in rows}
