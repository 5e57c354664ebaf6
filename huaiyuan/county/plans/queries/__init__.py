"""What others may read of plans and measures, within an account's rows where an account asks."""

from huaiyuan.county.plans.departments import own_measures
from huaiyuan.county.plans.queries.departments import (
    AskedLine,
    asked_counts,
    asked_lines,
    asked_searched,
    asked_tabs,
    find_asked,
    kinds_asked,
)
from huaiyuan.county.plans.queries.given import given
from huaiyuan.county.plans.queries.helped import HelpedPlan, helped_plan
from huaiyuan.county.plans.queries.lacking import KINDS, Family, families, lacking_numbers, of_account
from huaiyuan.county.plans.queries.lists import (
    Line,
    OneOf,
    find_plan,
    lines,
    newest_of,
    of_household,
    searched,
    some_plan,
    tab_counts,
    tabs,
    within,
)
from huaiyuan.county.plans.queries.pages import MeasureShown, PlanPage, ending_of, plan_page, shows_photo
from huaiyuan.county.plans.queries.similar import Near, limits, near, near_many

__all__ = [
    "KINDS",
    "AskedLine",
    "Family",
    "HelpedPlan",
    "Line",
    "MeasureShown",
    "Near",
    "OneOf",
    "PlanPage",
    "asked_counts",
    "asked_lines",
    "asked_searched",
    "asked_tabs",
    "ending_of",
    "families",
    "find_asked",
    "find_plan",
    "given",
    "helped_plan",
    "kinds_asked",
    "lacking_numbers",
    "limits",
    "lines",
    "near",
    "near_many",
    "newest_of",
    "of_account",
    "of_household",
    "own_measures",
    "plan_page",
    "searched",
    "shows_photo",
    "some_plan",
    "tab_counts",
    "tabs",
    "within",
]
