"""Cases under way (认定事项) and what is kept with them: steps, photos, signatures, comparisons, sheets, objections."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.casework.types import LIVE, Answer, Finding, Procedure, ProofKind, SheetKind, State, label_of


def _account(label: str, *, null: bool = False, says: str = "") -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+", help_text=says
    )


class CaseFile(models.Model):
    """A household on its way through a procedure (认定事项): one live case a household."""

    case_no = models.CharField(
        "认定编号", max_length=16, unique=True, help_text="如 RD2026-0001；风险消除如 XC2026-0001"
    )
    procedure = models.CharField("程序", max_length=20)
    household_no = models.CharField("户编号", max_length=24)
    village_code = models.CharField("村代码", max_length=12)
    lead_no = models.CharField("来自线索", max_length=16, blank=True)
    found_on = models.DateField("发现日期", help_text="15天从这天算起；风险消除是提名那天")
    opened_at = models.DateTimeField("转来时刻")
    state = models.CharField("状态", max_length=16, choices=State, default=State.VISIT)
    step_due_at = models.DateTimeField("本步期限", null=True)
    due_on = models.DateField("认定期限", help_text="发现日加总时限，加暂停的天数")
    risks = models.CharField("风险类型", max_length=200, help_text="用英文分号隔开")
    category = models.CharField("拟认定类别", max_length=10, blank=True)
    scheme = models.CharField("类别方案", max_length=8, blank=True)
    visited_on = models.DateField("入户日期", null=True)
    visited_by = _account("入户核实人", null=True)
    companion = models.CharField("同去的人", max_length=60, blank=True)
    found = models.CharField("看到的情况", max_length=400, blank=True)
    exempt_ref = models.CharField("免信息比对的凭据", max_length=60, blank=True, help_text="低保证号或审批文号")
    urgent = models.BooleanField("绿色通道", default=False)
    urgent_why = models.CharField("先办了什么", max_length=200, blank=True)
    suspended_on = models.DateField("暂停计时从", null=True)
    suspended_why = models.CharField("暂停原因", max_length=200, blank=True)
    paused_days = models.IntegerField("暂停过的天数", default=0)
    returned_why = models.CharField("退回补正的原因", max_length=200, blank=True)
    ended_why = models.CharField("不纳入、终止的原因", max_length=200, blank=True)
    decided_on = models.DateField("审定日期", null=True)
    doc_no = models.CharField("审定文号", max_length=120, blank=True)
    national_no = models.CharField("国办系统户编号", max_length=40, blank=True)
    earliest_on = models.DateField("上一步的日期", help_text="下一步不能早于这天")
    closed_at = models.DateTimeField("办结时刻", null=True)
    version = models.IntegerField("版本", default=1)
    changed_how = models.CharField("最近一步", max_length=20, blank=True)
    changed_by = models.CharField("最近经办", max_length=60, blank=True)
    changed_at = models.DateTimeField("最近经办时刻")

    class Meta:
        verbose_name = "认定事项"
        constraints = [
            models.UniqueConstraint(
                fields=["household_no"], condition=Q(state__in=list(LIVE)), name="case_file_one_live",
                violation_error_message="这一户已有在办的认定事项",
            ),
            models.UniqueConstraint(
                fields=["lead_no"], condition=~Q(lead_no="") & ~Q(state=State.STOPPED), name="case_file_one_a_lead"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["village_code", "state"], name="case_file_village"),
            models.Index(fields=["state", "due_on", "case_no"], name="case_file_state"),
        ]

    class Privacy:
        personal = {
            "risks", "category", "visited_by", "companion", "found", "exempt_ref", "urgent_why", "suspended_why",
            "returned_why", "ended_why", "changed_by",
        }  # fmt: skip
        plain = {
            "id", "case_no", "procedure", "household_no", "village_code", "lead_no", "found_on", "opened_at", "state",
            "step_due_at", "due_on", "scheme", "visited_on", "urgent", "suspended_on", "paused_days", "decided_on",
            "doc_no", "national_no", "earliest_on", "closed_at", "version", "changed_how", "changed_at",
        }  # fmt: skip

    @property
    def state_label(self) -> str:
        """The state in words, as they are said of the case's procedure."""
        return label_of(self.procedure, self.state)

    @property
    def is_exit(self) -> bool:
        """Whether a risk is to be cleared (风险消除)."""
        return self.procedure == Procedure.EXIT

    @property
    def may_hang(self) -> bool:
        """Whether there is something to put up: the village has deliberated and knows under which category."""
        return bool(self.category) and not (self.is_exit and self.state in (State.VISIT, State.REVIEW))


