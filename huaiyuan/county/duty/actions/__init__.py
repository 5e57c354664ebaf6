"""Every write about helpers, pairings, visits and what has to be settled."""

from huaiyuan.county.duty.actions.arranging import Arranged, arrange, come_back
from huaiyuan.county.duty.actions.closing import end_with_households
from huaiyuan.county.duty.actions.handing import Handed, hand_over
from huaiyuan.county.duty.actions.helping import NewHelper, add_helper, helper_leaves
from huaiyuan.county.duty.actions.pairing import pair
from huaiyuan.county.duty.actions.phones import issue_code, stop_phones
from huaiyuan.county.duty.actions.photos import add_photo, open_photo
from huaiyuan.county.duty.actions.problems import pass_on, settle
from huaiyuan.county.duty.actions.sheets import accept_handover
from huaiyuan.county.duty.actions.visiting import NewProblem, Received, Report, RiskSeen, record_visit

__all__ = [
    "Arranged",
    "Handed",
    "NewHelper",
    "NewProblem",
    "Received",
    "Report",
    "RiskSeen",
    "accept_handover",
    "add_helper",
    "add_photo",
    "arrange",
    "come_back",
    "end_with_households",
    "hand_over",
    "helper_leaves",
    "issue_code",
    "open_photo",
    "pair",
    "pass_on",
    "record_visit",
    "settle",
    "stop_phones",
]
