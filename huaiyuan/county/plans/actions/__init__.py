"""All writes to plans and measures: one transaction and one audit event each, `act` says who, having seen what."""

from huaiyuan.county.plans.actions.ending import say_ending
from huaiyuan.county.plans.actions.following import keep_up
from huaiyuan.county.plans.actions.moving import accept, finish, revise, send_back, start, stop, submit, take_back
from huaiyuan.county.plans.actions.opening import draft
from huaiyuan.county.plans.actions.settling import (
    Result,
    Together,
    add_photo,
    carry_out,
    carry_out_many,
    drop,
    open_photo,
)
from huaiyuan.county.plans.actions.writing import Written, remove, write
from huaiyuan.county.plans.transitions import Act, Helper

__all__ = [
    "Act",
    "Helper",
    "Result",
    "Together",
    "Written",
    "accept",
    "add_photo",
    "carry_out",
    "carry_out_many",
    "draft",
    "drop",
    "finish",
    "keep_up",
    "open_photo",
    "remove",
    "revise",
    "say_ending",
    "send_back",
    "start",
    "stop",
    "submit",
    "take_back",
    "write",
]