class CaseStep(models.Model):
    """A move that was made (办理记录): who, when, on what day, why."""

    case = models.ForeignKey(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="steps")
    move = models.CharField("动作", max_length=20)
    from_state = models.CharField("从", max_length=16, choices=State, blank=True)
    to_state = models.CharField("到", max_length=16, choices=State)
    done_on = models.DateField("哪天的事")
    reason = models.CharField("说明", max_length=400, blank=True)
    made_by = _account("经办人")
    made_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "办理记录"
        indexes = [models.Index(fields=["case", "made_at"], name="case_step_order")]

    class Privacy:
        personal = {"reason", "made_by"}
        plain = {"id", "case", "move", "from_state", "to_state", "done_on", "made_at"}


class StepProof(models.Model):
    """A photo that proves a step (佐证照片), sealed, without position or device data."""

    proof_no = models.UUIDField("编号", unique=True)
    case = models.ForeignKey(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="proofs")
    kind = models.CharField("证明什么", max_length=16, choices=ProofKind)
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    size = models.IntegerField("大小", help_text="封存前字节数")
    added_by = _account("上传人")
    added_at = models.DateTimeField("上传时刻")

    class Meta:
        verbose_name = "佐证照片"

    class Privacy:
        personal = {"file_name", "added_by"}
        plain = {"id", "proof_no", "case", "kind", "size", "added_at"}


class Authorisation(models.Model):
    """An adult member who has signed the 承诺授权书 (承诺授权): only then may departments be asked about them."""

    case = models.ForeignKey(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="authorisations")
    person_id = models.CharField("人员编号", max_length=12)
    signed_on = models.DateField("签字日期")
    by_proxy = models.BooleanField("代填，本人按印", default=False)
    recorded_by = _account("登记人")
    recorded_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "承诺授权"
        constraints = [models.UniqueConstraint(fields=["case", "person_id"], name="authorisation_once")]

    class Privacy:
        personal = {"person_id", "recorded_by"}
        plain = {"id", "case", "signed_on", "by_proxy", "recorded_at"}


class ComparisonList(models.Model):
    """A list of authorised persons that went to one department (比对名单), with its purpose."""

    list_no = models.CharField("名单编号", max_length=16, unique=True, help_text="如 BD2026-0001")
    code = models.CharField("比对事项代码", max_length=20)
    department = models.CharField("部门", max_length=40)
    matter = models.CharField("比对什么", max_length=20)
    purpose = models.CharField("用途", max_length=200)
    persons = models.IntegerField("人数")
    made_by = _account("出名单的人")
    made_at = models.DateTimeField("出名单时刻")

    class Meta:
        verbose_name = "比对名单"

    class Privacy:
        personal = {"made_by"}
        plain = {"id", "list_no", "code", "department", "matter", "purpose", "persons", "made_at"}


class Comparison(models.Model):
    """One authorised person and one matter (信息比对): what the department answered, what the village found of it."""

    case = models.ForeignKey(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="comparisons")
    person_id = models.CharField("人员编号", max_length=12)
    code = models.CharField("比对事项代码", max_length=20)
    listed = models.ForeignKey(
        ComparisonList,
        models.PROTECT,
        verbose_name="比对名单",
        related_name="lines",
        null=True,
        help_text="空为还没出名单",
    )
    answer = models.CharField("部门答复", max_length=10, choices=Answer, default=Answer.WAITING)
    says = models.CharField("疑点", max_length=200, blank=True)
    answered_at = models.DateTimeField("答复时刻", null=True)
    answered_by = _account("记答复的人", null=True)
    finding = models.CharField("核实结论", max_length=10, choices=Finding, blank=True)
    because = models.CharField("因为", max_length=200, blank=True)
    found_at = models.DateTimeField("核实时刻", null=True)
    found_by = _account("核实人", null=True)

    class Meta:
        verbose_name = "信息比对"
        constraints = [
            models.UniqueConstraint(fields=["case", "person_id", "code"], name="comparison_once"),
            models.CheckConstraint(condition=Q(finding="") | ~Q(because=""), name="comparison_finding_because"),
        ]
        indexes = [models.Index(fields=["code", "answer"], name="comparison_code")]

    class Privacy:
        personal = {"person_id", "says", "answered_by", "because", "found_by"}
        plain = {"id", "case", "code", "listed", "answer", "answered_at", "finding", "found_at"}


