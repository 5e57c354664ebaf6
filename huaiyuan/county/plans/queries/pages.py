"""One plan with everything its page shows, and what this account may do with it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import measures as policy
from huaiyuan.core.policy.measures import Lack, drafting
from huaiyuan.county.plans import drafting as grounds
from huaiyuan.county.plans.actions import ending
from huaiyuan.county.plans.models import Measure, Plan, PlanStep
from huaiyuan.county.plans.moves import DID, MOVES
from huaiyuan.county.plans.queries.lists import Line, lines
from huaiyuan.county.plans.types import APPROVED, MeasureState, State
from huaiyuan.county.registry import queries as registry

EARLY = "plan.early_days"


@dataclass(frozen=True)
class MeasureShown:
    """A measure as the page shows it. `fits`: whether it answers the risk it names; `raw`: still the draft's own words."""

    row: Measure
    owner: str
    fits: Known | None
    develops: bool
    raw: bool
    overdue_days: int
    photos: tuple[str, ...]

    @property
    def overdue_says(self) -> str:
        """How long it is overdue, in words."""
        return f"超期 {self.overdue_days} 天"

    @property
    def planned_yuan(self) -> str:
        """The planned amount as a form shows it."""
        return "" if self.row.planned_fen is None else str(money.to_yuan(self.row.planned_fen))


@dataclass(frozen=True)
class RiskShown:
    """A risk with the kinds of measures that answer it; `kinds` would do."""

    risk: str
    answered: tuple[str, ...]
    kinds: tuple[str, ...]
    ruled: bool


@dataclass(frozen=True)
class Made:
    """One line of what was done."""

    at: dt.datetime
    did: str
    by: str
    about: str


@dataclass(frozen=True)
class PlanPage:
    """A plan with its measures, what they answer, what is lacking, who did what, and the moves this account may make."""

    line: Line
    plan: Plan
    measures: list[MeasureShown]
    dropped: list[Measure]
    risks: list[RiskShown]
    lacks: list[Lack]
    labour: str
    made: list[Made]
    moves: frozenset[str]
    wrote: bool
    papers_due: dt.date | None
    clear: bool

    @property
    def is_early(self) -> bool:
        """Whether recording a measure now is help before approval (先帮后补)."""
        return "carry_early" in self.moves

    @property
    def raw(self) -> int:
        """How many sentences are still the draft's own."""
        return sum(one.raw for one in self.measures)


def plan_page(plan: Plan, account: Account) -> PlanPage:
    """One plan; the caller has looked whether it lies within the account's rows. At most eight queries."""
    clear = access.sees_clear(account, Field.HEALTH)
    rows = list(
        Measure.objects.filter(plan=plan).select_related("settled_by").prefetch_related("photos").order_by("pk")
    )
    steps = list(PlanStep.objects.filter(plan=plan).select_related("made_by").order_by("-made_at", "-pk"))
    kept = [row for row in rows if row.state != MeasureState.DROPPED]
    kinds, risks = [row.kind for row in kept], [risk for risk in plan.risks.split(";") if risk]
    skills = registry.skills_of([plan.household_no]).get(plan.household_no, [])
    usual = drafting.usual_sentences()
    return PlanPage(
        line=lines([plan], account)[0], plan=plan, measures=[_measure(row, plan, usual) for row in kept] if clear else [],
        dropped=[row for row in rows if row.state == MeasureState.DROPPED] if clear else [],
        risks=[_risk(risk, kinds) for risk in risks] if clear else [],
        lacks=grounds.lacking(risks, kinds, skills) if clear else [],
        labour=drafting.WORDS[policy.labour_of(skills)] if clear else "", made=[_made(step, clear) for step in steps],
        moves=frozenset(name for name, move in MOVES.items() if plan.state in move.sources and _may(account, plan, name)),
        wrote=any(step.made_by_id == account.pk and _writes(step.move) for step in steps),
        papers_due=_papers_due(rows) if plan.state not in APPROVED else None, clear=clear,
    )  # fmt: skip


def _papers_due(rows: list[Measure]) -> dt.date | None:
    """By when the papers of what was given before approval are to be there; None where nothing was, or nobody settled it."""
    first = min((row.done_on for row in rows if row.early and row.done_on), default=None)
    if first is None or reference.parameter(EARLY, clock.today()) is None:
        return None
    start = dt.datetime.combine(first, dt.time(), clock.SHANGHAI)
    return reference.deadline(EARLY, start).astimezone(clock.SHANGHAI).date()


def _may(account: Account, plan: Plan, name: str) -> bool:
    return access.scope_of(account, MOVES[name].may).covers(plan.village_code)


def _writes(name: str) -> bool:
    return name == "draft" or (name in MOVES and MOVES[name].writes)


def _measure(row: Measure, plan: Plan, usual: frozenset[str]) -> MeasureShown:
    late = row.state == MeasureState.PLANNED and plan.state in (State.SET, State.RUNNING)
    return MeasureShown(
        row, owner_of(row), policy.fits(row.risk, row.kind) if row.risk else None, policy.is_development(row.kind),
        row.says in usual, max((clock.today() - row.planned_to).days, 0) if late else 0,
        tuple(str(photo.client_uuid) for photo in row.photos.all()),
    )  # fmt: skip


def owner_of(row: Measure) -> str:
    """Who carries it out, in words: 医保局（李某）."""
    whose = row.department or row.get_owner_display()
    return f"{whose}（{row.person}）" if row.person else whose


def _risk(risk: str, kinds: list[str]) -> RiskShown:
    would_do = policy.fitting(risk)
    return RiskShown(risk, tuple(dict.fromkeys(kind for kind in kinds if kind in would_do)), would_do, bool(would_do))


def _made(step: PlanStep, clear: bool) -> Made:
    by = step.made_by.display_name if step.made_by else "系统"
    return Made(step.made_at, DID.get(step.move, step.move), by, step.about if clear else "")


def shows_photo(plan: Plan, photo: uuid.UUID) -> bool:
    """Whether a photo belongs to a measure of this plan."""
    return Measure.objects.filter(plan=plan, photos__client_uuid=photo).exists()


def ending_of(shown: PlanPage, account: Account) -> frozenset[str]:
    """The measures, by number, of which the account may say how their policy goes on. A query where one runs out at all."""
    if not any(one.row.ends_on and not one.row.ending_said for one in shown.measures):
        return frozenset()
    if not access.scope_of(account, P.PLAN_CARRY).covers(shown.plan.village_code):
        return frozenset()
    return frozenset(ending.soon(clock.today()).filter(plan=shown.plan).values_list("number", flat=True))
