"""Forms of a statement of income and of a round: the words of their own pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.income import queries as income
from huaiyuan.county.reports import errors
from huaiyuan.county.reports.readers import home
from huaiyuan.county.reports.types import Row, Subject, Values
from huaiyuan.county.rounds import queries as rounds
from huaiyuan.county.rounds.queries import tallies

SHORT = (
    "total",
    "looked",
    "home",
    "phone",
    "same",
    "changed",
    "problem",
    "empty",
    "key",
    "key_looked",
    "excused",
    "waiting",
)
NAMES = (
    "应查",
    "已查",
    "入户",
    "电话",
    "无变化",
    "有变化",
    "有问题",
    "空挂户",
    "重点群体",
    "看过五项",
    "没查有原因",
    "待查",
)
NO_LINES = {True: "0元", False: "不明"}


def statement(subject: Subject, account: Account, numbers: Mapping[str, str]) -> Values:
    """《家庭收入测算表》: each amount and sum as the statement's page has it."""
    shown = income.statement_page(subject.key, account)
    row = shown.row
    found = home.page(row.household_no, account)
    version = f" 第 {row.version} 版" if row.version > 1 else ""
    return {
        **home.values(found, numbers), "测算编号": f"{row.number}{version}", "用途": row.get_purpose_display(),
        "期间": f"{shown.period.first_day:%Y-%m-%d} 至 {shown.period.last_day:%Y-%m-%d}", "核算人口": str(row.size),
        "家庭纯收入": shown.net, "人均纯收入": shown.per_head, "监测参考收入": shown.reference,
        "人均监测参考收入": shown.reference_per_head, "比参考线": shown.standing.says, "说明": row.note,
        "测算人": row.measured_by.display_name if row.measured_by else None, "同行人": row.companion or None,
        "科目": list(amounts(shown)),
    }  # fmt: skip


def amounts(shown: income.StatementPage) -> Iterator[Row]:
    """Every line of a statement, a sum after each kind that has several."""
    for part in shown.parts:
        for line in part.lines:
            yield {"类": part.label, "名称": line.title, "金额": line.amount}
        if not part.lines:
            yield {"类": part.label, "名称": "没有" if part.none else "没有问", "金额": NO_LINES[part.none]}
        if len(part.lines) > 1:
            yield {"类": part.label, "名称": "小计", "金额": part.total}
    for line in shown.excluded:
        yield {"类": "不计入", "名称": line.title, "金额": line.amount}


def round_table(subject: Subject, account: object, _numbers: Mapping[str, str]) -> Values:
    """《筛查统计表》: the numbers of the round's own table."""
    found = rounds.find_area(access.scope_of(account, P.ROUND_READ), subject.key)
    if found is None:
        raise DomainError(errors.NOT_FOUND)
    shown = rounds.area_page(*found, account, details=False)
    rows = [_counts(row.name, row.tally, f"{row.closed_on:%m-%d}" if row.closed_on else "") for row in shown.rows]
    return {
        "轮次": shown.round.name, "单位": shown.name, "截至": f"{clock.today():%Y-%m-%d}",
        "各单位": [*rows, _counts("合计", shown.tally, "")],
    }  # fmt: skip


def _counts(name: str, tally: tallies.Tally, closed: str) -> Row:
    counted = {said: str(getattr(tally, field)) for said, field in zip(NAMES, SHORT, strict=True)}
    return {"单位": name, **counted, "完成": closed}
