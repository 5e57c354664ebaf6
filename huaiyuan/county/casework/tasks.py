"""The kinds of tasks that cases give rise to, and whose they are."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.casework.types import Procedure, State
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

SUBJECT = "case_file"
LISTS = "case_lists"
OBJECTION = "case_objection"
# Whoever must act next has a task; a notice that runs needs nobody until it is over, so its task is due then.
STEP = {state: f"case_{state.value}" for state in (
    State.VISIT, State.COMPARE, State.REVIEW, State.TO_POST, State.NOTICED, State.TOWNSHIP, State.MEND_TOWNSHIP,
    State.COUNTY, State.MEND_COUNTY, State.ANNOUNCE, State.ENTER,
)}  # fmt: skip

# What must be done by whom when a risk is to be cleared; its steps are those of the procedure `exit`.
EXIT_STEP: dict[State, str] = {state: f"exit_{state.value}" for state in STEP if state is not State.COMPARE}
EXIT_OBJECTION, CARE = "exit_objection", "exit_care"
# The next national roster disagrees with what was entered there.
DOUBT = "entry_doubt"
CARED = "cycles.household"


def of_step(procedure: str, state: State) -> str:
    """The kind of task that the step of a procedure gives rise to."""
    return EXIT_STEP[state] if procedure == Procedure.EXIT else STEP[state]


def of_objection(procedure: str) -> str:
    """The kind of task of an objection against what was put up."""
    return EXIT_OBJECTION if procedure == Procedure.EXIT else OBJECTION


KINDS = (
    Kind(STEP[State.VISIT], "识别认定，入户核实、签承诺授权书：{about}", Role.VILLAGE, "提交入户核实", SUBJECT),
    Kind(STEP[State.COMPARE], "识别认定，核实比对疑点：{about}", Role.VILLAGE, "比对办完", SUBJECT),
    Kind(LISTS, "识别认定，出比对名单、记答复：{about}", Role.COUNTY_CENTER, "部门都已答复", SUBJECT),
    Kind(STEP[State.REVIEW], "识别认定，开评议会：{about}", Role.VILLAGE, "评议记录", SUBJECT),
    Kind(STEP[State.TO_POST], "识别认定，张贴公示：{about}", Role.VILLAGE, "公示照片", SUBJECT),
    Kind(STEP[State.NOTICED], "识别认定，公示期满报乡镇：{about}", Role.VILLAGE, "已报乡镇", SUBJECT),
    Kind(STEP[State.TOWNSHIP], "识别认定，乡镇审核：{about}", Role.TOWNSHIP, "会上定了", SUBJECT),
    Kind(STEP[State.MEND_TOWNSHIP], "识别认定，补正（乡镇退回）：{about}", Role.VILLAGE, "补正后再报", SUBJECT),
    Kind(STEP[State.COUNTY], "识别认定，县级审定：{about}", Role.COUNTY_CENTER, "会上定了", SUBJECT),
    Kind(STEP[State.MEND_COUNTY], "识别认定，补正（县级退回）：{about}", Role.VILLAGE, "补正后再报", SUBJECT),
    Kind(STEP[State.ANNOUNCE], "识别认定，张贴公告：{about}", Role.TOWNSHIP, "公告照片", SUBJECT),
    Kind(STEP[State.ENTER], "识别认定，录入国办系统：{about}", Role.VILLAGE, "国办系统户编号", SUBJECT),
    Kind(OBJECTION, "识别认定，答复公示异议：{about}", Role.VILLAGE, "答复", SUBJECT, limit="casework.objection_days"),
    Kind(EXIT_STEP[State.VISIT], "风险消除，入户填采集表、评估表：{about}", Role.VILLAGE, "签好的两张表", SUBJECT),
    Kind(EXIT_STEP[State.REVIEW], "风险消除，开评议会：{about}", Role.VILLAGE, "评议记录", SUBJECT),
    Kind(EXIT_STEP[State.TO_POST], "风险消除，张贴公示：{about}", Role.VILLAGE, "公示照片", SUBJECT),
    Kind(EXIT_STEP[State.NOTICED], "风险消除，公示期满报乡镇：{about}", Role.VILLAGE, "已报乡镇", SUBJECT),
    Kind(EXIT_STEP[State.TOWNSHIP], "风险消除，乡镇审核：{about}", Role.TOWNSHIP, "会上定了", SUBJECT),
    Kind(EXIT_STEP[State.MEND_TOWNSHIP], "风险消除，补正（乡镇退回）：{about}", Role.VILLAGE, "补正后再报", SUBJECT),
    Kind(EXIT_STEP[State.COUNTY], "风险消除，县级审定：{about}", Role.COUNTY_CENTER, "会上定了", SUBJECT),
    Kind(EXIT_STEP[State.MEND_COUNTY], "风险消除，补正（县级退回）：{about}", Role.VILLAGE, "补正后再报", SUBJECT),
    Kind(EXIT_STEP[State.ANNOUNCE], "风险消除，张贴公告：{about}", Role.TOWNSHIP, "公告照片", SUBJECT),
    Kind(EXIT_STEP[State.ENTER], "风险消除，标注国办系统：{about}", Role.VILLAGE, "已标", SUBJECT),
    Kind(
        EXIT_OBJECTION,
        "风险消除，答复公示异议：{about}",
        Role.VILLAGE,
        "答复",
        SUBJECT,
        limit="casework.objection_days",
    ),
    Kind(
        DOUBT,
        "国办名单和录的不一样：{about}",
        Role.VILLAGE,
        "下一份国办名单对上了",
        SUBJECT,
        limit="casework.doubt_days",
    ),
    Kind(CARE, "风险消除后稳定跟踪：{about}", Role.VILLAGE, "看过，写了稳不稳定", CARED, limit="casework.care_days"),
)


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
