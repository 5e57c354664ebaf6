"""Thirty random edits through actions on a small county; after them every figure equals a plain count.

F009 and F010 count by the last closed roster, so they must not move.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pytest

from huaiyuan.base.access.models import Account
from huaiyuan.base.figures import compute, snapshots
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import actions
from huaiyuan.county.registry.models import ArchiveType, Household, Membership, MonitoringFact
from huaiyuan.county.registry.types import Category, CloseReason, LeaveReason, RiskState
from tests.integration.figures import plain_count
from tests.integration.registry.loaded import account, load_tiny
from tests.integration.registry.tiny import VILLAGES

EDITS = 30
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", [20261124, 7])
def test_every_figure_equals_a_plain_count_after_thirty_edits(transactional_db, seed):
    load_tiny(seed)
    draw, by, before = random.Random(seed), account("county1"), _figures()
    done: list[str] = []
    while len(done) < EDITS:
        edit = draw.choice(EDIT_KINDS)
        try:
            edit(draw, by)
        except DomainError as refused:
            # A drawn edit that the registry rightly refuses is no edit; another is drawn.
            assert refused.code.startswith("REGISTRY_")  # noqa: PT017
            continue
        done.append(edit.__name__)
    assert set(done) == {edit.__name__ for edit in EDIT_KINDS}
    after = _figures()
    assert after == _wanted(clock.today())
    assert [name for name in after if after[name] != before[name]]
    assert (after["F009"], after["F010"]) == (before["F009"], before["F010"])


@pytest.mark.parametrize("day", [dt.date(2026, 10, 31), dt.date(2025, 12, 1), dt.date(2024, 1, 1)])
def test_every_figure_equals_a_plain_count_on_any_day(transactional_db, day):
    load_tiny()
    assert _figures(day) == _wanted(day)


def _wanted(day: dt.date) -> dict[str, float | None]:
    return {name: None if value is None else float(value) for name, value in plain_count.count(day).items()}


def _figures(day: dt.date | None = None) -> dict[str, float | None]:
    found = {figure["id"]: figure["value"] for figure in compute.everything(day or clock.today())["figures"]}
    return {name: found[name] for name in plain_count.count(clock.today())}


def _day(draw: random.Random) -> dt.date:
    return dt.date(2026, 11, 1) + dt.timedelta(days=draw.randint(0, 22))


def _monitored(draw: random.Random, **state: str) -> str:
    rows = MonitoringFact.objects.known().filter(valid_to=OPEN_END, household__closed_on__isnull=True, **state)
    return draw.choice(sorted(rows.values_list("household__household_no", flat=True)))


def changes_category(draw: random.Random, by: Account) -> None:
    household_no = _monitored(draw)
    actions.change_category(household_no, category=draw.choice(list(Category)), on=_day(draw), by=by)


def clears_risk(draw: random.Random, by: Account) -> None:
    actions.clear_risk(_monitored(draw, risk_state=RiskState.OPEN), on=_day(draw), by=by)


def takes_clearing_back(draw: random.Random, by: Account) -> None:
    actions.undo_clearing(_monitored(draw, risk_state=RiskState.CLEARED), on=_day(draw), by=by)


def strikes_off(draw: random.Random, by: Account) -> None:
    actions.strike_off(_monitored(draw), on=_day(draw), by=by)


def identifies(draw: random.Random, by: Account) -> None:
    archive = draw.choice(sorted(ArchiveType.objects.known().values_list("household__household_no", flat=True)))
    actions.identify(archive, category=Category.HARDSHIP, risks=["因病"], on=_day(draw), by=by)


def member_leaves(draw: random.Random, by: Account) -> None:
    rows = Membership.objects.known().filter(valid_to=OPEN_END)
    person_id = draw.choice(sorted(rows.values_list("person__person_id", flat=True)))
    reason = draw.choice([LeaveReason.DIED, LeaveReason.MARRIED_OUT])
    actions.member_leaves(person_id, on=_day(draw), reason=reason, by=by)


def household_moves(draw: random.Random, by: Account) -> None:
    household_no = _open_household(draw)
    actions.move_household(household_no, village_code=draw.choice(VILLAGES)[0], on=_day(draw), by=by)


def household_is_cancelled(draw: random.Random, by: Account) -> None:
    # Half of them monitored ones, so that cancelling moves the figures of monitoring too.
    household_no = _monitored(draw) if draw.random() < 0.5 else _open_household(draw)
    actions.close_household(household_no, on=_day(draw), reason=CloseReason.MOVED_AWAY, by=by)


def _open_household(draw: random.Random) -> str:
    rows = Household.objects.filter(closed_on__isnull=True)
    return draw.choice(sorted(rows.values_list("household_no", flat=True)))


EDIT_KINDS: list[Callable[[random.Random, Account], None]] = [
    changes_category, clears_risk, takes_clearing_back, strikes_off, identifies, member_leaves, household_moves,
    household_is_cancelled,
]  # fmt: skip


def test_a_write_is_seen_by_the_next_count_and_not_before(transactional_db):
    load_tiny()
    draw, by = random.Random(1), account("county1")
    first = snapshots.current()
    assert snapshots.current() == first
    clears_risk(draw, by)
    assert snapshots.newest() == first
    second = snapshots.current()
    assert second.hash != first.hash
    today = clock.today()
    old, new = compute.compute(today, first).figures, compute.compute(today, second).figures
    assert new["F021"].exact == old["F021"].exact - 1
    assert new["F019"].exact == old["F019"].exact + 1


def test_an_identity_that_records_contradict_fails(transactional_db):
    load_tiny()
    open_now = MonitoringFact.objects.known().filter(valid_to=OPEN_END, risk_state="未消除")
    someone = open_now.filter(category="脱贫不稳定户").first().household.household_no
    # A write past the actions, as a broken import might do it: 边缘易致贫户 who are on the roster of 脱贫户.
    MonitoringFact.objects.filter(category="突发严重困难户").update(category="边缘易致贫户")
    actions.clear_risk(someone, on=dt.date(2026, 11, 2), by=account("county1"))
    assert compute.compute(clock.today()).identities["I11"].state == "fails"
