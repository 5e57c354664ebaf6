"""Whose form it is: looked up within an account's rows, singly or as a batch; absent and foreign are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import queries as casework
from huaiyuan.county.casework.queries import papers
from huaiyuan.county.casework.types import LIVE
from huaiyuan.county.income import queries as income
from huaiyuan.county.plans import queries as plans
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.reports import errors
from huaiyuan.county.reports.catalogue import EITHER, Form
from huaiyuan.county.reports.types import Kind, Subject
from huaiyuan.county.rounds import queries as rounds

MOST = 3000
FOLLOWED, MONITORED = "followed", "monitored"
WHICH = {FOLLOWED: "脱贫户和监测对象", MONITORED: "风险未消除的监测对象"}


def find(kind: Kind, key: str, account: Any) -> Subject:
    """One subject. Raises FORMS_NOT_FOUND."""
    found = FINDERS[kind](key, account)
    if found is None:
        raise DomainError(errors.NOT_FOUND)
    return found


def family(household_no: str, account: Any) -> Subject | None:
    """A household within the account's rows."""
    village = registry.village_of(household_no)
    if village is None or not access.scope_of(account, P.HOUSEHOLD_READ).covers(village):
        return None
    return Subject(Kind.FAMILY, household_no, village, household_no)


def _case(case_no: str, account: Any) -> Subject | None:
    found = casework.find_case(access.scope_of(account, P.CASEWORK_READ), case_no)
    return Subject(Kind.CASE, case_no, found.village_code, found.household_no) if found else None


def _statement(number: str, account: Any) -> Subject | None:
    if income.find_statement(access.scope_of(account, P.INCOME_READ), number) is None:
        return None
    row = income.statements(access.scope_of(account, P.INCOME_READ)).filter(number=number).first()
    return Subject(Kind.STATEMENT, number, row.village_code, row.household_no) if row else None


def _meeting(number: str, account: Any) -> Subject | None:
    found = casework.meetings(account).filter(number=number).first()
    return Subject(Kind.MEETING, number, found.area_code) if found else None


def _round(key: str, account: Any) -> Subject | None:
    found = rounds.find_area(access.scope_of(account, P.ROUND_READ), key)
    return Subject(Kind.ROUND, key, found[1]) if found else None


FINDERS: dict[Kind, Callable[[str, Any], Subject | None]] = {
    Kind.FAMILY: family, Kind.CASE: _case, Kind.STATEMENT: _statement, Kind.MEETING: _meeting, Kind.ROUND: _round,
}  # fmt: skip


@dataclass(frozen=True)
class Around:
    """What a household's page of forms may print: the family itself, its newest case of each procedure (of any under
    "") and its newest statement; `not_yet` are
    forms whose time has not come, or has gone."""

    family: Subject
    cases: Mapping[str, Subject]
    statement: Subject | None
    not_yet: frozenset[str] = frozenset()

    def of(self, form: Form) -> Subject | None:
        """The subject that a form is printed of."""
        if form.kind is Kind.CASE:
            return self.cases.get(form.procedure)
        return {Kind.FAMILY: self.family, Kind.STATEMENT: self.statement}.get(form.kind)


def around(household_no: str, account: Any) -> Around | None:
    """A household with everything that forms of it are about; None alike for a foreign and an absent one."""
    home = family(household_no, account)
    if home is None:
        return None
    held = income.latest(household_no) if access.may(account, P.INCOME_READ) else None
    cases = papers.newest_cases(household_no) if access.may(account, P.CASEWORK_READ) else {}
    plan = plans.of_household(household_no) if access.may(account, P.PLAN_READ) else []
    return Around(
        home, {name: Subject(Kind.CASE, one.case_no, one.village_code, household_no) for name, one in cases.items()},
        Subject(Kind.STATEMENT, held.number, home.area_code, household_no) if held else None,
        _not_yet(cases.get(EITHER)) | (frozenset() if plan else {"plan"}),
    )  # fmt: skip


def _not_yet(case: Any) -> frozenset[str]:
    """公示 hangs between the deliberation and the decision, 公告 after it."""
    if case is None or not case.category:
        return frozenset({"notice", "announcement"})
    return frozenset({"notice" if case.decided_on else "announcement"})


def many(form: Form, area_code: str, which: str, account: Any) -> list[Subject]:
    """The subjects of a batch of a form in an area, in the order of villages and numbers."""
    kind, reach = form.kind, Scope.of([area_code])
    if kind is Kind.FAMILY:
        rows = reach.filter(registry.followed(access.scope_of(account, P.HOUSEHOLD_READ)))
        if which == MONITORED:
            rows = rows.filter(registry.at_risk_now())
        found = rows.order_by("village_code", "household__household_no")
        pairs = found.values_list("household__household_no", "village_code")
        return [Subject(kind, number, village, number) for number, village in pairs]
    if kind is Kind.CASE:
        cases = (
            reach.filter(casework.within(account))
            .filter(state__in=LIVE, procedure=form.procedure)
            .order_by("village_code", "case_no")
        )
        return [Subject(kind, one.case_no, one.village_code, one.household_no) for one in cases]
    if kind is Kind.STATEMENT:
        held = reach.filter(income.statements(access.scope_of(account, P.INCOME_READ)))
        ordered = held.order_by("village_code", "household_no", "-measured_on", "-id")
        newest = {row.household_no: row for row in reversed(list(ordered))}
        return [Subject(kind, row.number, row.village_code, row.household_no) for row in reversed(newest.values())]
    return []
