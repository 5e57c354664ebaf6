"""Signing in and out, and the frame around the pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from huaiyuan.base.access.bulk import DEMO_PASSWORD
from huaiyuan.base.audit.models import Event
from tests.pages import get_page, post_page, signed_in

pytestmark = pytest.mark.django_db


def test_a_demo_offers_its_accounts_and_one_click_signs_in(cast, client):
    page = get_page(client, "sign_in").content.decode()
    assert "甲一书记" in page
    assert "甲二信息员" not in page
    assert "演示数据" in page
    post_page(client, "sign_in.demo", {"username": "village"})
    assert "甲一书记" in get_page(client, "me").content.decode()
    assert Event.objects.filter(action="access.session.opened", by_username="village").count() == 1


def test_a_production_login_page_offers_nobody(cast, client, settings):
    settings.DEMO = False
    page = get_page(client, "sign_in").content.decode()
    assert "演示" not in page
    assert "甲一书记" not in page
    post_page(client, "sign_in.demo", {"username": "village"})
    assert get_page(client, "me").status_code == 302


def test_password_sign_in_goes_where_it_was_asked_from_but_never_off_the_site(cast, client):
    for wanted, lands in (("/wode/", "/wode/"), ("https://example.org/", "/"), ("//example.org", "/")):
        answer = post_page(client, "sign_in", {"username": "town", "password": DEMO_PASSWORD, "next": wanted})
        assert (answer.status_code, answer.headers["Location"]) == (302, lands)


def test_a_wrong_password_is_said_at_the_field_with_the_tries_left(cast, client):
    answer = post_page(client, "sign_in", {"username": "town", "password": "wrong"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还可再试 4 次" in page
    assert 'aria-invalid="true"' in page
    assert "wrong" not in page.replace("wrong-", "")


def test_signing_out_is_a_post_and_ends_the_session(cast):
    client = signed_in(cast.town)
    assert client.get(reverse("sign_out")).status_code == 405
    post_page(client, "sign_out")
    assert get_page(client, "me").status_code == 302
    assert Event.objects.filter(action="access.session.closed", by_username="town").exists()


def test_each_post_sees_its_own_menu(cast):
    center = get_page(signed_in(cast.center), "me").content.decode()
    village = get_page(signed_in(cast.village), "me").content.decode()
    assert reverse("pages.components") in center
    assert reverse("pages.components") not in village


def test_the_style_guide_draws_every_component(cast):
    page = get_page(signed_in(cast.center), "pages.components")
    assert page.status_code == 200
    assert get_page(signed_in(cast.village), "pages.components").status_code == 404


def test_an_account_without_a_post_is_told_so(cast):
    from huaiyuan.base.access import actions

    made = actions.open_account(username="idle", display_name="待岗", by=cast.center)
    assert "现在没有任职" in get_page(signed_in(made), "me").content.decode()


def test_csrf_is_asked_for_and_refusal_says_what_to_do(cast):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("sign_in.demo"), {"username": "village"})
    assert answer.status_code == 403
    assert "没有提交成" in answer.content.decode()
