"""Forms of a family: the sheet taken along on a visit, and the record of visits."""

from __future__ import annotations

from collections.abc import Mapping

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P
from huaiyuan.county.duty import queries as duty
from huaiyuan.county.duty.types import Part
from huaiyuan.county.income import queries as income
from huaiyuan.county.registry.queries import HouseholdPage
from huaiyuan.county.reports.readers import home
from huaiyuan.county.reports.types import Row, Subject, Values
from huaiyuan.county.rounds import queries as rounds
from huaiyuan.county.rounds import tasks

ALL_GOOD = "都好"


def screening(subject: Subject, account: object, numbers: Mapping[str, str]) -> Values:
    """《防止返贫监测帮扶排查表》: what is known, so that only what changed is written."""
    found = home.page(subject.key, account)
    return {
        **home.values(found, numbers), "上次排查": last_look(subject.key, account),
        "上次收入": last_income(subject.key, account),
    }  # fmt: skip


def last_look(household_no: str, account: object) -> str | None:
    """What the newest round found of the household, as its own page says it; None when nobody has looked."""
    newest = rounds.newest()
    if newest is None or not access.may(account, P.ROUND_READ):
        return None
    line = rounds.find_line(access.scope_of(account, P.ROUND_READ), tasks.key(newest.number, household_no))
    if line is None or not line.looked_on or not line.result:
        return None
    return f"{newest.name} {line.looked_on:%Y-%m-%d} {line.get_way_display()}：{line.get_result_display()}"


def last_income(household_no: str, account: object) -> str | None:
    """The reference income per head of the newest statement, as its page shows it; None when never measured."""
    held = income.latest(household_no) if access.may(account, P.INCOME_READ) else None
    if held is None:
        return None
    shown = income.statement_page(held.number, account)  # type: ignore[arg-type]
    return f"{shown.reference_per_head}（{shown.period.first_day:%Y-%m} 至 {shown.period.last_day:%Y-%m}）"


def visits(subject: Subject, account: object, numbers: Mapping[str, str]) -> Values:
    """《帮扶责任人走访记录》: who helps, the last visits, and what is not settled yet."""
    found = home.page(subject.key, account)
    reads = access.scope_of(account, P.PAIRING_READ).covers(found.village_code)
    return {**home.values(found, numbers), **helper(subject.key, reads), **told(found, account, reads)}


def helper(household_no: str, reads: bool) -> Values:
    """The principal helper of today."""
    now = [one for one in duty.of_household(household_no) if one.until is None] if reads else []
    own = next((one for one in now if one.part_label == Part.PRINCIPAL.label), None)
    return {
        "帮扶责任人": own.name if own else None, "帮扶单位": own.unit_name if own else None,
        "结对日期": f"{own.since:%Y-%m-%d}" if own else None,
    }  # fmt: skip


def told(found: HouseholdPage, account: object, reads: bool) -> dict[str, list[Row]]:
    """Visits and what waits, as the township's pages show them."""
    if not reads:
        return {"走访": [], "事项": []}
    waiting = duty.problems(account).filter(household_no=found.household_no).exclude(state="closed").order_by("-pk")
    return {
        "走访": [
            {
                "日期": f"{one.visited_on:%Y-%m-%d}", "方式": one.way_label, "谁": one.helper_name,
                "五看": "、".join(one.bad) or ALL_GOOD, "说了什么": one.note,
            }
            for one in duty.my_visits(found.household_no)
        ],
        "事项": [
            {
                "什么事": f"{row.get_kind_display()}{f'：{row.says}' if row.says else ''}",
                "谁办": row.owner_department or {"village": "村里", "township": "乡镇"}.get(row.owner_post, row.owner_post),
                "状态": row.get_state_display(), "答复": row.answer,
            }
            for row in waiting
        ],
    }  # fmt: skip
