"""The tiny county, and a family of its village whose income is measured."""

from __future__ import annotations

import io
import uuid
from decimal import Decimal

import pytest
from PIL import Image

from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import income as policy
from huaiyuan.county.income import actions
from huaiyuan.county.income.actions import Amount, Measured
from huaiyuan.county.registry import queries as registry
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account

__all__ = ["county_account", "tiny", "tiny_once"]

VILLAGE, FOREIGN = "411330101200", "411330301200"
EXAMPLE = {
    "a1": 36000, "d2": 3600, "d61": 800, "c2": 1000, "b2": 12000, "e2": 7000, "f2": 4000, "g1": 30000,
}  # fmt: skip


@pytest.fixture
def family(tiny) -> str:
    """A lifted or monitored family of the village."""
    return registry.village_page(VILLAGE, account("county1"), kind="cared", limit=1).rows[0].household_no


@pytest.fixture
def year():
    """The latest yearly period."""
    return policy.latest_year(clock.today())


def amounts(**changed):
    """The worked example's amounts, some of them changed; None is 不明."""
    given = EXAMPLE | changed
    return [Amount(code, None if y is None else Decimal(y)) for code, y in given.items()]


def measure(household_no, period, who="xuzhai", base=0, size=4, key=None, **given):
    """Measure the example's family as somebody."""
    given = {"amounts": amounts(), "companion": "李某"} | given
    return actions.measure(
        household_no, Measured(period=period, size=size, **given), by=account(who), client_uuid=key or uuid.uuid4(),
        base_version=base,
    )  # fmt: skip


def photo() -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(stream, "JPEG")
    return stream.getvalue()
