"""What is known of families on a day for `core.policy.exits`, read live from whoever keeps it; nothing here is typed twice.

Whom it is shown to, the caller has looked: acts that decide ask for a family whatever an account may see of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from huaiyuan.base import reference
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import exits, measures
from huaiyuan.core.policy.exits import Answer, Exit, Facts, Given
from huaiyuan.county.casework import exit_records
from huaiyuan.county.casework.exit_records import Answers, Home, Said
from huaiyuan.county.casework.models import Cycle, ExitRisk, SecuredPaper
from huaiyuan.county.casework.types import LIVE, CycleState, Secured
from huaiyuan.county.income import queries as income
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.registry import queries as households
from huaiyuan.county.registry.queries import Living

LEAST, STABLE, QUIET = "exit.least_months", "exit.stable_months", "exit.quiet_months"


@dataclass(frozen=True)
class Weighed:
    """A family's conditions on a day. `nominable` leaves out what only the visit of the exit can find out."""

    household_no: str
    facts: Facts
    exit: Exit
    nominable: Exit

    @property
    def says(self) -> str:
        """What a nomination lacks, in the words of the policy."""
        return self.nominable.says


def weigh(household_nos: Iterable[str], on: dt.date) -> dict[str, Weighed]:
    """The conditions of households with an open cycle, by number. A dozen queries, however many households."""
    return {number: _weighed(number, facts) for number, facts in gather(household_nos, on).items()}


def weigh_one(household_no: str, on: dt.date) -> Weighed | None:
    """The conditions of one household; None when no cycle of it is open."""
    return weigh([household_no], on).get(household_no)


def gather(household_nos: Iterable[str], on: dt.date) -> dict[str, Facts]:
    """The facts of households with an open cycle on a day, by number."""
    rows = Cycle.objects.filter(household_no__in=list(household_nos), state=CycleState.OPEN, void=False)
    cycles = {cycle.household_no: cycle for cycle in rows}
    members = households.living(cycles, on)
    limits = reference.parameters([LEAST, STABLE, QUIET, *exit_records.NEEDED], on)
    months = {name: int(limits[name].value) if name in limits else None for name in (LEAST, STABLE, QUIET)}
    measured, seen, known = (
        income.for_exits(cycles, on),
        leads.risks_seen(cycles),
        _secured(cycles, members, on, limits),
    )
    surveyed, helped = _surveyed(cycles), given({cycle.household_no: cycle.identified_on for cycle in rows})
    return {
        number: _facts(
            cycle, on, months, measured.get(number), seen.get(number, []), surveyed.get(number, {}),
            members.get(number, ()), known.get(number, {}), helped.get(number),
        )
        for number, cycle in cycles.items()
    }  # fmt: skip


def given(since: Mapping[str, dt.date]) -> dict[str, tuple[Given, ...]]:
    """The measures that households have been given since they were identified; without a plan a household is left out."""
    return {}


def with_survey(weighed: Weighed, risks: Mapping[str, tuple[bool, str]], new: Sequence[str]) -> Exit:
    """The two conditions that the visitors find out, from what they are about to hand in."""
    answers = {name: Answer(Known.UNKNOWN) for name in weighed.facts.risks or {}}
    answers |= {name: Answer(Known.of(settled), says) for name, (settled, says) in risks.items() if name in answers}
    before = weighed.facts.new_risks
    found = {*before, *new} if before is not None else (set(new) or None)
    told = exits.weigh(replace(weighed.facts, risks=answers, new_risks=found))
    seen = tuple(one for one in told.conditions if one.name in {exits.RISKS, exits.NO_NEW})
    return Exit(seen, told.stays)


def _weighed(number: str, facts: Facts) -> Weighed:
    found = exits.weigh(facts)
    # Whether the risks are settled is what the visit of the exit is for; without any named there is nothing to look at.
    waits = [c for c in found.conditions if c.name == exits.RISKS and c.known is Known.UNKNOWN and facts.risks]
    left = tuple(one for one in found.conditions if one not in waits)
    return Weighed(number, facts, found, Exit(left, found.stays))


