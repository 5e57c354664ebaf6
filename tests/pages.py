"""Opening pages in tests: signed in as somebody, by the page's own name, within its declared number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huaiyuan.base.access.models import Account
from huaiyuan.base.pages.page import PAGES
from tests import cast as people

CHATTER = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def signed_in(account: Account) -> Client:
    """A browser in which this account is signed in."""
    client = Client()
    client.force_login(account)
    return client


def get_page(client: Client, name: str, query: dict[str, Any] | None = None, **kwargs: Any) -> HttpResponse:
    """GET a page by name; fails when it takes more queries than it declares."""
    return _counted(name, lambda: client.get(reverse(name, kwargs=kwargs), query or {}))


def post_page(client: Client, name: str, data: dict[str, Any] | None = None, **kwargs: Any) -> HttpResponse:
    """POST to a page by name; a write may take what it needs, so queries are not counted."""
    return client.post(reverse(name, kwargs=kwargs), data or {})


def _counted(name: str, ask: Any) -> HttpResponse:
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    asked = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(CHATTER)]
    declared = PAGES[name].queries
    assert len(asked) <= declared, f"{name}: {len(asked)} queries, {declared} declared:\n" + "\n".join(asked)
    return response


@pytest.fixture
def cast(db: None, quick_hashing: None) -> people.Cast:
    """The fixed people, loaded."""
    return people.load()


@pytest.fixture(scope="session", autouse=True)
def quick_hashing() -> Iterator[None]:
    """The same hashing with the least work: a quarter of a second for every test would be most of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        patch.setattr(Argon2PasswordHasher, "memory_cost", 8)
        patch.setattr(Argon2PasswordHasher, "parallelism", 1)
        yield
