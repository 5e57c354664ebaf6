"""Who may carry a measure out (承办): the village, the township, the helper, or a department that has a liaison."""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.base.access import queries as access
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import errors
from huaiyuan.county.plans.types import Owner

POSTS = {str(owner.label): owner for owner in (Owner.VILLAGE, Owner.TOWNSHIP, Owner.HELPER)}


@dataclass(frozen=True)
class Whose:
    """The owner as a measure keeps it."""

    owner: Owner
    department: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The columns of a measure."""
        return {"owner": self.owner, "department": self.department}


def choices() -> list[str]:
    """Every owner that somebody may choose: 村, 乡镇, 帮扶责任人, and departments with a liaison."""
    return [*POSTS, *access.posted_departments()]


def read(key: str) -> Whose:
    """What a form or a draft calls the owner. A department without a liaison is 乡镇's to see to."""
    if key in POSTS:
        return Whose(POSTS[key])
    return Whose(Owner.DEPARTMENT, key) if key in access.posted_departments() else Whose(Owner.TOWNSHIP)


def chosen(key: str) -> Whose:
    """What a person chose. Raises: PLAN_NO_OWNER."""
    if key not in choices():
        raise DomainError(errors.NO_OWNER)
    return read(key)
