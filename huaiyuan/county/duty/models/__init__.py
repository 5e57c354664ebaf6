"""Tables of duty: who helps whom, what was seen on visits, and what came of it."""

from huaiyuan.county.duty.models.pairing import Handover, Helper, HelperUnit, Pairing
from huaiyuan.county.duty.models.visits import HomeVisit, HomeVisitPhoto, Problem, ProblemCheck, VisitLook

__all__ = [
    "Handover",
    "Helper",
    "HelperUnit",
    "HomeVisit",
    "HomeVisitPhoto",
    "Pairing",
    "Problem",
    "ProblemCheck",
    "VisitLook",
]
