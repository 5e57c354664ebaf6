"""Random lives of leads: whatever people try in whatever order, what must always hold holds."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions
from huaiyuan.county.leads.actions import Judgement, VisitReport
from huaiyuan.county.leads.models import Lead, Risk, Visit
from huaiyuan.county.leads.moves import MOVES
from huaiyuan.county.leads.types import AT_VILLAGE, DECIDED, LIVE, TRUE_VERDICTS, State, Verdict, Way
from huaiyuan.county.worklist.models import Task, TaskState
from tests.cast import OTHER_VILLAGE, SIBLING, VILLAGE, Cast
from tests.integration.leads import runs
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FoundHit

EXPECTED = {
    "LEAD_NOT_FOUND", "LEAD_STAGE", "LEAD_CHANGED", "LEAD_NOTHING_TO_SEND", "LEAD_SAME_VILLAGE", "LEAD_NOT_AUTHOR",
    "LEAD_SAME_VERDICT", "LEAD_NOT_DUE", "LEAD_NO_VERDICT",
}  # fmt: skip
KINDS = [("R01", "因病", "黄"), ("R09", "因残", "橙"), ("R11", "因义务教育", "红")]
numbers = itertools.count(1)
villages = st.sampled_from([VILLAGE, SIBLING, OTHER_VILLAGE])


class Life(RuleBasedStateMachine):
    """One household and everything that may happen to its leads."""

    people: Cast
    folder: Path

    @initialize()
    def begin(self) -> None:
        self.household = f"{VILLAGE}-{next(numbers):05d}"
        self.runs = 0
        self.reports: dict[uuid.UUID, dict] = {}
        self.seen: dict[str, tuple[int, str]] = {}

    def _lead(self) -> Lead | None:
        return Lead.objects.filter(household_no=self.household).order_by("-id").first()

    def _try(self, act) -> None:
        before, refused = self._print(), None
        try:
            act()
        except DomainError as failure:
            refused = failure.code
        if refused is not None:
            assert refused in EXPECTED
            assert self._print() == before, f"{refused} left a change behind"

    def _print(self):
        rows = Lead.objects.filter(household_no=self.household).order_by("id")
        tasks = Task.objects.filter(household_no=self.household).order_by("id")
        return list(rows.values_list()), list(tasks.values_list()), Visit.objects.count()

    @rule(kinds=st.sets(st.sampled_from(KINDS), min_size=1), facts=st.integers(1, 3))
    def screen(self, kinds, facts):
        hits = [
            FoundHit(household_no=self.household, rule=r, risk_type=t, grade=g, fingerprint=f"{facts:016x}")
            for r, t, g in sorted(kinds)
        ]
        self.runs += 1
        folder = runs.write(self.folder / f"{self.household}-{self.runs}", *hits)
        first = actions.open_from_run(folder, self.people.center, at=MONDAY)
        assert sum(first.values()) == 1
        before = self._print()
        assert actions.open_from_run(folder, self.people.center, at=MONDAY) == first
        assert self._print() == before

    @rule()
    def dispatch(self):
        lead = self._lead()
        self._try(lambda: actions.dispatch(by=self.people.center, lead_nos=[lead.lead_no] if lead else [], at=MONDAY))

    @rule(act=st.sampled_from(["withhold", "withdraw"]))
    def keep(self, act):
        if lead := self._lead():
            self._try(lambda: getattr(actions, act)(lead.lead_no, reason="不合适", by=self.people.center, at=MONDAY))

    @rule(who=st.sampled_from(["village", "village_two", "sibling", "other_village", "leader"]))
    def start(self, who):
        if lead := self._lead():
            self._try(lambda: actions.start_visit(lead.lead_no, by=getattr(self.people, who), at=MONDAY))

    @rule(to=villages, who=st.sampled_from(["village", "sibling", "town", "other_town"]))
    def forward(self, to, who):
        if lead := self._lead():
            by = getattr(self.people, who)
            self._try(lambda: actions.forward(lead.lead_no, to_village=to, reason="不归本村", by=by, at=MONDAY))

    @rule(who=st.sampled_from(["village", "sibling", "town"]))
    def give_back(self, who):
        if lead := self._lead():
            by = getattr(self.people, who)
            self._try(lambda: actions.return_to_county(lead.lead_no, reason="查无此人", by=by, at=MONDAY))

    @rule(
        who=st.sampled_from(["village", "village_two", "sibling", "other_village"]), way=st.sampled_from(Way),
        verdicts=st.lists(st.sampled_from(Verdict), min_size=3, max_size=3), stale=st.booleans(), again=st.booleans(),
    )  # fmt: skip
    def report(self, who, way, verdicts, stale, again):
        lead = self._lead()
        if lead is None:
            return
        risks = lead.risks.order_by("risk_type")
        judged = [Judgement(r.risk_type, v, reason="看过") for r, v in zip(risks, verdicts, strict=False)]
        number = uuid.uuid4()
        report = {
            "visit": VisitReport(visited_on=MONDAY.date(), way=way), "verdicts": judged, "client_uuid": number,
            "by": getattr(self.people, who), "base_version": lead.version - stale, "at": MONDAY,
        }  # fmt: skip

        def send():
            first = actions.record_verdicts(lead.lead_no, **report)
            assert not stale
            if again:
                before = self._print()
                assert actions.record_verdicts(lead.lead_no, **report).state == first.state
                assert self._print() == before

        self._try(send)

    @rule(
        who=st.sampled_from(["village", "village_two"]), verdict=st.sampled_from(Verdict), risk=st.sampled_from(KINDS)
    )
    def correct(self, who, verdict, risk):
        lead = self._lead()
        if lead and lead.risks.filter(risk_type=risk[1]).exists():
            by = getattr(self.people, who)
            self._try(
                lambda: actions.correct_verdict(lead.lead_no, risk[1], verdict=verdict, reason="看错", by=by, at=MONDAY)
            )

    @rule()
    def sign(self):
        if lead := self._lead():
            by = self.people.village
            self._try(lambda: actions.sign_later(lead.lead_no, signed_on=MONDAY.date(), by=by, at=MONDAY))

    @invariant()
    def holds(self):
        leads = list(Lead.objects.filter(household_no=self.household))
        assert sum(lead.state in LIVE for lead in leads) <= 1
        for lead in leads:
            self._steps(lead)
            _tasks(lead)
            _verdicts(lead)

    def _steps(self, lead: Lead) -> None:
        """Versions only grow, and states only follow the diagram (several of its steps may lie between two looks)."""
        version, state = self.seen.get(lead.lead_no, (0, str(State.OPEN)))
        assert lead.version >= version
        assert lead.state in _reach(state)
        self.seen[lead.lead_no] = (lead.version, lead.state)


def _reach(state: str) -> set[str]:
    direct = {str(move.target) for move in MOVES.values() if state in move.sources}
    return direct | {state}


def _tasks(lead: Lead) -> None:
    open_ = Task.objects.filter(subject_no=lead.lead_no, state=TaskState.OPEN)
    verify = list(open_.filter(kind="verify_lead"))
    assert len(verify) == (lead.state in AT_VILLAGE)
    for task in verify:
        assert (task.owner_area, task.due_at, task.grade) == (lead.village_code, lead.due_at, lead.grade)
    identify = Risk.objects.filter(lead=lead, verdict=Verdict.IDENTIFY).exists()
    assert open_.filter(kind="identify_household").exists() == identify
    unsigned = Visit.objects.filter(lead=lead, signature="due").exists()
    assert open_.filter(kind="sign_visit").exists() == unsigned


def _verdicts(lead: Lead) -> None:
    verdicts = list(Risk.objects.filter(lead=lead).values_list("verdict", flat=True))
    assert verdicts
    if lead.state in DECIDED:
        assert all(verdicts)
        assert (lead.state == State.CONFIRMED) == any(v in TRUE_VERDICTS for v in verdicts)
        assert lead.first_visit_on is not None
    else:
        assert not any(verdicts)
        assert Visit.objects.filter(lead=lead).count() == 0
    assert dt.date(2026, 11, 23) == lead.opened_on


@pytest.mark.slow
def test_random_lives_of_leads(people, tmp_path):
    Life.people, Life.folder = people, tmp_path
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
