"""What the audit log says about the registry's upkeep: every dotted action with its sentence."""

from huaiyuan.base import audit

FILED = "upkeep.change.filed"
CONFIRMED = "upkeep.change.confirmed"
REFUSED = "upkeep.change.refused"
UNDONE = "upkeep.change.undone"
LOOKED = "upkeep.likeness.looked"
SAME = "upkeep.likeness.same"
DIFFERENT = "upkeep.likeness.different"
TAKEN_BACK = "upkeep.likeness.taken_back"

SENTENCES = {
    FILED: "登记变更{change}：{kind}，{state}",
    CONFIRMED: "确认变更{change}：{kind}",
    REFUSED: "不同意变更{change}：{kind}",
    UNDONE: "撤销变更{change}：{kind}",
    LOOKED: "查找重复的人：新找到{found}对",
    SAME: "认定{likeness}是同一人，{gone}并入{kept}",
    DIFFERENT: "认定{likeness}不是同一人",
    TAKEN_BACK: "撤销认定{likeness}",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
