"""What the audit log says about casework: every dotted action with its sentence."""

from huaiyuan.base import audit

CYCLES_LOADED = "casework.cycles.loaded"
IDENTIFIED = "casework.cycle.identified"
CATEGORY_CHANGED = "casework.cycle.category_changed"
CLEARED = "casework.cycle.cleared"
UNDONE = "casework.cycle.undone"
STRUCK_OFF = "casework.cycle.struck_off"
FOLLOWED = "casework.cycle.followed"
CASE_OPENED = "casework.case.opened"
CASE_MOVED = "casework.case.moved"
SIGNED = "casework.case.signed"
PROOF_ADDED = "casework.proof.added"
PROOF_SHOWN = "casework.proof.shown"
LISTED = "casework.list.made"
ANSWER_FILE = "casework.list.file_taken"
ANSWER_FILE_SHOWN = "casework.list.file_shown"
ENTRIES_CHECKED = "casework.entry.checked"
CONTACT_SET = "casework.care.contact_set"
CARE_BEGUN = "casework.care.begun"
CARE_EXPORTED = "casework.care.exported"
LIST_TAKEN = "casework.list.taken"
ANSWERED = "casework.list.answered"
FOUND = "casework.comparison.found"
OBJECTED = "casework.objection.raised"
OBJECTION_ANSWERED = "casework.objection.answered"
MET = "casework.meeting.recorded"
LIST_SHOWN = "casework.meeting.list_shown"
SHEET_SHOWN = "casework.sheet.shown"
WEB_OPENED = "casework.web.opened"
WEB_CLOSED = "casework.web.closed"
ENTRY_SHEET = "casework.entry.shown"
NOMINATED = "casework.exit.nominated"
SURVEYED = "casework.exit.surveyed"
PAPER_ADDED = "casework.exit.paper_added"
PAPER_SHOWN = "casework.exit.paper_shown"
CARED = "casework.care.recorded"
TROUBLED = "casework.care.troubled"
CYCLES_EXPORTED = "casework.cycles.exported"

SENTENCES = {
    CYCLES_LOADED: "装入监测周期{cycles}个、周期事件{events}条",
    IDENTIFIED: "{how}为{category}，第{number}周期，自{on}，文号{doc_no}",
    CATEGORY_CHANGED: "监测类别由{before}改为{category}，自{on}，文号{doc_no}",
    CLEARED: "风险消除（{way}），自{on}，文号{doc_no}",
    UNDONE: "消除回退，自{on}，文号{doc_no}",
    STRUCK_OFF: "识别错误清退，自{on}，文号{doc_no}",
    FOLLOWED: "监测周期随户的变更调整：{what}",
    CASE_OPENED: "转识别认定（{case}），来自线索{lead}",
    CASE_MOVED: "{did}（{case}）",
    SIGNED: "登记承诺授权{persons}人（{case}）",
    PROOF_ADDED: "上传{kind}（{case}）",
    PROOF_SHOWN: "看{kind}（{case}）",
    LISTED: "给{department}出比对名单{list}，{persons}人",
    LIST_TAKEN: "取比对名单{list}（{department}），{persons}人",
    ANSWERED: "记{department}比对答复{persons}人，疑点{suspicions}条（{list}）",
    ANSWER_FILE: "收{department}的答复文件（{list}）{rows}行：记下{recorded}人，{wrong}行没记",
    ANSWER_FILE_SHOWN: "看{department}的答复文件（{list}）",
    ENTRIES_CHECKED: "国办名单{batch}和录的比：新不一致{opened}处，对上{settled}处",
    CONTACT_SET: "登记监测联系人",
    CARE_BEGUN: "给以前消除的{count}户建稳定跟踪",
    CARE_EXPORTED: "导出稳定跟踪{count}户",
    FOUND: "疑点核实：{finding}（{case}）",
    OBJECTED: "登记公示异议（{case}）",
    OBJECTION_ANSWERED: "答复公示异议（{case}）",
    MET: "{level}会（{meeting}）：{count}户，通过{passed}，退回{returned}，不纳入{turned_down}",
    LIST_SHOWN: "看会上签字的名单（{meeting}）",
    SHEET_SHOWN: "打印{kind}稿（{case}）",
    WEB_OPENED: "给公示开网页，码印在公示上（{case}）",
    WEB_CLOSED: "提前撤下公示网页（{case}）",
    ENTRY_SHEET: "看待录国办系统清单，{count}户",
    NOMINATED: "提名风险消除（{case}）",
    SURVEYED: "登记消除信息采集表，户主{agrees}（{case}）",
    PAPER_ADDED: "登记{what}的凭据：{holds}",
    PAPER_SHOWN: "看{what}的凭据",
    CARED: "记稳定跟踪第{number}次：{result}",
    TROUBLED: "消除后又有风险，转成线索{lead}，走再识别",
    CYCLES_EXPORTED: "导出监测对象{count}户",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
