"""Words of the ledger kit."""

from __future__ import annotations

from enum import Enum, StrEnum

from huaiyuan.base.access.permissions import Role

# Digits of a row's running number, at least: after 99999 comes 100000.
DIGITS = 5


class Who(StrEnum):
    """Whose turn it is, seen from a row: the post that opens, fills or moves it."""

    COUNTY = "county"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    VILLAGE = "village"
    KEEPER = "keeper"
    UNIT = "unit"

    @property
    def role(self) -> Role:
        """The base role of the post."""
        return ROLES[self]


ROLES = {
    Who.COUNTY: Role.COUNTY_CENTER, Who.DEPARTMENT: Role.DEPARTMENT, Who.TOWNSHIP: Role.TOWNSHIP,
    Who.VILLAGE: Role.VILLAGE, Who.KEEPER: Role.KEEPER, Who.UNIT: Role.UNIT,
}  # fmt: skip


class About(StrEnum):
    """What a row of a ledger is about; its columns for that stand in every row."""

    PERSON = "person"
    HOUSEHOLD = "household"
    VILLAGE = "village"
    COUNTY = "county"


class Badge(Enum):
    """How the state of a row is shown: one colour and sign for what means the same in every ledger."""

    DONE = ("green", "check")
    WAITING = ("amber", "clock")
    DOUBT = ("amber", "circle-alert")
    REVIEW = ("blue", "user-check")
    LATE = ("red", "clock")
    ALARM = ("red", "circle-alert")
    BAD = ("red", "x")
    UNKNOWN = ("unknown", "circle-help")
    PLAIN = ("plain", "")


class Did(StrEnum):
    """Acts on a row that are no move of its ledger."""

    OPENED = "opened"
    AMENDED = "amended"
    FILLED = "filled"
    UNFILLED = "unfilled"
    REWRITTEN = "rewritten"
    COMPUTED = "computed"
