"""督导指导：抽签谁都能再抽一遍；问题进村里待办，村里报整改要有照片，报的人自己销不了号。"""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base.access.models import Posting
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import draw
from huaiyuan.county.guiding import actions, exports, queries
from huaiyuan.county.guiding.actions import NewFault, NewVisit
from huaiyuan.county.guiding.actions.visiting import pool_of
from huaiyuan.county.guiding.models import Fault
from huaiyuan.county.guiding.types import FaultState, Found, Pool
from tests.integration.casework.world import PHOTO, VILLAGE
from tests.integration.guiding.test_questions import titles
from tests.integration.registry.loaded import account


@pytest.fixture
def visit(hands):
    said = NewVisit(VILLAGE, clock.today(), ("plan", "visit"), "抽了几户", Pool.FOLLOWED, 2)
    return actions.record_visit(said, by=hands.county)


def fault_of(hands, visit, **said):
    return actions.add_fault(visit.number, NewFault("plan", "措施写的和办的对不上", **said), by=hands.county)


def test_the_draw_can_be_made_again_by_anybody(hands, visit):
    drawn = list(visit.sampled.order_by("place").values_list("household_no", flat=True))
    among = pool_of(VILLAGE, Pool.FOLLOWED, clock.today())
    assert len(drawn) == 2
    assert visit.drawn_from == len(among) > 2
    assert drawn == draw.first(visit.number, reversed(among), 2), "the seed is the visit's own number"
    assert set(pool_of(VILLAGE, Pool.AT_RISK, clock.today())) < set(among)


def test_a_fault_goes_to_the_village_and_back_and_is_closed_by_somebody_else(hands, visit):
    fault = fault_of(hands, visit)
    assert any("整改督导发现的问题：措施写的" in title for title in titles(hands.village))
    with pytest.raises(DomainError) as bare:
        actions.mend(fault.number, answer="改好了", photos=[], by=hands.village)
    assert bare.value.code == "GUIDING_NO_PHOTO"
    actions.mend(fault.number, answer="照实际办的改了", photos=[PHOTO], by=hands.village)
    assert not any("整改督导" in title for title in titles(hands.village))
    assert any("核督导问题的整改" in title for title in titles(hands.county)), "of the guide who found it"
    back = actions.return_(fault.number, reason="照片看不清", by=hands.county)
    assert (back.state, back.returns, back.returned_why) == (FaultState.OPEN, 1, "照片看不清")
    assert any("整改督导" in title for title in titles(hands.village))
    actions.mend(fault.number, answer="重拍了", photos=[PHOTO], by=hands.village)
    closed = actions.close(fault.number, by=hands.county)
    assert (closed.state, closed.closed_by) == (FaultState.CLOSED, hands.county)
    assert not any("核督导" in title for title in titles(hands.county))


def test_whoever_mended_may_not_close_whatever_posts_he_holds(hands, visit):
    fault = fault_of(hands, visit)
    county = Posting.objects.filter(account=hands.other_county).first()
    Posting.objects.create(
        account=hands.village, post=county.post, area_code=county.area_code, area_name=county.area_name,
        valid_from=dt.date(2021, 1, 1),
    )  # fmt: skip
    both = account(hands.village.username)
    actions.mend(fault.number, answer="改好了", photos=[PHOTO], by=both)
    for act in (
        lambda: actions.close(fault.number, by=both),
        lambda: actions.return_(fault.number, reason="再看", by=both),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "GUIDING_DOER"
    assert actions.close(fault.number, by=hands.other_county).state == FaultState.CLOSED


def test_counts_by_village_and_what_scripts_get(hands, visit):
    first = visit.sampled.order_by("place").first()
    actions.look(visit.number, first.household_no, found=Found.DIFFERS, says="床头贴的明白卡是旧的", by=hands.county)
    late, _ = fault_of(hands, visit), fault_of(hands, visit, household_no=first.household_no)
    Fault.objects.filter(pk=late.pk).update(due_at=clock.business_now() - dt.timedelta(days=1))
    [line] = queries.villages(hands.village)
    assert (line.visits, line.sampled, line.differs, line.faults, line.unsettled, line.overdue) == (1, 1, 1, 2, 2, 1)
    told = exports.guidance(by=hands.town)
    assert {one["number"] for one in told["faults"]} == {fault.number for fault in Fault.objects.all()}
    assert exports.guidance(by=account("huilong"))["faults"] == [], "another township sees nothing of it"
    assert any(not one["visits"] for one in exports.guidance(by=hands.county)["villages"]), (
        "never visited is listed too"
    )


def test_refusals(hands, visit):
    fault, today = fault_of(hands, visit), clock.today()

    def new(**said):
        given = {"village_code": VILLAGE, "visited_on": today, "looked_at": ("plan",)} | said
        return actions.record_visit(NewVisit(**given), by=hands.county)

    for act, code in (
        (lambda: new(visited_on=today + dt.timedelta(days=1)), "GUIDING_VISIT_DAY"),
        (lambda: new(looked_at=()), "GUIDING_NOTHING_LOOKED_AT"),
        (lambda: new(sample=999), "GUIDING_SAMPLE"),
        (lambda: new(village_code="411330101999"), "GUIDING_NO_VILLAGE"),
        (lambda: actions.record_visit(NewVisit(VILLAGE, today, ("plan",)), by=hands.village), "GUIDING_NOT_FOUND"),
        (lambda: actions.look(visit.number, "x", found=Found.AGREES, says="", by=hands.county), "GUIDING_NOT_SAMPLED"),
        (lambda: actions.look(visit.number, visit.sampled.first().household_no, found=Found.DIFFERS, says=" ", by=hands.county),
         "GUIDING_NO_DIFFERENCE"),
        (lambda: fault_of(hands, visit, household_no="x"), "GUIDING_NOT_SAMPLED"),
        (lambda: fault_of(hands, visit, due_on=today), "GUIDING_FAULT_DUE"),
        (lambda: actions.add_fault(visit.number, NewFault("", "问题"), by=hands.county), "GUIDING_NO_FAULT"),
        (lambda: actions.mend(fault.number, answer="", photos=[PHOTO], by=hands.village), "GUIDING_NO_MENDING"),
        (lambda: actions.close(fault.number, by=hands.county), "GUIDING_STAGE"),
        (lambda: actions.cancel(fault.number, reason="", by=hands.county), "GUIDING_NO_REASON"),
        (lambda: actions.mend(fault.number, answer="好", photos=[PHOTO], by=hands.town), "GUIDING_NOT_FOUND"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == code
    actions.cancel(fault.number, reason="记错村了", by=hands.county)
    assert not any("整改督导" in title for title in titles(hands.village))
