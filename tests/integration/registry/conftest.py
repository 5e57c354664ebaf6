"""The tiny county in the database, loaded once for a module; what a test changes is rolled back."""

from __future__ import annotations

import pytest
from django.db import connection

from tests import emptying
from tests.integration.registry.loaded import account, load_tiny, unload


@pytest.fixture(scope="module")
def tiny_once(installation_keys, django_db_setup, django_db_blocker):
    """The tables that were loaded, committed, so that child processes see them."""
    with django_db_blocker.unblock():
        brought = emptying.filled(connection.introspection.django_table_names(only_existing=True))
        tables = load_tiny()
        yield tables
        unload(brought)


@pytest.fixture
def tiny(tiny_once, db):
    """The same, with a transaction around the test."""
    return tiny_once


@pytest.fixture
def county_account(tiny):
    """The county centre."""
    return account("county1")
