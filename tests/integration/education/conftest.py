"""The tiny county with two schools, their people, the education department, and three pupils of 徐寨村."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest

from huaiyuan.base.access import bulk as accounts
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.guarantees.education.ledgers import PUPILS, SCHOOLS
from huaiyuan.county.guarantees.education.pupils import Pupil
from huaiyuan.county.ledger import bulk
from huaiyuan.county.registry.models import Membership, Person
from tests.integration.registry.conftest import tiny, tiny_once
from tests.integration.registry.loaded import account
from tests.pages import quick_hashing

__all__ = ["quick_hashing", "tiny", "tiny_once"]

TODAY, VILLAGE, BEGAN = dt.date(2026, 11, 23), "411330101200", dt.date(2026, 9, 1)
BORN = dt.date(2016, 3, 3)
OWN, OTHER = "XX2021-00001", "XX2021-00002"
PEOPLE = (("school1", "校长甲", "school", OWN, "月河镇小学"), ("school2", "校长乙", "school", OTHER, "回龙乡小学"),
          ("jiaoti", "教体局甲", "department", "", ""))  # fmt: skip


@dataclass
class Learning:
    """Who acts, and the pupils (numbers in the ledger) with their families."""

    school: Account
    other_school: Account
    department: Account
    village: Account
    town: Account
    other_town: Account
    center: Account
    pupils: list[str]
    persons: list[tuple[str, str]]

    def pupil(self, place: int = 0) -> Any:
        """A pupil's row as it stands."""
        return Pupil.objects.get(number=self.pupils[place])


def laid_out() -> Learning:
    """Put schools, their people and pupils over the tiny county."""
    usernames, names, posts, units, shown = zip(*PEOPLE, strict=True)
    accounts.load(
        pa.table({
            "username": usernames, "display_name": names, "post_code": posts, "area_code": ["411330"] * 3,
            "demo_login": [False] * 3, "department": ["教体局"] * 3, "unit_no": units, "unit_name": shown,
        }),
        pa.table({"code": ["411330"], "short_name": ["试县"]}),
    )  # fmt: skip
    day = pa.array([BEGAN] * 2, pa.date32())
    bulk.load(SCHOOLS, pa.table({
        "number": [OWN, OTHER], "state": ["open"] * 2, "state_since": day, "opened_on": day, "unit_no": [OWN, OTHER],
        "village_code": [VILLAGE, "411330301200"], "name": ["月河镇小学", "回龙乡小学"], "kind": ["primary"] * 2,
    }))  # fmt: skip
    rows = Membership.objects.filter(
        household__household_no__startswith=VILLAGE, person__died_on=None, superseded_at=None, valid_to=OPEN_END, is_head=False,
    )  # fmt: skip
    homes = dict(rows.order_by("-pk").values_list("household__household_no", "person__person_id"))
    found = [(person, home) for home, person in sorted(homes.items())[:3]]
    Person.objects.filter(person_id__in=[person for person, _ in found]).update(birth_on=BORN)
    numbers, days = [f"SL2026-0000{n}" for n in (1, 2, 3)], pa.array([BEGAN] * 3, pa.date32())
    bulk.load(PUPILS, pa.table({
        "number": numbers, "state": ["at_school"] * 3, "state_since": days, "opened_on": days,
        "person_no": [p for p, _ in found], "household_no": [h for _, h in found], "village_code": [VILLAGE] * 3,
        "unit_no": [OWN] * 3, "school_no": [OWN] * 3, "stage": ["小学"] * 3, "grade": ["小学五年级"] * 3, "mode": ["寄宿"] * 3,
        "age": pa.array([10] * 3, pa.int64()), "roll_says": ["at_school"] * 3, "ground": ["roll"] * 3,
    }))  # fmt: skip
    who = {name: Account.objects.get(username=name) for name in usernames}
    return Learning(
        who["school1"], who["school2"], who["jiaoti"], account("xuzhai"), account("yuehe"), account("huilong"),
        account("county1"), numbers, found,
    )  # fmt: skip


@pytest.fixture
def learning(tiny, monkeypatch) -> Learning:
    monkeypatch.setattr(clock, "_fixed_today", TODAY)
    return laid_out()
