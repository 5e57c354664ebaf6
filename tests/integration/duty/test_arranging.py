"""换人、请假: one act hands over everything, what would be left is told first, and an absence ends by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base import access
from huaiyuan.base.access import rights
from huaiyuan.base.access.models import Account, Posting
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries
from huaiyuan.county.duty.models import Handover, Pairing
from huaiyuan.county.duty.queries import Plan
from huaiyuan.county.duty.types import EndReason, HandoverKind
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist import queries as inbox
from huaiyuan.county.worklist.models import Task
from tests.integration.duty.conftest import MONDAY, MONITORED, TODAY
from tests.pages import get_page, post_page, signed_in

VILLAGE, BACK = "411330101200", dt.date(2026, 12, 1)


@pytest.fixture
def staffed(paired):
    """Somebody new in the village's neighbourhood who holds nothing there yet, and two tasks of the village's post."""
    post = Posting.objects.get(account=paired.village).post
    made = Account.objects.create(username="newcomer", display_name="新来的")
    Posting.objects.create(
        account=made, post=post, area_code="411330101201", area_name="林庙村", valid_from=dt.date(2021, 1, 1)
    )
    for number in ("XS1", "XS2"):
        worklist.open_one("verify_lead", number, village_code=VILLAGE, owner_area=VILLAGE, by=None, at=MONDAY)
    return paired, made


def posting_of(account, area: str = VILLAGE) -> int:
    return Posting.objects.get(account=account, area_code=area).pk


def plan_for(world, taker, **more) -> Plan:
    return Plan({taker.username: taker}, {posting_of(world.village): taker.username}, named=taker.username, **more)


def arrange(world, plan, kind=HandoverKind.MOVE, giver=None, **more):
    more.setdefault("by", world.town)
    return actions.arrange(giver or world.village, plan, kind=kind, why=EndReason.MOVED, at=MONDAY, **more)


def numbers(account) -> set[str]:
    rights.forget(account)
    return {
        t.subject_no
        for group in inbox.inbox(account, now=MONDAY).groups.values()
        for t in group
        if t.kind == "verify_lead"
    }


def reaches(account, village: str = VILLAGE) -> bool:
    rights.forget(account)
    return access.scope_of(account, P.LEAD_READ).covers(village)


def on(monkeypatch, day: dt.date) -> None:
    monkeypatch.setattr(clock, "_fixed_today", day)


def test_one_act_hands_over_the_post_with_everything_behind_it(staffed):
    world, taker = staffed
    made = arrange(world, plan_for(world, taker))
    assert (numbers(taker), numbers(world.village)) == ({"XS1", "XS2"}, set())
    assert (reaches(taker), reaches(world.village)) == (True, False)
    [number] = made.handovers
    sheet = queries.handover_page(number, world.town)
    assert sheet.posts == [("徐寨村 村信息员", 2)]
    for side in (world.village, taker):
        actions.accept_handover(number, by=side, at=MONDAY)
    assert Handover.objects.get().given_at == Handover.objects.get().taken_at == MONDAY


def test_what_nobody_would_have_is_told_by_name_before_anything_is_written(staffed):
    world, taker = staffed
    empty = Plan({taker.username: taker}, named=taker.username)
    [gap] = queries.gaps(queries.holdings(world.village, world.town), empty, kind=HandoverKind.MOVE)
    assert (gap.what, gap.why, gap.tasks) == ("徐寨村 村信息员", "这个岗位没有别人，没有选接手的人", 2)
    with pytest.raises(DomainError) as refused:
        arrange(world, empty)
    assert (refused.value.code, Handover.objects.count()) == ("DUTY_GAPS", 0)
    assert numbers(world.village) == {"XS1", "XS2"}


def test_a_post_that_a_colleague_holds_as_well_leaves_no_gap(staffed):
    world, taker = staffed
    Posting.objects.create(account=taker, post=Posting.objects.get(account=world.village).post, area_code=VILLAGE,
                           area_name="徐寨村", valid_from=dt.date(2021, 1, 1))  # fmt: skip
    assert queries.gaps(queries.holdings(world.village, world.town), Plan(), kind=HandoverKind.AWAY) == []


def test_an_absence_lends_the_post_and_it_comes_back_by_itself(staffed, monkeypatch):
    world, taker = staffed
    arrange(world, plan_for(world, taker), HandoverKind.AWAY, until=BACK)
    assert numbers(taker) == numbers(world.village) == {"XS1", "XS2"}
    # What is lent does not become what the person is.
    assert rights.of(taker).main.area_code == "411330101201"
    on(monkeypatch, BACK - dt.timedelta(days=1))
    assert reaches(taker)
    on(monkeypatch, BACK)
    assert not reaches(taker)
    assert reaches(world.village)
    assert numbers(taker) == set()


def test_who_comes_back_early_says_so_and_has_everything_again(staffed):
    world, taker = staffed
    [number] = arrange(world, plan_for(world, taker), HandoverKind.AWAY, until=BACK).handovers
    assert reaches(taker)
    with pytest.raises(DomainError) as refused:
        actions.come_back(number, by=taker, at=MONDAY)
    assert refused.value.code == "DUTY_NOT_FOUND"
    actions.come_back(number, by=world.village, at=MONDAY + dt.timedelta(days=1))
    assert Handover.objects.get().until == TODAY + dt.timedelta(days=1)
    assert Posting.objects.get(account=taker, area_code=VILLAGE).valid_to == TODAY + dt.timedelta(days=1)


def test_what_goes_by_name_is_seen_by_who_stands_in_until_the_day(staffed, monkeypatch):
    world, taker = staffed
    worklist.open_one(
        "verify_lead", "NAMED", village_code=VILLAGE, owner_area=VILLAGE, by=None, owner=world.village, at=MONDAY
    )
    arrange(world, plan_for(world, taker), HandoverKind.AWAY, until=BACK)
    assert "NAMED" in numbers(taker)
    on(monkeypatch, BACK)
    assert "NAMED" not in numbers(taker)
    assert Task.objects.get(subject_no="NAMED").owner == world.village


def test_households_go_with_the_person_on_one_sheet_and_while_away_only_for_a_time(paired):
    giver, taker = paired.li.account, paired.wang.account
    plan = Plan({taker.username: taker}, households={MONITORED: paired.wang.helper_no}, named=taker.username)
    [number] = arrange(paired, plan, HandoverKind.AWAY, giver=giver, until=BACK).handovers
    helping = {row.helper.name: (row.part, row.valid_to) for row in Pairing.objects.select_related("helper")}
    assert helping == {"李帮扶": ("principal", clock.OPEN_END), "王帮扶": ("assistant", BACK)}
    rights.forget(taker)
    assert [home.household_no for home in queries.mine(taker)] == [MONITORED]
    assert queries.mine(taker, on=BACK) == []
    assert [home.household_no for home in queries.handover_page(number, paired.town).households] == [MONITORED]


def test_a_helper_who_may_not_take_a_household_is_told_as_a_gap_and_the_household_stays(paired):
    giver, company = paired.li.account, paired.company
    plan = Plan(
        {company.account.username: company.account},
        households={MONITORED: company.helper_no},
        named=company.account.username,
    )
    [gap] = queries.gaps(queries.holdings(giver, paired.town), plan, kind=HandoverKind.MOVE)
    assert gap.why == "监测对象要由公职人员帮扶，赵电工不是"
    with pytest.raises(DomainError) as refused:
        arrange(paired, plan, giver=giver, gaps_seen=True)
    assert refused.value.code == "DUTY_NOTHING_HANDED"
    assert Pairing.objects.get(valid_to=clock.OPEN_END).helper == paired.li


def test_what_goes_by_name_about_a_household_stays_with_who_keeps_the_household(paired):
    giver, taker = paired.li.account, paired.wang.account
    for number, household_no in (("KEPT", MONITORED), ("FREE", "")):
        worklist.open_one("verify_lead", number, village_code=VILLAGE, owner_area=VILLAGE, by=None, owner=giver,
                          household_no=household_no, at=MONDAY)  # fmt: skip
    arrange(paired, Plan({taker.username: taker}, named=taker.username), giver=giver, gaps_seen=True)
    assert {t.subject_no: t.owner for t in Task.objects.filter(kind="verify_lead")} == {"KEPT": giver, "FREE": taker}


@pytest.mark.parametrize("who", ["other_town", "village"])
def test_nobody_hands_over_what_is_not_in_their_area(staffed, who):
    world, taker = staffed
    worklist.open_one(
        "verify_lead", "NAMED", village_code=VILLAGE, owner_area=VILLAGE, by=None, owner=world.village, at=MONDAY
    )
    with pytest.raises(DomainError) as refused:
        arrange(world, plan_for(world, taker), by=getattr(world, who), gaps_seen=True)
    assert refused.value.code == "DUTY_NOT_FOUND"
    assert Task.objects.get(subject_no="NAMED").owner == world.village


def test_nobody_gives_a_post_to_themselves(staffed):
    world, _ = staffed
    with pytest.raises(DomainError) as refused:
        arrange(world, Plan({world.town.username: world.town}, {posting_of(world.village): world.town.username}))
    assert refused.value.code == "DUTY_TO_ONESELF"


@pytest.mark.parametrize("until", [None, TODAY, dt.date(2026, 11, 20)])
def test_an_absence_needs_a_day_of_coming_back(staffed, until):
    world, taker = staffed
    with pytest.raises(DomainError) as refused:
        arrange(world, plan_for(world, taker), HandoverKind.AWAY, until=until)
    assert refused.value.code == "DUTY_AWAY_DAYS"


def test_what_stands_without_anybody_now_is_listed(staffed):
    world, taker = staffed
    assert inbox.unowned(access.scope_of(world.town, P.HANDOVER_WRITE)) == []
    arrange(
        world, Plan({taker.username: taker}, {}, named=taker.username), HandoverKind.AWAY, until=BACK, gaps_seen=True
    )
    Posting.objects.filter(account=world.village).update(valid_to=TODAY)
    post, named = inbox.unowned(access.scope_of(world.town, P.HANDOVER_WRITE))
    assert (post.area, post.post, post.owner, post.tasks) == (VILLAGE, "village", None, 2)
    # The sheet waits for the yes of somebody who holds no post any more.
    assert (named.owner, named.tasks) == (world.village.pk, 1)
    assert "徐寨村 村" in get_page(signed_in(world.town), "unowned").content.decode()


def test_the_township_does_it_on_one_page_with_the_gap_report(staffed):
    world, taker = staffed
    client = signed_in(world.town)
    assert "陈五" in get_page(client, "handovers", {"q": "陈"}).content.decode()
    first = get_page(client, "handover.new", username=world.village.username).content.decode()
    assert "这个岗位没有别人，没有选接手的人" in first
    chosen = post_page(client, "handover.new", {"add": "newcomer"}, username=world.village.username).content.decode()
    assert "没有缺口" in chosen
    said = {"act": "do", "taker": "newcomer", f"post-{posting_of(world.village)}": "newcomer", "named": "newcomer", "kind": "away",
            "on": "2026-11-23", "until": "2026-12-01", "why": "other", "note": "培训"}  # fmt: skip
    response = post_page(client, "handover.new", said, username=world.village.username)
    assert response.status_code == 302
    number = Handover.objects.get().handover_no
    assert "请假" in get_page(signed_in(taker), "handover", handover_no=number).content.decode()
    assert post_page(signed_in(taker), "handover", handover_no=number).status_code == 302
    assert Handover.objects.get().taken_at is not None
    assert post_page(signed_in(world.village), "handover", {"act": "back"}, handover_no=number).status_code == 302
    assert signed_in(world.other_town).get(f"/jiaojie/ban/{world.village.username}/").status_code == 404
