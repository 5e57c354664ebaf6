"""All writes to the registry (底册): dated facts, one transaction and one audit event each, `by=` who did it."""

from huaiyuan.county.registry.actions.changes import enters, goes, joins, splits, takes_over, unites
from huaiyuan.county.registry.actions.corrections import correct_fact
from huaiyuan.county.registry.actions.households import close_household, member_joins, member_leaves, move_household
from huaiyuan.county.registry.actions.initials import fill_initials
from huaiyuan.county.registry.actions.members import Newcomer
from huaiyuan.county.registry.actions.monitoring import (
    change_category,
    clear_risk,
    identify,
    strike_off,
    undo_clearing,
)
from huaiyuan.county.registry.actions.one_person import United, one_person
from huaiyuan.county.registry.actions.persons import correct_person_name
from huaiyuan.county.registry.actions.revealing import SealedField, call, reveal
from huaiyuan.county.registry.actions.undoing import undo

__all__ = [
    "Newcomer",
    "SealedField",
    "United",
    "call",
    "change_category",
    "clear_risk",
    "close_household",
    "correct_fact",
    "correct_person_name",
    "enters",
    "fill_initials",
    "goes",
    "identify",
    "joins",
    "member_joins",
    "member_leaves",
    "move_household",
    "one_person",
    "reveal",
    "splits",
    "strike_off",
    "takes_over",
    "undo",
    "undo_clearing",
    "unites",
]
