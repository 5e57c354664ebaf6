"""All writes of the registry's upkeep."""

from huaiyuan.county.upkeep.actions.deciding import confirm_change, refuse_change, undo_change
from huaiyuan.county.upkeep.actions.duplicates import find_duplicates, judge_different, judge_same, take_back
from huaiyuan.county.upkeep.actions.filing import Filing, Who, file_change
from huaiyuan.county.upkeep.models import Change

__all__ = [
    "Change", "Filing", "Who", "confirm_change", "file_change", "find_duplicates", "judge_different", "judge_same", "refuse_change",
    "take_back", "undo_change",
]  # fmt: skip
