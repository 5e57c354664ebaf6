"""What pages and others may read of self-applications and leaflets."""

from huaiyuan.county.applications.queries.candidates import Likely, likely
from huaiyuan.county.applications.queries.coverage import Covered, GroupCovered, by_area, village_groups
from huaiyuan.county.applications.queries.desk import (
    Line,
    Page,
    Step,
    applications,
    as_json,
    entries_of,
    find_application,
    lines,
    overdue_by_township,
    page,
    pending_count,
    searched,
)
from huaiyuan.county.applications.queries.leaflets import distributions, find_distribution, unreached
from huaiyuan.county.applications.queries.status import Status, some_code, status_of, village_of_code

__all__ = [
    "Covered",
    "GroupCovered",
    "Likely",
    "Line",
    "Page",
    "Status",
    "Step",
    "applications",
    "as_json",
    "by_area",
    "distributions",
    "entries_of",
    "find_application",
    "find_distribution",
    "likely",
    "lines",
    "overdue_by_township",
    "page",
    "pending_count",
    "searched",
    "some_code",
    "status_of",
    "unreached",
    "village_groups",
    "village_of_code",
]
