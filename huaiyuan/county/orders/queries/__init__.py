"""What others may read of 交办; everything within what the account may read."""

from huaiyuan.county.orders.queries.lists import (
    AreaProgress,
    Counts,
    counted,
    default_owner,
    is_late,
    live,
    over,
    owner_choices,
    progress,
    some_line,
    some_order,
)
from huaiyuan.county.orders.queries.pages import FileShown, LinePage, StepShown, files_of, line_page
from huaiyuan.county.orders.reach import find_file, find_line, find_order, lines, orders

__all__ = [
    "AreaProgress",
    "Counts",
    "FileShown",
    "LinePage",
    "StepShown",
    "counted",
    "default_owner",
    "files_of",
    "find_file",
    "find_line",
    "find_order",
    "is_late",
    "line_page",
    "lines",
    "live",
    "orders",
    "over",
    "owner_choices",
    "progress",
    "some_line",
    "some_order",
]
