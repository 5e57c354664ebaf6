"""The tiny county with hands that carry a case, and browsers of its posts."""

import pytest
from django.test import Client

from huaiyuan.core.kernel import clock
from tests.integration.casework.conftest import hands
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account

__all__ = ["county_account", "hands", "tiny", "tiny_once"]


@pytest.fixture
def signed(hands):
    """`signed(username)`: a browser in which somebody is signed in; the day is set back afterwards."""
    today, clients = clock.today(), {}

    def open_(who: str) -> Client:
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(account(who))
        return clients[who]

    yield open_
    clock.configure(today=today)
