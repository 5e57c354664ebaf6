"""What is known of families on a day for `core.policy.exits`, read live from whoever keeps it; nothing here is typed twice.

Whom it is shown to, the caller has looked: acts that decide ask for a family whatever an account may see of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from huaiyuan.base import reference
from huaiyuan.base.reference.queries import DatedValue, dated_values
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import exits, measures
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy.exits import Answer, Exit, Facts, Given
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.core.policy.income import line
from huaiyuan.county.casework.models import CaseFile, Cycle, SecuredPaper
from huaiyuan.county.casework.types import LIVE, CycleState, Procedure, label_of
from huaiyuan.county.income import queries as income
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.plans import queries as plans
from huaiyuan.county.registry import guarantees
from huaiyuan.county.registry import queries as households
from huaiyuan.county.registry.guarantees import Home
from huaiyuan.county.registry.queries import Living

LEAST, STABLE, QUIET = "exit.least_months", "exit.stable_months", "exit.quiet_months"
LINE = line.PARAMETER
PAPERS = "papers"


@dataclass(frozen=True)
class Attempt:
    """An exit of the family, under way or over: its number, the day it was nominated, where it stands and why."""

    case_no: str
    nominated_on: dt.date
    state: str
    ended_why: str

    @property
    def live(self) -> bool:
        """Whether it is under way."""
        return self.state in LIVE

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return label_of(Procedure.EXIT, self.state)


@dataclass(frozen=True)
class Weighed:
    """A family's conditions on a day. `nominable` leaves out what only the visit of the exit can find out.

    With it what they were read from: who lives there, head first, the papers and the exits that were tried, newest first.
    """

    cycle: Cycle
    facts: Facts
    exit: Exit
    nominable: Exit
    members: tuple[Living, ...]
    papers: tuple[SecuredPaper, ...]
    attempts: tuple[Attempt, ...]

    @property
    def says(self) -> str:
        """What a nomination lacks, in the words of the policy."""
        return self.nominable.says

    @property
    def case_no(self) -> str:
        """The exit under way; empty while there is none."""
        return next((one.case_no for one in self.attempts if one.live), "")


def weigh(rows: Sequence[Cycle], on: dt.date) -> dict[str, Weighed]:
    """The conditions of open cycles on a day, by household number. Eleven queries, however many households."""
    cycles = {cycle.household_no: cycle for cycle in rows}
    if not cycles:
        return {}
    members = households.living(cycles, on)
    dated = dated_values([LEAST, STABLE, QUIET, LINE, *guarantees.needs()])
    limits = _in_force(dated, on)
    papers, (attempts, surveyed) = _papers(cycles, on), _attempts(cycles)
    read = _Read(
        months={name: int(Decimal(limits[name])) if name in limits else None for name in (LEAST, STABLE, QUIET)},
        measured=income.for_exits(cycles, on, dated.get(LINE, [])), seen=leads.risks_seen(cycles), members=members, surveyed=surveyed,
        secured=_secured(members, papers, on, limits),
        given=given(cycles),
    )  # fmt: skip
    return {
        number: _weighed(cycle, _facts(cycle, on, read), members.get(number, ()), tuple(papers.get(number, ())),
                         tuple(attempts.get(number, ())))
        for number, cycle in cycles.items()
    }  # fmt: skip


def _in_force(dated: Mapping[str, list[DatedValue]], on: dt.date) -> dict[str, Decimal | str]:
    return {
        name: one.value
        for name, values in dated.items()
        for one in values
        if one.value is not None and one.valid_from <= on < one.valid_to
    }


def weigh_one(household_no: str, on: dt.date) -> Weighed | None:
    """The conditions of one household; None when no cycle of it is open."""
    rows = Cycle.objects.filter(household_no=household_no, state=CycleState.OPEN, void=False)
    return weigh(list(rows), on).get(household_no)


def given(household_nos: Iterable[str]) -> dict[str, tuple[Given, ...]]:
    """The measures of households' open cycles, by number; a household without a plan is left out, which is 不明."""
    return plans.given(list(household_nos))


def with_survey(weighed: Weighed, risks: Mapping[str, tuple[bool, str]], new: Sequence[str]) -> Exit:
    """The two conditions that the visitors find out, from what they are about to hand in."""
    answers = {name: Answer(Known.UNKNOWN) for name in weighed.facts.risks or {}}
    answers |= {name: Answer(Known.of(settled), says) for name, (settled, says) in risks.items() if name in answers}
    before = weighed.facts.new_risks
    found = {*before, *new} if before is not None else (set(new) or None)
    told = exits.weigh(replace(weighed.facts, risks=answers, new_risks=found))
    seen = tuple(one for one in told.conditions if one.name in {exits.RISKS, exits.NO_NEW})
    return Exit(seen, told.stays)


@dataclass(frozen=True)
class _Read:
    """What was read of many households at once, by household number."""

    months: Mapping[str, int | None]
    measured: Mapping[str, income.ForExit]
    seen: Mapping[str, list[leads.RiskSeen]]
    members: Mapping[str, tuple[Living, ...]]
    surveyed: Mapping[str, Mapping[str, Answer]]
    secured: Mapping[str, guarantees.Answers]
    given: Mapping[str, tuple[Given, ...]]