class Deliberation(models.Model):
    """A village's deliberation on a family (民主评议)."""

    case = models.ForeignKey(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="deliberations")
    held_on = models.DateField("评议日期")
    expected = models.IntegerField("应到", help_text="人")
    present = models.IntegerField("实到", help_text="人")
    agreed = models.IntegerField("同意", help_text="人")
    note = models.CharField("说明", max_length=200, blank=True)
    category = models.CharField("评议定的类别", max_length=10, blank=True, help_text="识别认定评议同意时才有")
    suggested = models.CharField("当时的类别提示", max_length=10, blank=True, help_text="空为没有提示，或者不明")
    suggested_why = models.CharField("提示的理由", max_length=400, blank=True, help_text="不明的写缺什么")
    recorded_by = _account("记录人")
    recorded_at = models.DateTimeField("记录时刻")

    class Meta:
        verbose_name = "民主评议"
        constraints = [
            models.CheckConstraint(
                condition=Q(expected__gte=models.F("present"), present__gte=models.F("agreed"), agreed__gte=0)
                & Q(present__gte=1),
                name="deliberation_counts",
            )
        ]  # fmt: skip

    class Privacy:
        personal = {"note", "category", "suggested", "suggested_why", "recorded_by"}
        plain = {"id", "case", "held_on", "expected", "present", "agreed", "recorded_at"}


class PublicSheet(models.Model):
    """What was put up on the village board (公示公告): its words as printed, from when to when."""

    sheet_no = models.CharField("编号", max_length=20, unique=True, help_text="如 GS2026-0001")
    case = models.ForeignKey(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="sheets")
    kind = models.CharField("种类", max_length=14, choices=SheetKind)
    text = models.TextField("内容", help_text="只有姓名、村、类别和难处")
    posted_on = models.DateField("张贴日期")
    ends_on = models.DateField("期满日期", null=True, help_text="公示才有")
    posted_by = _account("张贴登记人")
    posted_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "公示公告"
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="sheet_one_a_kind")]

    class Privacy:
        personal = {"text", "posted_by"}
        plain = {"id", "sheet_no", "case", "kind", "posted_on", "ends_on", "posted_at"}


class WebNotice(models.Model):
    """The address under which a notice can be read on the web (公示网页), where the county has switched that on.

    One a notice, drawn when it is printed; nothing of the family stands in it, and it opens nothing else.
    """

    token = models.CharField("网址里的码", max_length=40, unique=True, help_text="猜不出，只印在公示上")
    case = models.OneToOneField(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="web_notice")
    made_by = _account("打印人")
    made_at = models.DateTimeField("开通时刻")
    closed_why = models.CharField("撤下的原因", max_length=200, blank=True)
    closed_by = _account("撤下的人", null=True)
    closed_at = models.DateTimeField("撤下时刻", null=True, help_text="空为没有提前撤")

    class Meta:
        verbose_name = "公示网页"

    class Privacy:
        personal = {"token", "made_by", "closed_why", "closed_by"}
        plain = {"id", "case", "made_at", "closed_at"}


class Objection(models.Model):
    """Somebody objects to what was put up (异议); who objects need not be named. Nothing is decided until it is answered."""

    case = models.ForeignKey(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="objections")
    raised_on = models.DateField("提出日期")
    text = models.CharField("异议", max_length=400)
    recorded_by = _account("登记人")
    recorded_at = models.DateTimeField("登记时刻")
    answer = models.CharField("答复", max_length=400, blank=True)
    answered_by = _account("答复人", null=True)
    answered_at = models.DateTimeField("答复时刻", null=True)

    class Meta:
        verbose_name = "异议"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="objection_answered_when",
            )
        ]

    class Privacy:
        personal = {"text", "recorded_by", "answer", "answered_by"}
        plain = {"id", "case", "raised_on", "recorded_at", "answered_at"}
