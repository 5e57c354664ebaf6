"""Cases as lines of a list and as a page of their own, within the account's rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy.categories import Category
from huaiyuan.core.policy.category import UNMEASURED
from huaiyuan.core.policy.procedures import Step
from huaiyuan.county.casework import reading, sheets, suggesting, timing
from huaiyuan.county.casework.actions.village import category_choices
from huaiyuan.county.casework.models import (
    CaseFile,
    CaseStep,
    Comparison,
    Deliberation,
    ExitSurvey,
    Objection,
    PublicSheet,
    StepProof,
)
from huaiyuan.county.casework.moves import BY_ITSELF, WHILE_SUSPENDED, did, may_of, table
from huaiyuan.county.casework.queries import web
from huaiyuan.county.casework.queries.web import WebShown
from huaiyuan.county.casework.timing import Clock
from huaiyuan.county.casework.types import LIVE, UNDECIDED, Answer, Procedure, ProofKind, SheetKind, State
from huaiyuan.county.registry import queries as households

NOT_SHOWN = "不予显示"
AMOUNTS_NOT_SHOWN = "收入的数不予显示"
MOST_SEARCHED = 5000
AMBER, RED = "casework.amber_day", "casework.red_day"
EXIT_AMBER, EXIT_RED = "casework.exit_amber_day", "casework.exit_red_day"
# Tabs of the list: name → (words, states). What is due soon is told by its own condition.
TABS: dict[str, tuple[str, tuple[State, ...]]] = {
    "live": ("在办", LIVE),
    "village": ("村里办", (State.VISIT, State.COMPARE, State.REVIEW, State.TO_POST, State.MEND_TOWNSHIP, State.MEND_COUNTY)),
    "noticed": ("公示中", (State.NOTICED,)),
    "township": ("待乡镇审核", (State.TOWNSHIP,)),
    "county": ("待县级审定", (State.COUNTY,)),
    "papers": ("待公告、录入标注", (State.ANNOUNCE, State.ENTER)),
    "over": ("办完的", (State.DONE, State.REFUSED, State.STOPPED)),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A case as a line of a list. `clock` is None once the county has decided."""

    case_no: str
    household_no: str
    head_name: str
    village_code: str
    village_name: str
    township_name: str
    archive_type: str
    procedure: str
    procedure_label: str
    state: str
    state_label: str
    clock: Clock | None
    risks: str
    category: str
    urgent: bool
    found_on: dt.date
    due_on: dt.date
    version: int


def within(account: object) -> QuerySet[CaseFile]:
    """The cases that the account may read."""
    return access.scope_of(account, P.CASEWORK_READ).filter(CaseFile.objects.all())


def find_case(reach: Scope, case_no: str) -> CaseFile | None:
    """A case within the scope, None alike for a foreign and an absent one."""
    return reach.filter(CaseFile.objects.filter(case_no=case_no)).select_related("visited_by").first()


def searched(rows: QuerySet[CaseFile], text: str, account: object) -> QuerySet[CaseFile]:
    """The cases whose number, household number or head's name has the text in it. At most two queries more."""
    wanted = text.strip()
    if not wanted:
        return rows
    if wanted[0].isascii():
        return rows.filter(Q(case_no__icontains=wanted) | Q(household_no__startswith=wanted))
    if not access.sees_clear(account, Field.NAME):
        return rows.none()
    heads = households.heads(rows.values_list("household_no", flat=True)[:MOST_SEARCHED])
    return rows.filter(household_no__in=[number for number, name in heads.items() if wanted in name])


def tab_counts(rows: QuerySet[CaseFile]) -> dict[str, int]:
    """How many cases every tab shows. One query."""
    return rows.aggregate(**{tab: Count("id", filter=Q(state__in=states)) for tab, (_, states) in TABS.items()})


def lines(rows: Sequence[CaseFile], account: object) -> list[Line]:
    """Cases as lines of a list, with what the registry says of their households. Three queries."""
    found = households.listed([case.household_no for case in rows], account)
    codes = {case.village_code for case in rows}
    places = reference.places_by_code(codes | {code[:9] for code in codes}) if codes else {}
    names = {code: place.short_name for code, place in places.items()}
    marks, clear = _marks(), access.sees_clear(account, Field.HEALTH)
    return [_line(case, found.get(case.household_no), names, marks, clear) for case in rows]


def _line(
    case: CaseFile, household: households.Listed | None, names: dict[str, str], marks: Marks, clear: bool
) -> Line:
    return Line(
        case_no=case.case_no, household_no=case.household_no, head_name=household.head_name if household else "",
        village_code=case.village_code, village_name=names.get(case.village_code, case.village_code),
        township_name=names.get(case.village_code[:9], ""), archive_type=household.archive_type if household else "",
        procedure=case.procedure, procedure_label=Procedure(case.procedure).label,
        state=case.state, state_label=case.state_label, clock=clock_of(case, marks),
        risks=case.risks.replace(";", "、") if clear else NOT_SHOWN, category=case.category if clear or not case.category else NOT_SHOWN, urgent=case.urgent,
        found_on=case.found_on, due_on=case.due_on, version=case.version,
    )  # fmt: skip


