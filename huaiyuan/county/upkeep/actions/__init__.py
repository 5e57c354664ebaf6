"""All writes of the registry's upkeep."""

from huaiyuan.county.upkeep.actions.deciding import confirm_change, refuse_change, undo_change
from huaiyuan.county.upkeep.actions.filing import Filing, Who, file_change

__all__ = ["Filing", "Who", "confirm_change", "file_change", "refuse_change", "undo_change"]
