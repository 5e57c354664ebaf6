"""What a ledger's workbook is made of: a source of intake, derived from its columns (回填的表)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field
from huaiyuan.county.intake import source as files
from huaiyuan.county.intake.source import ENTRY, EVENTS, Source
from huaiyuan.county.ledger.columns import Link
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.types import About

NUMBER, VERSION, WHO, STATUS = "编号", "版次", "姓名", "状态"
TOWNSHIP, PLACE, ID, HOUSEHOLD = "乡镇", "村", "证件号码", "户编号"
RESERVED = frozenset({NUMBER, VERSION, WHO, STATUS, TOWNSHIP, PLACE, ID, HOUSEHOLD, "户主"})


def who(ledger: Ledger) -> str:
    """What the column is called that says whom a row is about; empty where a row is about no person."""
    return {About.PERSON: WHO, About.HOUSEHOLD: "户主"}.get(ledger.about, "")


def columns(ledger: Ledger, account: object) -> list[Any]:
    """Its own columns that stand in a workbook of the account: what is personal only for whom sees names in clear."""
    clear = access.sees_clear(account, Field.NAME)
    return [c for c in ledger.columns if clear or not c.personal]


def filled(column: Any) -> bool:
    """Whether a workbook may change a column."""
    return bool(column.filled) and not isinstance(column, Link)


def source(ledger: Ledger, own: Sequence[Any]) -> Source:
    """What a workbook that comes back is read by."""
    common = [
        files.Column("entry_no", NUMBER, "text", required=True),
        files.Column("entry_version", VERSION, "int", required=True),
        *([files.Column("who", who(ledger), "text", ("姓名", "户主"))] if who(ledger) else []),
        files.Column("township", TOWNSHIP, "text"),
        files.Column("village", PLACE, "text", ("行政村",)),
        files.Column("status", STATUS, "text"),
    ]  # fmt: skip
    return Source(
        ledger.table, ledger.department, ledger.title, kind=EVENTS, subject=ENTRY,
        columns=(*common, *_whose(ledger), *(one.for_file() for one in own)),
    )  # fmt: skip


def _whose(ledger: Ledger) -> list[files.Column]:
    """What tells whom a new row is about."""
    if not ledger.adds:
        return []
    if ledger.about is About.PERSON:
        return [files.Column("id_number", ID, "id", ("身份证号", "身份证号码", "公民身份号码"), sealed=True)]
    return [files.Column("household_no", HOUSEHOLD, "text")] if ledger.about is About.HOUSEHOLD else []
