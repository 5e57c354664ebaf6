"""Teaching at home (送教上门): one child, one file (一人一案) – who teaches, by which plan, and whether the month's visits came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huaiyuan.county.guarantees.education.pupils import Pupil
from huaiyuan.county.guarantees.education.schools import DEPARTMENT, has_none, has_school
from huaiyuan.county.ledger.columns import Count, Day, Link, Note, Text
from huaiyuan.county.ledger.declaration import (
    LEDGERS,
    Beside,
    Due,
    Ledger,
    Move,
    Opening,
    Pages,
    Photos,
    Told,
    View,
    today,
)
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


class HomeTeaching(Entry):
    """A pupil who is taught at home (送教一人一案)."""

    about = About.PERSON

    class States(models.TextChoices):
        """Whether it is taught as planned."""

        PLANNING = "planning", "待定方案"
        TEACHING = "teaching", "送教中"
        BEHIND = "behind", "欠送教"
        ENDED = "ended", "已结束"

    pupil = Link("学生", Pupil, required=True, listed=False)
    teacher = Text("送教老师", asked=False, most=20)
    expert_on = Day("专家委评估日期", asked=False, note="新增送教要先经残疾人教育专家委员会评估")
    plan = Note("送教方案", asked=False, note="送什么、一月几次、家长怎么配合")
    agreed_on = Day("家长签字日期", asked=False)
    began_on = Day("从哪天起送教", asked=False)
    visits = Count("累计送教", unit="次", filled=False, asked=False)
    last_on = Day("最近一次送教", filled=False, asked=False)
    lacking = Count("还欠", unit="次", filled=False, asked=False)
    checked = Text("核到哪个月", most=7, filled=False, asked=False, listed=False)
    ended_on = Day("结束日期", filled=False, asked=False, listed=False)

    class Meta:
        verbose_name = "送教一人一案"
        constraints = [
            models.UniqueConstraint(
                fields=["pupil"], condition=~Q(state="ended"), name="teaching_open_once",
                violation_error_message="这个学生已经有送教档案了",
            )
        ]  # fmt: skip


T = HomeTeaching.States
SHOWN = 6
PAPERS = ("teacher", "expert_on", "plan", "agreed_on", "began_on")
INCOMPLETE = Q(teacher="") | Q(plan="") | Q(expert_on=None) | Q(agreed_on=None) | Q(began_on=None)


def missing_papers(row: HomeTeaching) -> list[str]:
    """The papers that a file lacks, as people call them; nothing when the archive is complete."""
    return [TEACHING.column(name).title for name in PAPERS if getattr(row, name) in (None, "")]


def _beside(row: HomeTeaching, _account: object) -> list[Beside]:
    """What the archive lacks, and the last visits."""
    missing = missing_papers(row)
    papers = Beside("档案", (("还缺" + "、".join(missing) if missing else "齐了", "", ()),))
    visits = LEDGERS["home-visits"]
    found = visits.model._default_manager.filter(taught=row).order_by("-visited_on")[:SHOWN]
    lines = [
        (
            f"{one.visited_on}，{one.hours}课时",
            f"{one.content}，{one.get_state_display()}",
            ("ledger_entry", visits.code, one.number),
        )
        for one in found
    ]
    return [papers, Beside("最近的送教", tuple(lines) or (("还没有送过", "", ()),))]


TEACHING = Ledger(
    code="home-teaching", title="送教上门一人一案", model=HomeTeaching, department=DEPARTMENT, prefix="SJ", unit="人",
    says="不能到校的重度残疾学生一人一案：谁送、怎么送、每月送够几次，档案缺什么一看就知道。",
    basis="送教上门每月不少于2次、每次不少于2课时（各地公开规定，县里可改）",
    opening=Opening(T.PLANNING, home="pupil"), amend=(Who.UNIT, Who.DEPARTMENT), fills=(Who.UNIT, Who.DEPARTMENT), named=lambda row: row.number,
    moves=(
        Move("begin", "方案定了，开始送教", (T.PLANNING,), T.TEACHING, (Who.UNIT, Who.DEPARTMENT), needs=(*PAPERS, "plan_photo"),
             primary=True, says="开始送教，每次送教在“送教记录”里记"),
        Move("end", "不再送教", (T.PLANNING, T.TEACHING, T.BEHIND), T.ENDED, (Who.DEPARTMENT,), reason=True, sets={"ended_on": today}),
        Move("fall_behind", "上月没送够", (T.TEACHING,), T.BEHIND),
        Move("catch_up", "补上了", (T.BEHIND,), T.TEACHING, sets={"lacking": 0}),
    ),
    photos=(Photos("plan_photo", "评估表和方案", most=6),), over=(T.ENDED,),
    dues=(
        Due(T.PLANNING, Who.UNIT, "定送教方案：{about}", "方案、评估、家长签字齐了", limit="education.home.plan_days",
            wanted=has_school),
        Due(T.PLANNING, Who.DEPARTMENT, "给送教学生定学校、老师：{about}", "方案、评估、家长签字齐了", limit="education.home.plan_days",
            wanted=has_none),
        Due(T.BEHIND, Who.UNIT, "补上欠的送教：{about}", "补送的记录", limit="education.home.catch_up_days",
            wanted=has_school),
    ),
    pages=Pages(
        views=(View("incomplete", "档案不全", INCOMPLETE & ~Q(state=T.ENDED)),),
        badges={T.TEACHING: Badge.DONE, T.BEHIND: Badge.LATE, T.PLANNING: Badge.WAITING}, beside=_beside,
    ),
    told=Told("送教上门", "state"), mechanisms=("M028", "M031", "M032"),
)  # fmt: skip
