"""All writes to the registry (底册): dated facts, one transaction and one audit event each, `by=` who did it."""

from huaiyuan.county.registry.actions.households import close_household, member_joins, member_leaves, move_household
from huaiyuan.county.registry.actions.monitoring import (
    change_category,
    clear_risk,
    identify,
    strike_off,
    undo_clearing,
)
from huaiyuan.county.registry.actions.persons import correct_person_name
from huaiyuan.county.registry.actions.revealing import SealedField, reveal

__all__ = [
    "SealedField",
    "change_category",
    "clear_risk",
    "close_household",
    "correct_person_name",
    "identify",
    "member_joins",
    "member_leaves",
    "move_household",
    "reveal",
    "strike_off",
    "undo_clearing",
]
