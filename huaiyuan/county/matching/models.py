"""Remembered decisions (复核决定): whom a way of writing somebody means, who said so and when, and who took it back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.matching.types import Answer, Holds, ProposalState


def _account(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class ReviewDecision(models.Model):
    """What was decided about one way of writing somebody (复核决定); at most one per key is in force."""

    decision_no = models.CharField("复核编号", max_length=16, unique=True, help_text="如 FH2026-000123")
    key = models.CharField("写法摘要", max_length=32, help_text="带密钥，由姓名、证件号、出生日期、村（或整行）算出")
    holds = models.CharField("管哪些行", max_length=10, choices=Holds)
    answer = models.CharField("结论", max_length=10, choices=Answer)
    person_id = models.CharField("认定为谁", max_length=16, blank=True, help_text="人员编号")
    batch_id = models.CharField("在哪一批定的", max_length=80)
    sheet = models.CharField("表", max_length=80, blank=True)
    row = models.IntegerField("原表行")
    covers = models.IntegerField("定时管到几行")
    asked_village = models.CharField("请哪个村认", max_length=12, blank=True)
    decided_by = _account("谁定的")
    decided_at = models.DateTimeField("何时定的")
    note = models.CharField("说明", max_length=200, blank=True)
    proposal = models.ForeignKey(
        "BulkProposal", models.PROTECT, verbose_name="成批认定", null=True, related_name="decisions"
    )
    revoked_by = _account("谁撤销的", null=True)
    revoked_at = models.DateTimeField("何时撤销的", null=True)
    revoked_because = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "复核决定"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(revoked_at__isnull=True), name="decision_one_in_force",
                violation_error_message="这样写的已经定过",
            ),
            models.CheckConstraint(
                condition=Q(answer="person") & ~Q(person_id="") | ~Q(answer="person") & Q(person_id=""),
                name="decision_names_whom",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["decided_by", "decided_at"], name="decision_by"),
            models.Index(fields=["batch_id", "row"], name="decision_row"),
        ]

    class Privacy:
        personal = {"person_id", "decided_by", "revoked_by", "note", "revoked_because"}
        plain = {
            "id", "decision_no", "key", "holds", "answer", "batch_id", "sheet", "row", "covers", "asked_village",
            "decided_at", "proposal", "revoked_at",
        }  # fmt: skip


class SeenCandidate(models.Model):
    """A candidate that was looked at when a decision was made (看过的候选): 不是 holds for these and for no later one."""

    decision = models.ForeignKey(ReviewDecision, models.CASCADE, verbose_name="复核决定", related_name="seen")
    person_id = models.CharField("人员编号", max_length=16)

    class Meta:
        verbose_name = "看过的候选"
        constraints = [models.UniqueConstraint(fields=["decision", "person_id"], name="seen_once")]

    class Privacy:
        personal = {"person_id"}
        plain = {"id", "decision"}


class BulkProposal(models.Model):
    """Many rows of one batch to be accepted at once, every reason strong (成批认定): one proposes, another agrees."""

    proposal_no = models.CharField("提请编号", max_length=16, unique=True, help_text="如 CP2026-000012")
    batch_id = models.CharField("批次号", max_length=80)
    state = models.CharField("状态", max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    proposed_by = _account("提请人")
    proposed_at = models.DateTimeField("提请时刻")
    settled_by = _account("同意或不同意的人", null=True)
    settled_at = models.DateTimeField("同意或不同意的时刻", null=True)
    undone_by = _account("撤销人", null=True)
    undone_at = models.DateTimeField("撤销时刻", null=True)
    reason = models.CharField("不同意或撤销的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "成批认定"
        constraints = [
            models.UniqueConstraint(
                fields=["batch_id"], condition=Q(state="proposed"), name="proposal_one_waits",
                violation_error_message="这一批已经有一份等人同意",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(state="undone") | ~Q(settled_by=models.F("proposed_by")),
                name="proposal_by_two",
            ),
        ]  # fmt: skip

    class Privacy:
        personal = {"proposed_by", "settled_by", "undone_by", "reason"}
        plain = {"id", "proposal_no", "batch_id", "state", "proposed_at", "settled_at", "undone_at"}


class ProposedRow(models.Model):
    """One row of a proposal with whom it shall mean (提请认定的行): what the second person agrees to is what was proposed."""

    proposal = models.ForeignKey(BulkProposal, models.CASCADE, verbose_name="成批认定", related_name="rows")
    sheet = models.CharField("表", max_length=80, blank=True)
    row = models.IntegerField("原表行")
    person_id = models.CharField("认定为谁", max_length=16, help_text="人员编号")

    class Meta:
        verbose_name = "提请认定的行"
        constraints = [models.UniqueConstraint(fields=["proposal", "sheet", "row"], name="proposed_once")]

    class Privacy:
        personal = {"person_id"}
        plain = {"id", "proposal", "sheet", "row"}
