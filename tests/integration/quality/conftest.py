"""Checks of the registry as screening leaves them, written by hand, taken up as points of the cast's villages."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaiyuan.base.reference import actions as reference
from huaiyuan.core.kernel import clock
from huaiyuan.county.quality import actions
from tests import cast
from tests.cast import SIBLING, VILLAGE
from tests.pages import quick_hashing

__all__ = ["quick_hashing"]

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
NEXT_MONTH = dt.datetime(2026, 12, 7, 10, 0, tzinfo=clock.SHANGHAI)


@dataclass(frozen=True)
class Found:
    """One line of a check's `hits.parquet` (data contracts, section 6)."""

    rule: str = "Z20"
    rule_version: str = "1"
    person_id: str | None = "P000000001"
    household_no: str | None = f"{VILLAGE}-0001"
    village_code: str | None = VILLAGE
    says: str = "张三只有10周岁，劳动技能登记为“普通劳动力”。"
    fingerprint: str = "00000000000000aa"
    subject: str = "person"


def rule(name: str, how: str, **more: object) -> dict:
    """A rule's line in a check's manifest."""
    field = "labour" if how == "更正" else ""
    return {
        "id": name, "title": f"{name}的名称", "version": 1, "text": "", "true": 1, "unknown": 0, "off_because": None,
        "expects": "不满16周岁的写“无劳动力”", "mend": {"how": how, "field": field, "says": "在这里改"},
        "department": "农业农村局", "stands": True, **more,
    }  # fmt: skip


RULES = (rule("Z20", "更正"), rule("Z04", "变更"), rule("Z12", "县里"))
CHILD = Found()
HEAD = Found(rule="Z04", person_id="P000000002", household_no=f"{VILLAGE}-0002", says="户主李四只有10周岁。")
NUMBERLESS = Found(rule="Z12", person_id="P000000003", household_no=f"{VILLAGE}-0003", says="王五没有登记证件号码。")
ELSEWHERE = Found(person_id="P000000004", household_no=f"{SIBLING}-0001", village_code=SIBLING)
UNKNOWN = ("rule", "person_id", "household_no", "village_code", "because")


@pytest.fixture
def people(db, quick_hashing) -> cast.Cast:
    reference.seed()
    return cast.load()


@pytest.fixture
def checked(tmp_path, people):
    """Take up a check with these hits: `checked(CHILD, HEAD)`."""

    def run(*found: Found, name: str = "one", rules=RULES, unknown=(), at: dt.datetime = NOW) -> actions.Taken:
        folder = tmp_path / name
        folder.mkdir()
        texts = pa.schema([(column, pa.string()) for column in asdict(CHILD)])
        pq.write_table(pa.Table.from_pylist([asdict(one) for one in found], schema=texts), folder / "hits.parquet")
        blank = pa.schema([(column, pa.string()) for column in UNKNOWN])
        pq.write_table(pa.Table.from_pylist(list(unknown), schema=blank), folder / "unknown.parquet")
        told = {"as_of": at.date().isoformat(), "rules": list(rules)}
        (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
        return actions.take_up(folder, snapshot="s", by=None, at=at)

    return run
