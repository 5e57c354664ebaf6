"""Tables of plans and measures. Private to this app: others use its actions, queries or published snapshot tables."""

from huaiyuan.county.plans.models.plans import Measure, MeasurePhoto, Plan, PlanStep

__all__ = ["Measure", "MeasurePhoto", "Plan", "PlanStep"]
