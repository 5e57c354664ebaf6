"""Whether what an input asks for can be had from its source: its columns, its window, whom its rows are about."""

from __future__ import annotations

from huaiyuan.core.policy.rule import Input
from huaiyuan.core.policy.sources import SourceShape

Fault = tuple[str, str]
YEARLY = ("calendar_year", "calendar_month")


def input_fault(given: Input, source: SourceShape, subject: str) -> Fault | None:
    """The entry that cannot be and why, with what to write instead; None when all is well."""
    return _window(given, source) or _columns(given, source) or _take(given) or _whose(given, source, subject)


def _window(given: Input, source: SourceShape) -> Fault | None:
    if given.window in YEARLY and not source.cumulative:
        return "window", f"“{source.name}”不是年度累计表，不能按年取数。请把 window 改成 latest_batch"
    if given.window == "calendar_month" and not source.dated_by:
        return "window", f"“{source.name}”没有业务日期列，不能按月取数。请把 window 改成 calendar_year"
    if given.window == "school_year" and source.subject != "person":
        return "window", f"“{source.name}”不是按人的名册，不能按学年取数。请把 window 改成 latest_batch"
    return None


def _columns(given: Input, source: SourceShape) -> Fault | None:
    for entry, column in (("column", given.column), ("by", given.by)):
        if column and column not in source.columns:
            return entry, f"“{source.name}”没有“{column}”这一列，可用的有：{'、'.join(sorted(source.columns))}"
    return None


def _take(given: Input) -> Fault | None:
    if given.take in ("any", "count"):
        if given.column or given.by:
            return "take", f"取 {given.take} 只看有没有行，不写 column 和 by，请去掉"
    elif not given.column or (given.take == "latest") != bool(given.by):
        return "take", "要写取哪一列（column）；取最新一行的还要写按哪一列（by），别的不写 by"
    if given.empty_cells == "at_least" and given.take not in ("sum", "count", "max"):
        return "empty_cells", "只有合计、个数和最大值才有“至少”，请去掉 empty_cells"
    return None


def _whose(given: Input, source: SourceShape, subject: str) -> Fault | None:
    if (source.subject == "village") != (subject == "village"):
        right = "village" if source.subject == "village" else "person 或 household"
        return "source", f"“{source.name}”的行说的不是这种对象，请把规则的 subject 改成 {right}，或换数据源"
    if (given.covered_share or given.doubt) and subject != "person":
        entry = "covered_share" if given.covered_share else "doubt"
        return entry, f"{entry} 只用于按人取数的规则，请去掉"
    return None
