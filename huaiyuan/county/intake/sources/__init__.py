"""The files departments send, one slice each under its department. Knows no Django."""

from __future__ import annotations

from typing import Any

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.source import Source
from huaiyuan.county.intake.sources.disability.disability_cards import DISABILITY_CARDS
from huaiyuan.county.intake.sources.education.school_roll import SCHOOL_ROLL
from huaiyuan.county.intake.sources.medical.medical_bills import MEDICAL_BILLS

SOURCES: dict[str, Source] = {source.id: source for source in (MEDICAL_BILLS, DISABILITY_CARDS, SCHOOL_ROLL)}


def find(source_id: str) -> Source:
    """A declared source. Raises INTAKE_UNKNOWN_SOURCE."""
    if source_id not in SOURCES:
        raise DomainError(errors.UNKNOWN_SOURCE, source=source_id[:40], known="、".join(SOURCES))
    return SOURCES[source_id]


def as_json() -> list[dict[str, Any]]:
    """All sources as the `sources` command prints them."""
    return [source.as_json() for source in SOURCES.values()]
