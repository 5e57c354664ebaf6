"""Finding a line and an area that an account may act on, and whether the area is closed."""

from __future__ import annotations

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.rounds import errors
from huaiyuan.county.rounds.models import Closing, Line, Round
from huaiyuan.county.rounds.types import LENGTH_OF, Level, RoundState


def round_of(number: str) -> Round:
    """A round whose lines stand. Raises: ROUND_NOT_FOUND, ROUND_NOT_READY."""
    found = Round.objects.filter(number=number).first()
    if found is None:
        raise DomainError(errors.NOT_FOUND)
    if found.state == RoundState.PREPARING:
        raise DomainError(errors.NOT_READY, name=found.name)
    return found


def line_for(account: Account, number: str, household_no: str, permission: P) -> Line:
    """A line that the account may act on. Raises: ROUND_NOT_FOUND for an absent, foreign and forbidden one alike."""
    found = Line.objects.filter(round__number=number, household_no=household_no).select_related("round").first()
    if found is None or not access.scope_of(account, permission).covers(found.village_code):
        raise DomainError(errors.NOT_FOUND)
    return found


def level_of(area_code: str) -> Level:
    """The level of an area by its code. Raises: ROUND_NOT_FOUND for no code of an area."""
    for level, length in LENGTH_OF.items():
        if len(area_code) == length:
            return level
    raise DomainError(errors.NOT_FOUND)


def closing_of(found: Round, area_code: str) -> Closing | None:
    """The closing that stands for an area."""
    return Closing.objects.filter(round=found, area_code=area_code, reopened_on__isnull=True).first()


def name_of(area_code: str) -> str:
    """An area as people say it."""
    place = reference.places_by_code([area_code]).get(area_code)
    return place.short_name if place else area_code
