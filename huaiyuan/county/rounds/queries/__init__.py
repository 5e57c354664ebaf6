"""What others may read of full screening rounds, within an account's rows."""

from huaiyuan.county.rounds.queries.groups import GroupShown, key_groups
from huaiyuan.county.rounds.queries.households import LinePage, find_line, line_page
from huaiyuan.county.rounds.queries.lists import Listed, ListPage, households
from huaiyuan.county.rounds.queries.overview import (
    AreaPage,
    AreaRow,
    RoundLine,
    area_page,
    as_json,
    find_area,
    find_village,
    newest,
    rounds,
    some_village,
)
from huaiyuan.county.rounds.queries.rechecks import RecheckPage, recheck_page
from huaiyuan.county.rounds.queries.tallies import Tally
from huaiyuan.county.rounds.queries.village import GroupLeft, Todo, VillagePage, sheet, village_page

__all__ = [
    "AreaPage",
    "AreaRow",
    "GroupLeft",
    "GroupShown",
    "LinePage",
    "ListPage",
    "Listed",
    "RecheckPage",
    "RoundLine",
    "Tally",
    "Todo",
    "VillagePage",
    "area_page",
    "as_json",
    "find_area",
    "find_line",
    "find_village",
    "households",
    "key_groups",
    "line_page",
    "newest",
    "recheck_page",
    "rounds",
    "sheet",
    "some_village",
    "village_page",
]
