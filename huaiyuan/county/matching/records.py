"""What was decided at the desk, as it is read (复核记录): who, when, for how many rows, and what was taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.matching import decisions, desk, waiting
from huaiyuan.county.matching.models import BulkProposal, ProposedRow, ReviewDecision
from huaiyuan.county.matching.types import Answer, ProposalState
from huaiyuan.county.registry import queries as registry

# The desk proposes 是同一人 itself from this score on, where only one person is meant.
PROPOSED_FROM = 75


@dataclass(frozen=True)
class Proposed:
    """A proposal to accept many rows at once, with what it stands for."""

    proposal: BulkProposal
    named: str
    rows: int


def all_decisions() -> QuerySet[ReviewDecision]:
    """Every decision, also those taken back; the list narrows and sorts it."""
    return ReviewDecision.objects.select_related("decided_by", "revoked_by", "proposal")


@dataclass(frozen=True)
class Made:
    """A decision in force: about which row, what it says, for how many rows it spoke then."""

    decision_no: str
    row: int
    answer_label: str
    covers: int


def standing(decision_no: str) -> Made | None:
    """A decision that was not taken back."""
    row = all_decisions().filter(decision_no=decision_no, revoked_at__isnull=True).first()
    return Made(row.decision_no, row.row, row.get_answer_display(), row.covers) if row is not None else None


def newest() -> str | None:
    """The number of the newest decision in force."""
    rows = all_decisions().filter(revoked_at__isnull=True).order_by("-id")
    return rows.values_list("decision_no", flat=True).first()


def question(reach: Scope, decision_no: str) -> str | None:
    """The number itself when a village within the scope is asked by it; None alike for a foreign and an absent one."""
    rows = _questions(reach).filter(decision_no=decision_no)
    return rows.values_list("decision_no", flat=True).first()


def some_question(reach: Scope) -> str | None:
    """The first that a village within the scope is asked."""
    return _questions(reach).values_list("decision_no", flat=True).first()


def _questions(reach: Scope) -> QuerySet[ReviewDecision]:
    return reach.filter(all_decisions().filter(answer=Answer.VILLAGE, revoked_at__isnull=True), "asked_village")


def decided_today(account: Account) -> int:
    """How many rows the account decided today."""
    since = dt.datetime.combine(clock.today(), dt.time(), clock.SHANGHAI)
    return decisions.in_force().filter(decided_by=account, decided_at__gte=since).count()


def names_of(found: Iterable[ReviewDecision], account: object) -> dict[str, registry.Candidate]:
    """Whom decisions name, as the account sees them."""
    people = {one.person_id for one in found if one.person_id}
    return registry.candidates(people, account, P.MATCH_REVIEW) if people else {}


def waiting_proposals() -> list[Proposed]:
    """Proposals that wait for a second person."""
    return _proposed(BulkProposal.objects.filter(state=ProposalState.PROPOSED))


def proposals() -> list[Proposed]:
    """The latest proposals, whatever became of them."""
    return _proposed(BulkProposal.objects.all())[:20]


def proposal(proposal_no: str) -> Proposed | None:
    """A proposal by its number."""
    found = _proposed(BulkProposal.objects.filter(proposal_no=proposal_no))
    return found[0] if found else None


def proposed_pairs(found: BulkProposal, account: object) -> list[desk.Pair]:
    """The rows of a proposal beside whom they shall mean; those that are no longer of a batch in force are left out."""
    keys = set(ProposedRow.objects.filter(proposal=found).values_list("sheet", "row"))
    folder = waiting.in_force().get(found.batch_id)
    if folder is None:
        return []
    return desk.pairs([line for line in desk.all_lines(folder) if (line.key.sheet, line.key.row) in keys], account)


def _proposed(rows: QuerySet[BulkProposal]) -> list[Proposed]:
    found = list(
        rows.select_related("proposed_by", "settled_by", "undone_by").annotate(n=Count("rows")).order_by("-id")
    )
    return [Proposed(one, str(intake.brief(one.batch_id)), one.n) for one in found]
