"""Every write about cases and cycles."""

from huaiyuan.county.casework.actions.comparing import Taken, make_list, record_answers, take_list
from huaiyuan.county.casework.actions.cycles import (
    Decided,
    change_category,
    clear,
    identify,
    strike_off,
    undo_clearing,
)
from huaiyuan.county.casework.actions.families import confirm_change, file_change, undo_change
from huaiyuan.county.casework.actions.following import follow
from huaiyuan.county.casework.actions.meetings import Item, Minutes, open_signed_list, record_meeting
from huaiyuan.county.casework.actions.opening import Opened, open_from_lead, open_many
from huaiyuan.county.casework.actions.proofs import open_proof, show_sheet
from huaiyuan.county.casework.actions.township import announce, help_first, resume, stop, suspend
from huaiyuan.county.casework.actions.village import (
    Act,
    Held,
    answer_objection,
    compared,
    deliberate,
    enter,
    expire,
    find,
    mend,
    post,
    raise_objection,
    sign,
    visit,
)

__all__ = [
    "Act", "Decided", "Held", "Item", "Minutes", "Opened", "Taken", "announce", "answer_objection",
    "change_category", "clear", "compared", "confirm_change", "deliberate", "enter", "expire", "file_change", "find",
    "follow", "help_first", "identify", "make_list", "mend", "open_from_lead", "open_many", "open_proof", "open_signed_list", "post",
    "raise_objection", "record_answers", "record_meeting", "resume", "show_sheet", "sign", "stop", "strike_off", "suspend",
    "take_list", "undo_change", "undo_clearing", "visit",
]  # fmt: skip
