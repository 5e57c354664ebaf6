"""Ids are reserved in blocks that never overlap, whoever asks at the same time."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from huaiyuan.base import vault

pytestmark = pytest.mark.django_db(transaction=True)


def test_blocks_follow_each_other_per_table():
    assert vault.reserve("registry_person", 3) == range(1, 4)
    assert vault.reserve("registry_person", 2) == range(4, 6)
    assert vault.reserve("registry_household", 1) == range(1, 2)
    assert list(vault.reserve("registry_person", 0)) == []
    with pytest.raises(ValueError, match="negative"):
        vault.reserve("registry_person", -1)


def test_many_at_once_never_share_an_id():
    taken: list[int] = []

    def take() -> None:
        try:
            for _ in range(10):
                taken.extend(vault.reserve("registry_person", 7))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 281))
