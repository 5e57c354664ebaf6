"""Tables of full screening rounds (集中排查). Private to this app: others use its actions, queries or snapshot tables."""

from huaiyuan.county.rounds.models.closings import Closing, Draw, Recheck
from huaiyuan.county.rounds.models.looks import RoundProblem, Tick, TickPhoto
from huaiyuan.county.rounds.models.rounds import KeyReason, Line, Round, RoundGroup

__all__ = [
    "Closing",
    "Draw",
    "KeyReason",
    "Line",
    "Recheck",
    "Round",
    "RoundGroup",
    "RoundProblem",
    "Tick",
    "TickPhoto",
]
