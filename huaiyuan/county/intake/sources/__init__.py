"""The files departments send, one slice each under its department. Knows no Django."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.source import Source
from huaiyuan.county.intake.sources.national.national_roster import NATIONAL_ROSTER

# One line a source: `<department's folder>.<its id>`; the module declares it under its id in capitals.
SLICES = (
    "medical.medical_bills",
    "medical.medical_enrolment",
    "disability.disability_cards",
    "education.school_roll",
    "housing.housing_appraisals",
    "water.water_outages",
    "welfare.welfare_roll",
)


def _declared(place: str) -> Source:
    source_id = place.rpartition(".")[2]
    source: Source = getattr(import_module(f"{__name__}.{place}"), source_id.upper())
    if source.id != source_id:
        raise ValueError(f"{place} declares {source.id}")
    return source


SOURCES: dict[str, Source] = {source.id: source for source in map(_declared, SLICES)}

# Rosters are read to be compared: no department sends them, no rule asks them, nothing of them enters the registry.
ROSTERS: dict[str, Source] = {NATIONAL_ROSTER.id: NATIONAL_ROSTER}


def find(source_id: str) -> Source:
    """A declared source or roster. Raises INTAKE_UNKNOWN_SOURCE."""
    if source_id in ROSTERS:
        return ROSTERS[source_id]
    if source_id not in SOURCES:
        raise DomainError(errors.UNKNOWN_SOURCE, source=source_id[:40], known="、".join(SOURCES))
    return SOURCES[source_id]


def ordered(order: Mapping[str, Any]) -> Source:
    """The source that an order names; one that stands in no list comes along with it. Raises INTAKE_UNKNOWN_SOURCE."""
    return Source.of_order(order["declared"]) if order.get("declared") else find(order["source"])


def as_json() -> list[dict[str, Any]]:
    """All sources as the `sources` command prints them."""
    return [source.as_json() for source in SOURCES.values()]
