"""Every write about leads; those of cases with departments are in `casework`."""

from huaiyuan.county.leads.actions.correct import amend_verdict, correct_verdict
from huaiyuan.county.leads.actions.dispatch import Dispatched, dispatch, let_go, withdraw, withhold
from huaiyuan.county.leads.actions.follow import (
    Change,
    household_gone,
    household_moved,
    one_person,
    people_gone,
    people_went,
    undo_following,
)
from huaiyuan.county.leads.actions.identifying import Identified, take_for_identification
from huaiyuan.county.leads.actions.opening import open_from_run, would_open
from huaiyuan.county.leads.actions.photos import add_photo, open_photo
from huaiyuan.county.leads.actions.regrounding import regain, strike
from huaiyuan.county.leads.actions.remarks import remark
from huaiyuan.county.leads.actions.reports import Report, Reported, take_report, withdraw_report
from huaiyuan.county.leads.actions.route import forward, return_to_county
from huaiyuan.county.leads.actions.together import Result, remind, remind_many, return_many
from huaiyuan.county.leads.actions.verify import (
    Judgement,
    Recorded,
    VisitReport,
    record_verdicts,
    sign_later,
    start_visit,
)

__all__ = [
    "Change",
    "Dispatched",
    "Identified",
    "Judgement",
    "Recorded",
    "Report",
    "Reported",
    "Result",
    "VisitReport",
    "add_photo",
    "amend_verdict",
    "correct_verdict",
    "dispatch",
    "forward",
    "household_gone",
    "household_moved",
    "let_go",
    "one_person",
    "open_from_run",
    "open_photo",
    "people_gone",
    "people_went",
    "record_verdicts",
    "regain",
    "remark",
    "remind",
    "remind_many",
    "return_many",
    "return_to_county",
    "sign_later",
    "start_visit",
    "strike",
    "take_for_identification",
    "take_report",
    "undo_following",
    "withdraw",
    "withdraw_report",
    "withhold",
    "would_open",
]
