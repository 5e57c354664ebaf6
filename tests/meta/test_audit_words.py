"""The log is read by people: every part of the system that writes into it has its Chinese word there."""

from __future__ import annotations

import re

from huaiyuan.base.audit import queries
from huaiyuan.shells.web.pages.audit import KIND_WORDS, SUBJECTS
from tests.meta.source_tree import PACKAGE, tracked

_SUBJECT = re.compile(r"""subject=f?["']([a-z_]+)""")


def test_every_part_that_writes_into_the_log_has_its_word():
    parts = {name.split(".")[0] for name in queries.actions() if not name.startswith("test_")}
    assert parts
    assert parts - KIND_WORDS.keys() == set()


def test_every_kind_of_thing_that_the_log_names_has_its_word():
    sources = [f for f in tracked(".py") if PACKAGE in f.parents]
    named = {name for f in sources for name in _SUBJECT.findall(f.read_text(encoding="utf-8"))}
    assert len(named) > 10
    assert named - SUBJECTS.keys() == set()
