"""Whoever decides on what he saw before is told what changed; one cycle turns once."""

from __future__ import annotations

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions
from huaiyuan.county.casework.actions import Decided, Item
from huaiyuan.county.casework.models import Cycle, CycleEvent
from huaiyuan.county.casework.types import ClearWay, Level, Result, State
from tests.integration.casework.world import Hands


def test_whoever_decides_on_what_he_saw_before_is_told(hands: Hands):
    case = hands.carried(hands.opened(), State.TOWNSHIP)
    seen = case.version
    actions.raise_objection(case.case_no, text="有话说", on=hands.day, act=hands.act())
    with pytest.raises(DomainError) as refusal:
        hands.met(Level.TOWNSHIP, Item(case.case_no, Result.RETURNED, "缺材料", seen))
    assert "刚登记了异议" in str(refusal.value)


def test_two_at_one_cycle_leave_one_event(hands: Hands):
    case = hands.carried(hands.opened(), State.ANNOUNCE)
    hands.later()
    decided = Decided(hands.day, "桐防返贫〔2026〕12号", "会上定的")
    actions.clear(case.household_no, way=ClearWay.HELPED, decided=decided, by=hands.county)
    with pytest.raises(DomainError) as refusal:
        actions.clear(case.household_no, way=ClearWay.HELPED, decided=decided, by=hands.other_county)
    assert refusal.value.code == "CASEWORK_CYCLE_STATE"
    assert CycleEvent.objects.filter(cycle__household_no=case.household_no, kind="cleared").count() == 1
    assert Cycle.objects.get(household_no=case.household_no).version == 2
