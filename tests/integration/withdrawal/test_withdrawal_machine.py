"""Random months: files come, are corrected, withdrawn and taken back while villages verify; what must hold always holds."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake.models import Batch, BatchState
from huaiyuan.county.leads import actions, precision
from huaiyuan.county.leads.actions import Judgement, VisitReport
from huaiyuan.county.leads.models import Hit, Lead, StruckLead
from huaiyuan.county.leads.precision import By
from huaiyuan.county.leads.types import AT_VILLAGE, LIVE, State, Verdict
from huaiyuan.county.screening import withdrawing
from huaiyuan.county.worklist.models import Task, TaskState
from proof import state
from tests.cast import VILLAGE, Cast
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FoundHit
from tests.integration.withdrawal.conftest import a_batch, of

KINDS = {
    "medical_bills": FoundHit(rule="R01"),
    "disability_cards": FoundHit(
        rule="R09", risk_type="因残", department="残联", grade="橙", fingerprint="00000000000000bb"
    ),
    # Found by absence: the evidence names no row.
    "school_roll": FoundHit(
        rule="R12", risk_type="因义务教育", department="教体局", rows="", fingerprint="00000000000000cc"
    ),
}
HOUSEHOLDS = [f"{VILLAGE}-{n:04d}" for n in range(1, 5)]
MONTHS = ("2026-09", "2026-10", "2026-11")
FREE = {"LEAD_NOTHING_TO_SEND", "LEAD_STAGE", "INTAKE_IN_THE_WAY"}
# Notices are not taken back; what a lead was before is remembered anew where somebody has worked on it since.
ASIDE = {"worklist.Message", "leads.StruckLead"}
families = st.sets(st.sampled_from(HOUSEHOLDS))


class Months(RuleBasedStateMachine):
    """Four households, three sources, and everything that may happen to their batches."""

    people: Cast
    screened: staticmethod

    @initialize()
    def begin(self) -> None:
        # Every example starts from nothing; the database is rolled back only at the end of the test.
        for model in (StruckLead, Hit):
            model.objects.all().delete()
        for lead in Lead.objects.all():
            for visit in lead.visits.all():
                visit.findings.all().delete()
            lead.visits.all().delete()
            lead.risks.all().delete()
        Lead.objects.all().delete()
        Task.objects.all().delete()
        Batch.objects.update(replaces=None, brought_back=None)
        Batch.objects.all().delete()
        self.shown: dict[str, set[str]] = {}

    @rule(source=st.sampled_from(sorted(KINDS)), month=st.sampled_from(MONTHS), shows=families)
    def receive(self, source, month, shows):
        before = Batch.objects.filter(source=source, period=month, state=BatchState.MERGED).first()
        self.shown[a_batch(source, month, replaces=before).batch_id] = shows

    @rule()
    def screen(self):
        used = [
            Batch.objects.filter(source=source, state=BatchState.MERGED).order_by("-period").first() for source in KINDS
        ]
        used = [batch for batch in used if batch is not None]
        hits = [_hit(batch, no) for batch in used for no in sorted(self.shown[batch.batch_id])]
        self.screened(used, *hits)

    @rule()
    def dispatch(self):
        _try(lambda: actions.dispatch(by=self.people.center, at=MONDAY))

    @rule(household=st.sampled_from(HOUSEHOLDS), verdict=st.sampled_from([None, *Verdict]))
    def visit(self, household, verdict):
        lead = Lead.objects.filter(household_no=household, state__in=AT_VILLAGE).first()
        if lead is None:
            return
        if verdict is None:
            actions.start_visit(lead.lead_no, by=self.people.village, at=MONDAY)
            return
        actions.record_verdicts(
            lead.lead_no, visit=VisitReport(MONDAY.date()), by=self.people.village, client_uuid=uuid.uuid4(),
            verdicts=[Judgement(r.risk_type, verdict, reason="看过") for r in lead.risks.all()],
            base_version=lead.version, at=MONDAY,
        )  # fmt: skip

    @precondition(lambda self: self.shown)
    @rule(data=st.data())
    def withdraw_and_take_back(self, data):
        """However it came to be, withdrawing and undoing at once leaves everything as it was."""
        batch = self._one(data, ~_is(BatchState.WITHDRAWN))
        if batch is None:
            return
        before, ledger = self._everything()
        visited = dict(Lead.objects.exclude(state__in=[State.OPEN, State.SENT]).values_list("lead_no", "state"))
        said = withdrawing.preview(batch).says()
        assert withdrawing.withdraw(batch, reason="报错", by=self.people.center).says() == said
        assert dict(Lead.objects.filter(lead_no__in=visited).values_list("lead_no", "state")) == visited
        self.holds()
        withdrawing.undo(batch, by=self.people.center)
        assert self._everything() == (before, ledger)

    @precondition(lambda self: self.shown)
    @rule(data=st.data())
    def withdraw(self, data):
        if batch := self._one(data, ~_is(BatchState.WITHDRAWN)):
            withdrawing.withdraw(batch, reason="报错", by=self.people.center)

    @precondition(lambda self: self.shown)
    @rule(data=st.data())
    def take_back(self, data):
        if batch := self._one(data, _is(BatchState.WITHDRAWN)):
            before = self._everything()
            if _try(lambda: withdrawing.undo(batch, by=self.people.center)):
                assert self._everything() == before

    def _one(self, data, which) -> str | None:
        numbers = list(Batch.objects.filter(which).order_by("batch_id").values_list("batch_id", flat=True))
        return data.draw(st.sampled_from(numbers)) if numbers else None

    def _everything(self):
        tables = {table: found for table, found in state.written().items() if table not in ASIDE}
        return tables, precision.ledger(self.people.center, By.RULE)

    @invariant()
    def holds(self):
        if not hasattr(self, "shown"):
            return
        for lead in Lead.objects.prefetch_related("hits"):
            held = [hit for hit in lead.hits.all() if not hit.struck]
            assert held or lead.state not in {State.OPEN, State.SENT}, (
                "an unvisited family is sent for without a ground"
            )
            tasks = Task.objects.filter(subject_no=lead.lead_no, kind="verify_lead", state=TaskState.OPEN).count()
            assert tasks == (lead.state in AT_VILLAGE)
        for household in HOUSEHOLDS:
            assert Lead.objects.filter(household_no=household, state__in=LIVE).count() <= 1
        gone = set(Batch.objects.filter(state=BatchState.WITHDRAWN).values_list("batch_id", flat=True))
        for hit in Hit.objects.exclude(rows="").filter(struck=True):
            assert hit.rows.partition("|")[0] in gone, "a hit is struck whose own batch stands"


def _is(wanted: BatchState):
    from django.db.models import Q

    return Q(state=wanted)


def _hit(batch: Batch, household: str) -> FoundHit:
    kind = KINDS[batch.source]
    more = {name: getattr(kind, name) for name in ("rule", "risk_type", "department", "grade", "fingerprint")}
    found = of(batch, household_no=household, **more)
    return found if kind.rows else FoundHit(**{**more, "household_no": household, "rows": ""})


def _try(act) -> bool:
    """Whether it was refused, which only what these machines know to be refused may be."""
    try:
        act()
    except DomainError as refused:
        if refused.code in FREE:
            return True
        raise
    return False


@pytest.mark.slow
def test_random_months_of_withdrawals(people, screened):
    Months.people, Months.screened = people, staticmethod(screened)
    run_state_machine_as_test(
        Months,
        settings=settings(
            max_examples=15, stateful_step_count=16, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
