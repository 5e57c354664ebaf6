"""What the audit log says about water beside the ledgers' own acts."""

from huaiyuan.base import audit

REPORTED = "water.reported"
CALLER_SHOWN = "water.caller.shown"
CODES_MADE = "water.codes.made"
CODE_CHANGED = "water.code.changed"
LEADS_OPENED = "water.leads.opened"

SENTENCES = {
    REPORTED: "收到扫码报修{receipt}：{works}{trouble}",
    CALLER_SHOWN: "看报修人的电话：{order}",
    CODES_MADE: "给{count}处供水工程做了报修码",
    CODE_CHANGED: "换了{works}的报修码",
    LEADS_OPENED: "{works}断水太久，{count}户成为饮水线索",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
