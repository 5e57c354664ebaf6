"""Models of the five bottom lines, gathered from the slices."""

from huaiyuan.county.guarantees.education.aid import Aid
from huaiyuan.county.guarantees.education.pupils import Pupil
from huaiyuan.county.guarantees.education.returns import Return
from huaiyuan.county.guarantees.education.schools import School
from huaiyuan.county.guarantees.education.teaching import HomeTeaching
from huaiyuan.county.guarantees.education.visits import HomeLesson
from huaiyuan.county.guarantees.entitlements.models import Gap
from huaiyuan.county.guarantees.water.codes import PumpCode
from huaiyuan.county.guarantees.water.fund import WaterFund
from huaiyuan.county.guarantees.water.hauls import WaterHaul, WaterHauled
from huaiyuan.county.guarantees.water.homes import WaterHome
from huaiyuan.county.guarantees.water.patrols import WaterPatrol
from huaiyuan.county.guarantees.water.repairs import WaterRepair
from huaiyuan.county.guarantees.water.reports import WaterReport
from huaiyuan.county.guarantees.water.samples import WaterTest
from huaiyuan.county.guarantees.water.served import WaterServed
from huaiyuan.county.guarantees.water.works import WaterWorks

__all__ = [
    "Aid",
    "Gap",
    "HomeLesson",
    "HomeTeaching",
    "PumpCode",
    "Pupil",
    "Return",
    "School",
    "WaterFund",
    "WaterHaul",
    "WaterHauled",
    "WaterHome",
    "WaterPatrol",
    "WaterRepair",
    "WaterReport",
    "WaterServed",
    "WaterTest",
    "WaterWorks",
]  # fmt: skip
