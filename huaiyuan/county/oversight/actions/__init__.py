"""Every write about the rhythm and about consultations."""

from huaiyuan.county.oversight.actions.consultations import (
    Point,
    Recorded,
    answer,
    cancel,
    close,
    key_of,
    owners,
    record,
    return_,
)
from huaiyuan.county.oversight.actions.rhythm import confirm_action, keep_up, may_report, remind, submit, take_back

__all__ = [
    "Point",
    "Recorded",
    "answer",
    "cancel",
    "close",
    "confirm_action",
    "keep_up",
    "key_of",
    "may_report",
    "owners",
    "record",
    "remind",
    "return_",
    "submit",
    "take_back",
]
