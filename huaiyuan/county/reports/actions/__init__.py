"""All writes of forms: printing, signed sheets that come back, a county's own templates, batches."""

from huaiyuan.county.reports.actions.batches import ask, left_taken, take
from huaiyuan.county.reports.actions.printing import Printed, print_one
from huaiyuan.county.reports.actions.signing import file_signed, open_signed
from huaiyuan.county.reports.actions.templates import change, in_force, take_back, take_file

__all__ = [
    "Printed",
    "ask",
    "change",
    "file_signed",
    "in_force",
    "left_taken",
    "open_signed",
    "print_one",
    "take",
    "take_back",
    "take_file",
]
