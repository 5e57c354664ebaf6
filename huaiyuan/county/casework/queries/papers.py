"""What the papers of a case tell (评议、公示、会议): for the forms that are printed of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from huaiyuan.county.casework.models import CaseFile, Deliberation, MeetingItem, Objection, PublicSheet
from huaiyuan.county.casework.types import Level, SheetKind


@dataclass(frozen=True)
class Papers:
    """The last deliberation, the sheets on the wall, the objections, and the last meeting of each level."""

    deliberation: Deliberation | None
    notice: PublicSheet | None
    announcement: PublicSheet | None
    objections: list[Objection]
    township: MeetingItem | None
    county: MeetingItem | None


def papers(case: CaseFile) -> Papers:
    """The papers of one case; the caller has looked whether it lies within the account's rows. Four queries."""
    sheets = {one.kind: one for one in PublicSheet.objects.filter(case=case)}
    heard = {
        item.meeting.level: item
        for item in MeetingItem.objects.filter(case=case).select_related("meeting").order_by("pk")
    }
    return Papers(
        Deliberation.objects.filter(case=case).order_by("-held_on", "-pk").first(), sheets.get(SheetKind.NOTICE),
        sheets.get(SheetKind.ANNOUNCEMENT), list(Objection.objects.filter(case=case).order_by("pk")),
        heard.get(Level.TOWNSHIP), heard.get(Level.COUNTY),
    )  # fmt: skip


def newest_cases(household_no: str) -> dict[str, CaseFile]:
    """A household's case of each procedure that is under way, else the last one; under "" the newest of any. The caller
    has looked whether the household may be read of. One query."""
    rows = CaseFile.objects.filter(household_no=household_no).order_by(F("closed_at").desc(nulls_first=True), "-pk")
    found: dict[str, CaseFile] = {}
    for one in rows:
        found.setdefault(one.procedure, one)
        found.setdefault("", one)
    return found
