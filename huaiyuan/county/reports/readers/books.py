"""What a book of a family says (一户一档册、帮扶手册、明白卡): the same readings as the household's own pages."""

from __future__ import annotations

from typing import Any

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.county.casework import queries as casework
from huaiyuan.county.income import queries as income
from huaiyuan.county.registry.queries import HouseholdPage
from huaiyuan.county.reports.readers import family, home, others, planned
from huaiyuan.county.reports.types import Row, Subject

NOT_SHOWN = "不予显示"
LATEST_VISITS = 3
SIGNS = {"户主": None, "帮扶责任人": None, "日期": None}


def card(subject: Subject, account: Account) -> dict[str, Any]:
    """《明白卡》 hangs in the house: no numbers, no state of health, nobody's remarks; who helps and who came lately."""
    found = home.page(subject.key, account)
    told = family.told(found, account, _reads(found, account))
    return {
        **_home(found, shown=("姓名", "关系", "年龄")), **_helper(found, account),
        "走访": [{name: row[name] for name in ("日期", "方式", "谁")} for row in told["走访"][:LATEST_VISITS]],
        "措施": [{name: row[name] for name in ("类别", "承办", "状态")} for row in _measures(found, account)],
        "事项": [{"什么事": str(row["什么事"]).partition("：")[0], "谁办": row["谁办"], "状态": row["状态"]} for row in told["事项"]],
        "签字": SIGNS,
    }  # fmt: skip


def handbook(subject: Subject, account: Account) -> dict[str, Any]:
    """《帮扶手册》: the family, its helper, visits, what waits, and what it earns."""
    found = home.page(subject.key, account)
    return {
        **_home(found), **_helper(found, account), **family.told(found, account, _reads(found, account)),
        "收入": _income(found, account), "签字": SIGNS, "措施": _measures(found, account),
    }  # fmt: skip


def dossier(subject: Subject, account: Account) -> dict[str, Any]:
    """《一户一档册》: everything of a family from its first day on."""
    found = home.page(subject.key, account, story=True)
    return {
        **_home(found), **_helper(found, account), **family.told(found, account, _reads(found, account)),
        "收入": _income(found, account), "周期": _cycles(found, account), "措施": _measures(found, account),
        "知道的事": [
            {"项": one.label, "值": one.value, "从": f"{one.since:%Y-%m-%d}", "到": f"{one.until:%Y-%m-%d}" if one.until else "至今",
             "来源": one.source}
            for one in found.facts
        ],
        "时间线": [
            {"日期": f"{one.on:%Y-%m-%d}", "什么事": one.title, "说明": one.says, "来源": one.source} for one in found.timeline
        ],
    }  # fmt: skip


def _home(found: HouseholdPage, shown: tuple[str, ...] = ()) -> dict[str, Any]:
    rows = home.members(found, {})
    kept = shown or tuple(name for name in (rows[0] if rows else ()) if name != "手填")
    return {**home.values(found, {}), "家庭成员": [{name: row[name] for name in kept} for row in rows]}


def _helper(found: HouseholdPage, account: Account) -> dict[str, Any]:
    return {**family.helper(found.household_no, _reads(found, account)), "联系电话": None}


def _reads(found: HouseholdPage, account: Account) -> bool:
    return access.scope_of(account, P.PAIRING_READ).covers(found.village_code)


def _measures(found: HouseholdPage, account: Account) -> list[Row]:
    shown = planned.newest(found.household_no, account)
    return planned.measures(shown) if shown else []


def _income(found: HouseholdPage, account: Account) -> dict[str, Any] | None:
    held = income.latest(found.household_no) if access.may(account, P.INCOME_READ) else None
    if held is None:
        return None
    shown = income.statement_page(held.number, account)
    row = shown.row
    return {
        "测算编号": row.number, "用途": row.get_purpose_display(),
        "期间": f"{shown.period.first_day:%Y-%m-%d} 至 {shown.period.last_day:%Y-%m-%d}", "核算人口": str(row.size),
        "家庭纯收入": shown.net, "人均纯收入": shown.per_head, "监测参考收入": shown.reference,
        "人均监测参考收入": shown.reference_per_head, "比参考线": shown.standing.says, "科目": list(others.amounts(shown)),
    }  # fmt: skip


def _cycles(found: HouseholdPage, account: Account) -> list[dict[str, Any]]:
    if not access.may(account, P.CASEWORK_READ):
        return []
    clear = access.sees_clear(account, Field.HEALTH)
    return [
        {
            "第几": f"第 {one.cycle.number} 周期", "类别": one.cycle.category if clear else NOT_SHOWN,
            "风险": one.cycle.risks.replace(";", "、") if clear else NOT_SHOWN, "状态": one.cycle.get_state_display(),
            "事件": [
                {"日期": f"{event.happened_on:%Y-%m-%d}", "什么事": event.get_kind_display(), "文号": event.doc_no}
                for event in one.events
            ],
        }
        for one in casework.history(found.household_no, account)
    ]  # fmt: skip


READERS = {"card": card, "handbook": handbook, "dossier": dossier}
