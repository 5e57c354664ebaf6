"""The tiny county with a round over it, helpers, and families that come and go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from huaiyuan.core.kernel import clock
from tests.integration.duty.conftest import world
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account
from tests.integration.rounds.conftest import TODAY, autumn, autumn_once
from tests.pages import quick_hashing, signed_in

__all__ = ["autumn", "autumn_once", "county_account", "quick_hashing", "tiny", "tiny_once", "world"]


@dataclass
class County:
    """What a deed may lean on: the round that runs, the helpers, and a patch for what is no part of the deed."""

    autumn: Any
    helpers: Any
    patch: pytest.MonkeyPatch

    def browser(self, username: str) -> Client:
        """Somebody's browser, signed in."""
        return signed_in(account(username))


@pytest.fixture
def county(autumn, world, monkeypatch) -> County:
    today = clock.today()
    clock.configure(today=TODAY)
    yield County(autumn, world, monkeypatch)
    clock.configure(today=today)
