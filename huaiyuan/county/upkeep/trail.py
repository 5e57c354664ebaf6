"""What the audit log says about the registry's upkeep: every dotted action with its sentence."""

from huaiyuan.base import audit

FILED = "upkeep.change.filed"
CONFIRMED = "upkeep.change.confirmed"
REFUSED = "upkeep.change.refused"
UNDONE = "upkeep.change.undone"

SENTENCES = {
    FILED: "登记变更{change}：{kind}，{state}",
    CONFIRMED: "确认变更{change}：{kind}",
    REFUSED: "不同意变更{change}：{kind}",
    UNDONE: "撤销变更{change}：{kind}",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
