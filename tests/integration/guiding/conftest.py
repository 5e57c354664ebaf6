"""The tiny county with its village, township and two of the county's people, one of whom guides the township."""

from __future__ import annotations

import pytest

from huaiyuan.county.guiding import actions
from tests.integration.casework.world import PHOTO, Hands
from tests.integration.registry.conftest import county_account, tiny, tiny_once

__all__ = ["PHOTO", "county_account", "tiny", "tiny_once"]
TOWN = "411330101"


@pytest.fixture
def hands(tiny) -> Hands:
    found = Hands()
    actions.set_guide(TOWN, username=found.county.username, by=found.other_county)
    return found