Marks = dict[str, timing.Marks]


def clock_of(case: CaseFile, marks: Marks) -> Clock | None:
    """The clock of a case that is not decided yet: fifteen days from the finding, or those of an exit."""
    if case.state not in UNDECIDED:
        return None
    return timing.clock_of(
        case.found_on, case.due_on, clock.today(), marks=marks[case.procedure], paused_days=case.paused_days,
        suspended_on=case.suspended_on,
    )  # fmt: skip


def _marks() -> Marks:
    named = {Procedure.IDENTIFICATION: (AMBER, RED), Procedure.EXIT: (EXIT_AMBER, EXIT_RED)}
    found = reference.parameters([name for pair in named.values() for name in pair], clock.today())
    never = 10_000
    return {
        procedure.value: timing.Marks(*(int(found[name].value) if name in found else never for name in pair))
        for procedure, pair in named.items()
    }


@dataclass(frozen=True)
class StepShown:
    """One step of the stepper: kind done, current or ahead; of a step that is done, who did it when."""

    code: str
    number: int
    title: str
    does: str
    proof: str
    who: str
    kind: str
    made: str


@dataclass(frozen=True)
class Suspicion:
    """One person and matter of the comparison as the page shows it."""

    person_id: str
    name: str
    code: str
    matter: str
    department: str
    answer: str
    answered: bool
    says: str
    finding: str
    because: str


@dataclass(frozen=True)
class Made:
    """One line of what was done."""

    at: dt.datetime
    on: dt.date
    did: str
    by: str
    reason: str


@dataclass(frozen=True)
class SurveyShown:
    """A sheet that was handed in: per risk whether it is settled, and who is asked later."""

    survey: ExitSurvey
    risks: list[tuple[str, bool, str]]
    contact: str


def survey_of(case: CaseFile) -> SurveyShown | None:
    """The sheet of a case, None while there is none."""
    made = ExitSurvey.objects.filter(case=case).select_related("recorded_by").prefetch_related("risks").first()
    if made is None:
        return None
    names = households.names_of({made.contact_id}) if made.contact_id else {}
    rows = [(row.risk, row.settled, row.says) for row in made.risks.all()]
    return SurveyShown(made, rows, names.get(made.contact_id, ""))


@dataclass(frozen=True)
class CasePage:
    """A case with everything its page shows and what this account may do with it."""

    line: Line
    case: CaseFile
    steps: list[StepShown]
    moves: frozenset[str]
    unsigned: list[tuple[str, str]]
    signed: int
    comparisons: list[Suspicion]
    unanswered: int
    notice: PublicSheet | None
    objections: list[Objection]
    proofs: dict[str, list[str]]
    made: list[Made]
    choices: list[Category]
    shown_risks: str
    clear: bool
    survey: SurveyShown | None
    web: WebShown | None = None
    hint: Hint | None = None

    @property
    def state_name(self) -> str:
        """Under which name the state's words and colour are registered."""
        return f"{'exit' if self.case.is_exit else 'case'}.{self.case.state}"


@dataclass(frozen=True)
class Hint:
    """What the family's facts suggest as its category (类别提示), as the account may read it; `chosen` and `at` once it
    was decided."""

    category: str
    says: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    chosen: str = ""

    @property
    def differs(self) -> bool:
        """Whether the village decided otherwise than was suggested."""
        return bool(self.chosen and self.category and self.chosen != self.category)


POSTS = {"village": "村里", "township": "乡镇", "county_center": "县监测中心"}


