"""交办清单: whose each line is, what comes back, who settles it, and who may not."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base.access.models import Posting
from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.orders import actions, queries
from huaiyuan.county.orders.actions import Given, Subject
from huaiyuan.county.orders.models import Order, OrderFile, OrderLine
from huaiyuan.county.orders.types import About, LineState
from huaiyuan.county.registry import timeline
from huaiyuan.county.worklist import queries as inbox
from tests.integration.duty.test_visits import picture
from tests.integration.orders.conftest import (
    FIGURE,
    FOREIGN,
    FRIDAY,
    HOUSEHOLD,
    MONDAY,
    NEXT_VILLAGE,
    OTHER_TOWN,
    SATURDAY,
    TOWN,
    VILLAGE,
    line_of,
)  # fmt: skip


def titles(account) -> list[str]:
    return [todo.title for group in inbox.inbox(account, now=MONDAY).groups.values() for todo in group]


def refused(code: str, act) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    assert caught.value.code == code
    return str(caught.value)


def answered(listed, people, unit: str = "徐寨村", by=None):
    line = line_of(listed, unit)
    return actions.answer(line.number, says="都看过，换了两户的煤炉", by=by or people.village, at=MONDAY)


def test_a_list_lies_in_every_inbox_that_it_names_and_in_no_other(listed, people):
    assert listed.lines.count() == 4
    for who in (people.town, people.other_town, people.village, people.bills):
        assert titles(who) == ["交办：取暖安全看一遍"]
    assert titles(people.leader) == titles(people.county) == []


def test_without_a_day_it_is_due_by_the_working_calendar(people):
    made = actions.issue(title="看路", says="看一遍路", to=[f"village/{VILLAGE}"], by=people.county, at=MONDAY)
    assert made.due_at.date() == dt.date(2026, 11, 30)


def test_a_day_off_is_told_with_the_working_days_beside_it(people):
    says = refused("ORDER_DAY_OFF", lambda: actions.issue(
        title="看路", says="看一遍路", to=[f"village/{VILLAGE}"], due_on=SATURDAY, by=people.county, at=MONDAY))  # fmt: skip
    assert says == "2026-11-28不上班。请改成2026-11-27或2026-11-30。"
    assert not Order.objects.exists()


def test_households_become_one_line_each_for_the_village_where_they_live(people):
    made = actions.issue(
        title="看老人", says="看一遍", household_nos=[HOUSEHOLD, HOUSEHOLD], by=people.county, at=MONDAY
    )
    line = made.lines.get()
    assert (line.household_no, line.owner_area, line.owner_post) == (HOUSEHOLD, VILLAGE, "village")


@pytest.mark.parametrize(
    "to", [f"village/{NEXT_VILLAGE[:-4]}9999", f"township/{OTHER_TOWN}", "department/医保局", f"township/{TOWN}"]
)
def test_a_township_issues_within_itself_only(people, to):
    with pytest.raises(DomainError) as caught:
        actions.issue(title="看路", says="看一遍路", to=[to], by=people.town, at=MONDAY)
    assert caught.value.code in {"ORDER_OUTSIDE", "ORDER_NO_OWNER"}
    assert not OrderLine.objects.exists()


def test_a_township_cannot_name_a_household_of_another(people):
    refused(
        "ORDER_OUTSIDE",
        lambda: actions.issue(title="看", says="看", household_nos=[FOREIGN], by=people.town, at=MONDAY),
    )


def test_a_number_of_a_person_is_not_written_into_a_list(people):
    refused("ORDER_PERSONAL", lambda: actions.issue(
        title="看路", says="联系19900012345", to=[f"village/{VILLAGE}"], by=people.county, at=MONDAY))  # fmt: skip


def test_a_village_feeds_back_with_a_photo_and_the_township_settles(listed, people):
    line = line_of(listed, "徐寨村")
    actions.accept(line.number, by=people.village, at=MONDAY)
    moved = actions.answer(
        line.number, says="换了两户的煤炉", proofs=[Given("a.jpg", picture())], by=people.village, at=MONDAY
    )
    assert (moved.state, OrderFile.objects.get().line_id) == (LineState.ANSWERED, line.pk)
    assert titles(people.village) == []
    assert "看反馈、销号：取暖安全看一遍" in titles(people.town)
    done = actions.close(line.number, by=people.town, at=MONDAY)
    assert (done.state, done.settled_by) == (LineState.CLOSED, people.town)
    assert [step.did for step in line.steps.order_by("pk")] == ["issue", "accept", "answer", "close"]


def test_what_is_not_good_goes_back_with_the_reason_and_is_done_again(listed, people):
    line = answered(listed, people)
    refused("ORDER_NO_REASON", lambda: actions.return_(line.number, reason=" ", by=people.county, at=MONDAY))
    actions.return_(line.number, reason="没说看了几户", by=people.county, at=MONDAY)
    assert titles(people.village) == ["交办：退回重办，取暖安全看一遍"]
    again = actions.answer(line.number, says="看了62户", by=people.village, at=MONDAY)
    assert (again.returns, again.state, again.answer) == (1, LineState.ANSWERED, "看了62户")


def test_who_did_it_may_not_settle_it(listed, people):
    line = line_of(listed, "月河镇")
    actions.answer(line.number, says="都看过", by=people.town, at=MONDAY)
    refused("ORDER_NOT_FOUND", lambda: actions.close(line.number, by=people.town, at=MONDAY))
    refused("ORDER_NOT_FOUND", lambda: actions.close(line.number, by=people.town_two, at=MONDAY))
    assert actions.close(line.number, by=people.county, at=MONDAY).state == LineState.CLOSED


def test_somebody_with_both_posts_does_not_settle_their_own_work(listed, people):
    from huaiyuan.base.access.models import Post, Posting

    Posting.objects.create(account=people.village, post=Post.objects.get(code="township"), area_code=TOWN, area_name="月河镇",
                           valid_from=dt.date(2021, 1, 1))  # fmt: skip
    people.village.__dict__.pop("_standing", None)
    line = answered(listed, people)
    refused("ORDER_OWN_WORK", lambda: actions.close(line.number, by=people.village, at=MONDAY))


@pytest.mark.parametrize("who", ["other_town", "village", "bills", "leader"])
def test_nobody_settles_what_is_not_theirs_to_settle(listed, people, who):
    line = answered(listed, people)
    refused("ORDER_NOT_FOUND", lambda: actions.close(line.number, by=getattr(people, who), at=MONDAY))


def test_who_was_quicker_is_told_by_name(listed, people):
    line = answered(listed, people)
    actions.close(line.number, by=people.town, at=MONDAY)
    says = refused("ORDER_STAGE", lambda: actions.return_(line.number, reason="再看", by=people.county, at=MONDAY))
    assert says == "这一条郑三刚销号（11-23 09:00），现在是“已销号”，您的还没提交。请看一眼再定。"


def test_a_line_that_is_anothers_goes_back_and_is_given_out_anew(listed, people):
    line = line_of(listed, "医保局")
    actions.decline(line.number, reason="归住建局管", by=people.bills, at=MONDAY)
    assert (titles(people.bills), titles(people.county)) == ([], ["定由谁办：取暖安全看一遍"])
    refused("ORDER_HAS_ONE", lambda: actions.route(line.number, to=f"village/{VILLAGE}", by=people.county, at=MONDAY))
    moved = actions.route(line.number, to=f"village/{NEXT_VILLAGE}", by=people.colleague, at=MONDAY)
    assert (moved.state, moved.unit_name, moved.owner_area) == (LineState.SENT, "林庙村", NEXT_VILLAGE)
    assert titles(people.county) == []


def test_a_line_taken_back_leaves_the_inbox(listed, people):
    line = line_of(listed, "徐寨村")
    actions.cancel(line.number, reason="县里统一看", by=people.county, at=MONDAY)
    assert titles(people.village) == []
    counts = queries.counted([listed], people.county)[listed.pk]
    assert (counts.total, counts.wanted) == (4, 3)


def test_progress_is_told_by_township_with_what_is_late(listed, people):
    answered(listed, people)
    after = MONDAY + dt.timedelta(days=7)
    late = {one.name: one.counts for one in queries.progress(listed, people.county)}
    assert list(late) == ["月河镇", "回龙乡", "县直部门"]
    assert (late["月河镇"].wanted, late["月河镇"].states["answered"], late["月河镇"].late) == (2, 1, 0)
    rows = OrderLine.objects.filter(queries.is_late(after))
    assert {row.unit_name for row in rows} == {"月河镇", "回龙乡", "医保局"}


@pytest.mark.parametrize(("who", "units"), [
    ("county", {"月河镇", "回龙乡", "徐寨村", "医保局"}), ("leader", {"月河镇", "回龙乡", "徐寨村", "医保局"}),
    ("town", {"月河镇", "徐寨村"}), ("other_town", {"回龙乡"}), ("village", {"徐寨村"}), ("bills", {"医保局"}),
])  # fmt: skip
def test_everybody_reads_their_own_part_of_a_list(listed, people, who, units):
    assert {line.unit_name for line in queries.lines(getattr(people, who))} == units


def test_many_are_settled_at_once_and_those_that_cannot_say_why(listed, people):
    good, bad = answered(listed, people), line_of(listed, "月河镇")
    many = actions.close_many([good.number, bad.number], by=people.county, at=MONDAY)
    assert many.done == (good.number,)
    assert list(many.refused) == [bad.number]


def test_a_leaders_line_goes_to_the_county_centre_when_nobody_is_named_and_the_answer_comes_back(people):
    made = actions.instruct("这些户差哪一条，逐户说清", on=FIGURE, by=people.leader, at=MONDAY)
    number = made.lines.get().number
    assert titles(people.county) == ["定由谁办：领导批示“这些户差哪一条，逐户说清”"]
    actions.route(number, to=f"township/{TOWN}", by=people.county, at=MONDAY)
    assert titles(people.town) == ["交办：领导批示“这些户差哪一条，逐户说清”"]
    actions.answer(number, says="多数差住房鉴定", by=people.town, at=MONDAY)
    assert titles(people.leader) == ["批示有回音：这些户差哪一条，逐户说清"]
    assert titles(people.other_leader) == []
    refused("ORDER_NOT_FOUND", lambda: actions.close(number, by=people.other_leader, at=MONDAY))
    refused("ORDER_NOT_FOUND", lambda: actions.close(number, by=people.county, at=MONDAY))
    assert actions.close(number, by=people.leader, at=MONDAY).state == LineState.CLOSED


def test_what_one_leader_wrote_no_other_leader_reads(people):
    actions.instruct("尽快", on=FIGURE, to=f"township/{TOWN}", by=people.leader, at=MONDAY)
    assert [queries.lines(who).count() for who in (people.leader, people.other_leader, people.county, people.town, people.village)] == [1, 0, 1, 1, 0]  # fmt: skip


def test_what_one_leader_wrote_on_a_family_stands_on_its_timeline_for_that_leader_alone(people):
    Posting.objects.filter(account__in=[people.leader, people.other_leader]).update(area_name="试县")
    household = Subject(About.HOUSEHOLD, HOUSEHOLD, "一户", f"/hu/{HOUSEHOLD}/")
    made = actions.instruct("这一户住的房子看一遍", on=household, to=f"township/{TOWN}", by=people.leader, at=MONDAY)

    def numbers(who) -> set[str]:
        return {entry.key for entry in timeline.told(HOUSEHOLD, who) if entry.kind == "order"}

    assert numbers(people.leader) == {made.lines.get().number}
    assert numbers(people.other_leader) == set()


@pytest.mark.parametrize("who", ["county", "town", "village", "bills"])
def test_only_a_leader_writes_one(people, who):
    refused("ORDER_NOT_FOUND", lambda: actions.instruct("尽快", on=FIGURE, by=getattr(people, who), at=MONDAY))


def test_a_file_that_is_neither_photo_nor_paper_is_refused_and_nothing_is_lost(listed, people):
    line = line_of(listed, "徐寨村")
    refused("ORDER_BAD_FILE", lambda: actions.answer(
        line.number, says="好了", proofs=[Given("a.exe", b"MZ")], by=people.village, at=MONDAY))  # fmt: skip
    line.refresh_from_db()
    assert (line.state, OrderFile.objects.count()) == (LineState.SENT, 0)


def test_a_paper_opens_for_whoever_reads_its_line_and_the_look_is_recorded(listed, people):
    line = line_of(listed, "徐寨村")
    actions.answer(line.number, says="好了", proofs=[Given("台账.pdf", b"%PDF-1.4 ...")], by=people.village, at=MONDAY)
    number = OrderFile.objects.get().file_no
    assert actions.open_file(number, by=people.town)[1] == b"%PDF-1.4 ..."
    assert Event.objects.filter(action="orders.file.shown", by_username="yuehe").count() == 1
    refused("ORDER_NOT_FOUND", lambda: actions.open_file(number, by=people.other_town))
    refused("ORDER_NOT_FOUND", lambda: actions.open_file(number, by=people.bills))


def test_a_list_longer_than_the_county_allows_is_refused(people):
    from decimal import Decimal

    from tests.parameters import put_in_force

    put_in_force("order.most", Decimal(2), since=dt.date(2026, 1, 1))
    refused("ORDER_TOO_MANY", lambda: actions.issue(
        title="看", says="看", to=[f"village/{VILLAGE}", f"village/{NEXT_VILLAGE}", f"township/{TOWN}"], due_on=FRIDAY,
        by=people.county, at=MONDAY))  # fmt: skip


def test_what_was_seen_before_somebody_else_acted_writes_nothing(listed, people):
    line = line_of(listed, "徐寨村")
    actions.accept(line.number, by=people.village, version=1, at=MONDAY)
    says = refused(
        "ORDER_STAGE", lambda: actions.answer(line.number, says="好了", by=people.village, version=1, at=MONDAY)
    )
    assert says.startswith("这一条陈五刚签收")
    line.refresh_from_db()
    assert (line.state, line.answer, line.version) == (LineState.ACCEPTED, "", 2)
