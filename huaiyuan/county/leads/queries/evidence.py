"""The evidence of leads as an account may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field
from huaiyuan.county.leads.models import Hit
from huaiyuan.county.leads.types import RANK, Channel, Grade, Match

NOT_SHOWN = "依据涉及个人信息，不予显示"


@dataclass(frozen=True)
class Evidence:
    """One hit in one plain sentence, with where it comes from. `rows` are (batch, sheet, row) of the original files."""

    hit_no: str
    risk_type: str
    grade: str
    says: str
    rule: str
    rule_version: str
    department: str
    person_id: str
    match: str
    is_probable: bool
    rows: list[tuple[str, str, str]]
    more_rows: int
    pushed_on: str
    struck: bool
    is_new: bool


def sees_evidence(account: object) -> bool:
    """Whether sentences that name a person and say what befell them are shown to the account."""
    return access.sees_clear(account, Field.NAME) and access.sees_clear(account, Field.HEALTH)


def of_leads(lead_ids: Iterable[int], account: object) -> dict[int, list[Evidence]]:
    """The hits under leads, most pressing first. One query."""
    clear = sees_evidence(account)
    found: dict[int, list[Evidence]] = {}
    hits = Hit.objects.filter(lead__in=list(lead_ids)).select_related("risk", "lead").order_by("hit_no")
    for hit in sorted(hits, key=lambda h: (RANK[Grade(h.risk.grade)], h.hit_no)):
        found.setdefault(hit.lead_id, []).append(_evidence(hit, clear=clear))
    return found


def _evidence(hit: Hit, *, clear: bool) -> Evidence:
    rows, more = _rows(hit.rows) if clear else ([], 0)
    return Evidence(
        hit_no=hit.hit_no, risk_type=hit.risk.risk_type, grade=hit.risk.grade,
        says=hit.says if clear else f"{hit.department}：{NOT_SHOWN}" if hit.channel != Channel.DEPARTMENT else f"{hit.department}推送：{NOT_SHOWN}", rule=hit.rule, rule_version=hit.rule_version,
        department=hit.department, person_id=hit.person_id if clear else "", match=Match(hit.match).label,
        is_probable=hit.match == Match.PROBABLE, rows=rows, more_rows=more, pushed_on=f"{hit.pushed_at:%Y-%m-%d}",
        struck=hit.struck, is_new=hit.run_id != hit.lead.run_id,
    )  # fmt: skip


def _rows(text: str) -> tuple[list[tuple[str, str, str]], int]:
    """`batch|sheet|row;…;…+n` → rows and how many more there are."""
    parts = [part for part in text.split(";") if part]
    more = int(parts.pop().lstrip("…+")) if parts and parts[-1].startswith("…+") else 0
    split = (part.split("|") for part in parts)
    return [(batch, sheet, row) for batch, sheet, row in split], more
