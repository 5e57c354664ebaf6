"""A monitored family of the tiny county of which everything holds, and what may be taken away from it, one by one."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy import measures
from huaiyuan.core.policy.exits import Given
from huaiyuan.county.casework import actions, exit_facts
from huaiyuan.county.casework.actions import Item, Paper, Sheet
from huaiyuan.county.casework.models import CaseFile, Cycle
from huaiyuan.county.casework.types import CycleState, Level, Result, Secured, State
from huaiyuan.county.income import actions as income
from huaiyuan.county.income.actions import Amount, Measured
from huaiyuan.county.registry import queries as households
from huaiyuan.county.registry.models import LabourFact, Membership
from tests.integration.casework.world import PHOTO, VILLAGE, Hands, noon
from tests.parameters import put_in_force

TODAY = dt.date(2026, 11, 2)
PAPERS = {
    Secured.SCHOOLING: "在校证明，县教体局", Secured.MEDICAL: "参保记录，县医保局", Secured.HOUSING: "鉴定单，县住建局，B级",
    Secured.WATER: "饮水安全认定，县水利局",
}  # fmt: skip


@dataclass
class Leaver(Hands):
    """The people of a village and their family that may leave; `given` are its measures, as the plans would tell them."""

    day: dt.date = TODAY
    household_no: str = ""
    given: tuple[Given, ...] | None = None
    wants: dict[Secured, bool] = field(default_factory=lambda: dict.fromkeys(Secured, True))

    def prepared(self, monkeypatch) -> Leaver:
        """Everything holds from here on. The measures come from another part and are given in its stead."""
        cycle = self.cycle()
        self.household_no = cycle.household_no
        kind = measures.fitting(cycle.risks.split(";")[0])[0]
        self.given = (Given(kind, Known.YES),)
        asked = exit_facts.given

        def told(numbers):
            # Asked all the same, so that its queries count where a page's are counted.
            asked(numbers)
            return {} if self.given is None else {self.household_no: self.given}

        monkeypatch.setattr(exit_facts, "given", told)
        put_in_force("income.reference_line", 8600, since=dt.date(2026, 1, 1))
        self.can_work("普通劳动力")
        for what, says in PAPERS.items():
            self.paper(what, says=says)
        self.measured(dt.date(2026, 4, 20), policy.for_exit(Period(2026, 4)))
        self.measured(self.day, policy.for_exit(Period(2026, 11)))
        return self

    def later(self, days: int = 1) -> None:
        super().later(days)
        clock.configure(today=self.day)

    def cycle(self) -> Cycle:
        """An open cycle of the village, half a year old and more, of a family that nobody else works on."""
        rows = Cycle.objects.filter(state=CycleState.OPEN, void=False, household_no__startswith=VILLAGE)
        rows = rows.filter(identified_on__lte=self.day - dt.timedelta(days=200)).order_by("household_no")
        return next(cycle for cycle in rows if households.adults_of(cycle.household_no, self.day))

    def can_work(self, labour: str) -> None:
        """Everybody in the house is registered so."""
        rows = Membership.objects.on(self.day).filter(household__household_no=self.household_no)
        people = list(rows.values_list("person", flat=True))
        LabourFact.objects.filter(person__in=people).delete()
        for person in people:
            LabourFact.objects.create(
                person_id=person, labour=labour, valid_from=dt.date(2020, 1, 1), recorded_at=noon(self.day),
                source_kind="loaded",
            )  # fmt: skip

    def paper(self, what: Secured, *, holds: bool = True, says: str = "一张单", on: dt.date | None = None) -> None:
        paper = Paper(what, holds, says, on or self.day, PHOTO)
        actions.add_paper(self.household_no, paper, by=self.town, at=noon(self.day))

    def measured(self, on: dt.date, period: policy.Accounting, wage: int = 90_000) -> None:
        """The income was measured on a day: far above the line, unless the wage is small."""
        none = set(policy.Kind) - {policy.Kind.WAGE, policy.Kind.EXCLUDED}
        said = Measured(period, 3, (Amount("a1", Decimal(wage)),), none, on, "驻村队员")
        income.measure(self.household_no, said, by=self.village, client_uuid=uuid.uuid4(), base_version=0, at=noon(on))

    def nominated(self) -> CaseFile:
        return actions.nominate(self.household_no, by=self.village, at=noon(self.day))

    def sheet(
        self, case: CaseFile, *, companion: str = "驻村队员", settled: bool = True, new: tuple[str, ...] = ()
    ) -> Sheet:
        risks = {risk: (settled, "看过病历和账") for risk in case.risks.split(";")}
        contact = households.adults_of(case.household_no, self.day)[0]
        return Sheet(self.day, companion, risks, contact, new)

    def surveyed(self, case: CaseFile, **how) -> CaseFile:
        photos = {"survey_photo": PHOTO, "assessment_photo": PHOTO}
        return actions.survey(case.case_no, sheet=self.sheet(case, **how), act=self.act(), **photos)

    def _on(self, case: CaseFile) -> None:
        if not case.is_exit:
            super()._on(case)
        elif case.state == State.VISIT:
            self.surveyed(case)
        elif case.state == State.REVIEW:
            self.deliberated(case, category="")
        elif case.state == State.ENTER:
            actions.enter(case.case_no, act=self.act())
        else:
            super()._on(case)

    def approved(self, case: CaseFile) -> CaseFile:
        """The county's meeting lets it pass."""
        self.later()
        self.met(Level.COUNTY, Item(case.case_no, Result.PASSED), doc_no="桐防返贫〔2026〕21号")
        return CaseFile.objects.get(pk=case.pk)
