"""A family's income (收入测算): net income, what monitoring refers to, each per head, and what is missing.

净收入 = 工资性 + 生产经营性 + 财产性 + 转移性 − 生产经营性支出; 监测参考收入 = 净收入 + 理赔 − 合规自付.
Missing is 不明 and names itself; it never counts as 0. Per-head values are rounded only when shown.
Source: domain §2 (national form; 监测参考收入 as its columns have it).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.errors import ITEM_NOT_THEN, NEGATIVE, NO_MEMBERS, NOT_TO_THE_FEN
from huaiyuan.core.policy.income import line as lines
from huaiyuan.core.policy.income.items import ASKED, IN_NET, IN_REFERENCE, Item, Kind, cost_item, item, load, offered
from huaiyuan.core.policy.income.line import Line, Standing
from huaiyuan.core.policy.income.periods import (
    Accounting,
    Purpose,
    for_exit,
    for_identification,
    for_year,
    latest_year,
    of,
)  # fmt: skip

__all__ = [
    "ASKED", "Accounting", "Entry", "Item", "Kind", "Line", "Purpose", "Standing", "Statement", "for_exit",
    "for_identification", "for_year", "item", "latest_year", "load", "of", "offered", "statement",
]  # fmt: skip
SIZE = "家庭人口数"


@dataclass(frozen=True)
class Entry:
    """One amount under an item; several may stand under one. `yuan` None: asked for and not known (不明)."""

    code: str
    yuan: Decimal | None


@dataclass(frozen=True)
class Statement:
    """What comes of the entries. Totals are None where something of theirs is missing; `missing` names it.

    `missing_net` is what the net income lacks, `missing` what the reference income lacks (with the former).
    """

    period: Accounting
    size: int | None
    totals: Mapping[Kind, Decimal | None]
    net: Decimal | None
    reference: Decimal | None
    missing_net: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    excluded: Decimal = field(default=Decimal(0))

    @property
    def per_head(self) -> Decimal | None:
        """Net income per head (人均纯收入), yuan, not rounded."""
        return self._a_head(self.net)

    @property
    def reference_per_head(self) -> Decimal | None:
        """Reference income per head (人均监测参考收入), yuan, not rounded."""
        return self._a_head(self.reference)

    def _a_head(self, total: Decimal | None) -> Decimal | None:
        return None if total is None or self.size is None else total / self.size

    def net_against(self, line: Line) -> Standing:
        """Whether the net income per head lies below a line."""
        return lines.standing(self.net, self.size, self.missing_net, line)

    def reference_against(self, line: Line) -> Standing:
        """Whether the reference income per head lies below a line."""
        return lines.standing(self.reference, self.size, self.missing, line)


def shown(amount: Decimal | None, missing: Collection[str] = ()) -> str:
    """An amount for people: 46,400元, or 不明（缺：2025年务工收入）."""
    if amount is not None:
        return f"{money.shown(amount)}元"
    return f"不明（缺：{'、'.join(missing)}）" if missing else "不明"


def statement(
    entries: Iterable[Entry], period: Accounting, size: int | None, none_of: Collection[Kind] = ()
) -> Statement:
    """Add up a family's entries for a period; `none_of` are the kinds of which it says to have nothing (没有).

    A kind that has neither an entry nor such a word has not been asked for: it is 不明. So are the costs of a business
    that has an income and no entry for its costs.
    Raises: INCOME_STRANGE_ITEM, INCOME_ITEM_NOT_THEN, INCOME_NEGATIVE, INCOME_NOT_TO_THE_FEN, INCOME_NO_MEMBERS.
    """
    if size is not None and size < 1:
        raise DomainError(NO_MEMBERS, size=size)
    given = [(_checked(entry, period), entry.yuan) for entry in entries]
    lacking = _lacking(given, period, none_of)
    no_size = () if size is not None else (SIZE,)
    sums = {
        kind: None if lacking[kind] else sum((y for i, y in given if i.kind is kind and y is not None), Decimal(0))
        for kind in ASKED
    }
    net = _weighed(sums, IN_NET)
    more = _weighed(sums, IN_REFERENCE)
    missing_net = tuple(name for kind in IN_NET for name in lacking[kind])
    return Statement(
        period=period,
        size=size,
        totals=sums,
        net=net,
        reference=None if net is None or more is None else net + more,
        missing_net=(*missing_net, *no_size),
        missing=(*missing_net, *(name for kind in IN_REFERENCE for name in lacking[kind]), *no_size),
        excluded=sum((y for i, y in given if i.kind is Kind.EXCLUDED and y is not None), Decimal(0)),
    )


def _checked(entry: Entry, period: Accounting) -> Item:
    found = item(entry.code)
    if not found.holds_in(period):
        raise DomainError(ITEM_NOT_THEN, title=found.title, period=period.name)
    if entry.yuan is not None:
        if not entry.yuan.is_finite() or entry.yuan < 0:
            raise DomainError(NEGATIVE, title=found.title)
        if money.to_yuan(money.to_fen(entry.yuan)) != entry.yuan:
            raise DomainError(NOT_TO_THE_FEN, title=found.title, yuan=entry.yuan)
    return found


def _lacking(
    given: list[tuple[Item, Decimal | None]], period: Accounting, none_of: Collection[Kind]
) -> dict[Kind, list[str]]:
    """What is missing of every kind, by name with its period."""
    unknown = {found.code for found, yuan in given if yuan is None}
    unknown |= _costs_not_asked(given)
    lacking: dict[Kind, list[str]] = {kind: [] for kind in ASKED}
    for code, found in load().items():
        if code in unknown and found.kind in lacking:
            lacking[found.kind].append(f"{period.name}{found.title}")
    written = {found.kind for found, _ in given}
    for kind, names in lacking.items():
        if not names and kind not in written and kind not in none_of:
            names.append(f"{period.name}{kind.label}")
    return lacking


def _costs_not_asked(given: list[tuple[Item, Decimal | None]]) -> set[str]:
    written = {found.code for found, _ in given}
    costs = (cost_item(found.code) for found, yuan in given if found.kind is Kind.BUSINESS and yuan != 0)
    return {cost.code for cost in costs if cost and cost.code not in written}


def _weighed(sums: Mapping[Kind, Decimal | None], signs: Mapping[Kind, int]) -> Decimal | None:
    total = Decimal(0)
    for kind, sign in signs.items():
        amount = sums[kind]
        if amount is None:
            return None
        total += sign * amount
    return total
