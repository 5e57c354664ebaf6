"""The tiny county in the database, and the accounts that look at it."""

from __future__ import annotations

import pytest

from tests.integration.registry.loaded import county_account, load_tiny

__all__ = ["county_account"]


@pytest.fixture
def tiny(transactional_db):
    """The tables that were loaded."""
    return load_tiny()
