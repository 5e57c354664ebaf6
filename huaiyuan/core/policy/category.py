"""Which category of monitoring a family's income suggests (监测对象类别), with the reasons; people decide.

The line is a range of reference and no gate: nothing here refuses a family. Income is one of four dimensions (收入、
刚性支出、突出困难、自主应对能力).
Source: domain §1.1; the three categories of the scheme up to 2025.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.income import Line, Standing, Statement

LIFTED, ORDINARY = "脱贫户", "一般农户"
JUDGE = "收入只是一个方面，还要看刚性支出、突出困难和自主应对能力，由人综合研判"


class Category(StrEnum):
    """监测对象类别, in the national system's words."""

    UNSTABLE = "脱贫不稳定户"
    MARGINAL = "边缘易致贫户"
    HARDSHIP = "突发严重困难户"


@dataclass(frozen=True)
class Suggestion:
    """A category to look at, or none, with reasons; `missing` names what would have to be known to tell."""

    category: Category | None
    reasons: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def known(self) -> Known:
        """是 there is a suggestion, 否 income suggests none, 不明 something is missing."""
        if self.category is None and self.missing:
            return Known.UNKNOWN
        return Known.of(self.category is not None)

    @property
    def says(self) -> str:
        """突发严重困难户, 收入方面没有提示, or 不明（缺：2026年监测参考线）."""
        if self.category is not None:
            return self.category.value
        return f"不明（缺：{'、'.join(self.missing)}）" if self.missing else "收入方面没有提示"


UNMEASURED = "识别用的收入测算"


def unmeasured(archive_type: str | None, risks: Collection[str]) -> Suggestion:
    """What can be told of a family whose income nobody has measured for its identification: nothing but what is missing."""
    known = (f"户类型是{archive_type}",) if archive_type in (LIFTED, ORDINARY) else ()
    lacks = () if known else ("户类型",)
    return Suggestion(None, (*known, *_risk(risks)), (UNMEASURED, *lacks))


def suggest(
    archive_type: str | None,
    statement: Statement,
    line: Line,
    risks: Collection[str] | None = None,
    *,
    before_per_head: Decimal | None = None,
    drop_percent: Decimal | None = None,
) -> Suggestion:
    """What a statement suggests for a 脱贫户 or 一般农户 against the line of the year.

    Net income per head below the line: 脱贫不稳定户 or 边缘易致贫户. Not below it, but the reference income (after 合规自付)
    is, or the income fell by `drop_percent` against `before_per_head`: 突发严重困难户. `risks` None: not asked yet.
    """
    net, reference = statement.net_against(line), statement.reference_against(line)
    if net.below is Known.UNKNOWN:
        known = "" if statement.per_head is None else f"{_a_head(statement.per_head)}，与参考线比"
        return Suggestion(None, (f"人均纯收入{known}{net.says}",), _unique(net.missing))
    if net.below is Known.YES:
        return _below(archive_type, statement, net, risks)
    net_reason = f"人均纯收入{_a_head(statement.per_head)}，{net.says}"
    fell = _fell(statement, before_per_head, drop_percent)
    if reference.below is Known.UNKNOWN and not fell:
        return Suggestion(None, (net_reason, f"人均监测参考收入{reference.says}"), _unique(reference.missing))
    after = f"扣除合规自付、加上理赔后人均{_a_head(statement.reference_per_head)}，{reference.says}"
    if reference.below is Known.YES or fell:
        return Suggestion(Category.HARDSHIP, (net_reason, after, *fell, *_risk(risks), JUDGE))
    return Suggestion(None, (net_reason, after, JUDGE))


def _below(archive_type: str | None, statement: Statement, net: Standing, risks: Collection[str] | None) -> Suggestion:
    reason = f"人均纯收入{_a_head(statement.per_head)}，{net.says}"
    if archive_type not in (LIFTED, ORDINARY):
        return Suggestion(None, (reason,), ("户类型",))
    category = Category.UNSTABLE if archive_type == LIFTED else Category.MARGINAL
    return Suggestion(category, (f"户类型是{archive_type}", reason, *_risk(risks), JUDGE))


def _fell(statement: Statement, before: Decimal | None, drop_percent: Decimal | None) -> tuple[str, ...]:
    now = statement.per_head
    if now is None or before is None or drop_percent is None or before <= 0:
        return ()
    if now * 100 > before * (100 - drop_percent):
        return ()
    return (f"人均纯收入比上年的{_a_head(before)}下降{drop_percent}%以上",)


def _risk(risks: Collection[str] | None) -> tuple[str, ...]:
    if risks is None:
        return ()
    return (f"风险：{'、'.join(sorted(risks))}",) if risks else ("还没有写明风险，认定前要写明",)


def _a_head(amount: Decimal | None) -> str:
    return "不明" if amount is None else f"{money.shown(amount)}元"


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
