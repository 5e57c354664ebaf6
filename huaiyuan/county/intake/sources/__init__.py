"""The files departments send, one slice each under its department. Knows no Django."""

from __future__ import annotations

from typing import Any

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.source import Source
from huaiyuan.county.intake.sources.disability.disability_cards import DISABILITY_CARDS
from huaiyuan.county.intake.sources.education.school_roll import SCHOOL_ROLL
from huaiyuan.county.intake.sources.medical.medical_bills import MEDICAL_BILLS
from huaiyuan.county.intake.sources.national.national_roster import NATIONAL_ROSTER

SOURCES: dict[str, Source] = {source.id: source for source in (MEDICAL_BILLS, DISABILITY_CARDS, SCHOOL_ROLL)}

# Rosters are read to be compared: no department sends them, no rule asks them, nothing of them enters the registry.
ROSTERS: dict[str, Source] = {NATIONAL_ROSTER.id: NATIONAL_ROSTER}


def find(source_id: str) -> Source:
    """A declared source or roster. Raises INTAKE_UNKNOWN_SOURCE."""
    if source_id in ROSTERS:
        return ROSTERS[source_id]
    if source_id not in SOURCES:
        raise DomainError(errors.UNKNOWN_SOURCE, source=source_id[:40], known="、".join(SOURCES))
    return SOURCES[source_id]


def as_json() -> list[dict[str, Any]]:
    """All sources as the `sources` command prints them."""
    return [source.as_json() for source in SOURCES.values()]
