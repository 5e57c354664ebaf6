"""What the audit log says about leads: every dotted action with its sentence."""

from huaiyuan.base import audit

OPENED = "leads.opened"
REPORTED = "leads.lead.reported"
SENT = "leads.lead.sent"
WITHHELD = "leads.lead.withheld"
STARTED = "leads.lead.started"
FORWARDED = "leads.lead.forwarded"
RETURNED = "leads.lead.returned"
WITHDRAWN = "leads.lead.withdrawn"
VERIFIED = "leads.lead.verified"
CORRECTED = "leads.risk.corrected"
AMENDED = "leads.risk.amended"
REMINDED = "leads.lead.reminded"
SIGNED = "leads.visit.signed"
PHOTO_ADDED = "leads.photo.added"
PHOTO_SHOWN = "leads.photo.shown"
FOLLOWED = "leads.lead.followed"
REMARKED = "leads.lead.remarked"
CASE_OPENED = "leads.case.opened"
CASE_ANSWERED = "leads.case.answered"
CASE_RETURNED = "leads.case.returned"
CASE_CLOSED = "leads.case.closed"
CASE_RECALLED = "leads.case.recalled"
CASE_READ = "leads.case.read"
PROOF_SHOWN = "leads.proof.shown"
GROUND_LOST = "leads.ground.lost"
GROUND_REGAINED = "leads.ground.regained"

SENTENCES = {
    OPENED: "筛查{run}归并成线索：新开{opened}，并入在办{merged}，刚核过不再推{suppressed}",
    REPORTED: "{channel}{ref}：{how}，期限{due}",
    SENT: "交办线索（{grade}），期限{due}",
    WITHHELD: "线索不交办",
    STARTED: "接手入户核实",
    FORWARDED: "线索改派：从{before}到{after}",
    RETURNED: "线索退回县里",
    WITHDRAWN: "撤回线索",
    VERIFIED: "入户核实（{way}）：{result}",
    CORRECTED: "更正结论：由“{before}”改为“{after}”",
    AMENDED: "县里更正结论：由“{before}”改为“{after}”",
    REMINDED: "催办（第{times}次）",
    SIGNED: "补签字",
    PHOTO_ADDED: "上传现场照片",
    PHOTO_SHOWN: "看现场照片",
    FOLLOWED: "线索随变更登记{change}：{effect}",
    REMARKED: "批注线索",
    CASE_OPENED: "转{department}落实政策（{case}）",
    CASE_ANSWERED: "{department}答复（{case}）",
    CASE_RETURNED: "退回{department}重办（{case}）",
    CASE_CLOSED: "认可{department}的落实（{case}）",
    CASE_RECALLED: "收回转给{department}的事（{case}）",
    CASE_READ: "{department}看要落实的户（{case}）",
    PROOF_SHOWN: "看落实凭据（{case}）",
    GROUND_LOST: "依据撤回：{fate}",
    GROUND_REGAINED: "撤回已撤销，线索恢复原样",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
