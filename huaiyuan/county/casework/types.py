"""Code lists of casework: states of a cycle and of a case, kinds of events, proofs, meetings and sheets."""

from __future__ import annotations

from django.db import models


class CycleState(models.TextChoices):
    """Where a monitoring cycle stands (风险状态), in the national system's own words."""

    OPEN = "未消除", "风险未消除"
    CLEARED = "已消除", "风险已消除"
    STRUCK_OFF = "已清退", "识别错误，已清退"


class CycleEventKind(models.TextChoices):
    """What happened to a cycle. 再识别 begins a new cycle, 消除回退 takes up the old one: two different things."""

    FIRST = "first", "首次识别"
    AGAIN = "again", "再识别"
    CATEGORY = "category", "调整类别"
    CLEARED = "cleared", "风险消除"
    UNDONE = "undone", "消除回退"
    STRUCK_OFF = "struck_off", "识别错误清退"


IDENTIFYING = (CycleEventKind.FIRST, CycleEventKind.AGAIN)


class ClearWay(models.TextChoices):
    """How a risk went (消除方式), in the national system's own words."""

    HELPED = "帮扶消除", "帮扶消除"
    NATURAL = "自然消除", "自然消除"


class Procedure(models.TextChoices):
    """Which procedure a case goes through; the codes are those of `core/policy/procedures`."""

    IDENTIFICATION = "identification", "识别认定"
    EXIT = "exit", "风险消除"


class State(models.TextChoices):
    """Where a case stands (办理状态). The codes of steps are those of the procedure."""

    VISIT = "visit", "待入户核实"
    COMPARE = "compare", "信息比对"
    REVIEW = "review", "待村级评议"
    TO_POST = "to_post", "待公示"
    NOTICED = "noticed", "公示中"
    TOWNSHIP = "township", "待乡镇审核"
    MEND_TOWNSHIP = "mend_township", "乡镇退回补正"
    COUNTY = "county", "待县级审定"
    MEND_COUNTY = "mend_county", "县级退回补正"
    ANNOUNCE = "announce", "待公告"
    ENTER = "enter", "待录国办系统"
    DONE = "done", "已建档"
    REFUSED = "refused", "不纳入"
    STOPPED = "stopped", "已终止"


# Until the county has decided the fifteen days run; afterwards only papers are missing.
UNDECIDED = (
    State.VISIT, State.COMPARE, State.REVIEW, State.TO_POST, State.NOTICED, State.TOWNSHIP, State.MEND_TOWNSHIP,
    State.COUNTY, State.MEND_COUNTY,
)  # fmt: skip
LIVE = (*UNDECIDED, State.ANNOUNCE, State.ENTER)
AT_VILLAGE = (
    State.VISIT, State.COMPARE, State.REVIEW, State.TO_POST, State.NOTICED, State.MEND_TOWNSHIP, State.MEND_COUNTY,
    State.ENTER,
)  # fmt: skip


# What the last states are called when a risk is to be cleared.
EXIT_LABELS = {
    State.ENTER: "待标注国办系统", State.DONE: "已消除、已标注", State.REFUSED: "暂不消除，继续监测",
    State.STOPPED: "没消除，继续监测",
}  # fmt: skip


def label_of(procedure: str, state: str) -> str:
    """A state in words, as people say it of this procedure."""
    one = State(state)
    return EXIT_LABELS.get(one, one.label) if procedure == Procedure.EXIT else one.label


class Secured(models.TextChoices):
    """三保障和饮水: what must hold before a risk is cleared, in the words of `core/policy/exits`."""

    SCHOOLING = "schooling", "义务教育"
    MEDICAL = "medical", "基本医疗"
    HOUSING = "housing", "安全住房"
    WATER = "water", "安全饮水"


class CareResult(models.TextChoices):
    """What a look at a family after its risk was cleared found (稳定跟踪)."""

    STABLE = "stable", "稳定，没有新风险"
    TROUBLED = "troubled", "又有风险"


class ProofKind(models.TextChoices):
    """What a photo proves (佐证)."""

    AUTHORISATION = "authorisation", "承诺授权书"
    SURVEY = "survey", "消除信息采集表"
    ASSESSMENT = "assessment", "消除评估表"
    DELIBERATION = "deliberation", "评议会议照片"
    NOTICE_NEAR = "notice_near", "公示近景"
    NOTICE_FAR = "notice_far", "公示远景"
    MENDED = "mended", "补正材料"
    ANNOUNCEMENT = "announcement", "公告照片"


class SheetKind(models.TextChoices):
    """公示 comes before the decision, 公告 after it: two documents."""

    NOTICE = "notice", "公示"
    ANNOUNCEMENT = "announcement", "公告"


class Level(models.TextChoices):
    """Whose meeting."""

    TOWNSHIP = "township", "乡镇审核"
    COUNTY = "county", "县级审定"


class Result(models.TextChoices):
    """What a meeting decided of one family."""

    PASSED = "passed", "通过"
    RETURNED = "returned", "退回补正"
    REFUSED = "refused", "不纳入"


def result_label(procedure: str, result: str) -> str:
    """A result in words: a risk that is not cleared is nobody's 不纳入."""
    one = Result(result)
    return "暂不消除" if procedure == Procedure.EXIT and one is Result.REFUSED else one.label


class Answer(models.TextChoices):
    """What a department answered about one person (比对结果)."""

    WAITING = "waiting", "等部门答复"
    CLEAR = "clear", "没有"
    SUSPICION = "suspicion", "有疑点"


class DoubtKind(models.TextChoices):
    """What of an entry the national roster does not bear out (录入不一致)."""

    ABSENT = "absent", "整户"
    NUMBER = "number", "户编号"
    CATEGORY = "category", "监测对象类别"
    IDENTIFIED = "identified", "识别日期"
    CLEARED = "cleared", "风险消除标注"
    MEMBERS = "members", "家庭成员"


class Finding(models.TextChoices):
    """What the village found of a suspicion."""

    NO_MATTER = "no_matter", "不影响"
    MATTERS = "matters", "属实，影响认定"
