"""The pages of changes, as the posts use them: within their budgets, prefilled, refusing in words, the same 404 for others."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from huaiyuan.county.registry import queries
from huaiyuan.county.upkeep.models import Change
from tests.integration.registry.loaded import account
from tests.integration.upkeep.conftest import FOREIGN, VILLAGE, family
from tests.pages import get_page, post_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(tiny):
    """A browser in which somebody of the tiny county is signed in."""

    def open_(who: str) -> Client:
        client = Client()
        client.force_login(account(who))
        return client

    return open_


def _post(client: Client, page, **said) -> object:
    data = {"uuid": str(uuid.uuid4()), "on": "2026-11-20", **said}
    return post_page(client, "household.change", data, household_no=page.household_no)


@pytest.mark.parametrize("kind", ["", "birth", "death", "move_in", "move_out", "split", "unite", "new_head"])
def test_every_form_opens_within_its_budget_with_the_family_filled_in(signed, kind):
    page = family(VILLAGE)
    answer = get_page(
        signed("xuzhai"), "household.change", {"lei": kind} if kind else {}, household_no=page.household_no
    )
    assert answer.status_code == 200
    if kind in {"death", "move_out", "split", "new_head"}:
        assert page.members[1].name in answer.content.decode()


def test_a_village_files_a_death_with_two_clicks_and_can_take_it_back(signed):
    page, client = family(VILLAGE), signed("xuzhai")
    answer = _post(client, page, lei="death", goes=page.members[1].person_id)
    number = Change.objects.get().number
    assert answer.url == reverse("change", args=[number]) + "?hao=1"
    shown = get_page(client, "change", number=number).content.decode()
    assert "已生效" in shown
    assert page.members[1].name in shown
    story = get_page(client, "household", household_no=page.household_no).content.decode()
    assert "死亡登记" in story
    assert post_page(client, "change", {"act": "undo", "reason": "登记错人"}, number=number).status_code == 302
    assert len(queries.household_page(page.household_no, account("xuzhai")).members) == len(page.members)


def test_what_is_refused_is_said_and_nothing_typed_is_lost(signed):
    page = family(VILLAGE)
    answer = _post(signed("xuzhai"), page, lei="birth", name="陈小满", id_number="990330202611120018", relation="之子")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "陈小满" in shown
    assert "990330202611120018" in shown
    assert _post(signed("xuzhai"), page, lei="death").status_code == 422
    assert _post(signed("xuzhai"), page, lei="death", goes=page.members[0].person_id).status_code == 422
    assert _post(signed("xuzhai"), page, lei="death", on="昨天", goes=page.members[1].person_id).status_code == 422
    assert Change.objects.count() == 0


def test_a_township_agrees_on_the_page_what_its_village_filed(signed):
    page = family(VILLAGE)
    _post(signed("xuzhai"), page, lei="split", head=page.members[1].person_id, goes=[page.members[1].person_id])
    number = Change.objects.get().number
    assert "同意，马上生效" not in get_page(signed("xuzhai"), "change", number=number).content.decode()
    assert "同意，马上生效" in get_page(signed("yuehe"), "change", number=number).content.decode()
    assert get_page(signed("yuehe"), "changes").status_code == 200
    assert post_page(signed("yuehe"), "change", {"act": "agree"}, number=number).status_code == 302
    assert Change.objects.get().state == "done"


def test_a_merged_number_leads_to_the_family_it_lives_on_in(signed):
    page, other = family(VILLAGE), family(VILLAGE, skip=1)
    relations = {f"relation-{m.person_id}": "之兄弟姐妹" for m in other.members}
    assert _post(signed("yuehe"), page, lei="unite", other=other.household_no, **relations).status_code == 302
    old = get_page(signed("xuzhai"), "household", household_no=other.household_no).content.decode()
    assert f'已并到 <a href="{reverse("household", args=[page.household_no])}"' in old
    assert (
        other.household_no in get_page(signed("xuzhai"), "household", household_no=page.household_no).content.decode()
    )


def test_a_foreign_family_and_change_are_the_same_404_as_absent_ones(signed):
    page = family(FOREIGN)
    _post(signed("huilong"), page, lei="new_head", head=page.members[1].person_id)
    number = Change.objects.get().number
    for name, kwargs, absent in (
        ("household.change", {"household_no": page.household_no}, {"household_no": f"{FOREIGN}-9999"}),
        ("change", {"number": number}, {"number": "BG2026-999999"}),
    ):
        client = signed("xuzhai")
        answers = [client.get(reverse(name, kwargs=k)) for k in (kwargs, absent)]
        assert [a.status_code for a in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        assert (
            client.post(reverse(name, kwargs=kwargs), {"lei": "death", "act": "undo", "reason": "撤"}).status_code
            == 404
        )
    assert signed("leader1").get(reverse("changes")).status_code == 404