def _facts(
    cycle: Cycle, on: dt.date, months: Mapping[str, int | None], measured: income.ForExit | None,
    seen: Sequence[leads.RiskSeen], surveyed: Mapping[str, Answer], members: Sequence[Living], known: Answers,
    helped: tuple[Given, ...] | None,
) -> Facts:  # fmt: skip
    named = [risk for risk in cycle.risks.split(";") if risk]
    older, new = _risks_since(cycle, on, seen, months[QUIET])
    measured = measured if measured is not None and _is_fresh(measured, on, months[STABLE]) else None
    return Facts(
        on=on, identified_on=cycle.identified_on, statement=measured.statement if measured else None,
        income=measured.standing if measured else None, above_since=measured.above_since if measured else None,
        secured={what.label: Answer(told.known, told.evidence) for what, told in known.items()},
        risks={name: surveyed.get(name, Answer(Known.UNKNOWN)) for name in dict.fromkeys([*named, *older])},
        given=helped, new_risks=new, labour=measures.labour_of(member.labour for member in members),
        least_months=months[LEAST], stable_months=months[STABLE],
    )  # fmt: skip


def _is_fresh(measured: income.ForExit, on: dt.date, months: int | None) -> bool:
    """Whether the income was measured for this exit and not for one that came to nothing long ago."""
    return months is None or exits.months_between(measured.measured_on, on) <= months


def _risks_since(
    cycle: Cycle, on: dt.date, seen: Sequence[leads.RiskSeen], quiet: int | None
) -> tuple[list[str], list[str] | None]:  # fmt: skip
    """Risks found true since the identification: those of longer ago, which the visit looks at, and the new ones.

    None stands for 不明: a lead waits to be verified, or nobody has set how long is long ago.
    """
    true = [one for one in seen if one.judged_on is not None and one.judged_on > cycle.identified_on]
    if quiet is None:
        return [], None
    recent = [one.risk_type for one in true if one.judged_on and exits.months_between(one.judged_on, on) < quiet]
    older = [one.risk_type for one in true if one.risk_type not in recent]
    waiting = any(one.judged_on is None for one in seen)
    return older, None if waiting and not recent else sorted(set(recent))


def _surveyed(cycles: Mapping[str, Cycle]) -> dict[str, dict[str, Answer]]:
    """What the visitors of a live exit wrote of each risk, by household. One query."""
    rows = ExitRisk.objects.filter(survey__case__household_no__in=list(cycles), survey__case__state__in=LIVE)
    found: dict[str, dict[str, Answer]] = {}
    for row in rows.select_related("survey__case", "survey__recorded_by"):
        who = f"{row.survey.surveyed_on}入户，{row.survey.recorded_by.display_name}、{row.survey.case.companion}看的"
        answer = Answer(Known.of(row.settled), f"{row.says}，{who}" if row.says else who)
        found.setdefault(row.survey.case.household_no, {})[row.risk] = answer
    return found


def _secured(
    cycles: Iterable[str], members: Mapping[str, tuple[Living, ...]], on: dt.date,
    limits: Mapping[str, reference.Parameter],
) -> dict[str, Answers]:  # fmt: skip
    """What rolls and papers say of 三保障和饮水: of two the later one; a roll that speaks against it is not outdone by
    an older paper."""
    numbers = list(cycles)
    homes = {number: Home(living[0].village_code, living) for number, living in members.items()}
    found = exit_records.said(homes, on, limits)
    papers = SecuredPaper.objects.filter(household_no__in=numbers, dated_on__lte=on).order_by("dated_on", "pk")
    for paper in papers.select_related("recorded_by"):
        told, what = found.setdefault(paper.household_no, {}), Secured(paper.what)
        before = told.get(what)
        if before is None or before.known is Known.UNKNOWN or paper.dated_on >= before.on:
            says = f"{paper.says}，{paper.dated_on}，{paper.recorded_by.display_name}登记"
            told[what] = Said(Known.of(paper.holds), says, paper.dated_on)
    return found
