"""The kinds of tasks that leads give rise to, and whose they are."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

SUBJECT, CASE = "lead", "case"
VERIFY, SIGN, IDENTIFY, DEPARTMENT = "verify_lead", "sign_visit", "identify_household", "department_follow_up"
REVIEW = "review_answer"

KINDS = (
    Kind(VERIFY, "入户核实：{about}", Role.VILLAGE, "提交入户核实", SUBJECT),
    Kind(SIGN, "返乡补签字：{about}", Role.VILLAGE, "户主签字", SUBJECT, limit="lead.sign_days"),
    Kind(IDENTIFY, "待识别，转识别认定：{about}", Role.TOWNSHIP, "识别认定的结果", SUBJECT, limit="lead.identify_days"),
    Kind(DEPARTMENT, "落实政策：{about}", Role.DEPARTMENT, "落实的结果", CASE, limit="lead.department_days"),
    Kind(REVIEW, "看部门答复：{about}", Role.COUNTY_CENTER, "认可，或退回重办", CASE, limit="lead.review_days"),
)


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
