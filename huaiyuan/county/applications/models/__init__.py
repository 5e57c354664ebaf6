"""Tables of self-applications and of the leaflets that tell families how."""

from huaiyuan.county.applications.models.applications import (
    Application,
    ApplicationPhoto,
    Attempt,
    PosterCode,
    Rerouting,
)
from huaiyuan.county.applications.models.leaflets import Distribution, Given

__all__ = ["Application", "ApplicationPhoto", "Attempt", "Distribution", "Given", "PosterCode", "Rerouting"]
