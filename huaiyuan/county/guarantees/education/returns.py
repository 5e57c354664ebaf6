"""Bringing back (劝返): every effort for a child that may have dropped out, until it has its place (早发现、早劝返、早安置)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huaiyuan.county.guarantees.education import returning
from huaiyuan.county.guarantees.education.pupils import Pupil
from huaiyuan.county.guarantees.education.schools import DEPARTMENT, has_none, has_school
from huaiyuan.county.guarantees.education.types import FoundBy, Standing, Way
from huaiyuan.county.ledger.columns import Coded, Count, Day, Link, Note, Text
from huaiyuan.county.ledger.declaration import Act, Due, Ledger, Move, Opening, Pages, Photos, Told, View, today
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


class Placed(models.TextChoices):
    """Where a child that is back learns (安置)."""

    AT_SCHOOL = Standing.AT_SCHOOL.value, "在校"
    INCLUSIVE = Standing.INCLUSIVE.value, "随班就读"
    SPECIAL = Standing.SPECIAL.value, "特教学校"
    AT_HOME = Standing.AT_HOME.value, "送教上门"


class Return(Entry):
    """One child to bring back (劝返), from found to placed."""

    about = About.PERSON

    class States(models.TextChoices):
        """How far it is."""

        FOUND = "found", "已发现"
        WORKING = "working", "劝返中"
        BACK = "back", "已返校，待安置"
        PLACED = "placed", "已安置"
        UNFOUNDED = "unfounded", "没有辍学"

    pupil = Link("学生", Pupil, required=True, listed=False)
    found_by = Coded("谁发现的", FoundBy, asked=False)
    found_on = Day("从哪天起没来", asked=False, note="名册比对出来的写比对那天")
    efforts = Count("劝返次数", unit="次", filled=False, asked=False)
    last_on = Day("最近一次劝返", filled=False, asked=False)
    way = Coded("劝返方式", Way, filled=False, asked=False, listed=False)
    people = Text("谁去的", personal=True, filled=False, asked=False, listed=False)
    effort = Note("怎么劝的、家里怎么说", filled=False, asked=False)
    confirmed_on = Day("认定辍学日期", filled=False, asked=False)
    back_on = Day("返校日期", filled=False, asked=False)
    placement = Coded("安置方式", Placed, filled=False, asked=False)
    ended_on = Day("了结日期", filled=False, asked=False, listed=False)
    away_school = Text("县外学校", filled=False, asked=False, listed=False)

    class Meta:
        verbose_name = "劝返"
        constraints = [
            models.UniqueConstraint(
                fields=["pupil"], condition=Q(state__in=["found", "working", "back"]), name="return_open_once",
                violation_error_message="这个孩子正在劝返",
            )
        ]  # fmt: skip


def _one_more(row: Return, _act: Act) -> int:
    return (row.efforts or 0) + 1


R = Return.States
LIVE = (R.FOUND, R.WORKING)
ENDED = {"ended_on": today}
WORKERS = (Who.UNIT, Who.VILLAGE, Who.TOWNSHIP, Who.DEPARTMENT)
MOVES = (
    Move("effort", "记一次劝返", LIVE, R.WORKING, WORKERS, needs=("last_on", "way", "people", "effort"), may=("visit",),
         sets={"efforts": _one_more}, primary=True, check=returning.require_after, says="这次劝返记下了"),
    Move("confirm", "认定辍学", (R.WORKING,), R.WORKING, (Who.DEPARTMENT,), needs=("confirmed_on",),
         reason=True, check=returning.require_after, after=returning.drop_out),
    Move("back", "返校了", LIVE, R.BACK, (Who.UNIT, Who.TOWNSHIP), needs=("back_on",), check=returning.require_after,
         says="已返校，教体局来定怎么安置"),
    Move("place", "安置到位", (R.BACK,), R.PLACED, (Who.DEPARTMENT,), needs=("placement",),
         sets=ENDED, other_than="back", primary=True, after=returning.settle, says="已安置"),
    Move("again", "又没来了", (R.BACK,), R.WORKING, (Who.UNIT, Who.DEPARTMENT), reason=True, after=returning.again),
    Move("elsewhere", "在县外就读", LIVE, R.UNFOUNDED, (Who.TOWNSHIP, Who.VILLAGE, Who.UNIT), needs=("away_school", "proof"),
         sets=ENDED, after=returning.settle),
    Move("present", "一直在校", LIVE, R.UNFOUNDED, (Who.UNIT,), reason=True, sets=ENDED, after=returning.settle),
    # The next roll says by itself that the child is at school again.
    Move("on_roll", "名册上已在读", LIVE, R.BACK),
)  # fmt: skip

RETURNS = Ledger(
    code="returns", title="劝返台账", model=Return, department=DEPARTMENT, prefix="QF", unit="人",
    says="疑似辍学的一个一个劝，每次上门、打电话都记，返校了还要安置到位才算完。",
    basis="疑似辍学台账、辍学台账，劝返每次留痕、动态销号（教育部办公厅2024年4月通知）",
    opening=Opening(R.FOUND, home="pupil"), named=lambda row: row.number,
    moves=MOVES, photos=(Photos("visit", "劝返照片"), Photos("proof", "就读证明")), over=(R.PLACED, R.UNFOUNDED),
    dues=(
        *(Due(state, Who.UNIT, "劝返疑似辍学的学生：{about}", "返校，或者查明在哪里上学", limit="education.return_days",
              wanted=has_school) for state in LIVE),
        *(Due(state, Who.TOWNSHIP, "劝返疑似辍学的孩子：{about}", "返校，或者查明在哪里上学", limit="education.return_days",
              wanted=has_none) for state in LIVE),
        Due(R.BACK, Who.DEPARTMENT, "安置返校学生：{about}", "安置到哪一种就学方式", limit="education.place_days"),
    ),
    pages=Pages(
        views=(View("confirmed", "辍学", Q(confirmed_on__isnull=False) & Q(ended_on__isnull=True)),),
        badges={R.FOUND: Badge.DOUBT, R.WORKING: Badge.WAITING, R.PLACED: Badge.DONE},
    ),
    told=Told("劝返", "found_by", "found_on"), mechanisms=("M026", "M032"),
)  # fmt: skip
