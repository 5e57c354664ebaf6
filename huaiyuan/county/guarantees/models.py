"""Models of the five bottom lines, gathered from the slices."""

from huaiyuan.county.guarantees.education.aid import Aid
from huaiyuan.county.guarantees.education.pupils import Pupil
from huaiyuan.county.guarantees.education.returns import Return
from huaiyuan.county.guarantees.education.schools import School
from huaiyuan.county.guarantees.education.teaching import HomeTeaching
from huaiyuan.county.guarantees.education.visits import HomeVisit

__all__ = ["Aid", "HomeTeaching", "HomeVisit", "Pupil", "Return", "School"]
