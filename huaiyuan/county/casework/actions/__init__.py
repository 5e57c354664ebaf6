"""Every write about cases and cycles."""

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

__all__ = [
    "Decided",
    "change_category",
    "clear",
    "confirm_change",
    "file_change",
    "follow",
    "identify",
    "strike_off",
    "undo_change",
    "undo_clearing",
]
