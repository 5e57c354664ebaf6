"""Every write about rows of ledgers."""

from huaiyuan.county.ledger.actions.amending import amend
from huaiyuan.county.ledger.actions.moving import Together, move, move_many
from huaiyuan.county.ledger.actions.opening import Place, open_entry
from huaiyuan.county.ledger.actions.photos import open_photo
from huaiyuan.county.ledger.actions.views import drop_view, save_view

__all__ = [
    "Place", "Together", "amend", "drop_view", "move", "move_many", "open_entry", "open_photo", "save_view",
]  # fmt: skip
