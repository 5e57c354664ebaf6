"""What others may read of the registry. Everything shown to a person is within an account's rows and masked for it."""

from huaiyuan.county.registry.queries.aliases import current_number, next_number
from huaiyuan.county.registry.queries.candidates import Candidate, candidates
from huaiyuan.county.registry.queries.household import (
    FactShown,
    HouseholdPage,
    Member,
    find_household,
    household_page,
    village_of,
)
from huaiyuan.county.registry.queries.people import (
    Entry,
    Holder,
    Named,
    Relative,
    entries_of,
    head_persons,
    heads,
    holder_of,
    households_of,
    named,
    names_of,
    relatives,
    with_number,
)
from huaiyuan.county.registry.queries.rolls import Placed, moved_since, places_of
from huaiyuan.county.registry.queries.rows import UNGROUPED
from huaiyuan.county.registry.queries.search import Found, SearchPage, resembling, search
from huaiyuan.county.registry.queries.village import (
    UNGROUPED_KEY,
    Group,
    Listed,
    VillagePage,
    listed,
    village_groups,
    village_page,
)

__all__ = [
    "UNGROUPED",
    "UNGROUPED_KEY",
    "Candidate",
    "Entry",
    "FactShown",
    "Found",
    "Group",
    "Holder",
    "HouseholdPage",
    "Listed",
    "Member",
    "Named",
    "Placed",
    "Relative",
    "SearchPage",
    "VillagePage",
    "candidates",
    "current_number",
    "entries_of",
    "find_household",
    "head_persons",
    "heads",
    "holder_of",
    "household_page",
    "households_of",
    "listed",
    "moved_since",
    "named",
    "names_of",
    "next_number",
    "places_of",
    "relatives",
    "resembling",
    "search",
    "village_groups",
    "village_of",
    "village_page",
    "with_number",
]
