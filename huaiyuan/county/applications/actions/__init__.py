"""Every write about self-applications, posters and leaflets."""

from huaiyuan.county.applications.actions.asking import ask
from huaiyuan.county.applications.actions.deciding import (
    Accepted,
    Ended,
    accept,
    end,
    end_many,
    reopen,
    reroute,
    take_back,
)
from huaiyuan.county.applications.actions.filing import Filed, Filing, apply_publicly, file_for
from huaiyuan.county.applications.actions.leaflets import Round, give, open_proof, withdraw
from huaiyuan.county.applications.actions.pictures import open_photo
from huaiyuan.county.applications.actions.posters import change_code, codes_of
from huaiyuan.county.applications.actions.revealing import reveal_phone, reveal_receipt

__all__ = [
    "Accepted",
    "Ended",
    "Filed",
    "Filing",
    "Round",
    "accept",
    "apply_publicly",
    "ask",
    "change_code",
    "codes_of",
    "end",
    "end_many",
    "file_for",
    "give",
    "open_photo",
    "open_proof",
    "reopen",
    "reroute",
    "reveal_phone",
    "reveal_receipt",
    "take_back",
    "withdraw",
]
