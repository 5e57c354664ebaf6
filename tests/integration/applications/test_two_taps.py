"""Two taps at the same instant: one application, one receipt, whichever was first (RQ-APPLY-06)."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

from django.db import connection

from huaiyuan.base.reference.models import Area
from huaiyuan.county.applications import actions
from huaiyuan.county.applications.actions import Filing
from huaiyuan.county.applications.models import Application
from tests import cast
from tests.integration.applications.conftest import PHONE

TAPS = 6


def test_two_taps_at_the_same_instant_store_one(transactional_db):
    Area.objects.create(
        code=cast.VILLAGE, name="甲一村", short_name="甲一村", level="village", kind="行政村", sort=1,
        valid_from=dt.date(2021, 1, 1),
    )  # fmt: skip
    filing, number = Filing("张大山", PHONE, cast.VILLAGE, "ill"), uuid.uuid4()
    got: list[str] = []
    gate = threading.Barrier(TAPS)

    def tap() -> None:
        gate.wait()
        try:
            got.append(actions.apply_publicly(filing, client_uuid=number, address="10.0.0.1").receipt)
        finally:
            connection.close()

    taps = [threading.Thread(target=tap) for _ in range(TAPS)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert len(got) == TAPS
    assert len(set(got)) == 1
    assert Application.objects.count() == 1
