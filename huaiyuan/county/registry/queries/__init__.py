"""What others may read of the registry. Everything shown to a person is within an account's rows and masked for it."""

from huaiyuan.county.registry.queries.household import (
    FactShown,
    HouseholdPage,
    Member,
    find_household,
    household_page,
    village_of,
)
from huaiyuan.county.registry.queries.people import Named, Relative, heads, named, relatives
from huaiyuan.county.registry.queries.search import Found, SearchPage, search
from huaiyuan.county.registry.queries.village import Group, Listed, VillagePage, listed, village_groups, village_page

__all__ = [
    "FactShown",
    "Found",
    "Group",
    "HouseholdPage",
    "Listed",
    "Member",
    "Named",
    "Relative",
    "SearchPage",
    "VillagePage",
    "find_household",
    "heads",
    "household_page",
    "listed",
    "named",
    "relatives",
    "search",
    "village_groups",
    "village_of",
    "village_page",
]
