"""The gap ledger (应享未享台账): a row for each person, benefit and kind of wrong, as long as it stands and after."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huaiyuan.county.guarantees.entitlements.types import Benefits, Departments, Done, How
from huaiyuan.county.ledger.columns import Amount, Coded, Day, Note, Text
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About


class Gap(Entry):
    """What somebody should have and has not, or has and should not (应享未享、不应享而享).

    Found by a computation and by nobody's hand: the figures are its, only what was done about them is written by people.
    """

    about = About.PERSON

    class States(models.TextChoices):
        """Where a gap stands."""

        OPEN = "open", "待落实"
        ANSWERED = "answered", "待复核"
        APPEALED = "appealed", "有异议"
        SETTLED = "settled", "已销号"
        GONE = "gone", "缺口没有了"

    benefit = Coded("政策", Benefits, filled=False, source="政策待遇目录")
    how = Coded("哪一种", How, filled=False)
    department = Coded("责任部门", Departments, filled=False)
    months = Text("哪几个月", most=120, filled=False)
    due = Amount("应发", filled=False, listed=False)
    received = Amount("已发", filled=False, listed=False)
    gap = Amount("差额", filled=False)
    says = Note("怎么看出来的", most=300, filled=False, personal=True)
    done = Coded("落实情况", Done, filled=False, listed=False)
    done_on = Day("办理日期", filled=False, listed=False)
    done_amount = Amount("办理金额", filled=False, listed=False, note="补发、停发或追回了多少，没有就空着")
    answer = Note("说明", filled=False, personal=True, note="怎么办的，或者为什么不补、不停")
    appeal = Note("异议", filled=False, personal=True, note="哪里不对，有什么凭据")
    # Whose, what and how much at the last computation: what changed is written, what did not is left alone.
    fingerprint = models.CharField("特征", max_length=16)
    computed = models.CharField("哪一次核的", max_length=40)

    class Meta:
        verbose_name = "应享未享"
        constraints = [
            models.UniqueConstraint(
                fields=["person_no", "benefit", "how"],
                condition=~Q(state__in=["settled", "gone"]),
                name="guarantees_gap_once",
                violation_error_message="这一项已经在台账里",
            )
        ]
        indexes = [models.Index(fields=["benefit", "how", "state"], name="guarantees_gap_benefit")]
