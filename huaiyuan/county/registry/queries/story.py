"""What the registry itself tells on a household's timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.registry.models import MonitoringFact
from huaiyuan.county.registry.queries.masking import Eyes
from huaiyuan.county.registry.queries.rows import UNGROUPED, Rows
from huaiyuan.county.registry.timeline import Entry
from huaiyuan.county.registry.types import LeaveReason, RiskState

KIND = "registry"
CHANGE_NUMBERS = "BG"
MONITORING_TITLES = {
    RiskState.OPEN: "识别为监测对象",
    RiskState.CLEARED: "风险消除",
    RiskState.STRUCK_OFF: "清退（识别有误）",
}


def entries(rows: Rows, villages: Mapping[str, str], eyes: Eyes) -> list[Entry]:
    """Registration, moves, types, monitoring, comings and goings, closing; `villages` are names by code."""
    household = rows.household
    found = [Entry(household.registered_on, "登记入册", f"户编号{household.household_no}", "底册", KIND)]
    if household.closed_on:
        found.append(Entry(household.closed_on, "销户", household.close_reason, "底册", KIND))
    return [*found, *_moves(rows, villages), *_types(rows), *_monitoring(rows), *_members(rows, eyes)]


def _moves(rows: Rows, villages: Mapping[str, str]) -> Iterator[Entry]:
    for row in rows.residences[1:]:
        says = f"迁到{villages.get(row.village_code, row.village_code)} {row.group_name or UNGROUPED}"
        yield Entry(row.valid_from, "居住地变更", says, row.get_source_kind_display(), KIND)


def _types(rows: Rows) -> Iterator[Entry]:
    for row in rows.archives:
        yield Entry(row.valid_from, "户类型", row.archive_type, row.get_source_kind_display(), KIND)


def _monitoring(rows: Rows) -> Iterator[Entry]:
    earlier: dict[int, MonitoringFact] = {}
    for row in rows.monitoring:
        before, earlier[row.cycle] = earlier.get(row.cycle), row
        says = f"{row.category}（{row.entry_kind}）{'，' + row.risks.replace(';', '、') if row.risks else ''}"
        yield Entry(row.valid_from, _monitoring_title(before, row), says, row.get_source_kind_display(), KIND)


def _monitoring_title(before: MonitoringFact | None, row: MonitoringFact) -> str:
    if before is None or before.risk_state != row.risk_state:
        undone = before is not None and row.risk_state == RiskState.OPEN
        return "消除回退" if undone else MONITORING_TITLES[RiskState(row.risk_state)]
    return "监测类别变更"


def _members(rows: Rows, eyes: Eyes) -> Iterator[Entry]:
    for row in rows.memberships:
        if row.source_ref.startswith(CHANGE_NUMBERS):
            continue  # told by the change itself
        name, source = eyes.name(row.person.name), row.get_source_kind_display()
        if row.valid_from > rows.household.registered_on:
            yield Entry(row.valid_from, "成员增加", f"{name}（{row.relation}）", source, KIND)
        if row.valid_to != OPEN_END and row.leave_reason != LeaveReason.HOUSEHOLD_CLOSED:
            yield Entry(row.valid_to, "成员减少", f"{name}：{row.leave_reason or '原因未登记'}", source, KIND)
