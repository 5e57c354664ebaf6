"""The fixed people of every access test: 县监测中心, 县领导, 甲乡 with one village held by two, 乙乡 as the outsider, and two departments.

Codes and names are made up on the county's own pattern; `cast` is a fixture (see `tests/pages.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from huaiyuan.base.access import bulk
from huaiyuan.base.access.models import Account

COUNTY = "411330"
TOWN, OTHER_TOWN = "411330901", "411330902"
VILLAGE, SIBLING, OTHER_VILLAGE = "411330901201", "411330901202", "411330902201"

AREAS = pa.table(
    {
        "code": [COUNTY, TOWN, OTHER_TOWN, VILLAGE, SIBLING, OTHER_VILLAGE],
        "short_name": ["试县", "甲乡", "乙乡", "甲一村", "甲二村", "乙一村"],
    }
)
PEOPLE = [
    ("center", "钟县心", "county_center", COUNTY, True, ""),
    ("leader", "凌县导", "leader", COUNTY, True, ""),
    ("town", "甲乡专干", "township", TOWN, True, ""),
    ("other_town", "乙乡专干", "township", OTHER_TOWN, True, ""),
    ("village", "甲一书记", "village", VILLAGE, True, ""),
    ("village_two", "甲一信息员", "village", VILLAGE, True, ""),
    ("sibling", "甲二信息员", "village", SIBLING, False, ""),
    ("other_village", "乙一信息员", "village", OTHER_VILLAGE, False, ""),
    ("bills", "医保联络员", "department", COUNTY, False, "医保局"),
    ("cards", "残联联络员", "department", COUNTY, False, "残联"),
]
COLUMNS = ("username", "display_name", "post_code", "area_code", "demo_login", "department")


@dataclass(frozen=True)
class Cast:
    """The people, by what they are."""

    center: Account
    leader: Account
    town: Account
    other_town: Account
    village: Account
    village_two: Account
    sibling: Account
    other_village: Account
    bills: Account
    cards: Account


def load() -> Cast:
    """Put the cast into the database through the bulk door."""
    columns = zip(*PEOPLE, strict=True)
    bulk.load(pa.table({name: list(values) for name, values in zip(COLUMNS, columns, strict=True)}), AREAS)
    found = {a.username: a for a in Account.objects.all()}
    return Cast(**{name: found[name] for name, *_ in PEOPLE})
