"""Several people measure one family at the same moment: one statement stands, the others are told, nothing is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.income.models import IncomeStatement
from huaiyuan.county.registry import queries as registry
from tests.integration.income.conftest import VILLAGE, amounts, measure
from tests.integration.registry.loaded import account, load_tiny

ROUNDS, WHO = 8, ("xuzhai", "yuehe")


@pytest.fixture
def committed(transactional_db, installation_keys):
    """The tiny county without a transaction around the test: threads see what others commit."""
    return load_tiny()


@pytest.mark.slow
def test_of_two_who_measure_at_once_one_is_kept_and_the_other_is_told(committed, year):
    families = [line.household_no for line in registry.village_page(VILLAGE, account("county1"), limit=ROUNDS).rows]
    for household in families:
        gate, kept, told = threading.Barrier(len(WHO)), [], []

        def press(who, wage, household=household, gate=gate, kept=kept, told=told):
            try:
                gate.wait()
                made = measure(household, year, who=who, amounts=amounts(a1=wage))
                kept.append((made.number, wage))
            except DomainError as refusal:
                told.append(refusal.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=press, args=(who, 1000 + n)) for n, who in enumerate(WHO)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(kept), told) == (1, ["INCOME_CHANGED"])
        [(number, wage)] = kept
        row = IncomeStatement.objects.get(household_no=household)
        assert (row.number, row.version, row.entries.get(code="a1").fen) == (number, 1, wage * 100)
    assert IncomeStatement.objects.values("number").distinct().count() == len(families)
