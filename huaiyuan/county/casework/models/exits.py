"""What is kept of an exit (风险消除): the sheet that visitors and head sign, papers on 三保障和饮水, and the looks afterwards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.casework.models.cycles import Cycle
from huaiyuan.county.casework.models.files import CaseFile
from huaiyuan.county.casework.types import CareResult, ClearWay, Secured


def _account(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class ExitSurvey(models.Model):
    """消除信息采集表 of a case, as the visitors and the head of the household signed it; one a case."""

    case = models.OneToOneField(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="survey")
    surveyed_on = models.DateField("入户日期")
    agrees = models.BooleanField("户主认可", help_text="不认可就停")
    way = models.CharField("消除方式", max_length=8, choices=ClearWay, blank=True)
    contact_id = models.CharField(
        "监测联系人", max_length=12, blank=True, help_text="人员编号，消除后找谁问；电话在底册"
    )
    note = models.CharField("看到的情况", max_length=400, blank=True)
    recorded_by = _account("入户的人")
    recorded_at = models.DateTimeField("记录时刻")

    class Meta:
        verbose_name = "消除信息采集表"

    class Privacy:
        personal = {"contact_id", "note", "recorded_by"}
        plain = {"id", "case", "surveyed_on", "agrees", "way", "recorded_at"}


class ExitRisk(models.Model):
    """One risk as it was seen on that visit (风险核实): settled or not, and on what that rests."""

    survey = models.ForeignKey(ExitSurvey, models.PROTECT, verbose_name="消除信息采集表", related_name="risks")
    risk = models.CharField("风险类型", max_length=20)
    settled = models.BooleanField("已解决")
    says = models.CharField("凭什么", max_length=120, blank=True)

    class Meta:
        verbose_name = "风险核实"
        constraints = [models.UniqueConstraint(fields=["survey", "risk"], name="exit_risk_once")]

    class Privacy:
        personal = {"risk", "says"}
        plain = {"id", "survey", "settled"}


class SecuredPaper(models.Model):
    """A paper that tells whether one of 三保障和饮水 holds for a family (三保障凭据); the newest one counts."""

    household_no = models.CharField("户编号", max_length=24)
    village_code = models.CharField("村代码", max_length=12)
    what = models.CharField("哪一项", max_length=10, choices=Secured)
    holds = models.BooleanField("已解决")
    says = models.CharField("哪张单", max_length=120, help_text="单子的名字、哪家出的、结论")
    dated_on = models.DateField("单子的日期")
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    recorded_by = _account("登记人")
    recorded_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "三保障凭据"
        indexes = [models.Index(fields=["household_no", "what"], name="secured_paper_household")]

    class Privacy:
        personal = {"says", "file_name", "recorded_by"}
        plain = {"id", "household_no", "village_code", "what", "holds", "dated_on", "recorded_at"}


class CareContact(models.Model):
    """Whom to ask about a family whose risk was cleared (监测联系人), where no sheet of an exit named one."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, verbose_name="监测周期", related_name="contact")
    person_id = models.CharField("人员编号", max_length=12, help_text="电话在底册")
    set_by = _account("登记人")
    set_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "监测联系人"

    class Privacy:
        personal = {"person_id", "set_by"}
        plain = {"id", "cycle", "set_at"}


class AfterCare(models.Model):
    """A look at a family after its risk was cleared (稳定跟踪): due once a period, as often as the county has set."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, verbose_name="监测周期", related_name="care")
    number = models.IntegerField("第几次")
    due_on = models.DateField("该看的日期")
    looked_on = models.DateField("看的日期", null=True)
    result = models.CharField("稳不稳定", max_length=10, choices=CareResult, blank=True)
    says = models.CharField("看到的情况", max_length=200, blank=True)
    lead_no = models.CharField("转成的线索", max_length=16, blank=True)
    looked_by = _account("去看的人", null=True)
    recorded_at = models.DateTimeField("记录时刻", null=True)
    void = models.BooleanField("不用看了", default=False, help_text="回退、清退或者又纳入监测")

    class Meta:
        verbose_name = "稳定跟踪"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], condition=Q(void=False), name="care_number"),
            models.CheckConstraint(
                condition=Q(result="", looked_on__isnull=True) | (~Q(result="") & Q(looked_on__isnull=False)),
                name="care_looked_when",
            ),
        ]

    class Privacy:
        personal = {"result", "says", "looked_by"}
        plain = {"id", "cycle", "number", "due_on", "looked_on", "lead_no", "recorded_at", "void"}
