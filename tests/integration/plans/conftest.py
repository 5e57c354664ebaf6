"""The tiny county, a family of its village whose risk is not cleared, and the hands that carry its plan."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from PIL import Image

from huaiyuan.core.kernel import clock
from huaiyuan.county.plans import actions
from huaiyuan.county.plans.actions import Act, Helper, Result, Written
from huaiyuan.county.plans.models import Measure
from huaiyuan.county.registry.models import LabourFact, MonitoringFact
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account

__all__ = ["county_account", "tiny", "tiny_once"]

VILLAGE, TOWN = "411330101200", "411330101"
SERVANT = Helper("BF0000001", "赵公务", "县水利局", public=True, carried=2, limit=5)


class Hands:
    """A village, a second pair of eyes there, a township, and a family."""

    def __init__(self, household_no: str) -> None:
        self.household_no = household_no
        self.village, self.town, self.other = account("xuzhai"), account("yuehe"), account("huilong")
        self.county = account("county1")

    def act(self, by=None, base=None) -> Act:
        return Act(by or self.village, base)

    def drafted(self):
        return actions.draft(self.household_no, act=self.act())

    def approved(self):
        plan = actions.submit(self.drafted().number, act=self.act(), helper=SERVANT)
        return actions.accept(plan.number, act=self.act(self.town))

    def measures(self, plan):
        return list(Measure.objects.filter(plan=plan).order_by("pk"))


@pytest.fixture
def hands(tiny) -> Hands:
    """A monitored family whose members can work, at risk by 因病."""
    fact = (
        MonitoringFact.objects.on(clock.today())
        .filter(risk_state="未消除", household__household_no__startswith=VILLAGE, household__closed_on=None)
        .order_by("household__household_no").first()
    )  # fmt: skip
    assert fact is not None, "the tiny county has a family at risk in the village"
    fact.risks = "因病"
    fact.save(update_fields=["risks"])
    LabourFact.objects.filter(person__membership__household=fact.household).update(labour="普通劳动力")
    return Hands(fact.household.household_no)


def written(**changed) -> Written:
    """A measure as somebody writes it."""
    today = clock.today()
    given = {
        "kind": "健康帮扶", "says": "办好慢特病卡，镇卫生院每月送药", "owner": "帮扶责任人", "risk": "因病",
        "planned_from": today, "planned_to": today + dt.timedelta(days=30), "yuan": Decimal("300.50"),
    }  # fmt: skip
    return Written(**(given | changed))


def result(**changed) -> Result:
    """A measure as it was carried out today."""
    return Result(**({"done_on": clock.today(), "says": "药已送到家", "yuan": Decimal("260.00")} | changed))


def photo() -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(stream, "JPEG")
    return stream.getvalue()
