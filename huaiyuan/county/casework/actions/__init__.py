"""Every write about cases and cycles."""

from huaiyuan.county.casework.actions.answering import open_answer_file, take_answers
from huaiyuan.county.casework.actions.caring import Look, at_risk_again, look_after
from huaiyuan.county.casework.actions.comparing import Taken, make_list, record_answers, take_list
from huaiyuan.county.casework.actions.cycles import (
    Decided,
    change_category,
    clear,
    identify,
    strike_off,
    undo_clearing,
)
from huaiyuan.county.casework.actions.earlier import begin_earlier, set_contact
from huaiyuan.county.casework.actions.entries import check_entries
from huaiyuan.county.casework.actions.families import confirm_change, file_change, undo_change
from huaiyuan.county.casework.actions.following import follow
from huaiyuan.county.casework.actions.leaving import (
    Paper,
    Sheet,
    add_paper,
    decline,
    nominate,
    nominate_many,
    open_paper,
    survey,
    withdraw,
)
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
from huaiyuan.county.casework.actions.web import address_for, look, take_down

__all__ = [
    "Act",
    "Decided",
    "Held",
    "Item",
    "Look",
    "Minutes",
    "Opened",
    "Paper",
    "Sheet",
    "Taken",
    "add_paper",
    "address_for",
    "announce",
    "answer_objection",
    "at_risk_again",
    "begin_earlier",
    "change_category",
    "check_entries",
    "clear",
    "compared",
    "confirm_change",
    "decline",
    "deliberate",
    "enter",
    "expire",
    "file_change",
    "find",
    "follow",
    "help_first",
    "identify",
    "look",
    "look_after",
    "make_list",
    "mend",
    "nominate",
    "nominate_many",
    "open_answer_file",
    "open_from_lead",
    "open_many",
    "open_paper",
    "open_proof",
    "open_signed_list",
    "post",
    "raise_objection",
    "record_answers",
    "record_meeting",
    "resume",
    "set_contact",
    "show_sheet",
    "sign",
    "stop",
    "strike_off",
    "survey",
    "suspend",
    "take_answers",
    "take_down",
    "take_list",
    "undo_change",
    "undo_clearing",
    "visit",
    "withdraw",
]  # fmt: skip
