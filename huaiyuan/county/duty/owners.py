"""Who may be given a problem to settle (承办): the village, the township, or a department; and who usually is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import Role
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import errors
from huaiyuan.county.duty.types import ProblemKind

VILLAGE, TOWNSHIP = "村", "乡镇"
TOWNSHIP_DIGITS, COUNTY_DIGITS = 9, 6


@dataclass(frozen=True)
class Owner:
    """Whose problem it is, as tasks say it."""

    post: Role
    area: str
    department: str = ""

    @property
    def key(self) -> str:
        """As a form sends it: 村, 乡镇, or the department's name."""
        return {Role.VILLAGE: VILLAGE, Role.TOWNSHIP: TOWNSHIP}.get(self.post, self.department)


USUAL = {kind: f"duty.owner.{kind}" for kind in ProblemKind}


def choices() -> list[str]:
    """Every owner that somebody may choose today: 村, 乡镇, and departments that have a liaison."""
    return [VILLAGE, TOWNSHIP, *access.posted_departments()]


def usual(on: dt.date) -> dict[str, str]:
    """Whom a kind of problem goes to unless another is chosen."""
    found = reference.parameters(USUAL.values(), on)
    return {str(kind): str(found[name].value) if name in found else VILLAGE for kind, name in USUAL.items()}


def usual_owner(kind: ProblemKind, village_code: str, on: dt.date) -> Owner:
    """Whom a kind of problem goes to by itself; the township where the department has nobody who could take it."""
    key = usual(on)[kind]
    return owner(key if key in choices() else TOWNSHIP, village_code)


def owner(key: str, village_code: str) -> Owner:
    """The owner of a problem in a village. Raises: DUTY_NO_OWNER."""
    if key == VILLAGE:
        return Owner(Role.VILLAGE, village_code)
    if key == TOWNSHIP:
        return Owner(Role.TOWNSHIP, village_code[:TOWNSHIP_DIGITS])
    if key in access.posted_departments():
        return Owner(Role.DEPARTMENT, village_code[:COUNTY_DIGITS], key)
    raise DomainError(errors.NO_OWNER, owner=key)
