"""Models of oversight."""

from huaiyuan.county.oversight.models.consultations import Consultation, Decision
from huaiyuan.county.oversight.models.rhythm import ItemLine, PeriodicAction, RhythmItem

__all__ = ["Consultation", "Decision", "ItemLine", "PeriodicAction", "RhythmItem"]
