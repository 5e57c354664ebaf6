"""What the audit log says about tasks: every dotted action with its sentence."""

from huaiyuan.base import audit

OPENED = "worklist.task.opened"
CLOSED = "worklist.task.closed"
CANCELLED = "worklist.task.cancelled"
HANDED_OVER = "worklist.task.handed_over"
NOTICES_READ = "worklist.notice.read"

SENTENCES = {
    OPENED: "交办任务（{kind}）{count} 件",
    CLOSED: "办结任务（{kind}）",
    CANCELLED: "撤回任务（{kind}）",
    HANDED_OVER: "任务换人承办（{kind}）",
    NOTICES_READ: "看过通知{count}条",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
