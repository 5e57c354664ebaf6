"""The form of a plan (帮扶计划), and its measures for the books."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import queries as plans
from huaiyuan.county.reports import errors
from huaiyuan.county.reports.readers import home
from huaiyuan.county.reports.types import Row, Subject, Values

NOT_SHOWN = "不予显示"


def plan(subject: Subject, account: Account, numbers: Mapping[str, str]) -> Values:
    """《帮扶计划（一户一策）》: the household's newest plan as its page shows it."""
    shown = newest(subject.key, account)
    if shown is None:
        raise DomainError(errors.NOTHING_YET, form="帮扶计划（一户一策）", why="这一户还没有帮扶计划")
    row = shown.plan
    edition = f" 第 {row.edition} 份" if row.edition > 1 else ""
    return {
        **home.values(home.page(subject.key, account), numbers), "计划编号": f"{row.number}{edition}",
        "计划状态": row.get_state_display(), "制定日期": f"{row.drafted_on:%Y-%m-%d}",
        "审核日期": f"{row.set_on:%Y-%m-%d}" if row.set_on else None,
        "风险类型": (row.risks.replace(";", "、") if shown.clear else NOT_SHOWN) or None,
        "帮扶责任人": row.helper_name or None, "帮扶单位": row.helper_unit or None, "措施": measures(shown),
    }  # fmt: skip


def newest(household_no: str, account: Account) -> plans.PlanPage | None:
    """The household's newest plan within the account's rows; None when there is none."""
    found = plans.newest_of(household_no, account) if access.may(account, P.PLAN_READ) else None
    return plans.plan_page(found, account) if found is not None else None


def measures(shown: plans.PlanPage) -> list[Row]:
    """A row for each measure that was not dropped."""
    return [_measure(one) for one in shown.measures]


def _measure(one: Any) -> Row:
    row = one.row
    yuan = row.done_fen if row.done_fen is not None else row.planned_fen
    return {
        "类别": row.kind, "针对": row.risk, "做什么": row.says, "承办": one.owner,
        "时间": f"{row.planned_from:%Y-%m-%d} 至 {row.planned_to:%Y-%m-%d}",
        "金额": "" if yuan is None else money.shown(money.to_yuan(yuan)),
        "状态": row.get_state_display() + (f" {row.done_on:%Y-%m-%d}" if row.done_on else ""), "结果": row.result,
    }  # fmt: skip
