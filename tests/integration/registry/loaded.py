"""Loading the tiny county through the bulk doors, and accounts that stand somewhere in it."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
from django.apps import apps
from django.db import connection

from huaiyuan.base.access import bulk as accounts
from huaiyuan.base.access.models import Account
from huaiyuan.base.reference import actions as reference_actions
from huaiyuan.base.reference import bulk as reference
from huaiyuan.county.casework import bulk as casework
from huaiyuan.county.registry import bulk as registry
from tests import emptying
from tests.integration.registry import tiny

EMPTIED = ("vault", "audit", "access", "registry", "casework")
PEOPLE = [
    ("county1", "周一", "county_center", "411330"),
    ("county2", "钱七", "county_center", "411330"),
    ("leader1", "吴二", "leader", "411330"),
    ("yuehe", "郑三", "township", "411330101"),
    ("huilong", "冯四", "township", "411330301"),
    ("xuzhai", "陈五", "village", "411330101200"),
]


def load_tiny(seed: int = 1, households: int = 160) -> dict[str, pa.Table]:
    """The tiny county with its accounts; returns the tables that went in."""
    tables = tiny.build(seed, households)
    reference_actions.seed()
    reference.load_areas(tables["areas"])
    reference.load_county_facts(tables["county_facts"])
    names = ("username", "display_name", "post_code", "area_code")
    columns = dict(zip(names, zip(*PEOPLE, strict=True), strict=True))
    accounts.load(pa.table({**columns, "demo_login": [False] * len(PEOPLE)}), tables["areas"])
    registry.load(tables, source_ref="试县底册")
    casework.adopt()
    return tables


def unload(brought: Collection[str]) -> None:
    """Take the tiny county out again, and whatever a module made over it (rounds, tasks, jobs), and leave what
    migrations `brought`; past the models, some of which refuse it.
    """
    emptied = [model._meta.db_table for label in EMPTIED for model in apps.get_app_config(label).get_models()]
    tables = {"reference_area", "reference_countyfact", *emptied}
    tables.update(set(connection.introspection.django_table_names(only_existing=True)) - set(brought))
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for statement in emptying.statements(tables):
            cursor.execute(statement)


def account(username: str) -> Account:
    """An account of the tiny county."""
    return Account.objects.get(username=username)
