"""How a proposed change moves from state to state (decision F11): data, drawn by a test and run by one UPDATE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import F

from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.screening import errors
from huaiyuan.county.screening.models import RuleChange
from huaiyuan.county.screening.types import ChangeState

DRAFT, TRIED, PUBLISHED = ChangeState.DRAFT, ChangeState.TRIED, ChangeState.PUBLISHED
DROPPED, ROLLED_BACK = ChangeState.DROPPED, ChangeState.ROLLED_BACK
PENDING = (DRAFT, TRIED)


class Who(StrEnum):
    """Who of those permitted may make a move."""

    ANYONE = "有权限的人"
    PROPOSER = "提出人"
    OTHER = "提出人以外的人"


@dataclass(frozen=True)
class Move:
    """One permitted step. `says` is the verb on the button, `did` what others read afterwards."""

    name: str
    sources: tuple[ChangeState, ...]
    target: ChangeState
    may: P
    says: str
    did: str
    who: Who = Who.ANYONE
    needs_reason: bool = False


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("edit", PENDING, DRAFT, P.RULE_WRITE, "改一改", "改过内容", Who.PROPOSER),
        Move("try_", PENDING, TRIED, P.RULE_WRITE, "试算", "试算过"),
        Move("publish", (TRIED,), PUBLISHED, P.RULE_PUBLISH, "发布", "发布", Who.OTHER),
        Move("send_back", (TRIED,), DRAFT, P.RULE_PUBLISH, "退回", "退回", Who.OTHER, needs_reason=True),
        Move("drop", PENDING, DROPPED, P.RULE_WRITE, "撤下", "撤下", Who.PROPOSER, needs_reason=True),
        # Not pressed: it happens to a change when the one that restores what was before it is published.
        Move("roll_back", (PUBLISHED,), ROLLED_BACK, P.RULE_PUBLISH, "回退", "回退"),
    )
}
DONE = {"propose": "提出", **{move.name: move.did for move in MOVES.values()}}


def permitted(name: str, change: RuleChange, account: Account) -> bool:
    """Whether an account may make a move now: what a page shows as a button."""
    step = MOVES[name]
    is_proposer = change.proposed_by_id == account.pk
    fits = {Who.ANYONE: True, Who.PROPOSER: is_proposer, Who.OTHER: not is_proposer}[step.who]
    return fits and change.state in step.sources and may(account, step.may)


def move(name: str, change: RuleChange, *, by: Account, why: str = "", **fields: Any) -> RuleChange:
    """Make a move: one conditional UPDATE that must change one row, else somebody was there first.

    `why` is the reason of this step; `fields` are what else changes in the row.

    Raises: SCREENING_SAME_PERSON, SCREENING_NOT_YOURS, SCREENING_NO_REASON, SCREENING_CHANGE_MOVED,
    SCREENING_CHANGE_STAGE, SCREENING_NOT_PERMITTED.
    """
    step = MOVES[name]
    _refuse(step, change, by, why)
    rows = RuleChange.objects.filter(pk=change.pk, state__in=step.sources, version=change.version)
    if step.who is Who.OTHER:
        rows = rows.exclude(proposed_by=by)
    traced = {"decided_by": by, "decided_at": clock.now(), "decided_why": why.strip()}
    if rows.update(state=step.target, version=F("version") + 1, **traced, **fields) != 1:
        raise _overtaken(change, step)
    change.refresh_from_db()
    return change


def _refuse(step: Move, change: RuleChange, by: Account, why: str) -> None:
    if not may(by, step.may):
        raise DomainError(errors.NOT_PERMITTED, says=step.says)
    if step.who is Who.OTHER and change.proposed_by_id == by.pk:
        raise DomainError(errors.SAME_PERSON, change=change.change_no, says=step.says)
    if step.who is Who.PROPOSER and change.proposed_by_id != by.pk:
        raise DomainError(
            errors.NOT_YOURS, change=change.change_no, who=change.proposed_by.display_name, says=step.says
        )
    if step.needs_reason and not why.strip():
        raise DomainError(errors.NO_REASON, says=step.says)


def _overtaken(change: RuleChange, step: Move) -> DomainError:
    seen = change.version
    change.refresh_from_db()
    if change.version == seen:
        return DomainError(
            errors.CHANGE_STAGE, change=change.change_no, state=change.get_state_display(), says=step.says
        )
    at = (change.decided_at or change.proposed_at).astimezone(clock.SHANGHAI)
    who = change.decided_by.display_name if change.decided_by else change.proposed_by.display_name
    return DomainError(
        errors.CHANGE_MOVED, change=change.change_no, who=who, at=f"{at:%m-%d %H:%M}", state=change.get_state_display()
    )
