"""What income statements tell on a household's timeline: measured, for what, and where the family stands."""

from __future__ import annotations

from collections.abc import Iterable

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import yuan as money
from huaiyuan.county.income.models import IncomeStatement
from huaiyuan.county.registry.timeline import Entry

KIND, SOURCE, PAGE = "income", "收入测算", "income.statement"


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """A household's statements that stand, the amounts only for those who may see them. One query."""
    if not access.may(account, P.INCOME_READ):
        return
    clear = access.sees_clear(account, Field.AMOUNT)
    rows = IncomeStatement.objects.filter(household_no=household_no, superseded_at=None).order_by("measured_on", "id")
    for row in rows:
        says = _says(row) if clear else ""
        yield Entry(row.measured_on, f"{row.get_purpose_display()}收入测算", says, SOURCE, KIND, PAGE, row.number)


def _says(row: IncomeStatement) -> str:
    if row.net_fen is None:
        return f"不明（缺：{'、'.join(row.missing.split(';'))}）"
    net = f"人均纯收入{money.shown(money.to_yuan(row.net_fen) / row.size)}元"
    if row.reference_fen is None:
        return f"{net}；人均监测参考收入不明"
    return f"{net}，人均监测参考收入{money.shown(money.to_yuan(row.reference_fen) / row.size)}元"
