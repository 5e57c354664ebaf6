"""The units that answer for something (责任单位): villages, townships, the departments that send data, the county."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.reference.types import AreaLevel
from huaiyuan.county.intake.sources import SOURCES
from huaiyuan.county.oversight.types import ROLES, Level, Unit

COUNTY_LEAD = "县专班"
ORDER = (Level.COUNTY, Level.DEPARTMENT, Level.TOWNSHIP, Level.VILLAGE)
AREAS = {Level.VILLAGE: AreaLevel.VILLAGE, Level.TOWNSHIP: AreaLevel.TOWNSHIP}


def of_levels(levels: Iterable[Level]) -> list[Unit]:
    """All units of these levels today, in their fixed order."""
    wanted = set(levels)
    places = reference.places()
    county = next((place.code for place in places if place.level == AreaLevel.COUNTY), "")
    found = [
        Unit(level, place.code, place.short_name, place.code)
        for level, area in AREAS.items()
        if level in wanted
        for place in places
        if place.level == area
    ]
    if Level.DEPARTMENT in wanted:
        found += [Unit(Level.DEPARTMENT, name, name, county) for name in departments()]
    if Level.COUNTY in wanted and county:
        found.append(Unit(Level.COUNTY, county, COUNTY_LEAD, county))
    return sorted(found, key=lambda unit: ORDER.index(unit.level))


def departments() -> list[str]:
    """The departments that send data, in the order their sources are declared."""
    return list(dict.fromkeys(source.department for source in SOURCES.values()))


def own(account: object) -> set[tuple[str, str]]:
    """(level, code) of the units for which the account may report."""
    held = [h for h in access.standing(account).held if P.RHYTHM_REPORT in h.definition.permissions]
    roles = {role: level for level, role in ROLES.items()}
    return {
        (roles[h.role].value, h.department if h.role is Role.DEPARTMENT else h.area_code)
        for h in held
        if h.role in roles
    }


def visible(account: object) -> Q:
    """Rows (level, unit_code, area_code) that the account may see; a department sees what is its own."""
    held = [h for h in access.standing(account).held if P.RHYTHM_READ in h.definition.permissions]
    areas = Scope.of([h.area_code for h in held if h.role is not Role.DEPARTMENT])
    names = [h.department for h in held if h.role is Role.DEPARTMENT]
    return areas.q("area_code") | Q(level=Level.DEPARTMENT, unit_code__in=names)
