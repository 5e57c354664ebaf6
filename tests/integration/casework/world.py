"""The tiny county with leads judged 属实，转识别认定, and the hands that carry a case from step to step."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field

from PIL import Image

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.county.casework import actions
from huaiyuan.county.casework.actions import Act, Held, Item, Minutes
from huaiyuan.county.casework.models import Authorisation, CaseFile, Comparison, ComparisonList
from huaiyuan.county.casework.types import Answer, Finding, Level, Result, State
from huaiyuan.county.leads.models import Lead, Risk
from huaiyuan.county.leads.types import Grade, Verdict
from huaiyuan.county.leads.types import State as LeadState
from huaiyuan.county.registry import queries as households
from huaiyuan.county.registry.models import ArchiveType, MonitoringFact
from tests.integration.registry.loaded import account

FOUND = dt.date(2026, 11, 1)
VILLAGE = "411330101200"


def photo() -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, "JPEG")
    return stream.getvalue()


PHOTO = photo()


def noon(day: dt.date) -> dt.datetime:
    """Midday of a day in the county."""
    return dt.datetime.combine(day, dt.time(12), clock.SHANGHAI)


@dataclass
class Hands:
    """The people of a village, its township and the county, the day they act on, and the day leads were found."""

    day: dt.date = FOUND
    found: dt.date = FOUND
    village: Account = field(default_factory=lambda: account("xuzhai"))
    town: Account = field(default_factory=lambda: account("yuehe"))
    county: Account = field(default_factory=lambda: account("county1"))
    other_county: Account = field(default_factory=lambda: account("county2"))

    def act(self, by: Account | None = None, base_version: int | None = None) -> Act:
        return Act(by or self.village, base_version, noon(self.day))

    def later(self, days: int = 1) -> None:
        self.day += dt.timedelta(days=days)

    def free_households(self, count: int, archive: str = "脱贫户") -> list[str]:
        """Households of the village that were never monitored and have an adult."""
        monitored = MonitoringFact.objects.values("household")
        rows = ArchiveType.objects.known().filter(
            archive_type=archive, household__household_no__startswith=VILLAGE, household__closed_on=None
        )
        numbers = rows.exclude(household__in=monitored).order_by("household__household_no")
        found = numbers.values_list("household__household_no", flat=True)
        return [number for number in found if households.adults_of(number, self.day)][:count]

    def lead(self, household_no: str, *risks: str, verdict: Verdict = Verdict.IDENTIFY) -> str:
        """A lead that the village confirmed."""
        number = f"XS2026-{Lead.objects.count() + 900001:06}"
        at = noon(self.found)
        lead = Lead.objects.create(
            lead_no=number, household_no=household_no, village_code=household_no[:12], state=LeadState.CONFIRMED,
            grade=Grade.YELLOW, opened_on=self.found, decided_at=at, closed_at=at, changed_at=at,
        )  # fmt: skip
        for risk in risks or ("因病",):
            Risk.objects.create(
                lead=lead, risk_type=risk, grade=Grade.YELLOW, verdict=verdict, judged_at=at, judged_by=self.village
            )
        return number

    def opened(self, household_no: str | None = None, *risks: str) -> CaseFile:
        number = household_no or self.free_households(1)[0]
        return actions.open_from_lead(self.lead(number, *risks), by=self.town, at=noon(self.day))

    def signed(self, case: CaseFile) -> None:
        adults = households.adults_of(case.household_no, case.earliest_on)
        actions.sign(case.case_no, person_ids=adults, photos=[PHOTO], act=self.act())

    def visited(self, case: CaseFile, *, exempt: str | None = None) -> None:
        self.signed(case)
        actions.visit(
            case.case_no, on=self.day, companion="驻村队员", found="家里有大病", act=self.act(), exempt_ref=exempt
        )

    def compared(self, case: CaseFile, suspicion: str = "") -> None:
        persons = list(Authorisation.objects.filter(case=case).values_list("person_id", flat=True))
        for code in Comparison.objects.filter(case=case).values_list("code", flat=True).distinct().order_by("code"):
            if Comparison.objects.filter(code=code, listed=None, case__state=State.COMPARE).exists():
                actions.make_list(code, purpose="识别认定信息比对", by=self.county, at=noon(self.day))
        for made in ComparisonList.objects.filter(lines__case=case, lines__answer=Answer.WAITING).distinct():
            said = {persons[0]: suspicion} if suspicion and made.code == "vehicle" else {}
            actions.record_answers(made.list_no, suspicions=said, by=self.county, only=persons, at=noon(self.day))
        for line in Comparison.objects.filter(case=case, answer=Answer.SUSPICION, finding=""):
            actions.find(
                case.case_no, person_id=line.person_id, code=line.code, finding=Finding.NO_MATTER,
                because="是拉货的三轮车", act=self.act(),
            )  # fmt: skip
        actions.compared(case.case_no, act=self.act())

    def deliberated(self, case: CaseFile, agreed: int = 28, category: str = "突发严重困难户", reason: str = "") -> None:
        held = Held(self.day, 40, 30, agreed)
        actions.deliberate(
            case.case_no, held=held, category=category, reason=reason, photos=[PHOTO, PHOTO], act=self.act()
        )

    def posted(self, case: CaseFile) -> None:
        actions.post(case.case_no, on=self.day, near=PHOTO, far=PHOTO, act=self.act())

    def met(self, level: Level, *items: Item, by: Account | None = None, doc_no: str = "桐防返贫〔2026〕9号") -> None:
        minutes = Minutes(level, self.day, "逐户看过材料", "张某，副镇长", PHOTO, doc_no)
        who = by or (self.town if level is Level.TOWNSHIP else self.county)
        actions.record_meeting(minutes, items, by=who, at=noon(self.day))

    def carried(self, case: CaseFile, to: State) -> CaseFile:
        """Carry a case on until it stands in a state, a day for every step."""
        while (case := CaseFile.objects.get(pk=case.pk)).state != to:
            self.later(6 if case.state == State.NOTICED else 1)
            self._on(case)
        return case

    def _on(self, case: CaseFile) -> None:
        number = case.case_no
        steps = {
            State.VISIT: lambda: self.visited(case),
            State.COMPARE: lambda: self.compared(case),
            State.REVIEW: lambda: self.deliberated(case),
            State.TO_POST: lambda: self.posted(case),
            State.NOTICED: lambda: actions.expire(number, act=self.act()),
            State.TOWNSHIP: lambda: self.met(Level.TOWNSHIP, Item(number, Result.PASSED)),
            State.COUNTY: lambda: self.met(Level.COUNTY, Item(number, Result.PASSED)),
            State.ANNOUNCE: lambda: actions.announce(number, on=self.day, photo=PHOTO, act=self.act(self.town)),
            State.ENTER: lambda: actions.enter(number, national_no="GB001", act=self.act()),
            State.MEND_TOWNSHIP: lambda: actions.mend(number, what="补了复印件", photos=[PHOTO], act=self.act()),
            State.MEND_COUNTY: lambda: actions.mend(number, what="补了复印件", photos=[PHOTO], act=self.act()),
        }
        steps[State(case.state)]()
