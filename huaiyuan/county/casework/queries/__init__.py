"""What pages and scripts read of cases and cycles, within an account's rows."""

from huaiyuan.county.casework.queries.cases import (
    TABS,
    CasePage,
    Line,
    case_page,
    find_case,
    lines,
    searched,
    shows_proof,
    tab_counts,
    within,
)
from huaiyuan.county.casework.queries.others import (
    ENTRY_COLUMNS,
    MARK_COLUMNS,
    CycleLine,
    awaiting,
    cycle_lines,
    cycles,
    find_list,
    find_monitored,
    history,
    items_of,
    lines_of,
    matters,
    meetings,
    some_case,
    to_enter,
    to_mark,
    to_take_over,
)

__all__ = [
    "ENTRY_COLUMNS", "MARK_COLUMNS", "TABS", "CasePage", "CycleLine", "Line", "awaiting", "case_page", "cycle_lines", "cycles",
    "find_case", "find_list", "find_monitored", "history", "items_of", "lines", "lines_of", "matters", "meetings", "searched",
    "shows_proof", "some_case", "tab_counts", "to_enter", "to_mark", "to_take_over", "within",
]  # fmt: skip
