"""Fixtures every test may use."""

from __future__ import annotations

import pytest

from huaiyuan.base.vault import keys
from tests.early import FOLDER


@pytest.fixture(scope="session", autouse=True)
def installation_keys():
    """One set of keys for the test installation."""
    keys.setup(FOLDER)
    return FOLDER
