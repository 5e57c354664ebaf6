"""Leads (线索): one live lead a household, risks under it, hits under them, and what the village found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.leads.types import (
    CASE_OPEN,
    LIVE,
    CaseState,
    Channel,
    Effect,
    Grade,
    Match,
    Signature,
    State,
    Verdict,
    Way,
)


def _account(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class Lead(models.Model):
    """A household that may be at risk (线索). Every channel merges into the one that is live."""

    lead_no = models.CharField("线索编号", max_length=16, unique=True, help_text="如 XS2026-000123")
    household_no = models.CharField("户编号", max_length=24)
    village_code = models.CharField("村代码", max_length=12, help_text="现在由哪个村核实")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    grade = models.CharField("级别", max_length=6, choices=Grade)
    opened_on = models.DateField("发现日期")
    run_id = models.CharField("首次发现的筛查", max_length=64, blank=True)
    sent_at = models.DateTimeField("交办时刻", null=True)
    due_at = models.DateTimeField("核实期限", null=True)
    first_visit_on = models.DateField("首次核实日期", null=True)
    decided_at = models.DateTimeField("结论时刻", null=True)
    closed_at = models.DateTimeField("了结时刻", null=True)
    closed_why = models.CharField("了结原因", max_length=200, blank=True, help_text="不交办、撤回的原因")
    version = models.IntegerField("版本", default=1)
    changed_how = models.CharField("最近一步", max_length=20, blank=True)
    changed_by = models.CharField("最近经办", max_length=60, blank=True)
    changed_at = models.DateTimeField("最近经办时刻")
    # Leads are opened by a statement of their own, which need not know of reminders.
    reminders = models.IntegerField("催办次数", default=0, db_default=0, help_text="在现在这个村里")
    reminded_by = models.CharField("最近催办人", max_length=60, blank=True, default="", db_default="")
    reminded_at = models.DateTimeField("最近催办时刻", null=True)

    class Meta:
        verbose_name = "线索"
        constraints = [
            models.UniqueConstraint(
                fields=["household_no"], condition=Q(state__in=list(LIVE)), name="lead_one_live",
                violation_error_message="一户只能有一条在办线索",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["household_no", "opened_on"], name="lead_household"),
            models.Index(fields=["village_code", "state", "due_at"], name="lead_village"),
            models.Index(fields=["state", "due_at", "lead_no"], name="lead_state"),
        ]

    class Privacy:
        personal = {"closed_why", "changed_by", "reminded_by"}
        plain = {
            "id", "lead_no", "household_no", "village_code", "state", "grade", "opened_on", "run_id", "sent_at",
            "due_at", "first_visit_on", "decided_at", "closed_at", "version", "changed_how", "changed_at", "reminders",
            "reminded_at",
        }  # fmt: skip


class Risk(models.Model):
    """One risk type under a lead (风险): its own grade, its own verdict."""

    lead = models.ForeignKey(Lead, models.PROTECT, verbose_name="线索", related_name="risks")
    risk_type = models.CharField("风险类型", max_length=20)
    grade = models.CharField("级别", max_length=6, choices=Grade)
    verdict = models.CharField("结论", max_length=12, choices=Verdict, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True, help_text="不属实、更正时必填")
    judged_by = _account("认定人", null=True)
    judged_at = models.DateTimeField("认定时刻", null=True)
    by_phone = models.BooleanField("电话核实", default=False)
    signed = models.BooleanField("户主已签字", default=False)
    cool_down_until = models.DateField("不再追问至", null=True, help_text="之后也只在情况变化时再问")

    class Meta:
        verbose_name = "风险"
        constraints = [
            models.UniqueConstraint(fields=["lead", "risk_type"], name="risk_one_a_lead"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at__isnull=True) | (~Q(verdict="") & Q(judged_at__isnull=False)),
                name="risk_judged_when",
            ),
        ]

    class Privacy:
        personal = {"risk_type", "reason", "judged_by"}
        plain = {
            "id", "lead", "grade", "verdict", "judged_at", "by_phone", "signed", "cool_down_until",
        }  # fmt: skip


class Hit(models.Model):
    """A rule found a person once (命中), and the rows it rests on; what came by another channel has neither rule nor rows."""

    hit_no = models.CharField("命中编号", max_length=24, unique=True)
    lead = models.ForeignKey(Lead, models.PROTECT, verbose_name="线索", related_name="hits")
    risk = models.ForeignKey(Risk, models.PROTECT, verbose_name="风险", related_name="hits")
    channel = models.CharField("渠道", max_length=12, choices=Channel, default="department", db_default="department")
    rule = models.CharField("规则", max_length=12, blank=True)
    rule_version = models.CharField("规则版本", max_length=40, blank=True)
    run_id = models.CharField("首次发现的筛查", max_length=64, blank=True)
    last_run_id = models.CharField("最近一次发现的筛查", max_length=64, blank=True)
    person_id = models.CharField("人员编号", max_length=12, blank=True)
    department = models.CharField("部门", max_length=40)
    says = models.TextField("依据", help_text="一句话：谁、何时、什么、多少")
    facts = models.TextField("依据的数", blank=True, help_text="名=值，用英文分号隔开")
    fingerprint = models.CharField("情况指纹", max_length=16, help_text="依据的数换了档才变")
    match = models.CharField("比对方式", max_length=12, choices=Match)
    rows = models.TextField("原表行", blank=True, help_text="批次|表|行，用英文分号隔开")
    pushed_at = models.DateTimeField("推送时刻")
    # Two reasons, each taken back by what gave it: a batch given back does not raise the dead.
    ground_gone_at = models.DateTimeField("批次撤回时刻", null=True, help_text="依据的部门批次撤回，空为未撤")
    person_gone_at = models.DateTimeField("人员变更时刻", null=True, help_text="所说的人死亡、迁出等，空为没有")
    struck = models.GeneratedField(
        verbose_name="不再算数", expression=models.ExpressionWrapper(
            Q(ground_gone_at__isnull=False) | Q(person_gone_at__isnull=False), models.BooleanField()
        ),
        output_field=models.BooleanField(), db_persist=True, help_text="两个时刻有一个即是",
    )  # fmt: skip

    class Meta:
        verbose_name = "命中"
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "rule", "person_id", "fingerprint"], condition=Q(struck=False), name="hit_once"
            ),
        ]
        indexes = [
            models.Index(fields=["last_run_id"], name="hit_last_run"),
            models.Index(fields=["rule", "department"], name="hit_rule"),
        ]

    class Privacy:
        personal = {"person_id", "says", "facts", "rows"}
        plain = {
            "id", "hit_no", "lead", "risk", "channel", "rule", "rule_version", "run_id", "last_run_id", "department",
            "fingerprint", "match", "pushed_at", "ground_gone_at", "person_gone_at", "struck",
        }  # fmt: skip


class StruckLead(models.Model):
    """A lead as it was before a withdrawal struck hits of it (撤回前的线索); gone when they all hold again.

    `version` is that of the lead after the last withdrawal: a lead that somebody has worked on since is left to him.
    """

    lead = models.OneToOneField(Lead, models.PROTECT, verbose_name="线索", related_name="before_struck")
    state = models.CharField("撤回前的状态", max_length=10, choices=State)
    closed_at = models.DateTimeField("撤回前的了结时刻", null=True)
    closed_why = models.CharField("撤回前的了结原因", max_length=200, blank=True)
    changed_how = models.CharField("撤回前的最近一步", max_length=20, blank=True)
    changed_by = models.CharField("撤回前的最近经办", max_length=60, blank=True)
    changed_at = models.DateTimeField("撤回前的最近经办时刻")
    struck_at = models.DateTimeField("撤回时刻")
    version = models.IntegerField("撤回后的版本")

    class Meta:
        verbose_name = "撤回前的线索"

    class Privacy:
        personal = {"closed_why", "changed_by"}
        plain = {"id", "lead", "state", "closed_at", "changed_how", "changed_at", "struck_at", "version"}


class Opening(models.Model):
    """A run whose hits have become leads (线索归并): once, whatever is run again."""

    run_id = models.CharField("筛查", max_length=64, unique=True)
    opened = models.IntegerField("新开")
    merged = models.IntegerField("并入在办")
    suppressed = models.IntegerField("刚核过不再推")
    opened_at = models.DateTimeField("归并时刻")

    class Meta:
        verbose_name = "线索归并"

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "run_id", "opened", "merged", "suppressed", "opened_at"}


class Visit(models.Model):
    """A verification (入户核实): who went or phoned, when, and whether the household signed."""

    client_uuid = models.UUIDField("手机编号", unique=True, help_text="手机上生成，重传不会记两次")
    lead = models.ForeignKey(Lead, models.PROTECT, verbose_name="线索", related_name="visits")
    visited_on = models.DateField("核实日期")
    way = models.CharField("核实方式", max_length=10, choices=Way)
    recorded_by = _account("核实人")
    companion = models.CharField("同行人", max_length=60, blank=True)
    recorded_at = models.DateTimeField("收到时刻")
    base_version = models.IntegerField("填写时的版本")
    note = models.CharField("说明", max_length=400, blank=True)
    signature = models.CharField("签字", max_length=6, choices=Signature)
    signature_due_at = models.DateTimeField("补签期限", null=True)
    signed_on = models.DateField("签字日期", null=True)

    class Meta:
        verbose_name = "入户核实"
        constraints = [
            models.CheckConstraint(
                condition=Q(signature="due", signed_on__isnull=True) | Q(signature="done", signed_on__isnull=False),
                name="visit_signed_when",
            )
        ]

    class Privacy:
        personal = {"recorded_by", "companion", "note"}
        plain = {
            "id", "client_uuid", "lead", "visited_on", "way", "recorded_at", "base_version", "signature",
            "signature_due_at", "signed_on",
        }  # fmt: skip


class Finding(models.Model):
    """What a visit found of one risk (核实情况), with the verdict given then; later corrections stand in the risk."""

    visit = models.ForeignKey(Visit, models.PROTECT, verbose_name="入户核实", related_name="findings")
    risk = models.ForeignKey(Risk, models.PROTECT, verbose_name="风险", related_name="findings")
    verdict = models.CharField("结论", max_length=12, choices=Verdict)
    found = models.CharField("看到的情况", max_length=400, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "核实情况"
        constraints = [models.UniqueConstraint(fields=["visit", "risk"], name="finding_one_a_risk")]

    class Privacy:
        personal = {"found", "reason"}
        plain = {"id", "visit", "risk", "verdict"}


class Correction(models.Model):
    """A verdict that was changed afterwards (更正记录), by its author in time or by the county later, and why."""

    lead = models.ForeignKey(Lead, models.PROTECT, verbose_name="线索", related_name="corrections")
    risk = models.ForeignKey(Risk, models.PROTECT, verbose_name="风险", related_name="corrections")
    before = models.CharField("原来的结论", max_length=12, choices=Verdict)
    after = models.CharField("更正后的结论", max_length=12, choices=Verdict)
    reason = models.CharField("原因", max_length=200)
    by_county = models.BooleanField("县里更正", default=False)
    corrected_by = _account("更正人")
    corrected_at = models.DateTimeField("更正时刻")

    class Meta:
        verbose_name = "更正记录"
        constraints = [
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="correction_changes"),
        ]

    class Privacy:
        personal = {"reason", "corrected_by"}
        plain = {"id", "lead", "risk", "before", "after", "by_county", "corrected_at"}


class VisitPhoto(models.Model):
    """A photo of a visit (现场照片), sealed, without position or device data."""

    client_uuid = models.UUIDField("手机编号", unique=True)
    visit = models.ForeignKey(Visit, models.PROTECT, verbose_name="入户核实", related_name="photos")
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    width = models.IntegerField("宽", help_text="像素")
    height = models.IntegerField("高", help_text="像素")
    size = models.IntegerField("大小", help_text="封存前字节数")
    added_by = _account("上传人")
    added_at = models.DateTimeField("上传时刻")

    class Meta:
        verbose_name = "现场照片"

    class Privacy:
        personal = {"file_name", "added_by"}
        plain = {"id", "client_uuid", "visit", "width", "height", "size", "added_at"}


class Forwarding(models.Model):
    """A lead that left a village, and why (转交记录); without a next village it went back to the county."""

    lead = models.ForeignKey(Lead, models.PROTECT, verbose_name="线索", related_name="forwardings")
    from_village = models.CharField("从哪个村", max_length=12)
    to_village = models.CharField("到哪个村", max_length=12, blank=True, help_text="空为退回县里")
    reason = models.CharField("原因", max_length=200)
    forwarded_by = _account("经办人")
    forwarded_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "转交记录"

    class Privacy:
        personal = {"reason", "forwarded_by"}
        plain = {"id", "lead", "from_village", "to_village", "forwarded_at"}


class Remark(models.Model):
    """A line that somebody wrote beside a lead (批注); it decides nothing."""

    lead = models.ForeignKey(Lead, models.PROTECT, verbose_name="线索", related_name="remarks")
    text = models.CharField("内容", max_length=400)
    written_by = _account("批注人")
    written_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "批注"

    class Privacy:
        personal = {"text", "written_by"}
        plain = {"id", "lead", "written_at"}


class Case(models.Model):
    """A family's risk that one department has to settle by policy (部门落实): it answers, the county closes or returns."""

    case_no = models.CharField("编号", max_length=24, unique=True, help_text="线索编号加 -B 和序号")
    lead = models.ForeignKey(Lead, models.PROTECT, verbose_name="线索", related_name="cases")
    department = models.CharField("部门", max_length=40)
    risk_types = models.CharField("风险类型", max_length=120)
    state = models.CharField("状态", max_length=10, choices=CaseState, default=CaseState.TO_DO)
    opened_at = models.DateTimeField("转部门时刻")
    due_at = models.DateTimeField("期限", help_text="9999-12-31 为期限未定")
    answer = models.CharField("部门答复", max_length=400, blank=True)
    answered_by = _account("答复人", null=True)
    answered_at = models.DateTimeField("答复时刻", null=True)
    returned_because = models.CharField("退回原因", max_length=200, blank=True)
    closed_by = _account("认可人", null=True)
    closed_at = models.DateTimeField("了结时刻", null=True)

    class Meta:
        verbose_name = "部门落实"
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "department"], condition=Q(state__in=list(CASE_OPEN)), name="case_one_open",
                violation_error_message="这一户已经转给这个部门",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["department", "state", "due_at"], name="case_inbox")]

    class Privacy:
        personal = {"risk_types", "answer", "answered_by", "returned_because", "closed_by"}
        plain = {
            "id", "case_no", "lead", "department", "state", "opened_at", "due_at", "answered_at", "closed_at",
        }  # fmt: skip


