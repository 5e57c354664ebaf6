"""The files departments send, one slice each under its department. Knows no Django."""

from __future__ import annotations

from typing import Any

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.source import Source
from huaiyuan.county.intake.sources.disability.disability_cards import DISABILITY_CARDS
from huaiyuan.county.intake.sources.education.school_roll import SCHOOL_ROLL
from huaiyuan.county.intake.sources.housing.housing_appraisals import HOUSING_APPRAISALS
from huaiyuan.county.intake.sources.medical.medical_bills import MEDICAL_BILLS
from huaiyuan.county.intake.sources.medical.medical_enrolment import MEDICAL_ENROLMENT
from huaiyuan.county.intake.sources.water.water_outages import WATER_OUTAGES
from huaiyuan.county.intake.sources.welfare.welfare_roll import WELFARE_ROLL

DECLARED = (
    MEDICAL_BILLS,
    DISABILITY_CARDS,
    SCHOOL_ROLL,
    MEDICAL_ENROLMENT,
    HOUSING_APPRAISALS,
    WATER_OUTAGES,
    WELFARE_ROLL,
)
SOURCES: dict[str, Source] = {source.id: source for source in DECLARED}


def find(source_id: str) -> Source:
    """A declared source. Raises INTAKE_UNKNOWN_SOURCE."""
    if source_id not in SOURCES:
        raise DomainError(errors.UNKNOWN_SOURCE, source=source_id[:40], known="、".join(SOURCES))
    return SOURCES[source_id]


def as_json() -> list[dict[str, Any]]:
    """All sources as the `sources` command prints them."""
    return [source.as_json() for source in SOURCES.values()]
