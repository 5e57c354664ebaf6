"""What the audit log says about the registry: every dotted action with its sentence."""

from huaiyuan.base import audit

IDENTIFIED = "registry.monitoring.identified"
CATEGORY_CHANGED = "registry.monitoring.category_changed"
CLEARED = "registry.monitoring.cleared"
CLEARING_UNDONE = "registry.monitoring.clearing_undone"
STRUCK_OFF = "registry.monitoring.struck_off"
MEMBER_LEFT = "registry.member.left"
MEMBER_JOINED = "registry.member.joined"
MOVED = "registry.household.moved"
CLOSED = "registry.household.closed"
RENAMED = "registry.person.renamed"
REVEALED = "registry.person.revealed"
PERSONS_EXPORTED = "registry.persons.exported"
HOUSEHOLDS_EXPORTED = "registry.households.exported"
LOADED = "registry.loaded"

SENTENCES = {
    IDENTIFIED: "识别认定为{category}（第{cycle}次），自{on}",
    CATEGORY_CHANGED: "监测对象类别由{before}改为{category}，自{on}",
    CLEARED: "风险消除，自{on}",
    CLEARING_UNDONE: "消除回退，自{on}",
    STRUCK_OFF: "清退：识别有误，自{on}",
    MEMBER_LEFT: "成员减少（{why}），自{on}",
    MEMBER_JOINED: "成员增加，自{on}",
    MOVED: "迁到{village}，自{on}",
    CLOSED: "销户（{why}），自{on}",
    RENAMED: "更正姓名",
    REVEALED: "看完整的{field}",
    PERSONS_EXPORTED: "导出人员{rows}人，截至{on}，证件号码{shown}",
    HOUSEHOLDS_EXPORTED: "导出农户{rows}户，截至{on}",
    LOADED: "装入底册{households}户{persons}人",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
