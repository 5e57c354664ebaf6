"""What the registry itself tells on a household's timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.registry.queries.masking import Eyes
from huaiyuan.county.registry.queries.rows import UNGROUPED, Rows
from huaiyuan.county.registry.timeline import Entry
from huaiyuan.county.registry.types import LeaveReason

KIND = "registry"
CHANGE_NUMBERS = "BG"


def entries(rows: Rows, villages: Mapping[str, str], eyes: Eyes) -> list[Entry]:
    """Registration, moves, types, comings and goings, closing (cycles of monitoring are told by casework); `villages` are names by code."""
    household = rows.household
    found = [Entry(household.registered_on, "登记入册", f"户编号{household.household_no}", "底册", KIND)]
    if household.closed_on:
        found.append(Entry(household.closed_on, "销户", household.close_reason, "底册", KIND))
    return [*found, *_moves(rows, villages), *_types(rows), *_members(rows, eyes)]


def _moves(rows: Rows, villages: Mapping[str, str]) -> Iterator[Entry]:
    for row in rows.residences[1:]:
        says = f"迁到{villages.get(row.village_code, row.village_code)} {row.group_name or UNGROUPED}"
        yield Entry(row.valid_from, "居住地变更", says, row.get_source_kind_display(), KIND)


def _types(rows: Rows) -> Iterator[Entry]:
    for row in rows.archives:
        yield Entry(row.valid_from, "户类型", row.archive_type, row.get_source_kind_display(), KIND)


def _members(rows: Rows, eyes: Eyes) -> Iterator[Entry]:
    for row in rows.memberships:
        if row.source_ref.startswith(CHANGE_NUMBERS):
            continue  # told by the change itself
        name, source = eyes.name(row.person.name), row.get_source_kind_display()
        if row.valid_from > rows.household.registered_on:
            yield Entry(row.valid_from, "成员增加", f"{name}（{row.relation}）", source, KIND)
        if row.valid_to != OPEN_END and row.leave_reason != LeaveReason.HOUSEHOLD_CLOSED:
            yield Entry(row.valid_to, "成员减少", f"{name}：{row.leave_reason or '原因未登记'}", source, KIND)
