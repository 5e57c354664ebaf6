"""The ledgers of education (教育保障)."""

from __future__ import annotations

from huaiyuan.county.guarantees.education.aid import AID
from huaiyuan.county.guarantees.education.pupils import PUPILS
from huaiyuan.county.guarantees.education.returns import RETURNS
from huaiyuan.county.guarantees.education.schools import SCHOOLS
from huaiyuan.county.guarantees.education.teaching import TEACHING
from huaiyuan.county.guarantees.education.visits import VISITS

LEDGERS = (SCHOOLS, PUPILS, RETURNS, TEACHING, VISITS, AID)
