"""What comes back: files that departments answered lists with, and entries that the national roster does not bear out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.casework.models.files import CaseFile, ComparisonList
from huaiyuan.county.casework.types import DoubtKind


class AnswerFile(models.Model):
    """A file that a department answered a comparison list with (答复文件), sealed; what it brought."""

    listed = models.ForeignKey(ComparisonList, models.PROTECT, verbose_name="比对名单", related_name="files")
    shown_name = models.CharField("文件名", max_length=200)
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    rows = models.IntegerField("行数")
    recorded = models.IntegerField("这次记下的人数")
    suspicions = models.IntegerField("其中有疑点的")
    same = models.IntegerField("上次记过、这次一样的")
    waiting = models.IntegerField("还没答复的人数")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="收的人", related_name="+")
    taken_at = models.DateTimeField("收的时刻")

    class Meta:
        verbose_name = "答复文件"

    class Privacy:
        personal = {"shown_name", "file_name", "taken_by"}
        plain = {"id", "listed", "rows", "recorded", "suspicions", "same", "waiting", "taken_at"}


class AnswerFault(models.Model):
    """A line of such a file that could not be recorded (答复错行): its row, and what to do."""

    file = models.ForeignKey(AnswerFile, models.PROTECT, verbose_name="答复文件", related_name="faults")
    row = models.IntegerField("第几行")
    says = models.CharField("错在哪，怎么改", max_length=120)

    class Meta:
        verbose_name = "答复错行"

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "file", "row", "says"}


class EntryDoubt(models.Model):
    """Something entered in the national system that its next roster does not bear out (录入不一致).

    Settled by itself when a later roster agrees.
    """

    case = models.ForeignKey(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="doubts")
    kind = models.CharField("哪一项", max_length=12, choices=DoubtKind)
    ours = models.CharField("这里的", max_length=200)
    theirs = models.CharField("国办名单上的", max_length=200)
    batch_id = models.CharField("国办名单批次", max_length=60)
    as_of = models.DateField("名单截至")
    found_at = models.DateTimeField("发现时刻")
    settled_at = models.DateTimeField("对上时刻", null=True, help_text="空为还没对上")

    class Meta:
        verbose_name = "录入不一致"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(settled_at__isnull=True), name="entry_doubt_one_open"
            )
        ]

    class Privacy:
        personal = {"ours", "theirs"}
        plain = {"id", "case", "kind", "batch_id", "as_of", "found_at", "settled_at"}
