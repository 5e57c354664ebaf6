"""Models of guiding."""

from huaiyuan.county.guiding.models.questions import GuideArea, Question
from huaiyuan.county.guiding.models.visits import Fault, FaultPhoto, GuidanceVisit, SampledHousehold

__all__ = ["Fault", "FaultPhoto", "GuidanceVisit", "GuideArea", "Question", "SampledHousehold"]
