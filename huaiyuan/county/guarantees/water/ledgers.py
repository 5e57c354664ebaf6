"""The ledgers of water, in the order in which they lean on each other."""

from __future__ import annotations

from huaiyuan.county.guarantees.water.fund import FUND
from huaiyuan.county.guarantees.water.hauls import HAULS
from huaiyuan.county.guarantees.water.homes import HOMES
from huaiyuan.county.guarantees.water.patrols import PATROLS
from huaiyuan.county.guarantees.water.repairs import REPAIRS
from huaiyuan.county.guarantees.water.samples import TESTS
from huaiyuan.county.guarantees.water.served import SERVED
from huaiyuan.county.guarantees.water.works import WORKS

LEDGERS = (WORKS, SERVED, REPAIRS, PATROLS, TESTS, FUND, HAULS, HOMES)
