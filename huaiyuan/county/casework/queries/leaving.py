"""风险消除 as its list and a family's page show it: who can be nominated now, who lacks what, who stays. Nobody is ranked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.vault import mask
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import exits
from huaiyuan.core.policy.exits import Condition
from huaiyuan.county.casework import exit_facts
from huaiyuan.county.casework.exit_facts import Attempt, Weighed
from huaiyuan.county.casework.models import CareContact, CaseFile, Cycle, ExitSurvey, SecuredPaper
from huaiyuan.county.casework.queries.cases import NOT_SHOWN
from huaiyuan.county.casework.queries.others import cycles
from huaiyuan.county.casework.types import CycleState, Secured
from huaiyuan.county.registry import queries as households

READY, LACKS, STAYS, UNDER = "ready", "lacks", "stays", "under"
EXIT_TABS = {READY: "可以提名", LACKS: "还差条件", STAYS: exits.STAYS, UNDER: "正在办"}
SHORT = {
    exits.INCOME: "收入", exits.GUARANTEES: "三保障", exits.RISKS: "原风险", exits.MONTHS: "时间", exits.MEASURES: "措施",
    exits.NO_NEW: "新风险",
}  # fmt: skip


@dataclass(frozen=True)
class ConditionShown:
    """One condition as an account sees it: what it rests on only for those who may see states of health."""

    name: str
    short: str
    word: str
    known: str
    because: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class ExitLine:
    """A family as a line of the list. `place` is the tab it stands under, `says` what it lacks and who mends it."""

    household_no: str
    head_name: str
    village_code: str
    village_name: str
    township_name: str
    category: str
    identified_on: dt.date
    conditions: tuple[ConditionShown, ...]
    place: str
    says: str
    case_no: str


def exit_lines(
    account: Account, places: Mapping[str, reference.Place], *, township: str = "", text: str = ""
) -> list[ExitLine]:
    """The monitored families within the account's rows, of one township if said, in the order of villages.

    All of them are weighed, so the caller narrows to a township where the account reaches more.
    """
    rows = cycles(account).filter(state=CycleState.OPEN)
    if township:
        rows = rows.filter(households.lives_within(Scope.of([township]), clock.today()))
    seen, wanted = _Eyes.of(account), text.strip()
    lines = [_line(one, places, seen) for one in exit_facts.weigh(list(rows), clock.today()).values()]
    found = [one for one in lines if one.household_no.startswith(wanted) or wanted in one.head_name]
    return sorted(found, key=lambda line: (line.village_code, line.household_no))


@dataclass(frozen=True)
class _Eyes:
    """What an account sees in clear of a line."""

    name: bool
    health: bool

    @classmethod
    def of(cls, account: object) -> _Eyes:
        return cls(access.sees_clear(account, Field.NAME), access.sees_clear(account, Field.HEALTH))

    def head_of(self, weighed: Weighed) -> str:
        """The head's name, masked for those who may not see it."""
        name = weighed.members[0].name if weighed.members else ""
        return name if self.name else mask.name(name)

    def says_of(self, weighed: Weighed) -> str:
        """What is lacking; of others' health nothing is told."""
        return weighed.says if self.health or weighed.nominable.ready else NOT_SHOWN


def _line(weighed: Weighed, places: Mapping[str, reference.Place], eyes: _Eyes) -> ExitLine:
    cycle, village = weighed.cycle, weighed.members[0].village_code if weighed.members else ""
    names = {code: place.short_name for code, place in places.items() if code in {village, village[:9]}}
    return ExitLine(
        cycle.household_no, eyes.head_of(weighed), village, names.get(village, village), names.get(village[:9], ""),
        cycle.category if eyes.health else NOT_SHOWN, cycle.identified_on,
        tuple(shown(one, eyes.health) for one in weighed.exit.conditions), place_of(weighed), eyes.says_of(weighed),
        weighed.case_no,
    )  # fmt: skip


def place_of(weighed: Weighed) -> str:
    """The tab that a family stands under."""
    if weighed.case_no:
        return UNDER
    if weighed.nominable.stays:
        return STAYS
    return READY if weighed.nominable.ready else LACKS


def shown(one: Condition, clear: bool) -> ConditionShown:
    """A condition as it may be shown."""
    kind = {Known.YES: "yes", Known.NO: "no", Known.UNKNOWN: "unknown"}[one.known]
    because, lacks = (one.because, tuple(lack.says for lack in one.lacking)) if clear else (NOT_SHOWN, ())
    return ConditionShown(one.name, SHORT.get(one.name, one.name), one.word, kind, because, lacks)


def find_leaving(reach: Scope, household_no: str) -> Cycle | None:
    """The open cycle of a household within the scope; None alike for all others."""
    rows = Cycle.objects.filter(household_no=household_no, state=CycleState.OPEN, void=False)
    return rows.filter(households.lives_within(reach, clock.today())).first()


def some_leaving(account: Account) -> str | None:
    """A household whose risk is not cleared: what the page is shown with."""
    rows = cycles(account).filter(state=CycleState.OPEN)
    return rows.order_by("household_no").values_list("household_no", flat=True).first()


@dataclass(frozen=True)
class ExitPage:
    """A family's conditions with everything its page shows and what this account may do."""

    line: ExitLine
    conditions: tuple[ConditionShown, ...]
    papers: list[tuple[SecuredPaper, str]]
    earlier: list[Attempt]
    may_nominate: bool
    may_add: bool
    clear: bool


def exit_page(cycle: Cycle, account: Account) -> ExitPage:
    """One family; the caller has looked whether it lies within the account's rows."""
    weighed, eyes = exit_facts.weigh([cycle], clock.today())[cycle.household_no], _Eyes.of(account)
    village = weighed.members[0].village_code if weighed.members else ""
    line = _line(weighed, reference.places_by_code([village, village[:9]]), eyes)
    return ExitPage(
        line, line.conditions,
        [(paper, Secured(paper.what).label) for paper in reversed(weighed.papers)] if eyes.health else [],
        [one for one in weighed.attempts if not one.live], access.may(account, P.CASEWORK_VILLAGE),
        access.may(account, P.CASEWORK_TOWNSHIP) or access.may(account, P.CASEWORK_COUNTY), eyes.health,
    )  # fmt: skip


@dataclass(frozen=True)
class ToSurvey:
    """What the sheet of an exit asks: the risks, brought along; whom of the house it may name to be asked later."""

    risks: list[str]
    contacts: list[tuple[str, str]]


def to_survey(case: CaseFile) -> ToSurvey:
    """The sheet of a case, as it is to be filled in. Four queries."""
    today = clock.today()
    members = households.living([case.household_no], today).get(case.household_no, ())
    contacts = [(member.person_id, member.name) for member in members if member.age_on(today) >= households.ADULT]
    return ToSurvey(exit_facts.risks_to_see(case.household_no, today), contacts)


def contact_of(cycle: Cycle, account: Account) -> str:
    """Whom of the family to ask after its risk was cleared (监测联系人); empty when nobody was named. Three queries."""
    rows = ExitSurvey.objects.filter(
        case__household_no=cycle.household_no, case__decided_on=cycle.cleared_on, agrees=True
    )
    person = rows.values_list("contact_id", flat=True).first() if cycle.cleared_on else ""
    if cycle.cleared_on:
        # Who was named since goes before whom the sheet named.
        person = CareContact.objects.filter(cycle=cycle).values_list("person_id", flat=True).first() or person
    if not person or not access.sees_clear(account, Field.NAME):
        return ""
    return households.names_of({person}).get(person, "")
