"""Schools (学校): what pupils' rows and a school's post hang on; a school signs in for its own number."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from huaiyuan.county.guarantees.education.types import SchoolKind
from huaiyuan.county.ledger.columns import Coded, Count, Text
from huaiyuan.county.ledger.declaration import Ledger, Move, Opening, Reads
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Who

DEPARTMENT = "教体局"


class School(Entry):
    """A school or teaching point (学校、教学点) of the county."""

    about = About.VILLAGE

    class States(models.TextChoices):
        """Whether it teaches."""

        OPEN = "open", "在办"
        CLOSED = "closed", "撤并"

    name = Text("学校名称", required=True, listed=False, note="和学籍名册上写的一样，比对时按它认")
    kind = Coded("办学类型", SchoolKind, required=True)
    head = Text("校长", personal=True)
    teachers = Count("专任教师", unit="人")
    beds = Count("寄宿床位", unit="个", note="不寄宿的写0")

    class Meta:
        verbose_name = "学校"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="school_name_once", violation_error_message="这所学校已经有了"
            )
        ]


def has_school(row: Any) -> bool:
    """Whether a row belongs to a school, whose turn it then is."""
    return bool(row.unit_no)


def has_none(row: Any) -> bool:
    """Whether a row belongs to no school of the county."""
    return not row.unit_no


SCHOOLS = Ledger(
    code="schools", title="学校台账", model=School, department=DEPARTMENT, prefix="XX", unit="所",
    says="全县的学校和教学点，一所一条；学校的人按自己学校的编号登录，只看本校学生。",
    basis="控辍保学“一校一册”（教育部办公厅2024年4月通知）",
    # A school's post signs in for the school's own number.
    opening=Opening(School.States.OPEN, by=(Who.DEPARTMENT,), sets={"unit_no": lambda row, _act: row.number}),
    amend=(Who.DEPARTMENT, Who.UNIT), fills=(Who.DEPARTMENT,), named=lambda row: row.name,
    reads=Reads(beyond=lambda _scope: Q(pk__gt=0)), over=(School.States.CLOSED,),
    moves=(Move("close", "撤并", (School.States.OPEN,), School.States.CLOSED, (Who.DEPARTMENT,), reason=True),),
)  # fmt: skip
