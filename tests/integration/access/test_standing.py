"""What an account may do and reach, from its postings on the day."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base.access import actions, bulk, queries, signing
from huaiyuan.base.access.models import Account, Posting, SignInFailure
from huaiyuan.base.access.permissions import Field, P, Role
from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from tests.cast import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE

pytestmark = pytest.mark.django_db


def _again(account: Account) -> Account:
    """The account as the next request loads it."""
    return Account.objects.get(pk=account.pk)


def test_each_post_reaches_its_own_area(cast):
    assert queries.scope_of(cast.center).prefixes == (COUNTY,)
    assert queries.scope_of(cast.town).prefixes == (TOWN,)
    assert queries.scope_of(cast.village).prefixes == (VILLAGE,)
    assert not queries.scope_of(cast.other_town).covers(VILLAGE)


def test_scope_narrows_rows_in_the_database_as_covers_does(cast):
    postings = Posting.objects.all()
    within = queries.scope_of(cast.town).filter(postings, "area_code")
    assert {p.area_code for p in within} == {p.area_code for p in postings if p.area_code.startswith(TOWN)}
    assert not queries.scope_of(object()).filter(postings, "area_code").exists()


def test_several_people_hold_one_village_each_under_their_own_name(cast):
    assert queries.people_of(VILLAGE, Role.VILLAGE) == [cast.village, cast.village_two]
    held = queries.people_by_area([VILLAGE, OTHER_VILLAGE, "nowhere"], Role.VILLAGE)
    assert held[VILLAGE] == [cast.village, cast.village_two]
    assert set(held) == {VILLAGE, OTHER_VILLAGE}
    assert queries.names_by_area([VILLAGE, OTHER_VILLAGE], Role.VILLAGE) == {
        VILLAGE: ["甲一书记", "甲一信息员"],
        OTHER_VILLAGE: ["乙一信息员"],
    }


def test_the_village_verifies_the_county_dispatches_and_neither_does_the_other(cast):
    assert queries.may(cast.village, P.LEAD_VERIFY)
    assert not queries.may(cast.village, P.LEAD_DISPATCH)
    assert queries.may(cast.center, P.LEAD_DISPATCH)
    assert not queries.may(cast.center, P.LEAD_VERIFY)


def test_a_leader_sees_names_masked(cast):
    assert not queries.sees_clear(cast.leader, Field.NAME)
    assert queries.sees_clear(cast.town, Field.NAME)
    assert not queries.sees_clear(cast.town, Field.ID_NUMBER)


def test_rights_of_one_post_do_not_leak_into_the_area_of_another(cast):
    actions.start_posting(
        account=cast.town, post_code="village", area_code=OTHER_VILLAGE, area_name="乙一村", by=cast.center
    )
    account = _again(cast.town)
    assert queries.scope_of(account, P.LEAD_VERIFY).prefixes == (OTHER_VILLAGE,)
    assert queries.scope_of(account, P.LEAD_IDENTIFY).prefixes == (TOWN,)
    assert queries.scope_of(account, P.LEAD_READ).prefixes == (TOWN, OTHER_VILLAGE)


def test_an_ended_posting_gives_nothing_from_that_day(cast):
    posting = Posting.objects.get(account=cast.village)
    actions.end_posting(posting_id=posting.pk, by=cast.center)
    account = _again(cast.village)
    assert queries.standing(account).held == ()
    assert not queries.may(account, P.LEAD_READ)
    with pytest.raises(DomainError, match="已经卸任") as caught:
        actions.end_posting(posting_id=posting.pk, by=cast.center)
    assert caught.value.code == "ACCESS_NOT_POSTED"


def test_a_posting_of_tomorrow_gives_nothing_today(cast):
    actions.start_posting(
        account=cast.town,
        post_code="village",
        area_code=OTHER_VILLAGE,
        area_name="乙一村",
        by=cast.center,
        valid_from=clock.today() + dt.timedelta(days=1),
    )
    assert queries.scope_of(_again(cast.town)).prefixes == (TOWN,)


def test_a_switched_off_account_stands_nowhere(cast):
    actions.switch(account=cast.village, active=False, by=cast.center)
    assert queries.standing(_again(cast.village)).held == ()


@pytest.mark.parametrize(
    ("post", "area", "code"),
    [
        ("nothing", VILLAGE, "ACCESS_NO_POST"),
        ("village", "41", "ACCESS_NO_AREA"),
        ("village", TOWN, "ACCESS_AREA_LEVEL"),
        ("township", VILLAGE, "ACCESS_AREA_LEVEL"),
        ("county_center", OTHER_TOWN, "ACCESS_AREA_LEVEL"),
        ("village", VILLAGE, "ACCESS_ALREADY_POSTED"),
    ],
)
def test_a_posting_that_makes_no_sense_is_refused(cast, post, area, code):
    with pytest.raises(DomainError) as caught:
        actions.start_posting(account=cast.village, post_code=post, area_code=area, area_name="某地", by=cast.center)
    assert caught.value.code == code


def test_a_new_account_cannot_sign_in_before_it_has_a_password(cast):
    made = actions.open_account(username="new", display_name="新来的", by=cast.center)
    with pytest.raises(DomainError) as caught:
        signing.check(username="new", password="", ip="10.0.0.1")
    assert caught.value.code == "ACCESS_WRONG_PASSWORD"
    with pytest.raises(DomainError) as caught:
        actions.set_password(account=made, password="short", by=cast.center)
    assert caught.value.code == "ACCESS_WEAK_PASSWORD"
    actions.set_password(account=made, password="a long enough one", by=cast.center)
    assert signing.check(username="new", password="a long enough one", ip="10.0.0.1") == made
    with pytest.raises(DomainError) as caught:
        actions.open_account(username="new", display_name="又一个", by=cast.center)
    assert caught.value.code == "ACCESS_USERNAME_TAKEN"


def test_only_demo_logins_carry_a_password_hash(cast):
    usable = {a.username for a in Account.objects.all() if a.has_usable_password()}
    assert usable == {a.username for a in Account.objects.filter(demo_login=True)}
    assert signing.check(username="center", password=bulk.DEMO_PASSWORD, ip="10.0.0.1") == cast.center


def test_after_five_wrong_passwords_the_right_one_is_not_even_looked_at(cast):
    for left in (4, 3, 2, 1):
        with pytest.raises(DomainError, match=f"还可再试 {left} 次"):
            signing.check(username="center", password="wrong", ip="10.0.0.1")
    for attempt in ("wrong", bulk.DEMO_PASSWORD):
        with pytest.raises(DomainError) as caught:
            signing.check(username="center", password=attempt, ip="10.0.0.1")
        assert caught.value.code == "ACCESS_LOCKED"
    assert signing.check(username="center", password=bulk.DEMO_PASSWORD, ip="10.0.0.2") == cast.center


def test_the_lock_opens_after_a_quarter_of_an_hour_and_success_clears_the_count(cast):
    for _ in range(3):
        with pytest.raises(DomainError):
            signing.check(username="center", password="wrong", ip="10.0.0.1")
    SignInFailure.objects.update(at=clock.now() - dt.timedelta(minutes=16))
    with pytest.raises(DomainError, match="还可再试 4 次"):
        signing.check(username="center", password="wrong", ip="10.0.0.1")
    signing.check(username="center", password=bulk.DEMO_PASSWORD, ip="10.0.0.1")
    assert not SignInFailure.objects.exists()


def test_guessing_many_names_from_one_address_is_stopped_too(cast):
    at = clock.now()
    SignInFailure.objects.bulk_create(
        SignInFailure(username=f"guess{i}", ip="10.0.0.9", at=at) for i in range(signing.TRIES_PER_ADDRESS)
    )
    with pytest.raises(DomainError) as caught:
        signing.check(username="center", password=bulk.DEMO_PASSWORD, ip="10.0.0.9")
    assert caught.value.code == "ACCESS_LOCKED"


def test_what_was_typed_into_the_wrong_box_is_not_written_down(cast):
    with pytest.raises(DomainError):
        signing.check(username="my-secret-word", password="x", ip="10.0.0.1")
    event = Event.objects.order_by("-pk").first()
    assert event.action == "access.session.refused"
    assert "my-secret-word" not in "".join(str(v) for v in event.__dict__.values())


def test_one_click_opens_demo_accounts_only(cast, settings):
    assert signing.demo_account("village") == cast.village
    for name in ("sibling", "nobody"):
        with pytest.raises(DomainError) as caught:
            signing.demo_account(name)
        assert caught.value.code == "ACCESS_NOT_DEMO"
    settings.DEMO = False
    with pytest.raises(DomainError):
        signing.demo_account("village")
    assert queries.demo_accounts() == []


def test_a_command_acts_for_whom_it_names_and_a_demo_for_the_county(cast, settings):
    assert queries.acting("town") == cast.town
    assert queries.acting(None) == cast.center
    with pytest.raises(DomainError) as caught:
        queries.acting("nobody")
    assert caught.value.code == "ACCESS_NO_ACCOUNT"
    settings.DEMO = False
    with pytest.raises(DomainError) as caught:
        queries.acting(None)
    assert caught.value.code == "ACCESS_BY_WHOM"


def test_every_write_about_accounts_leaves_an_event(cast):
    before = Event.objects.count()
    made = actions.open_account(username="n", display_name="新", by=cast.center)
    actions.set_password(account=made, password="a long enough one", by=cast.center)
    posting = actions.start_posting(
        account=made, post_code="village", area_code=VILLAGE, area_name="甲一村", by=cast.center
    )
    actions.end_posting(posting_id=posting.pk, by=cast.center)
    actions.switch(account=made, active=False, by=cast.center)
    events = list(Event.objects.order_by("pk")[before:])
    assert [e.action for e in events] == [
        "access.account.opened",
        "access.password.set",
        "access.posting.started",
        "access.posting.ended",
        "access.account.switched",
    ]
    assert all(e.by_username == "center" and e.writes for e in events)
