"""Hands that carry cases in the tiny county."""

import pytest

from tests.integration.casework.world import Hands
from tests.integration.registry.conftest import county_account, tiny, tiny_once

__all__ = ["county_account", "tiny", "tiny_once"]


@pytest.fixture
def hands(tiny) -> Hands:
    return Hands()
