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
BORN = "registry.member.born"
CAME = "registry.member.came"
JOINED = "registry.member.joined_from"
DIED = "registry.member.died"
WENT = "registry.member.went"
TOOK_OVER = "registry.household.new_head"
SPLIT = "registry.household.split"
UNITED = "registry.household.united"
ONE_PERSON = "registry.person.united"
UNDONE = "registry.change.undone"
CORRECTED = "registry.person.corrected"
RENAMED = "registry.person.renamed"
INITIALS_FILLED = "registry.persons.initials"
REVEALED = "registry.person.revealed"
RUNG = "registry.household.rung"
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
    BORN: "出生登记，自{on}（{change}）",
    CAME: "迁入，自{on}（{change}）",
    JOINED: "从{left}户迁入，自{on}（{change}）",
    DIED: "死亡登记，{on}（{change}）",
    WENT: "迁出（{why}），自{on}（{change}）",
    TOOK_OVER: "更换户主，自{on}（{change}）",
    SPLIT: "分户：{people}人分出为{opened}，自{on}（{change}）",
    UNITED: "合户：{other}的{people}人并入，自{on}（{change}）",
    INITIALS_FILLED: "补上{people}人的姓名首字母",
    ONE_PERSON: "两个人员编号是同一人：{gone}并入{kept}（{change}）",
    UNDONE: "撤销变更登记{change}",
    RENAMED: "更正姓名",
    CORRECTED: "更正{what}",
    REVEALED: "看完整的{field}",
    RUNG: "给自己帮扶的户打电话",
    PERSONS_EXPORTED: "导出人员{rows}人，截至{on}，证件号码{shown}",
    HOUSEHOLDS_EXPORTED: "导出农户{rows}户，截至{on}",
    LOADED: "装入底册{households}户{persons}人",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
