"""Visits of home teaching (送教记录): when, how long, what was taught, with photo and the family's signature."""

from __future__ import annotations

from django.db import models

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guarantees.education import errors, keeping
from huaiyuan.county.guarantees.education.schools import DEPARTMENT, has_school
from huaiyuan.county.guarantees.education.teaching import HomeTeaching
from huaiyuan.county.ledger.columns import Count, Day, Link, Note, Text
from huaiyuan.county.ledger.declaration import Act, Due, Ledger, Move, Opening, Pages, Photos, View
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who

MOST_HOURS = 8


class HomeLesson(Entry):
    """One visit of home teaching (送教记录)."""

    about = About.PERSON

    class States(models.TextChoices):
        """Whether its record is whole."""

        NOTED = "noted", "待归档"
        FILED = "filed", "已归档"

    taught = Link("送教档案", HomeTeaching, required=True)
    visited_on = Day("送教日期", required=True)
    hours = Count("时长", unit="课时", required=True, lo=1)
    content = Note("教了什么、学得怎样", required=True, listed=True)
    signed_by = Text("家长签字", personal=True, asked=False, most=20)

    class Meta:
        verbose_name = "送教记录"
        indexes = [models.Index(fields=["taught", "visited_on"], name="home_visit_case_day")]


def _check(_row: HomeLesson, act: Act) -> None:
    """A visit is not longer than a day. Raises EDUCATION_TOO_MANY."""
    if (act.values.get("hours") or 0) > MOST_HOURS:
        raise DomainError(errors.TOO_MANY, given=act.values["hours"], most=MOST_HOURS)


V = HomeLesson.States
VISITS = Ledger(
    code="home-visits", title="送教记录", model=HomeLesson, department=DEPARTMENT, prefix="SR", unit="次",
    says="每次送教一条：教了什么，照片和家长签字传上来才算一次。",
    basis="送教上门档案：评估表、方案、每次记录、照片、家长签字",
    opening=Opening(V.NOTED, by=(Who.UNIT,), home="taught", title="记一次送教"), amend=(Who.UNIT,), fills=(Who.UNIT,),
    named=lambda row: f"{row.visited_on or ''}送教（{row.number}）", checks=(_check,),
    moves=(
        Move("file", "传照片和家长签字，归档", (V.NOTED,), V.FILED, (Who.UNIT,), needs=("signed_by", "record"),
             primary=True, after=keeping.counted, says="这次送教归档了"),
    ),
    photos=(Photos("record", "送教照片和签字", most=4),),
    dues=(Due(V.NOTED, Who.UNIT, "传送教照片和家长签字：{about}", "照片和签字", limit="education.home.file_days",
              wanted=has_school),),
    pages=Pages(
        views=(View("noted", "待归档", models.Q(state=V.NOTED)),), badges={V.FILED: Badge.DONE, V.NOTED: Badge.WAITING},
    ),
    mechanisms=("M028",),
)  # fmt: skip
