"""What the audit log says about 交办: every dotted action with its sentence."""

from huaiyuan.base import audit

ISSUED = "orders.order.issued"
INSTRUCTED = "orders.order.instructed"
ROUTED = "orders.line.routed"
ACCEPTED = "orders.line.accepted"
DECLINED = "orders.line.declined"
ANSWERED = "orders.line.answered"
RETURNED = "orders.line.returned"
CLOSED = "orders.line.closed"
CANCELLED = "orders.line.cancelled"
FILE_SHOWN = "orders.file.shown"

SENTENCES = {
    ISSUED: "交办清单{order}，共{count}条",
    INSTRUCTED: "批示{order}（{about}），交{owner}",
    ROUTED: "分办{line}给{owner}",
    ACCEPTED: "签收{line}",
    DECLINED: "退回改派{line}",
    ANSWERED: "反馈{line}，附件{files}个",
    RETURNED: "退回重办{line}",
    CLOSED: "销号{line}",
    CANCELLED: "撤回{line}",
    FILE_SHOWN: "看交办附件{order}",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
