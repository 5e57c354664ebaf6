"""What others may read of leads. Everything shown to a person is within an account's rows and masked for it."""

from huaiyuan.county.leads.filters import TABS, Filters
from huaiyuan.county.leads.queries.detail import LeadPage, find_lead, lead_page
from huaiyuan.county.leads.queries.lists import LeadList, Listed, leads, tab_counts
from huaiyuan.county.leads.queries.proposal import Proposal, proposal
from huaiyuan.county.leads.queries.village import Todo, TodoGroup, village_todo
from huaiyuan.county.leads.queries.workload import VillageLoad, by_township, workload

__all__ = [
    "TABS",
    "Filters",
    "LeadList",
    "LeadPage",
    "Listed",
    "Proposal",
    "Todo",
    "TodoGroup",
    "VillageLoad",
    "by_township",
    "find_lead",
    "lead_page",
    "leads",
    "proposal",
    "tab_counts",
    "village_todo",
    "workload",
]
