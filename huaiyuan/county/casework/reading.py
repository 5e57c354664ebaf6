"""A case's rows read into what the pure machine asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count, Q

from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import procedures
from huaiyuan.county.casework import exit_facts
from huaiyuan.county.casework.exit_facts import Weighed
from huaiyuan.county.casework.machine import Rules, Standing
from huaiyuan.county.casework.models import (
    Authorisation,
    CaseFile,
    Comparison,
    Cycle,
    MeetingItem,
    Objection,
    PublicSheet,
    StepProof,
)
from huaiyuan.county.casework.types import Answer, CycleState, Level, Procedure, ProofKind, SheetKind, State
from huaiyuan.county.registry import queries as households


def unsigned(case: CaseFile) -> list[str]:
    """Adult members who have not signed the 承诺授权书 yet, by person number. Two queries."""
    return signatures(case)[0]


def signatures(case: CaseFile) -> tuple[list[str], int]:
    """Who has not signed the 承诺授权书 yet, by person number, and how many have. Two queries."""
    adults = households.adults_of(case.household_no, case.visited_on or case.earliest_on)
    signed = set(Authorisation.objects.filter(case=case).values_list("person_id", flat=True))
    return [person for person in adults if person not in signed], len(signed)


def weighed_of(case_nos: Iterable[str]) -> dict[str, Weighed]:
    """The conditions of today of the exits among these cases, by household number: read once, however many there are."""
    exits = CaseFile.objects.filter(case_no__in=list(case_nos), procedure=Procedure.EXIT).values("household_no")
    rows = Cycle.objects.filter(household_no__in=exits, state=CycleState.OPEN, void=False)
    return exit_facts.weigh(list(rows), clock.today())


def standing_of(case: CaseFile, known: Mapping[str, Weighed] | None = None) -> Standing:
    """What is known of a case now. A few queries, whatever its size; `known` are conditions that are read already."""
    proofs = dict(StepProof.objects.filter(case=case).values_list("kind").annotate(n=Count("id")).order_by())
    asked = Comparison.objects.filter(case=case).aggregate(
        waiting=Count("id", filter=Q(answer=Answer.WAITING)),
        unfound=Count("id", filter=Q(answer=Answer.SUSPICION, finding="")),
    )
    weighed = _weighed(case, known) if case.is_exit and case.state == State.COUNTY else None
    notice = PublicSheet.objects.filter(case=case, kind=SheetKind.NOTICE).first()
    heard = MeetingItem.objects.filter(case=case, meeting__level=Level.TOWNSHIP)
    return Standing(
        state=State(case.state), suspended=case.suspended_on is not None,
        unsigned=len(unsigned(case)) if case.state == State.VISIT else 0,
        authorised=Authorisation.objects.filter(case=case).count(),
        unanswered=asked["waiting"], unfound=asked["unfound"],
        open_objections=Objection.objects.filter(case=case, answer="").count(),
        deliberation_photos=proofs.get(ProofKind.DELIBERATION, 0),
        near=ProofKind.NOTICE_NEAR in proofs, far=ProofKind.NOTICE_FAR in proofs,
        sheets=sum(kind in proofs for kind in (ProofKind.SURVEY, ProofKind.ASSESSMENT)),
        ready=weighed is not None and weighed.exit.ready, says=weighed.exit.says if weighed else "",
        announced=ProofKind.ANNOUNCEMENT in proofs, notice_ends_on=notice.ends_on if notice else None,
        earliest_on=case.earliest_on,
        village_by=frozenset({case.visited_by.username} if case.visited_by else ()),
        township_by=frozenset(heard.values_list("meeting__recorded_by__username", flat=True)),
    )  # fmt: skip


def _weighed(case: CaseFile, known: Mapping[str, Weighed] | None) -> Weighed | None:
    """The conditions of today, which only the county's decision asks for."""
    if known is not None:
        return known.get(case.household_no)
    return exit_facts.weigh_one(case.household_no, clock.today())


def procedure_of(case: CaseFile) -> procedures.Procedure:
    """The version of the case's procedure in force when it was found."""
    return procedures.in_force(case.procedure, case.found_on)


def rules_of(case: CaseFile) -> Rules:
    """The numbers that moves of the case are judged by."""
    return Rules(procedure_of(case).quorum)
