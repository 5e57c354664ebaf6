"""What others may read of leads. Everything shown to a person is within an account's rows and masked for it."""

from huaiyuan.county.leads.filters import TABS, Filters
from huaiyuan.county.leads.grounds import Fate as LossFate
from huaiyuan.county.leads.grounds import Loss, Regain, would_lose, would_regain
from huaiyuan.county.leads.grounds import hits as grounds_of_hits
from huaiyuan.county.leads.queries.cases import TABS as CASE_TABS
from huaiyuan.county.leads.queries.cases import CaseLine, CasePage, case_page, cases, find_case
from huaiyuan.county.leads.queries.cases import tab_counts as case_tab_counts
from huaiyuan.county.leads.queries.detail import LeadPage, find_lead, lead_line, lead_page, lines_of, shows_photo
from huaiyuan.county.leads.queries.lists import DueSoon, LeadList, Listed, due_soon, leads, tab_counts
from huaiyuan.county.leads.queries.progress import Progress, households, judged_true, progress
from huaiyuan.county.leads.queries.proposal import Proposal, Waiting, proposal, waiting
from huaiyuan.county.leads.queries.quiet import Fate, NotPushed, NotPushedPage, not_pushed
from huaiyuan.county.leads.queries.since import RiskSeen, risks_seen
from huaiyuan.county.leads.queries.townships import Holder, Tile, Township, heat, last_sent, sent_days, township
from huaiyuan.county.leads.queries.village import Received, Todo, TodoGroup, received, village_todo
from huaiyuan.county.leads.queries.workload import VillageLoad, by_township, workload

__all__ = [
    "CASE_TABS",
    "TABS",
    "CaseLine",
    "CasePage",
    "DueSoon",
    "Fate",
    "Filters",
    "Holder",
    "LeadList",
    "LeadPage",
    "Listed",
    "Loss",
    "LossFate",
    "NotPushed",
    "NotPushedPage",
    "Progress",
    "Proposal",
    "Received",
    "Regain",
    "RiskSeen",
    "Tile",
    "Todo",
    "TodoGroup",
    "Township",
    "VillageLoad",
    "Waiting",
    "by_township",
    "case_page",
    "case_tab_counts",
    "cases",
    "due_soon",
    "find_case",
    "find_lead",
    "grounds_of_hits",
    "heat",
    "households",
    "judged_true",
    "last_sent",
    "lead_line",
    "lead_page",
    "leads",
    "lines_of",
    "not_pushed",
    "progress",
    "proposal",
    "received",
    "risks_seen",
    "sent_days",
    "shows_photo",
    "tab_counts",
    "township",
    "village_todo",
    "waiting",
    "workload",
    "would_lose",
    "would_regain",
]