def risks_to_see(household_no: str, on: dt.date) -> list[str]:
    """The risks that the visitors of an exit look at: those of the identification, and later ones found true long ago."""
    cycle = Cycle.objects.filter(household_no=household_no, state=CycleState.OPEN, void=False).first()
    if cycle is None:
        return []
    quiet = reference.parameter(QUIET, on)
    seen = leads.risks_seen([household_no]).get(household_no, [])
    older, _ = _risks_since(cycle, on, seen, int(quiet.value) if quiet else None)
    return list(dict.fromkeys([*cycle.risks.split(";"), *older]))


def _weighed(
    cycle: Cycle, facts: Facts, members: tuple[Living, ...], papers: tuple[SecuredPaper, ...],
    attempts: tuple[Attempt, ...],
) -> Weighed:  # fmt: skip
    found = exits.weigh(facts)
    # Whether the risks are settled is what the visit of the exit is for; without any named there is nothing to look at.
    waits = [c for c in found.conditions if c.name == exits.RISKS and c.known is Known.UNKNOWN and facts.risks]
    left = tuple(one for one in found.conditions if one not in waits)
    return Weighed(cycle, facts, found, Exit(left, found.stays), members, papers, attempts)


def _facts(cycle: Cycle, on: dt.date, read: _Read) -> Facts:
    number, months = cycle.household_no, read.months
    named = [risk for risk in cycle.risks.split(";") if risk]
    older, new = _risks_since(cycle, on, read.seen.get(number, []), months[QUIET])
    measured, surveyed = read.measured.get(number), read.surveyed.get(number, {})
    measured = measured if measured is not None and _is_fresh(measured, on, months[STABLE]) else None
    return Facts(
        on=on, identified_on=cycle.identified_on, statement=_statement(measured),
        income=measured.standing if measured else None, above_since=measured.above_since if measured else None,
        secured={what.label: Answer(told.known, told.evidence) for what, told in read.secured.get(number, {}).items()},
        risks={name: surveyed.get(name, Answer(Known.UNKNOWN)) for name in dict.fromkeys([*named, *older])},
        given=read.given.get(number), new_risks=new,
        labour=measures.labour_of(member.labour for member in read.members.get(number, ())),
        least_months=months[LEAST], stable_months=months[STABLE],
    )  # fmt: skip


def _statement(measured: income.ForExit | None) -> policy.Statement | None:
    """The statement as far as the conditions ask for it: what it is made for. Its sums stand in `standing` already."""
    return policy.statement((), measured.period, measured.size) if measured else None


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


_COLUMNS = (
    "household_no", "case_no", "found_on", "state", "ended_why", "companion", "survey__surveyed_on",
    "survey__recorded_by__display_name", "survey__risks__risk", "survey__risks__settled", "survey__risks__says",
)  # fmt: skip


def _attempts(numbers: Iterable[str]) -> tuple[dict[str, list[Attempt]], dict[str, dict[str, Answer]]]:
    """The exits of households, newest first, and what the visitors of a live one wrote of each risk. One query."""
    rows = CaseFile.objects.filter(household_no__in=list(numbers), procedure=Procedure.EXIT).order_by("-pk")
    attempts: dict[str, list[Attempt]] = {}
    answers: dict[str, dict[str, Answer]] = {}
    for number, case_no, on, state, why, companion, seen_on, by, risk, settled, says in rows.values_list(*_COLUMNS):
        attempt, known = Attempt(case_no, on, state, why), attempts.setdefault(number, [])
        if attempt not in known:
            known.append(attempt)
        if attempt.live and risk:
            who = f"{seen_on}入户，{by}、{companion}看的"
            told = Answer(Known.of(settled), f"{says}，{who}" if says else who)
            answers.setdefault(number, {})[risk] = told
    return attempts, answers


def _papers(numbers: Iterable[str], on: dt.date) -> dict[str, list[SecuredPaper]]:
    """The papers on file, oldest first. One query."""
    rows = SecuredPaper.objects.filter(household_no__in=list(numbers), dated_on__lte=on).select_related("recorded_by")
    found: dict[str, list[SecuredPaper]] = {}
    for paper in rows.order_by("dated_on", "pk"):
        found.setdefault(paper.household_no, []).append(paper)
    return found


def _secured(
    members: Mapping[str, tuple[Living, ...]],
    papers: Mapping[str, list[SecuredPaper]],
    on: dt.date,
    limits: guarantees.Limits,
) -> dict[str, guarantees.Answers]:
    """What counts of all that is told of 三保障和饮水."""
    homes = {number: Home(living[0].village_code, living) for number, living in members.items()}
    return guarantees.standing(homes, on, limits=limits, known={PAPERS: _say(papers)})


def papers_say(homes: guarantees.Homes, on: dt.date, _limits: guarantees.Limits) -> guarantees.Question:
    """What papers say that people handed in where the records are silent or behind, the latest of each."""
    return guarantees.Question(lambda _rows: _say(_papers(homes, on)))


def _say(papers: Mapping[str, list[SecuredPaper]]) -> dict[str, guarantees.Answers]:
    found: dict[str, guarantees.Answers] = {}
    for number, filed in papers.items():
        for paper in filed:
            says = f"{paper.says}，{paper.dated_on}，{paper.recorded_by.display_name}登记"
            found.setdefault(number, {})[Guarantee(paper.what)] = Said(Known.of(paper.holds), says, paper.dated_on)
    return found
