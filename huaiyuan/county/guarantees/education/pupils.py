"""The ledger of those of school age (6—16周岁适龄儿童少年台账): one row a child, and where it learns."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.db.models import F, Q

from huaiyuan.county.guarantees.education import returning
from huaiyuan.county.guarantees.education.schools import DEPARTMENT, School
from huaiyuan.county.guarantees.education.types import Disabled, Ground, Mode, RollSays, Stage, Standing
from huaiyuan.county.ledger import reach
from huaiyuan.county.ledger.columns import Coded, Count, Day, Link, Note, Text
from huaiyuan.county.ledger.declaration import Beside, Check, Due, Ledger, Move, Opening, Pages, Photos, Told, View
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who

S = Standing
LEARNING, OUT = returning.LEARNING, returning.OUT
OVER = (S.GRADUATED, S.GONE)
ASIDE = (S.AWAY, S.LEAVE, S.DEFERRED, S.UNKNOWN)
# What a roll may say while a child truly is somewhere the county's rolls do not reach.
MOST_BESIDE = 6
SILENT = (RollSays.ABSENT, RollSays.DOUBTFUL, RollSays.UNCOVERED, RollSays.MOVED, "")


class Pupil(Entry):
    """A child or youth of school age (适龄儿童少年) and where it learns (就学状态)."""

    about = About.PERSON
    States = Standing

    school_no = Link("学校", School, note="不在本县学校的不选")
    stage = Coded("学段", Stage, asked=False)
    grade = Text("年级", most=20)
    mode = Coded("就读方式", Mode)
    age = Count("学年年龄", unit="周岁", filled=False, asked=False, source="学年开始那天（8月31日）满几周岁")
    disabled = Coded("残疾", Disabled, filled=False, asked=False, source="残联持证残疾人名册")
    disability = Text(
        "残疾类别等级", personal=True, listed=False, filled=False, asked=False, source="残联持证残疾人名册"
    )
    roll_says = Coded("名册比对", RollSays, filled=False, asked=False, source="教体局6—16周岁在籍学生名册")
    absent_days = Count(
        "连续缺勤", unit="天", listed=False, filled=False, asked=False, source="学籍名册，够预警天数的才写"
    )
    ground = Coded("状态依据", Ground, listed=False, filled=False, asked=False)
    absent_from = Day("从哪天起没来", listed=False, asked=False, filled=False)
    away_school = Text("县外学校", listed=False, asked=False, filled=False)
    away_no = Text("县外学籍号", personal=True, listed=False, asked=False, filled=False)
    until = Day("休学、缓学到哪天", ahead=True, listed=False, asked=False, filled=False)
    expert_on = Day("专家委评估日期", listed=False, asked=False, filled=False)
    note = Note("备注")

    class Meta:
        verbose_name = "适龄儿童少年"
        constraints = [
            models.UniqueConstraint(
                fields=["person_no"], name="pupil_once", violation_error_message="这个孩子已经建账了"
            )
        ]
        indexes = [models.Index(fields=["state", "number"], name="pupil_state_number")]


# A state that somebody looked at is not overwritten by a file.
BY_PERSON = {"ground": Ground.PERSON}


def _beside(row: Pupil, account: object) -> Iterator[Beside]:
    """What the other ledgers of this slice say of the child, as far as the account reads them."""
    for code in (returning.TEACHING if row.state == S.AT_HOME else returning.RETURNS, "aid"):
        ledger = reach.find_ledger(code, account)
        if ledger is None:
            continue
        found = reach.rows(ledger, account).filter(person_no=row.person_no).order_by("-number")[:MOST_BESIDE]
        lines = [(ledger.named(one), one.get_state_display(), ("ledger_entry", code, one.number)) for one in found]
        if lines:
            yield Beside(ledger.title, tuple(lines))


def _place(
    name: str, title: str, target: Standing, *, needs: tuple[str, ...] = (), after: Check | None = None
) -> Move:  # fmt: skip
    """A child finds its place: out of doubt, or from another kind of learning."""
    sources = tuple(state for state in (*LEARNING, *ASIDE) if state is not target)
    return Move(
        name, title, sources, target, (Who.DEPARTMENT,), needs=needs, reason=True, sets=BY_PERSON, after=after
    )  # fmt: skip


MOVES = (
    Move("suspect", "报疑似辍学", (*LEARNING, *ASIDE), S.SUSPECTED, (Who.UNIT, Who.VILLAGE, Who.TOWNSHIP, Who.DEPARTMENT),
         needs=("absent_from",), reason=True, sets=BY_PERSON, after=returning.begin,
         says="已报疑似辍学，劝返从现在起记"),
    Move("away", "在县外就读", (*LEARNING, S.LEAVE, S.DEFERRED, S.UNKNOWN), S.AWAY, (Who.UNIT, Who.VILLAGE, Who.TOWNSHIP),
         needs=("away_school", "proof"), may=("away_no",), sets=BY_PERSON),
    Move("leave", "休学", (S.AT_SCHOOL, S.INCLUSIVE, S.SPECIAL), S.LEAVE, (Who.UNIT,),
         needs=("until", "proof"), reason=True, sets=BY_PERSON),
    Move("defer", "延缓入学", (S.UNKNOWN, S.AT_SCHOOL), S.DEFERRED, (Who.TOWNSHIP, Who.DEPARTMENT),
         needs=("until", "proof"), reason=True, sets=BY_PERSON),
    Move("resume", "复学", (S.LEAVE,), S.AT_SCHOOL, (Who.UNIT,), sets=BY_PERSON),
    _place("attend", "落实在校", S.AT_SCHOOL),
    _place("inclusive", "落实随班就读", S.INCLUSIVE),
    _place("special", "落实特教学校", S.SPECIAL),
    _place("home", "落实送教上门", S.AT_HOME, needs=("expert_on",), after=returning.teach_at_home),
    Move("graduate", "毕业", LEARNING, S.GRADUATED, (Who.UNIT,), together=True, sets=BY_PERSON),
    Move("remove", "移出台账", (*LEARNING, *ASIDE), S.GONE, (Who.DEPARTMENT,), reason=True, sets=BY_PERSON),
    # What follows from 劝返 and from rolls; nobody takes these steps by hand.
    Move("drop_out", "认定辍学", (S.SUSPECTED,), S.DROPOUT, sets=BY_PERSON),
    *(Move(f"back_{state.value}", f"安置：{state.label}", tuple(s for s in (*OUT, *LEARNING) if s is not state), state,
           may=("away_school",), sets=BY_PERSON) for state in (*LEARNING, S.AWAY)),
)  # fmt: skip

PUPILS = Ledger(
    code="pupils", title="6—16周岁适龄儿童少年台账", model=Pupil, department=DEPARTMENT, prefix="SL", unit="人",
    says="按户籍底册、学籍、残联三份名单一个一个对，每个适龄儿童在哪里上学都落实到人。",
    basis="控辍保学“四查三比对”（教育部办公厅2024年4月通知）；《义务教育法》第十一条",
    opening=Opening(S.UNKNOWN, by=(Who.VILLAGE, Who.TOWNSHIP), home="school_no"), amend=(Who.UNIT,), fills=(Who.UNIT, Who.DEPARTMENT),
    named=lambda row: f"{row.grade or '适龄儿童'}（{row.number}）",
    moves=MOVES, photos=(Photos("proof", "证明"),), over=OVER,
    dues=(
        Due(S.UNKNOWN, Who.TOWNSHIP, "落实持证残疾儿童在哪里上学：{about}", "落实到哪一种就学方式",
            limit="education.place_days", wanted=lambda row: bool(row.disabled)),
    ),
    pages=Pages(
        views=(
            View("open", "要落实的", Q(state__in=[*OUT, S.UNKNOWN])),
            View("disabled", "残疾", ~Q(disabled="") & ~Q(state__in=OVER)),
            View("differs", "和名册对不上", Q(ground=Ground.PERSON) & ~Q(roll_says__in=SILENT) & ~Q(roll_says=F("state")) & ~Q(state__in=OVER)),
            View("home", "送教上门", Q(state=S.AT_HOME)),
        ),
        badges={S.AT_SCHOOL: Badge.DONE, S.SUSPECTED: Badge.DOUBT, S.DROPOUT: Badge.ALARM, S.UNKNOWN: Badge.UNKNOWN},
        beside=_beside, overview=("schooling", "教育保障"),
    ),
    told=Told("适龄儿童少年", "grade"), mechanisms=("M026", "M029", "M030"),
)  # fmt: skip
