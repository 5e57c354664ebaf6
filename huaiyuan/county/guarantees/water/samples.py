"""水质检测: source water, treated water and tap water, in the dry season and the wet one; untested is never passed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huaiyuan.county.guarantees.water import raising
from huaiyuan.county.guarantees.water.repairs import REPAIRS, Trouble, WaterRepair
from huaiyuan.county.guarantees.water.works import DEPARTMENT, OF_WORKS, WaterWorks
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.columns import Coded, Day, Link, Text
from huaiyuan.county.ledger.declaration import Act, Due, Ledger, Move, Opening, Pages, View, today
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


class WaterTest(Entry):
    """A sample of a works' water and what the laboratory said (水质检测)."""

    about = About.VILLAGE

    class States(models.TextChoices):
        """待出结果, 合格, 不合格."""

        SAMPLED = "sampled", "待出结果"
        PASSED = "passed", "合格"
        FAILED = "failed", "不合格"

    class Sample(models.TextChoices):
        """Where the water was taken."""

        SOURCE = "source", "水源水"
        TREATED = "treated", "出厂水"
        TAP = "tap", "末梢水"

    class Season(models.TextChoices):
        """When in the year."""

        DRY = "dry", "枯水期"
        WET = "wet", "丰水期"

    works = Link("供水工程", WaterWorks, required=True, related_name="tests")
    sample = Coded("样品", Sample, required=True)
    season = Coded("哪一期", Season, required=True)
    sampled_on = Day("采样日期", required=True)
    lab = Text("检测单位")
    items = Text("不合格项目", asked=False, note="如菌落总数、浑浊度")
    told_on = Day("出结果的日子", asked=False, filled=False)

    class Meta:
        verbose_name = "水质检测"
        constraints = [
            models.UniqueConstraint(
                fields=["works", "sample", "sampled_on"], name="water_test_once",
                violation_error_message="这处工程这一天的这种样品已经登记了",
            )
        ]  # fmt: skip


def report(row: WaterTest, act: Act) -> None:
    """Water that failed is to be put right like anything that breaks."""
    says = f"{WaterTest.Sample(row.sample).label}：{row.items}"[:40]
    actions.open_entry(
        REPAIRS, actions.Place(), {"trouble": Trouble.FAILED, "note": says, "came": WaterRepair.Came.TEST},
        by=act.by, links={"works": row.works}, at=act.at, trusted=True,
    )  # fmt: skip


S = WaterTest.States
TESTS = Ledger(
    code="water-tests", title="水质检测", model=WaterTest, department=DEPARTMENT, prefix="SZ",
    says="水源水、出厂水、末梢水，枯水期、丰水期各一次；没测的不算合格", basis="M054",
    opening=Opening(S.SAMPLED, by=(Who.DEPARTMENT,), home="works", title="登记采样"), amend=(Who.DEPARTMENT,), fills=(Who.DEPARTMENT,),
    named=lambda row: f"{row.works.name}{WaterTest.Sample(row.sample).label}", reads=OF_WORKS,
    moves=(
        Move("pass", "合格", (S.SAMPLED,), S.PASSED, (Who.DEPARTMENT,), sets={"told_on": today}, together=True, primary=True, says="登记了，合格"),
        Move("fail", "不合格", (S.SAMPLED,), S.FAILED, (Who.DEPARTMENT,), needs=("items",),
             sets={"told_on": today}, after=report, says="记下了，已报修"),
    ),
    dues=(Due(S.SAMPLED, Who.DEPARTMENT, "登记水质结果：{about}", "合格或不合格", limit="water.sample_days"),),
    pages=Pages(
        views=(View("source", "水源水", Q(sample="source")), View("failed", "不合格", Q(state="failed"))),
        badges={S.PASSED: Badge.DONE, S.FAILED: Badge.BAD, S.SAMPLED: Badge.WAITING}, overview=("water", "饮水总览"),
    ),
    raises=(raising.FAILED,), mechanisms=("M054",),
)  # fmt: skip
