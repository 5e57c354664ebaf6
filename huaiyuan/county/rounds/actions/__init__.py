"""Every write about full screening rounds."""

from huaiyuan.county.rounds.actions.closing import close, excuse, reopen
from huaiyuan.county.rounds.actions.following import keep_up
from huaiyuan.county.rounds.actions.looking import Looked, Report, look, look_many, open_photo, undo
from huaiyuan.county.rounds.actions.opening import Opened, announce, prepare
from huaiyuan.county.rounds.actions.rechecking import Drawn, draw, record_recheck

__all__ = [
    "Drawn",
    "Looked",
    "Opened",
    "Report",
    "announce",
    "close",
    "draw",
    "excuse",
    "keep_up",
    "look",
    "look_many",
    "open_photo",
    "prepare",
    "record_recheck",
    "reopen",
    "undo",
]
