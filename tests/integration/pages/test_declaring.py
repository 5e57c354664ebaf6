"""Declaring pages, serving what was built, the headers on every page."""

from __future__ import annotations

import pytest

from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import assets, scopes
from huaiyuan.base.pages.page import PAGES, SIGNED_IN, page, urlpatterns
from tests.pages import get_page, signed_in


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "me", "path": "x/"}, "declared twice"),
        ({"name": "x", "path": "wode/"}, "declared twice"),
        ({"name": "x", "path": "x/<str:code>/"}, "no sample"),
    ],
)
def test_a_declaration_that_cannot_stand_is_an_error_at_start(given, says):
    before = dict(PAGES)
    with pytest.raises(ValueError, match=says):
        page(**given, title="试", may=SIGNED_IN, scope=scopes.NO_ROWS)(lambda request, code="": None)
    assert before == PAGES


def test_urls_carry_public_numbers_not_row_ids():
    with pytest.raises(ValueError, match="public numbers"):
        page("x", path="x/", title="试", may=SIGNED_IN, scope=scopes.NO_ROWS)(lambda request, pk: None)


def test_a_resolver_has_one_meaning():
    scopes.resolver("t.once")(str)
    scopes.resolver("t.once")(str)
    with pytest.raises(ValueError, match="registered twice"):
        scopes.resolver("t.once")(int)
    del scopes.RESOLVERS["t.once"]


def test_every_page_names_a_resolver_that_exists():
    named = {p.scope for p in PAGES.values() if isinstance(p.scope, str) and not isinstance(p.scope, scopes.Rows)}
    assert named <= set(scopes.RESOLVERS)


def test_fixed_addresses_come_before_placeholders():
    paths = [str(p.pattern) for p in urlpatterns()]
    for at, one in enumerate(paths):
        fixed = one.split("<")[0]
        later = [
            p
            for p in paths[at + 1 :]
            if "<" in one and "<" not in p and p.startswith(fixed) and p.count("/") == one.count("/")
        ]
        assert later == []


def test_every_permission_a_page_asks_for_is_a_declared_one():
    assert all(isinstance(p.may, P) or p.may in ("anybody", "signed_in") for p in PAGES.values())


@pytest.mark.django_db
def test_built_files_may_be_kept_for_ever(client):
    for name in assets.names():
        answer = client.get(assets.url(name))
        answer.close()
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_every_answer_carries_the_policies_of_the_browser(cast):
    client = signed_in(cast.center)
    for answer in (get_page(client, "me"), client.get("/meiyou/"), client.get("/tuichu/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_no_page_carries_inline_style_or_script(cast):
    client = signed_in(cast.center)
    for name in ("me", "pages.components"):
        text = get_page(client, name).content.decode()
        assert " style=" not in text
        assert "<script>" not in text
        assert " onclick=" not in text
