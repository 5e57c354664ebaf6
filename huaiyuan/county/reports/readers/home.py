"""What every form of a family begins with: where it lives, who belongs to it, what it is today."""

from __future__ import annotations

from collections.abc import Mapping

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.reports import errors
from huaiyuan.county.reports.types import Row, Values

NOT_MONITORED = "不是监测对象"


def page(household_no: str, account: object, *, story: bool = False) -> registry.HouseholdPage:
    """A household's page as it stands. Raises FORMS_NOT_FOUND."""
    found = registry.household_page(household_no, account, story=story)
    if found is None:
        raise DomainError(errors.NOT_FOUND)
    return found


def values(found: registry.HouseholdPage, numbers: Mapping[str, str]) -> Values:
    """Its placeholders; `numbers` are identity numbers that were revealed, by person."""
    return {
        "乡镇": found.township_name, "村": found.village_name, "组": found.group_name, "户编号": found.household_no,
        "户主": found.head_name or None, "人口": str(len(found.members)), "户类型": found.archive_type,
        "监测类别": found.category or NOT_MONITORED, "风险状态": found.risk_state,
        "家庭成员": members(found, numbers),
    }  # fmt: skip


def members(found: registry.HouseholdPage, numbers: Mapping[str, str]) -> list[Row]:
    """A row for each member, head first."""
    return [_member(place, one, numbers) for place, one in enumerate(found.members, start=1)]


def _member(place: int, one: registry.Member, numbers: Mapping[str, str]) -> Row:
    return {
        "序号": str(place), "姓名": one.name, "关系": one.relation, "性别": one.sex, "年龄": str(one.age),
        "证件号码": numbers.get(one.person_id, one.id_shown), "健康": one.health.value if one.health else None,
        "劳动技能": one.labour.value if one.labour else None, "手填": None,
    }  # fmt: skip
