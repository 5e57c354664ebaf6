"""What income statements tell on a household's timeline: measured, for what, and where the family stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import yuan as money
from huaiyuan.county.income.models import IncomeStatement
from huaiyuan.county.income.types import Purpose
from huaiyuan.county.registry.timeline import Entry, Rows, Texts, as_texts

KIND, SOURCE, PAGE = "income", "收入测算", "income.statement"
COLUMNS = ("measured_on", "id", "purpose", "number", "net_fen", "reference_fen", "size", "missing")


def rows(household_no: str, account: object) -> Rows | None:
    """A household's statements that stand, the amounts only for those who may see them."""
    if not access.may(account, P.INCOME_READ):
        return None
    clear = access.sees_clear(account, Field.AMOUNT)
    standing = IncomeStatement.objects.filter(household_no=household_no, superseded_at=None)
    return Rows(as_texts(standing, *COLUMNS), lambda found: _entries(found, clear=clear))


def _entries(found: Sequence[Texts], *, clear: bool) -> Iterator[Entry]:
    for row in sorted(found, key=lambda row: (str(row[0]), int(row[1] or 0))):
        on, _, purpose, number, net, reference, size, missing, *_ = (text or "" for text in row)
        says = _says(net, reference, int(size), missing) if clear else ""
        title = f"{Purpose(purpose).label}收入测算"
        yield Entry(dt.date.fromisoformat(on), title, says, SOURCE, KIND, PAGE, number)


def _says(net_fen: str, reference_fen: str, size: int, missing: str) -> str:
    if not net_fen:
        return f"不明（缺：{'、'.join(missing.split(';'))}）"
    net = f"人均纯收入{money.shown(money.to_yuan(int(net_fen)) / size)}元"
    if not reference_fen:
        return f"{net}；人均监测参考收入不明"
    return f"{net}，人均监测参考收入{money.shown(money.to_yuan(int(reference_fen)) / size)}元"
