"""Random edits through actions, as posts do them all year: drawn on whatever county stands in the database."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from huaiyuan.base import reference
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions as casework
from huaiyuan.county.casework.actions import Decided
from huaiyuan.county.casework.types import ClearWay
from huaiyuan.county.registry import actions
from huaiyuan.county.registry.models import ArchiveType, Household, Membership, MonitoringFact
from huaiyuan.county.registry.types import Category, CloseReason, LeaveReason, RiskState

EDITS = 30


def edit_at_random(draw: random.Random, by: Account) -> set[str]:
    """Thirty drawn edits; returns the names of the kinds that were among them."""
    done: list[str] = []
    while len(done) < EDITS:
        # Every kind once, then any: what is refused on this county must not leave a kind untried.
        edit = draw.choice([kind for kind in EDIT_KINDS if kind.__name__ not in done] or EDIT_KINDS)
        try:
            edit(draw, by)
        except DomainError as refused:
            # A drawn edit that is rightly refused is no edit; another is drawn.
            assert refused.code.startswith(("REGISTRY_", "CASEWORK_")), refused.code  # noqa: PT017
            continue
        done.append(edit.__name__)
    return set(done)


def _day(draw: random.Random) -> dt.date:
    return dt.date(2026, 11, 1) + dt.timedelta(days=draw.randint(0, 22))


def _decided(draw: random.Random) -> Decided:
    return Decided(_day(draw), "试办〔2026〕1号", "会上定的")


def _monitored(draw: random.Random, **state: str) -> str:
    rows = MonitoringFact.objects.known().filter(valid_to=OPEN_END, household__closed_on__isnull=True, **state)
    return draw.choice(sorted(rows.values_list("household__household_no", flat=True)))


def changes_category(draw: random.Random, by: Account) -> None:
    household_no = _monitored(draw, risk_state=RiskState.OPEN)
    casework.change_category(household_no, category=draw.choice(list(Category)), decided=_decided(draw), by=by)


def clears_risk(draw: random.Random, by: Account) -> None:
    household_no = _monitored(draw, risk_state=RiskState.OPEN)
    casework.clear(household_no, way=ClearWay.HELPED, decided=_decided(draw), by=by)


def takes_clearing_back(draw: random.Random, by: Account) -> None:
    casework.undo_clearing(_monitored(draw, risk_state=RiskState.CLEARED), decided=_decided(draw), by=by)


def strikes_off(draw: random.Random, by: Account) -> None:
    casework.strike_off(_monitored(draw), decided=_decided(draw), by=by)


def identifies(draw: random.Random, by: Account) -> None:
    archive = draw.choice(sorted(ArchiveType.objects.known().values_list("household__household_no", flat=True)))
    casework.identify(archive, category=Category.HARDSHIP, risks=["因病"], decided=_decided(draw), by=by)


def member_leaves(draw: random.Random, by: Account) -> None:
    rows = Membership.objects.known().filter(valid_to=OPEN_END)
    person_id = draw.choice(sorted(rows.values_list("person__person_id", flat=True)))
    reason = draw.choice([LeaveReason.DIED, LeaveReason.MARRIED_OUT])
    actions.member_leaves(person_id, on=_day(draw), reason=reason, by=by)


def household_moves(draw: random.Random, by: Account) -> None:
    household_no = _open_household(draw)
    actions.move_household(household_no, village_code=draw.choice(_villages()), on=_day(draw), by=by)


def household_is_cancelled(draw: random.Random, by: Account) -> None:
    # Half of them monitored ones, so that cancelling moves the figures of monitoring too.
    household_no = _monitored(draw) if draw.random() < 0.5 else _open_household(draw)
    actions.close_household(household_no, on=_day(draw), reason=CloseReason.MOVED_AWAY, by=by)


def _open_household(draw: random.Random) -> str:
    rows = Household.objects.filter(closed_on__isnull=True)
    return draw.choice(sorted(rows.values_list("household_no", flat=True)))


def _villages() -> list[str]:
    return sorted(place.code for place in reference.places(level="village"))


EDIT_KINDS: list[Callable[[random.Random, Account], None]] = [
    changes_category, clears_risk, takes_clearing_back, strikes_off, identifies, member_leaves, household_moves,
    household_is_cancelled,
]  # fmt: skip
