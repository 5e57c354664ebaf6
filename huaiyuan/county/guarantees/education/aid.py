"""Education aid (学生资助): one row a person, benefit and term – applied, approved, paid with its receipt."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guarantees.education import errors, standards
from huaiyuan.county.guarantees.education.pupils import Pupil
from huaiyuan.county.guarantees.education.schools import DEPARTMENT
from huaiyuan.county.guarantees.education.types import Benefit
from huaiyuan.county.ledger.columns import Amount, Coded, Day, Link, Text
from huaiyuan.county.ledger.declaration import Act, Ledger, Move, Opening, Pages, Photos, Told, View
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


class Aid(Entry):
    """Aid of one kind for one person in one term (资助)."""

    about = About.PERSON

    class States(models.TextChoices):
        """How far it is."""

        APPLIED = "applied", "已申请"
        APPROVED = "approved", "已审批，待发放"
        PAID = "paid", "已发放"
        RETURNED = "returned", "退回"

    benefit = Coded("资助项目", Benefit, required=True)
    term = Text("学期", required=True, most=16, note="写成2026年秋季学期")
    pupil = Link("学生", Pupil, listed=False, note="不在适龄儿童台账里的（幼儿、高中以上）不选，写证件号码")
    yuan = Amount("金额", filled=False, asked=False, source="标准的一半，按学期开始那天有效的标准")
    paid_on = Day("发放日期", filled=False, asked=False)
    receipt = Text("回执号", filled=False, asked=False, listed=False, note="银行回单或财政一卡通批次号")

    class Meta:
        verbose_name = "学生资助"
        constraints = [
            models.UniqueConstraint(
                fields=["person_no", "benefit", "term"], name="aid_once", violation_error_message="这个学期已经申请过了"
            ),
            models.UniqueConstraint(
                fields=["person_no", "term"], name="aid_living_once",
                condition=Q(benefit__in=[str(one) for one in standards.LIVING]) & ~Q(state="returned"),
                violation_error_message="寄宿和非寄宿只能领一样",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["term", "benefit", "state"], name="aid_term_benefit")]


def _alone(row: Aid, _act: Act) -> None:
    """Who boards is no day pupil in the same term. Raises EDUCATION_EXCLUDED."""
    if row.benefit not in standards.LIVING:
        return
    same = Aid.objects.filter(person_no=row.person_no, term=row.term, benefit__in=standards.LIVING)
    other = same.exclude(state=Aid.States.RETURNED).exclude(pk=row.pk).exclude(benefit=row.benefit).first()
    if other is not None:
        says = Benefit(other.benefit).label
        raise DomainError(errors.EXCLUDED, term=row.term, other=says, number=other.number)


def _paid_after(row: Aid, act: Act) -> None:
    """Nothing is paid before its term begins. Raises EDUCATION_EARLY."""
    since, day = standards.first_day(row.term), act.values.get("paid_on")
    if day and day < since:
        raise DomainError(errors.EARLY, what="发放日期", on=day.isoformat(), since=f"{row.term}开始")


A = Aid.States
AID = Ledger(
    code="aid", title="学生资助台账", model=Aid, department=DEPARTMENT, prefix="ZZ", unit="笔",
    says="从学前到大学的各项资助，一人、一项、一学期一笔；金额按当时的标准算，寄宿和非寄宿只发一样。",
    basis="义务教育家庭经济困难学生生活补助、国家助学金、雨露计划；标准和文号见政策参数",
    opening=Opening(
        A.APPLIED, by=(Who.UNIT, Who.DEPARTMENT, Who.TOWNSHIP), home="pupil", title="申请",
        # The amount is the standard's, never typed.
        sets={"yuan": lambda row, _act: standards.fen(row.benefit, row.term)},
    ),
    checks=(_alone,), over=(A.PAID, A.RETURNED),
    named=lambda row: f"{Benefit(row.benefit).label if row.benefit else '资助'}，{row.term}（{row.number}）",
    moves=(
        Move("approve", "审批", (A.APPLIED,), A.APPROVED, (Who.DEPARTMENT,), together=True, primary=True),
        Move("pay", "登记发放", (A.APPROVED,), A.PAID, (Who.DEPARTMENT,), needs=("paid_on", "receipt"),
             may=("receipt_photo",), together=True, primary=True, check=_paid_after),
        Move("refuse", "退回", (A.APPLIED, A.APPROVED), A.RETURNED, (Who.DEPARTMENT,), reason=True),
        Move("apply_again", "重新申请", (A.RETURNED,), A.APPLIED, (Who.UNIT, Who.DEPARTMENT), reason=True),
    ),
    photos=(Photos("receipt_photo", "发放回执"),),
    pages=Pages(
        views=(View("unpaid", "还没发的", Q(state__in=[A.APPLIED, A.APPROVED])),),
        badges={A.PAID: Badge.DONE, A.APPROVED: Badge.WAITING},
    ),
    told=Told("学生资助", "benefit"), mechanisms=("M027", "M033"),
)  # fmt: skip
