"""Forms of a risk that is to be cleared (风险消除): what the visitors and the head sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import queries as casework
from huaiyuan.county.casework.queries.cases import survey_of
from huaiyuan.county.income import queries as income
from huaiyuan.county.income.types import Purpose
from huaiyuan.county.reports import errors
from huaiyuan.county.reports.readers import home
from huaiyuan.county.reports.types import Row, Subject, Values

NOT_SHOWN = "不予显示"
INCOME = ("核算期", "家庭纯收入", "人均纯收入", "人均监测参考收入", "比参考线")


def survey(subject: Subject, account: Account, numbers: Mapping[str, str]) -> Values:
    """《风险消除信息采集表》; what the visit finds is empty until it was made."""
    case = _found(subject, account)
    return {**_values(case, account, numbers), "风险核实": _risks(case, account)}


def assessment(subject: Subject, account: Account, numbers: Mapping[str, str]) -> Values:
    """《风险消除评估表》: the six conditions as the exit's own page weighs them today."""
    case = _found(subject, account)
    cycle = casework.find_leaving(access.scope_of(account, P.CASEWORK_READ), case.household_no)
    if cycle is None:
        why = "这一户没有未消除的风险，评估表在消除以前打印"
        raise DomainError(errors.NOTHING_YET, form="风险消除评估表", why=why)
    rows: list[Row] = [
        {"名称": one.name, "够不够": one.word, "凭什么": one.because, "还差": "；".join(one.lacks)}
        for one in casework.exit_page(cycle, account).conditions
    ]
    return {**_values(case, account, numbers), "条件": rows}


def _found(subject: Subject, account: Account) -> Any:
    case = casework.find_case(access.scope_of(account, P.CASEWORK_READ), subject.key)
    if case is None or not case.is_exit:
        raise DomainError(errors.NOT_FOUND)
    return case


def _values(case: Any, account: Account, numbers: Mapping[str, str]) -> Values:
    clear, held = access.sees_clear(account, Field.HEALTH), survey_of(case)
    found = home.page(case.household_no, account)
    made = held.survey if held else None
    return {
        **home.values(found, numbers), "认定编号": case.case_no, "提名日期": f"{case.found_on:%Y-%m-%d}",
        "入户日期": f"{made.surveyed_on:%Y-%m-%d}" if made else None, "入户人": made.recorded_by.display_name if made else None,
        "同去的人": case.companion or None, "户主认可": ("认可" if made.agrees else "不认可") if made else None,
        "消除方式": (made.get_way_display() or None) if made else None, "监测联系人": (held.contact or None) if held else None,
        "看到的情况": (made.note if clear else NOT_SHOWN) if made and made.note else None,
        **_income(case.household_no, account),
    }  # fmt: skip


def _risks(case: Any, account: Account) -> list[Row]:
    if not access.sees_clear(account, Field.HEALTH):
        return []
    held = survey_of(case)
    if held is not None:
        return [
            {"风险": risk, "现在": "已解决" if settled else "还在", "凭什么": says}
            for risk, settled, says in held.risks
        ]
    return [{"风险": risk, "现在": None, "凭什么": None} for risk in casework.to_survey(case).risks]


def _income(household_no: str, account: Account) -> dict[str, str | None]:
    """The statement measured for the exit; empty where there is none."""
    held = income.latest(household_no, Purpose.EXIT) if access.may(account, P.INCOME_READ) else None
    if held is None:
        return dict.fromkeys(INCOME)
    shown = income.statement_page(held.number, account)
    span = f"{shown.period.first_day:%Y-%m-%d} 至 {shown.period.last_day:%Y-%m-%d}"
    said = (span, shown.net, shown.per_head, shown.reference_per_head, shown.standing.says)
    return dict(zip(INCOME, said, strict=True))
