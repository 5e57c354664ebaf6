"""Income items (收入科目) as dated data: what may be counted, with which sign, by which source."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.declared import Declared, Document
from huaiyuan.core.policy.errors import STRANGE_ITEM
from huaiyuan.core.policy.income.periods import Accounting

FILE = Path(__file__).parent / "items.yaml"
UNIT = "元/年"


class Kind(StrEnum):
    """The parts of a statement, as the national form names them; `label` is what people read."""

    WAGE = "wage"
    BUSINESS = "business"
    PROPERTY = "property"
    TRANSFER = "transfer"
    COST = "cost"
    CLAIM = "claim"
    BURDEN = "burden"
    EXCLUDED = "excluded"

    @property
    def label(self) -> str:
        """工资性收入, 生产经营性收入 and so on."""
        return LABELS[self]


LABELS = {
    Kind.WAGE: "工资性收入", Kind.BUSINESS: "生产经营性收入", Kind.PROPERTY: "财产性收入", Kind.TRANSFER: "转移性收入",
    Kind.COST: "生产经营性支出", Kind.CLAIM: "理赔收入", Kind.BURDEN: "合规自付支出", Kind.EXCLUDED: "不计入",
}  # fmt: skip
INCOMES = (Kind.WAGE, Kind.BUSINESS, Kind.PROPERTY, Kind.TRANSFER)
# What a statement has to answer, each with an amount or a plain 没有.
ASKED = (*INCOMES, Kind.COST, Kind.CLAIM, Kind.BURDEN)
# How each kind counts: into the net income, and into the reference income of monitoring.
IN_NET = {**dict.fromkeys(INCOMES, 1), Kind.COST: -1}
IN_REFERENCE = {Kind.CLAIM: 1, Kind.BURDEN: -1}


class Item(Declared):
    """One item as the county counts it. `under`: the national item to which a local one belongs."""

    code: str
    title: str = Field(min_length=2)
    kind: Kind
    local: bool = False
    under: str = ""
    cost_of: str = ""
    voucher: bool = False
    note: str = ""
    since: dt.date = Field(alias="from")
    until: dt.date | None = Field(default=None, alias="to")
    source: str = Field(min_length=4)

    @property
    def unit(self) -> str:
        """Every item is what the whole family had in twelve months."""
        return UNIT

    @property
    def sign(self) -> int:
        """+1 or −1 as it counts, 0 for what is only written down (不计入)."""
        return IN_NET.get(self.kind, 0) or IN_REFERENCE.get(self.kind, 0)

    def holds_in(self, period: Accounting) -> bool:
        """Whether it may be used in a period: valid on any day of it."""
        return self.since <= period.last_day and (self.until is None or period.first_day < self.until)


@cache
def load(file: Path = FILE) -> dict[str, Item]:
    """Every item by code, in the order of the form. Raises POLICY_FILE_FAULT with file and line."""
    document = Document.open(file)
    found = {
        code: document.shaped(Item, {"code": code, **declared}, (code,)) for code, declared in document.data.items()
    }
    for code, item in found.items():
        for entry, other in (("under", item.under), ("cost_of", item.cost_of)):
            if other and other not in found:
                document.refuse((code, entry), f"没有科目“{other}”")
        if item.local and not item.under:
            document.refuse((code,), f"本地科目“{item.title}”没有写 under：国办系统里归到哪一科目")
    return found


def item(code: str) -> Item:
    """One item. Raises INCOME_STRANGE_ITEM."""
    if code not in load():
        raise DomainError(STRANGE_ITEM, item=code)
    return load()[code]


def offered(period: Accounting) -> list[Item]:
    """The items that may be filled in for a period, in the order of the form."""
    return [one for one in load().values() if one.holds_in(period)]


def cost_item(code: str) -> Item | None:
    """The cost item of a business item (养殖收入 → 养殖支出)."""
    return next((one for one in load().values() if one.cost_of == code), None)