def case_page(case: CaseFile, account: Account) -> CasePage:
    """One case; the caller has looked whether it lies within the account's rows. At most ten queries."""
    state, clear = State(case.state), access.sees_clear(account, Field.HEALTH)
    made = list(CaseStep.objects.filter(case=case).select_related("made_by").order_by("-made_at", "-pk"))
    proofs: dict[str, list[str]] = {}
    for kind, number in StepProof.objects.filter(case=case).order_by("pk").values_list("kind", "proof_no"):
        proofs.setdefault(ProofKind(kind).label, []).append(str(number))
    asked = _comparisons(case, clear) if state is State.COMPARE else []
    reached = state not in (State.VISIT, State.COMPARE, State.REVIEW, State.TO_POST)
    signs = state is State.VISIT and not case.is_exit
    waiting, signed = reading.signatures(case) if signs else ([], 0)
    names = households.names_of(waiting) if waiting and clear else {}
    notice = PublicSheet.objects.filter(case=case, kind=SheetKind.NOTICE).first() if reached else None
    line = lines([case], account)[0]
    return CasePage(
        line=line, case=case, steps=_steps(case, made),
        moves=frozenset(
            name for name, move in table(case.procedure).items()
            if state in move.sources and name not in BY_ITSELF and _may(account, case, name)
        ),
        unsigned=[(person, names.get(person, person)) for person in waiting],
        signed=signed,
        comparisons=asked, unanswered=sum(not one.answered for one in asked),
        notice=notice, web=web.of_case(case, notice.ends_on) if notice and state is State.NOTICED else None,
        objections=list(
            Objection.objects.filter(case=case).select_related("recorded_by", "answered_by").order_by("pk")
        ) if reached else [],
        proofs=proofs, made=[_made(case, step, clear) for step in made],
        choices=category_choices(line.archive_type, clock.today()) if state is State.REVIEW and not case.is_exit else [],
        hint=_hint(case, line.archive_type, account, clear),
        shown_risks=sheets.shown_risks(case.risks), clear=clear, survey=survey_of(case) if case.is_exit and state is not State.VISIT else None,
    )  # fmt: skip


def _hint(case: CaseFile, archive: str, account: Account, clear: bool) -> Hint | None:
    """Today's suggestion while the village is to decide; afterwards what was suggested that day, beside what was decided."""
    if case.is_exit or not clear or case.state in (State.VISIT, State.COMPARE):
        return None
    amounts = access.sees_clear(account, Field.AMOUNT)
    if case.state == State.REVIEW:
        made = suggesting.of_case(case, archive)
        reasons = made.reasons if amounts or UNMEASURED in made.missing else (AMOUNTS_NOT_SHOWN,)
        return Hint(str(made.category or ""), made.says, reasons, made.missing)
    held = Deliberation.objects.filter(case=case).order_by("-pk").first()
    if held is None or not held.suggested_why:
        return None
    says = held.suggested or ("不明" if suggesting.LACKS in held.suggested_why else "收入方面没有提示")
    why = tuple(held.suggested_why.split("；")) if amounts else (AMOUNTS_NOT_SHOWN,)
    return Hint(held.suggested, says, why, (), held.category)


def _may(account: Account, case: CaseFile, name: str) -> bool:
    if case.suspended_on is not None and name not in WHILE_SUSPENDED:
        return False
    if name == "resume" and case.suspended_on is None:
        return False
    return access.scope_of(account, may_of(name)).covers(case.village_code)


def _steps(case: CaseFile, made: list[CaseStep]) -> list[StepShown]:
    """The steps of the procedure; the two of 补正 only where the case stands there."""
    here = [
        step for step in reading.procedure_of(case).steps if not step.code.startswith("mend") or step.code == case.state
    ]
    left: dict[str, CaseStep] = {}
    for one in made:
        if one.from_state and one.from_state != one.to_state:
            left.setdefault(one.from_state, one)
    codes = [step.code for step in here]
    at = codes.index(case.state) if case.state in codes else len(codes)
    return [_step(step, place, at, left.get(step.code), case) for place, step in enumerate(here)]


def _step(step: Step, place: int, at: int, made: CaseStep | None, case: CaseFile) -> StepShown:
    over = case.state not in LIVE and case.state != State.DONE
    kind = "current" if place == at else "done" if made and (place < at or over) else "ahead"
    said = f"{made.done_on:%m-%d} {made.made_by.display_name}" if made and kind == "done" else ""
    return StepShown(step.code, step.number, step.title, step.does, step.proof, POSTS[step.post], kind, said)


def _comparisons(case: CaseFile, clear: bool) -> list[Suspicion]:
    asked = {one.code: one for one in reading.procedure_of(case).comparisons}
    rows = list(Comparison.objects.filter(case=case).select_related("listed").order_by("code", "pk"))
    names = households.names_of({row.person_id for row in rows}) if clear else {}
    return [
        Suspicion(
            row.person_id, names.get(row.person_id, row.person_id), row.code, asked[row.code].matter,
            asked[row.code].department,
            row.get_answer_display() if row.listed or row.answer != Answer.WAITING else "还没出名单",
            row.answer != Answer.WAITING, row.says, row.get_finding_display(), row.because,
        )
        for row in rows
    ]  # fmt: skip


def _made(case: CaseFile, step: CaseStep, clear: bool) -> Made:
    return Made(step.made_at, step.done_on, did(case.procedure, step.move), step.made_by.display_name,
                step.reason if clear else "")  # fmt: skip


def shows_proof(case: CaseFile, proof_no: uuid.UUID) -> bool:
    """Whether a photo belongs to this case."""
    return StepProof.objects.filter(case=case, proof_no=proof_no).exists()
