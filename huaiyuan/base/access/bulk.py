"""Accounts and postings in bulk, from an Arrow table."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
from django.contrib.auth.hashers import make_password
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import trail
from huaiyuan.base.access.models import Account, Post, Posting
from huaiyuan.base.access.permissions import Role

# A demo says its password on its own login page; nothing real may ever be kept behind it.
DEMO_PASSWORD = "huaiyuan-yanshi"  # noqa: S105
SINCE = dt.date(2021, 1, 1)

POSTS: dict[str, tuple[str, Role]] = {
    "county_center": ("县监测中心", Role.COUNTY_CENTER),
    "leader": ("县领导", Role.LEADER),
    "township": ("乡镇监测专干", Role.TOWNSHIP),
    "village": ("村信息员", Role.VILLAGE),
    # Which department stands in the posting: 医保局联络员.
    "department": ("联络员", Role.DEPARTMENT),
    "helper": ("帮扶责任人", Role.HELPER),
    "water_station": ("维修站", Role.UNIT),
    "water_keeper": ("管水员", Role.KEEPER),
    # Which school stands in the posting: its number, and its name for its area's.
    "school": ("学校", Role.UNIT),
}


@transaction.atomic
def load(accounts: pa.Table, areas: pa.Table) -> int:
    """Load accounts (username, display_name, post_code, area_code, demo_login; perhaps department, and unit_no and
    unit_name of a unit's post), return how many.

    `areas` (code, short_name) gives the names shown beside the posts. Only demo-login accounts get a password
    hash, one for all of them, since one costs a quarter of a second; every other account is unusable until
    activated. A few hundred rows of people, not of the county's data, so plain inserts do.
    """
    names: dict[str, str] = dict(zip(areas["code"].to_pylist(), areas["short_name"].to_pylist(), strict=True))
    posts = {code: _post(code) for code in sorted(set(accounts["post_code"].to_pylist()))}
    rows: list[dict[str, Any]] = accounts.to_pylist()
    known, unusable = make_password(DEMO_PASSWORD), make_password(None)
    made = Account.objects.bulk_create(
        Account(
            username=row["username"],
            display_name=row["display_name"],
            demo_login=row["demo_login"],
            password=known if row["demo_login"] else unusable,
        )
        for row in rows
    )
    Posting.objects.bulk_create(
        Posting(
            account=account,
            post=posts[row["post_code"]],
            area_code=row["area_code"],
            area_name=row.get("unit_name") or names[row["area_code"]],
            department=row.get("department") or "",
            unit_no=row.get("unit_no") or "",
            valid_from=SINCE,
        )
        for account, row in zip(made, rows, strict=True)
    )
    audit.record(trail.ACCOUNTS_LOADED, by=None, subject="accounts", writes=True, count=len(rows))
    return len(rows)


def _post(code: str) -> Post:
    title, role = POSTS[code]
    return Post.objects.get_or_create(code=code, defaults={"title": title, "base_role": role.value})[0]
