"""Tables of forms: a county's own templates, what was printed under which code, the signed sheets that came back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from huaiyuan.county.reports.types import Kind


class FormTemplate(models.Model):
    """A version of a form's template (表单模版): never changed, never deleted; the highest one is in force."""

    form = models.CharField("表", max_length=20)
    version = models.IntegerField("版本", help_text="第几版；系统带的是第 0 版")
    file_name = models.CharField("存放", max_length=80, blank=True, help_text="media 下的相对路径；空为系统带的模版")
    sha256 = models.CharField("摘要", max_length=64)
    note = models.CharField("改了什么", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="谁改的", related_name="+")
    uploaded_at = models.DateTimeField("哪时改的")

    class Meta:
        verbose_name = "表单模版"
        constraints = [
            models.UniqueConstraint(
                fields=["form", "version"], name="form_template_version",
                violation_error_message="别人刚改过这张表的模版，请刷新看一眼再传",
            )
        ]  # fmt: skip

    class Privacy:
        personal = {"uploaded_by"}
        plain = {"id", "form", "version", "file_name", "sha256", "note", "uploaded_at"}


class PrintBatch(models.Model):
    """Many forms made at once (成批打印), packed and sealed until they are fetched."""

    number = models.CharField("编号", max_length=16, unique=True, help_text="如 DY2026-00001")
    form = models.CharField("表", max_length=20)
    area_code = models.CharField("区划代码", max_length=12)
    which = models.CharField("哪些户", max_length=12)
    purpose = models.CharField("用途", max_length=100)
    count = models.IntegerField("张数", default=0)
    left_out = models.IntegerField("没打印的", default=0, help_text="这张表现在还打印不了的户")
    file_name = models.CharField("存放", max_length=80, blank=True, help_text="空为还没做完或已删")
    size = models.BigIntegerField("大小", default=0)
    code_address = models.CharField("小码的网址", max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="谁打印的", related_name="+")
    made_at = models.DateTimeField("时刻")
    done_at = models.DateTimeField("做完时刻", null=True)

    class Meta:
        verbose_name = "成批打印"
        indexes = [models.Index(fields=["made_by", "-id"], name="print_batch_mine")]

    class Privacy:
        personal = {"made_by", "purpose"}
        plain = {
            "id", "number", "form", "area_code", "which", "count", "left_out", "file_name", "size", "code_address", "made_at",
            "done_at",
        }  # fmt: skip


class LeftOut(models.Model):
    """Somebody of whom a batch could not be printed (没打印的), and why, in the words of the refusal."""

    batch = models.ForeignKey(PrintBatch, models.PROTECT, verbose_name="成批打印", related_name="missed")
    subject_key = models.CharField("对象编号", max_length=40)
    household_no = models.CharField("户编号", max_length=24, blank=True)
    village_code = models.CharField("村代码", max_length=12)
    why = models.CharField("为什么", max_length=300)

    class Meta:
        verbose_name = "没打印的"
        constraints = [models.UniqueConstraint(fields=["batch", "subject_key"], name="left_out_once")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "batch", "subject_key", "household_no", "village_code", "why"}


class PrintedForm(models.Model):
    """A form as it left the house (打印登记): its code, what it is about, who printed it from which template."""

    code = models.CharField("表号", max_length=15, unique=True)
    form = models.CharField("表", max_length=20)
    kind = models.CharField("对象", max_length=10, choices=Kind)
    subject_key = models.CharField("对象编号", max_length=40)
    household_no = models.CharField("户编号", max_length=24, blank=True)
    area_code = models.CharField("区划代码", max_length=12)
    step = models.CharField("哪一步", max_length=20)
    template_version = models.IntegerField("模版版本", help_text="0 为系统带的")
    filled = models.IntegerField("系统填好", help_text="格")
    typed = models.IntegerField("要手填", help_text="格")
    with_numbers = models.BooleanField("带完整证件号", default=False)
    batch = models.ForeignKey(PrintBatch, models.PROTECT, verbose_name="成批打印", null=True, related_name="printed")
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="谁打印的", related_name="+")
    printed_at = models.DateTimeField("打印时刻")

    class Meta:
        verbose_name = "打印登记"
        indexes = [
            models.Index(fields=["area_code", "-id"], name="printed_form_area"),
            models.Index(fields=["household_no"], name="printed_form_household"),
            models.Index(fields=["form", "-id"], name="printed_form_form"),
        ]

    class Privacy:
        personal = {"printed_by"}
        plain = {
            "id", "code", "form", "kind", "subject_key", "household_no", "area_code", "step", "template_version",
            "filled", "typed", "with_numbers", "batch", "printed_at",
        }  # fmt: skip


class SignedSheet(models.Model):
    """A photo of a signed form (签字件), sealed; its code files it to the family and the step."""

    number = models.UUIDField("编号", unique=True)
    printed = models.ForeignKey(PrintedForm, models.PROTECT, verbose_name="打印登记", related_name="signed")
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    size = models.IntegerField("大小", help_text="封存前字节数")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="谁传的", related_name="+")
    added_on = models.DateField("哪天传的")
    added_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "签字件"

    class Privacy:
        personal = {"file_name", "added_by"}
        plain = {"id", "number", "printed", "size", "added_on", "added_at"}
