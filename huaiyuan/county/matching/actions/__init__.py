"""All writes of matching: taking a batch to people, and deciding what the machine could not."""

from huaiyuan.county.matching.actions import bulk
from huaiyuan.county.matching.actions.batches import JOB, Sent, match, merge, order, take_in, take_in_all, told
from huaiyuan.county.matching.actions.bulk import agree, decline, propose, undo_bulk
from huaiyuan.county.matching.actions.deciding import decide, revoke, settle, undo_last
from huaiyuan.county.matching.actions.recognising import recognise
from huaiyuan.county.matching.actions.revealing import reveal_cell

__all__ = [
    "JOB",
    "Sent",
    "agree",
    "bulk",
    "decide",
    "decline",
    "match",
    "merge",
    "order",
    "propose",
    "recognise",
    "reveal_cell",
    "revoke",
    "settle",
    "take_in",
    "take_in_all",
    "told",
    "undo_bulk",
    "undo_last",
]
