"""Tables of duty: who helps whom, what was seen on visits, and what came of it."""

from huaiyuan.county.duty.models.handovers import Handover, HandoverLine
from huaiyuan.county.duty.models.pairing import Helper, HelperUnit, Pairing
from huaiyuan.county.duty.models.visits import HomeVisit, HomeVisitPhoto, Problem, ProblemCheck, VisitLook

__all__ = [
    "Handover",
    "HandoverLine",
    "Helper",
    "HelperUnit",
    "HomeVisit",
    "HomeVisitPhoto",
    "Pairing",
    "Problem",
    "ProblemCheck",
    "VisitLook",
]
