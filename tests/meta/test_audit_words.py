"""The log is read by people: every part of the system that writes into it has its Chinese word there."""

from __future__ import annotations

from huaiyuan.base.audit import queries
from huaiyuan.shells.web.pages.audit import KIND_WORDS


def test_every_part_that_writes_into_the_log_has_its_word():
    parts = {name.split(".")[0] for name in queries.actions() if not name.startswith("test_")}
    assert parts
    assert parts - KIND_WORDS.keys() == set()
