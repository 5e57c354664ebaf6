"""What the audit log says about the rhythm and consultations: every dotted action with its sentence."""

from huaiyuan.base import audit

RAISED = "oversight.items.raised"
SUBMITTED = "oversight.item.submitted"
TAKEN_BACK = "oversight.item.taken_back"
REMINDED = "oversight.items.reminded"
CONFIRMED = "oversight.action.confirmed"
RECORDED = "oversight.consultation.recorded"
ANSWERED = "oversight.decision.answered"
CLOSED = "oversight.decision.closed"
RETURNED = "oversight.decision.returned"
CANCELLED = "oversight.decision.cancelled"

SENTENCES = {
    RAISED: "生成周期事项{count}件（{periods}）",
    SUBMITTED: "报送{title}（{period}，{unit}）",
    TAKEN_BACK: "撤回重报{title}（{period}，{unit}）",
    REMINDED: "催报{count}个单位",
    CONFIRMED: "确认周期动作“{title}”：{due}，自{since}起，文号{doc_no}",
    RECORDED: "记会商“{topic}”，议定{count}件",
    ANSWERED: "答复议定事项（{unit}）",
    CLOSED: "办结议定事项（{unit}）",
    RETURNED: "退回重办议定事项（{unit}）",
    CANCELLED: "撤销议定事项（{unit}）",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
