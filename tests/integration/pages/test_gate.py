"""The gate in front of every page. RQ: F10, C01, C02, C47."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver

from huaiyuan.base.access.models import Posting
from huaiyuan.base.audit.models import Event
from huaiyuan.base.pages import middleware
from huaiyuan.base.pages import page as pages
from tests.cast import OTHER_VILLAGE, SIBLING, VILLAGE
from tests.pages import get_page, post_page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def more_pages(settings, monkeypatch):
    from tests.integration.pages import sample_pages

    settings.ROOT_URLCONF = "tests.integration.pages.sample_pages"
    for name, made in sample_pages.MINE.items():
        monkeypatch.setitem(pages.PAGES, name, made)


def test_who_is_not_signed_in_is_sent_to_the_login_page_and_back(client, more_pages):
    response = client.get("/t/qingdan/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/denglu/?next=/t/qingdan/"
    fragment = client.get("/t/qingdan/", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == "/denglu/"


def test_a_village_opens_its_own_row(cast, more_pages):
    assert get_page(signed_in(cast.village), "t.village", code=VILLAGE).content.decode() == f"村 {VILLAGE}"


def test_foreign_absent_unknown_and_not_permitted_are_the_same_page_byte_for_byte(cast, more_pages):
    client = signed_in(cast.village)
    addresses = [
        f"/t/cun/{OTHER_VILLAGE}/",
        f"/t/cun/{SIBLING}/",
        "/t/cun/nobody/",
        "/meiyou/",
        "/t/qingdan/",
        "/t/wu/",
    ]
    answers = [client.get(a) for a in addresses]
    assert {a.status_code for a in answers} == {404}
    assert len({a.content for a in answers}) == 1
    assert len({tuple(sorted(a.headers.items())) for a in answers}) == 1
    assert "这里没有你能看的内容" in answers[0].content.decode()


def test_a_write_refuses_get_and_a_page_refuses_post(cast, more_pages):
    client = signed_in(cast.village)
    assert get_page(client, "t.write", code=VILLAGE).status_code == 405
    refused = post_page(client, "t.village", code=VILLAGE)
    assert refused.status_code == 405
    assert "不能这样打开" in refused.content.decode()
    assert post_page(client, "t.write", code=VILLAGE).status_code == 200


def test_a_wrong_method_is_not_told_to_who_may_not_open_the_page_at_all(cast, more_pages):
    assert get_page(signed_in(cast.leader), "t.write", code=VILLAGE).status_code == 404


def test_a_list_shows_the_rows_of_the_account_only_and_only_to_its_posts(cast, more_pages):
    shown = get_page(signed_in(cast.town), "t.rows").content.decode().split()
    assert shown
    assert all(code.startswith("411330901") for code in shown)
    assert get_page(signed_in(cast.center), "t.rows").status_code == 404


def test_a_change_of_rights_takes_effect_with_the_next_request(cast, more_pages):
    client = signed_in(cast.village)
    assert get_page(client, "t.village", code=VILLAGE).status_code == 200
    Posting.objects.filter(account=cast.village).update(area_code=OTHER_VILLAGE)
    assert get_page(client, "t.village", code=VILLAGE).status_code == 404
    assert get_page(client, "t.village", code=OTHER_VILLAGE).status_code == 200


def test_a_refusal_is_written_down_without_what_was_asked_for_in_full(cast, more_pages):
    signed_in(cast.village).get("/t/cun/990330198001011234/", headers={"User-Agent": "旧手机"})
    event = Event.objects.order_by("-pk").first()
    assert (event.action, event.by_username, event.result) == ("access.page.refused", "village", "refused")
    assert event.device == "旧手机"
    assert "990330198001011234" not in f"{event.subject}{event.facts}"


def test_an_undeclared_view_does_not_run(cast, more_pages, monkeypatch):
    client = signed_in(cast.center)
    assert client.get("/t/weishenbao/").status_code == 404
    monkeypatch.setattr(middleware, "RAISE_UNDECLARED", True)
    with pytest.raises(ImproperlyConfigured, match="not declared with @page"):
        client.get("/t/weishenbao/")


def test_more_queries_than_declared_fail_the_test_that_opens_the_page(cast, more_pages):
    with pytest.raises(AssertionError, match="queries, 4 declared"):
        get_page(signed_in(cast.village), "t.greedy")


def test_the_address_table_holds_declared_pages_only():
    undeclared = [p for p in get_resolver().url_patterns if not isinstance(getattr(p, "callback", None), pages.Page)]
    assert undeclared == []


def test_pages_are_not_kept_by_caches(cast):
    assert get_page(signed_in(cast.center), "me").headers["Cache-Control"] == "no-store, private"


def test_the_frame_takes_at_most_three_queries_beside_the_session(cast, django_assert_max_num_queries):
    client = signed_in(cast.center)
    with django_assert_max_num_queries(6):
        client.get("/wode/")
