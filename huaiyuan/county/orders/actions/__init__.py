"""Every write about 交办: issuing a list, a leader's one line, and what becomes of each line."""

from huaiyuan.county.orders.actions.carrying import (
    Many,
    accept,
    answer,
    cancel,
    close,
    close_many,
    decline,
    return_,
    return_many,
    route,
)
from huaiyuan.county.orders.actions.files import Given, open_file
from huaiyuan.county.orders.actions.issuing import Subject, default_day, instruct, issue

__all__ = [
    "Given",
    "Many",
    "Subject",
    "accept",
    "answer",
    "cancel",
    "close",
    "close_many",
    "decline",
    "default_day",
    "instruct",
    "issue",
    "open_file",
    "return_",
    "return_many",
    "route",
]
