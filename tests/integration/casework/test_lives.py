"""Random lives of cases through the actions, on whichever database the tests run."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel import clock
from tests.integration.casework.exit_lives import exit_lives
from tests.integration.casework.leaving import Leaver
from tests.integration.casework.lives import lives, two_posts_each
from tests.integration.casework.world import PHOTO


@pytest.mark.slow
def test_whatever_is_tried_no_case_stands_where_it_may_not(hands, monkeypatch):
    # Photos have tests of their own; sealing thousands of them is no part of this one.
    monkeypatch.setattr(media, "seal", lambda *_: None)
    monkeypatch.setattr(pictures, "tidy", lambda _: pictures.Picture(PHOTO, 8, 8))
    two_posts_each()
    count = os.environ.get("HUAIYUAN_LIVES") or (350 if connection.vendor == "sqlite" else 140)
    ends = lives(int(count), int(os.environ.get("HUAIYUAN_LIVES_SEED", "20261126")), hands)
    assert len(ends) >= 5, ends


@pytest.mark.slow
def test_whatever_is_tried_nobody_is_cleared_who_may_not_be(tiny, monkeypatch):
    monkeypatch.setattr(media, "seal", lambda *_: None)
    monkeypatch.setattr(pictures, "tidy", lambda _: pictures.Picture(PHOTO, 8, 8))
    today = clock.today()
    two_posts_each()
    count = os.environ.get("HUAIYUAN_LIVES") or (150 if connection.vendor == "sqlite" else 60)
    clock.configure(today=Leaver.day)
    try:
        ends = exit_lives(
            int(count), int(os.environ.get("HUAIYUAN_LIVES_SEED", "20261126")), Leaver().prepared(monkeypatch)
        )
    finally:
        clock.configure(today=today)
    assert len(ends) >= 3, ends