class CaseProof(models.Model):
    """A photo that a department adds to its answer (落实凭据), sealed, without position or device data."""

    proof_no = models.UUIDField("编号", unique=True)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="部门落实", related_name="proofs")
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    size = models.IntegerField("大小", help_text="封存前字节数")
    added_by = _account("上传人")
    added_at = models.DateTimeField("上传时刻")

    class Meta:
        verbose_name = "落实凭据"

    class Privacy:
        personal = {"file_name", "added_by"}
        plain = {"id", "proof_no", "case", "size", "added_at"}


class Following(models.Model):
    """What a change of a family did to a lead (线索随变更), so that undoing the change finds it again."""

    change_no = models.CharField("变更编号", max_length=24, db_index=True)
    lead = models.ForeignKey(Lead, models.PROTECT, verbose_name="线索", related_name="followings")
    hit = models.ForeignKey(Hit, models.PROTECT, verbose_name="命中", null=True, related_name="+")
    effect = models.CharField("怎么变", max_length=10, choices=Effect)
    from_lead = models.ForeignKey(Lead, models.PROTECT, verbose_name="原线索", null=True, related_name="+")
    from_household = models.CharField("原户编号", max_length=24)
    from_village = models.CharField("原村", max_length=12)
    from_state = models.CharField("原状态", max_length=10, choices=State)
    from_person = models.CharField("原人员编号", max_length=12, blank=True, default="")
    noted_at = models.DateTimeField("时刻")
    undone_at = models.DateTimeField("撤销时刻", null=True)

    class Meta:
        verbose_name = "线索随变更"

    class Privacy:
        personal = {"from_person"}
        plain = {
            "id", "change_no", "lead", "hit", "effect", "from_lead", "from_household", "from_village", "from_state",
            "noted_at", "undone_at",
        }  # fmt: skip
