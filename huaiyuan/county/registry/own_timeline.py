"""What the registry itself tells on a household's timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huaiyuan.base import reference
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.registry.models import ArchiveType, Household, Membership, MonitoringFact, Residence
from huaiyuan.county.registry.queries.household import UNGROUPED
from huaiyuan.county.registry.queries.masking import Eyes
from huaiyuan.county.registry.timeline import Entry
from huaiyuan.county.registry.types import LeaveReason, RiskState

KIND = "registry"
MONITORING_TITLES = {
    RiskState.OPEN: "识别为监测对象",
    RiskState.CLEARED: "风险消除",
    RiskState.STRUCK_OFF: "清退（识别有误）",
}


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """Registration, moves, types, monitoring, comings and goings, closing."""
    household = Household.objects.filter(household_no=household_no).first()
    if household is None:
        return []
    found = [Entry(household.registered_on, "登记入册", f"户编号{household_no}", "底册", KIND)]
    if household.closed_on:
        found.append(Entry(household.closed_on, "销户", household.close_reason, "底册", KIND))
    return [
        *found,
        *_moves(household),
        *_types(household),
        *_monitoring(household),
        *_members(household, Eyes.of(account)),
    ]


def _moves(household: Household) -> Iterator[Entry]:
    rows = list(Residence.objects.known().filter(household=household).order_by("valid_from"))
    places = reference.places_by_code({row.village_code for row in rows})
    for row in rows[1:]:
        village = places[row.village_code].short_name if row.village_code in places else row.village_code
        says = f"迁到{village} {row.group_name or UNGROUPED}"
        yield Entry(row.valid_from, "居住地变更", says, row.get_source_kind_display(), KIND)


def _types(household: Household) -> Iterator[Entry]:
    for row in ArchiveType.objects.known().filter(household=household):
        yield Entry(row.valid_from, "户类型", row.archive_type, row.get_source_kind_display(), KIND)


def _monitoring(household: Household) -> Iterator[Entry]:
    earlier: dict[int, MonitoringFact] = {}
    for row in MonitoringFact.objects.known().filter(household=household).order_by("valid_from"):
        before, earlier[row.cycle] = earlier.get(row.cycle), row
        says = f"{row.category}（{row.entry_kind}）{'，' + row.risks.replace(';', '、') if row.risks else ''}"
        yield Entry(row.valid_from, _monitoring_title(before, row), says, row.get_source_kind_display(), KIND)


def _monitoring_title(before: MonitoringFact | None, row: MonitoringFact) -> str:
    if before is None or before.risk_state != row.risk_state:
        undone = before is not None and row.risk_state == RiskState.OPEN
        return "消除回退" if undone else MONITORING_TITLES[RiskState(row.risk_state)]
    return "监测类别变更"


def _members(household: Household, eyes: Eyes) -> Iterator[Entry]:
    rows = Membership.objects.known().filter(household=household).select_related("person")
    for row in rows:
        name, source = eyes.name(row.person.name), row.get_source_kind_display()
        if row.valid_from > household.registered_on:
            yield Entry(row.valid_from, "成员增加", f"{name}（{row.relation}）", source, KIND)
        if row.valid_to != OPEN_END and row.leave_reason != LeaveReason.HOUSEHOLD_CLOSED:
            yield Entry(row.valid_to, "成员减少", f"{name}：{row.leave_reason or '原因未登记'}", source, KIND)
