"""A family's plan, its measures, the photos that prove them, and who did what with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huaiyuan.county.plans.types import LIVE, DraftedFrom, MeasureState, Owner, State


def _account(label: str, *, null: bool = False, says: str = "") -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+", help_text=says
    )


class Plan(models.Model):
    """What is done for one household in one monitoring cycle (一户一策); drawn up again it is the next edition."""

    number = models.CharField("计划编号", max_length=16, unique=True, help_text="如 JH2026-000001")
    household_no = models.CharField("户编号", max_length=24)
    village_code = models.CharField("村代码", max_length=12)
    cycle = models.IntegerField("第几周期")
    identified_on = models.DateField("识别日期", null=True, help_text="本周期县级审定日；空为还在识别认定，先帮后补")
    edition = models.IntegerField("第几份", default=1, help_text="同一周期里第几份计划")
    drafted_from = models.CharField("起草依据", max_length=8, choices=DraftedFrom)
    drafted_on = models.DateField("起草日期")
    risks = models.CharField("风险类型", max_length=200, blank=True, help_text="起草时的，用英文分号隔开")
    labour = models.CharField("劳动能力", max_length=8, help_text="起草时的：able weak none unknown")
    helper_no = models.CharField("帮扶责任人编号", max_length=16, blank=True)
    helper_name = models.CharField("帮扶责任人", max_length=60, blank=True)
    helper_unit = models.CharField("帮扶单位", max_length=80, blank=True)
    helper_public = models.BooleanField("国家公职人员", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    due_on = models.DateField("制定期限", null=True, help_text="识别日加制定时限；空为还没识别，或同一周期再订的")
    reviewed_by = _account("审核人", null=True)
    reviewed_at = models.DateTimeField("审核时刻", null=True)
    set_on = models.DateField("审核通过日期", null=True)
    returned_why = models.CharField("退回原因", max_length=200, blank=True)
    ended_on = models.DateField("完成、终止日期", null=True)
    ended_why = models.CharField("终止原因", max_length=200, blank=True)
    version = models.IntegerField("版本", default=1)
    changed_how = models.CharField("最近一步", max_length=20, blank=True)
    changed_by = models.CharField("最近经办", max_length=60, blank=True)
    changed_at = models.DateTimeField("最近经办时刻")

    class Meta:
        verbose_name = "一户一策"
        constraints = [
            models.UniqueConstraint(
                fields=["household_no"], condition=Q(state__in=list(LIVE)), name="plan_one_live",
                violation_error_message="这一户已有在办的一户一策",
            ),
            models.UniqueConstraint(fields=["household_no", "cycle", "edition"], name="plan_one_edition"),
            models.CheckConstraint(
                condition=~Q(state__in=["set", "running", "done"]) | Q(set_on__isnull=False), name="plan_set_when"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "stopped"], ended_on__isnull=False)
                | (~Q(state__in=["done", "stopped"]) & Q(ended_on__isnull=True)),
                name="plan_ended_when",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(returned_why=""), name="plan_returned_why"),
            models.CheckConstraint(condition=~Q(state="stopped") | ~Q(ended_why=""), name="plan_stopped_why"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["village_code", "state"], name="plan_village"),
            models.Index(fields=["state", "due_on", "number"], name="plan_state"),
        ]

    class Privacy:
        personal = {
            "risks", "labour", "helper_no", "helper_name", "helper_unit", "reviewed_by", "returned_why", "ended_why",
            "changed_by",
        }  # fmt: skip
        plain = {
            "id", "number", "household_no", "village_code", "cycle", "identified_on", "edition", "drafted_from",
            "drafted_on", "helper_public", "state", "due_on", "reviewed_at", "set_on", "ended_on", "version",
            "changed_how", "changed_at",
        }  # fmt: skip


class Measure(models.Model):
    """One thing that is done for a household (帮扶措施): of which kind, against which risk, by whom, from when to when."""

    number = models.CharField("措施编号", max_length=16, unique=True, help_text="如 CS2026-000001")
    client_uuid = models.UUIDField("手机编号", unique=True, help_text="填的时候生成，重传不会记两次")
    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name="一户一策", related_name="measures")
    kind = models.CharField("措施类别", max_length=12, help_text="全国采集表的十四类")
    risk = models.CharField("针对的风险", max_length=12, blank=True, help_text="空为不针对哪一项风险，如开发式、兜底")
    says = models.CharField("做什么", max_length=120, help_text="一句话")
    why = models.CharField("为什么", max_length=120, blank=True, help_text="起草时写明的理由")
    owner = models.CharField("承办", max_length=12, choices=Owner)
    department = models.CharField("承办部门", max_length=40, blank=True, help_text="承办是行业部门时才有")
    person = models.CharField("具体办的人", max_length=60, blank=True)
    planned_from = models.DateField("计划开始")
    planned_to = models.DateField("计划完成")
    planned_fen = models.BigIntegerField("计划金额", null=True, help_text="分，空为不涉及钱")
    early = models.BooleanField("先帮后补", default=False, help_text="审核通过前先落实，手续后补")
    state = models.CharField("状态", max_length=8, choices=MeasureState, default=MeasureState.PLANNED)
    done_on = models.DateField("落实日期", null=True)
    done_fen = models.BigIntegerField("落实金额", null=True, help_text="分，空为不涉及钱")
    result = models.CharField("落实结果", max_length=200, blank=True)
    dropped_why = models.CharField("不办的原因", max_length=200, blank=True)
    ends_on = models.DateField("政策到期日", null=True, help_text="岗位、贷款、学段到哪天；空为没有到期")
    ending_said = models.CharField("到期怎么接", max_length=200, blank=True, help_text="续不了的写怎么接；空为还没写")
    settled_by = _account("记录人", null=True)
    settled_at = models.DateTimeField("记录时刻", null=True)
    settled_uuid = models.UUIDField("记落实的编号", null=True, unique=True, help_text="手机上生成，重传不会记两次")
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "帮扶措施"
        constraints = [
            models.CheckConstraint(condition=Q(planned_to__gte=F("planned_from")), name="measure_span"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on__isnull=True)),
                name="measure_done_when",
            ),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(result=""), name="measure_done_how"),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(dropped_why=""), name="measure_dropped_why"),
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(state="done"), name="measure_ends_when_done"),
            models.CheckConstraint(
                condition=Q(planned_fen__isnull=True) | Q(planned_fen__gte=0), name="measure_planned_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(done_fen__isnull=True) | Q(done_fen__gte=0), name="measure_done_not_negative"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["plan", "state"], name="measure_plan"),
            models.Index(fields=["state", "planned_to"], name="measure_overdue"),
            models.Index(fields=["ends_on"], condition=Q(ends_on__isnull=False), name="measure_ending"),
        ]

    class Privacy:
        personal = {
            "kind", "risk", "says", "why", "person", "planned_fen", "done_fen", "result", "dropped_why", "ending_said",
            "settled_by",
        }  # fmt: skip
        plain = {
            "id", "number", "client_uuid", "plan", "owner", "department", "planned_from", "planned_to", "early", "state",
            "done_on", "ends_on", "settled_at", "settled_uuid", "version",
        }  # fmt: skip


class MeasurePhoto(models.Model):
    """A photo that proves a measure (措施凭证), sealed, without position."""

    client_uuid = models.UUIDField("手机编号", unique=True)
    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name="帮扶措施", related_name="photos")
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    size = models.IntegerField("大小", help_text="封存前字节数")
    added_by = _account("上传人")
    added_at = models.DateTimeField("上传时刻")

    class Meta:
        verbose_name = "措施凭证"

    class Privacy:
        personal = {"file_name", "added_by"}
        plain = {"id", "client_uuid", "measure", "size", "added_at"}


class PlanStep(models.Model):
    """A move that was made with a plan (计划办理记录): who, when, why. Never changed."""

    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name="一户一策", related_name="steps")
    move = models.CharField("动作", max_length=20)
    from_state = models.CharField("从", max_length=10, choices=State, blank=True)
    to_state = models.CharField("到", max_length=10, choices=State)
    about = models.CharField("说明", max_length=200, blank=True, help_text="改了什么、为什么")
    made_by = _account("经办人", null=True, says="空为随底册装入")
    made_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "计划办理记录"
        indexes = [models.Index(fields=["plan", "made_at"], name="plan_step_order")]

    class Privacy:
        personal = {"about", "made_by"}
        plain = {"id", "plan", "move", "from_state", "to_state", "made_at"}
