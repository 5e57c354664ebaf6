"""Every write about questions, guides, guidance visits and faults."""

from huaiyuan.county.guiding.actions.asking import Asked, answer, ask, read, withdraw
from huaiyuan.county.guiding.actions.faults import NewFault, add_fault, cancel, close, mend, open_photo, return_
from huaiyuan.county.guiding.actions.guides import set_guide
from huaiyuan.county.guiding.actions.visiting import NewVisit, look, record_visit

__all__ = [
    "Asked",
    "NewFault",
    "NewVisit",
    "add_fault",
    "answer",
    "ask",
    "cancel",
    "close",
    "look",
    "mend",
    "open_photo",
    "read",
    "record_visit",
    "return_",
    "set_guide",
    "withdraw",
]
