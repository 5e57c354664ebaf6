"""The tiny county, and families that apply."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable

import pytest
from PIL import Image

from huaiyuan.county.applications import actions
from huaiyuan.county.applications.actions import Filed, Filing
from huaiyuan.county.registry import queries
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account
from tests.pages import quick_hashing

__all__ = ["county_account", "quick_hashing", "tiny", "tiny_once"]

VILLAGE, SIBLING, FOREIGN = "411330101200", "411330101201", "411330301200"
TOWNSHIP, ELSEWHERE, AT_VILLAGE = "yuehe", "huilong", "xuzhai"
PHONE = "19900012345"


def family(village: str = VILLAGE, skip: int = 0) -> queries.HouseholdPage:
    """A family of a village that is not under monitoring."""
    lines = queries.village_page(village, account("county1"), limit=200).rows
    free = [line for line in lines if line.members >= 2 and not line.category]
    return queries.household_page(free[skip].household_no, account("county1"))


def photo(size: tuple[int, int] = (60, 40), form: str = "JPEG") -> bytes:
    """A small photo."""
    spool = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(spool, form)
    return spool.getvalue()


@pytest.fixture
def applied(tiny) -> Callable[..., Filed]:
    """A family files on its own phone."""

    def file(name: str = "无名氏", phone: str = PHONE, hardship: str = "ill", village: str = VILLAGE, **more) -> Filed:
        words = {key: more.pop(key) for key in ("note", "for_whom") if key in more}
        more.setdefault("client_uuid", uuid.uuid4())
        more.setdefault("address", "10.1.2.3")
        return actions.apply_publicly(Filing(name, phone, village, hardship, **words), **more)

    return file
