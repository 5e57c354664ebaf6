"""M060–M070: each mechanism of the work report is done on its page and stored; with its table empty the same deed fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.integration.mechanisms.conftest import County
from tests.integration.mechanisms.deeds import DEEDS
from tests.integration.mechanisms.table import ROWS


@contextmanager
def kept_empty(table: str) -> Iterator[None]:
    """Whatever lies in a table goes, and whatever is written there while this lasts."""
    quoted = connection.ops.quote_name(table)
    writes = re.compile(rf"\s*INSERT\s+(OR\s+\w+\s+)?INTO\s+\"?{re.escape(table)}\b", re.I)

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {quoted}")

    def wrap(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if writes.match(sql):
            empty()
        return done

    empty()
    with connection.execute_wrapper(wrap):
        yield


def fails(do, county: County) -> bool:
    """Whether a deed does not come through, for whatever reason: a page without its rows, a row that is not there."""
    try:
        with transaction.atomic():
            do(county)
    except Exception:
        return True
    return False


@pytest.mark.parametrize("name", [row.test for row in ROWS])
def test_a_mechanism_is_done_by_its_post_and_stored_and_is_nothing_without_its_table(name: str, county: County):
    [row] = [row for row in ROWS if row.test == name]
    with transaction.atomic():
        DEEDS[name](county)
        transaction.set_rollback(True)
    with transaction.atomic():
        with kept_empty(apps.get_model(row.model)._meta.db_table):
            assert fails(DEEDS[name], county), f"{row.model} is empty and {name} does not notice"
        transaction.set_rollback(True)
