"""What came back: files of departments, entries that the national roster does not bear out, families still looked after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import clock
from huaiyuan.county.casework.actions.earlier import looked_after_since
from huaiyuan.county.casework.models import (
    AfterCare,
    AnswerFile,
    CareContact,
    CaseFile,
    ComparisonList,
    Cycle,
    EntryDoubt,
    ExitSurvey,
)
from huaiyuan.county.casework.queries.cases import NOT_SHOWN, Line, lines, within
from huaiyuan.county.casework.types import CycleState
from huaiyuan.county.registry import queries as households
from huaiyuan.county.worklist import queries as worklist


def answer_files(made: ComparisonList) -> list[AnswerFile]:
    """The files that a list was answered with, newest first, with their wrong lines. Two queries."""
    rows = AnswerFile.objects.filter(listed=made).select_related("taken_by").prefetch_related("faults")
    return list(rows.order_by("-pk"))


@dataclass(frozen=True)
class DoubtShown:
    """What of an entry the national roster says otherwise."""

    what: str
    ours: str
    theirs: str
    as_of: dt.date


def doubted(account: Account) -> list[tuple[Line, list[DoubtShown]]]:
    """Families whose entry the newest roster does not bear out, within the account's rows, by village. Five queries."""
    found: dict[int, list[DoubtShown]] = {}
    rows = EntryDoubt.objects.filter(settled_at=None, case__in=within(account)).select_related("case")
    clear = access.sees_clear(account, Field.HEALTH)
    cases: dict[int, CaseFile] = {}
    for row in rows.order_by("case__village_code", "case__case_no", "kind")[:1000]:
        cases[row.case_id] = row.case
        found.setdefault(row.case_id, []).append(_shown(row, clear))
    told = lines(list(cases.values()), account) if cases else []
    return [(line, found[key]) for key, line in zip(cases, told, strict=True)]


def doubts_of(case: CaseFile, account: Account) -> list[DoubtShown]:
    """What the newest roster says otherwise of one case; nothing while it stands before its entry."""
    if not case.closed_at:
        return []
    clear = access.sees_clear(account, Field.HEALTH)
    return [_shown(row, clear) for row in EntryDoubt.objects.filter(case=case, settled_at=None).order_by("kind")]


def _shown(row: EntryDoubt, clear: bool) -> DoubtShown:
    hidden = (NOT_SHOWN, NOT_SHOWN)
    ours, theirs = (row.ours, row.theirs) if clear else hidden
    return DoubtShown(row.get_kind_display(), ours, theirs, row.as_of)


@dataclass(frozen=True)
class CareLine:
    """A family whose risk was cleared: which look is due when, and whom to ask; `due` None where none is to come."""

    household_no: str
    head_name: str
    village: str
    township: str
    cleared_on: dt.date
    number: int
    due: worklist.Urgency | None
    due_on: dt.date | None
    contact: str


def care(account: object) -> QuerySet[AfterCare]:
    """Looks to come within the account's rows."""
    here = households.lives_within(access.scope_of(account, P.CASEWORK_READ), clock.today(), "cycle__household_no")
    return AfterCare.objects.filter(here, looked_on=None, void=False).select_related("cycle")


def care_lines(rows: Sequence[AfterCare], account: object) -> list[CareLine]:
    """Looks of `care` as lines, with the contact of each family. Seven queries."""
    numbers = [row.cycle.household_no for row in rows]
    homes = households.listed(numbers, account)
    codes = {home.village_code for home in homes.values()}
    places = reference.places_by_code(codes | {code[:9] for code in codes}) if codes else {}
    names = {code: place.short_name for code, place in places.items()}
    contacts = contacts_of([row.cycle for row in rows], account)
    dues = worklist.urgencies(
        [clock.end_of(row.due_on) for row in rows]
    ) if rows else []  # fmt: skip
    return [
        CareLine(
            row.cycle.household_no, home.head_name if home else "", names.get(home.village_code, "") if home else "",
            names.get(home.village_code[:9], "") if home else "", row.cycle.cleared_on or row.due_on, row.number, due, row.due_on,
            contacts.get(row.cycle_id, ""),
        )
        for row, due in zip(rows, dues, strict=True) for home in [homes.get(row.cycle.household_no)]
    ]  # fmt: skip


def contacts_of(cycles: Iterable[Cycle], account: object) -> dict[int, str]:
    """Whom to ask of each cleared family, by cycle: the village has named one, else the sheet of its exit. Three queries."""
    rows = list(cycles)
    if not rows or not access.sees_clear(account, Field.NAME):
        return {}
    # Who was named since goes before whom the sheet named.
    by_cycle = dict(CareContact.objects.filter(cycle__in=rows).values_list("cycle_id", "person_id"))
    sheets = ExitSurvey.objects.filter(case__household_no__in=[row.household_no for row in rows], agrees=True)
    signed = {
        (number, on): person
        for number, on, person in sheets.values_list("case__household_no", "case__decided_on", "contact_id")
    }
    for row in rows:
        named = signed.get((row.household_no, row.cleared_on), "")
        if named:
            by_cycle.setdefault(row.pk, named)
    names = households.names_of(set(by_cycle.values())) if by_cycle else {}
    return {key: names.get(person, "") for key, person in by_cycle.items()}


def to_choose(household_no: str) -> list[tuple[str, str]]:
    """Adults of a family (person, name) that may be its contact. One query."""
    today = clock.today()
    members = households.living([household_no], today).get(household_no, ())
    return [(one.person_id, one.name) for one in members if one.age_on(today) >= households.ADULT]


def never_looked_after(account: object) -> int:
    """How many families were cleared within the time of care and have no look to come or behind them."""
    since = looked_after_since(clock.today())
    here = households.lives_within(access.scope_of(account, P.CASEWORK_READ), clock.today())
    newer = Cycle.objects.filter(household_no=OuterRef("household_no"), void=False, number__gt=OuterRef("number"))
    rows = Cycle.objects.filter(~Exists(newer), here, Q(care=None), void=False, state=CycleState.CLEARED)
    return rows.filter(cleared_on__gt=since).count() if since else 0
