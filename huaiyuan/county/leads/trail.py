"""What the audit log says about leads: every dotted action with its sentence."""

from huaiyuan.base import audit

OPENED = "leads.opened"
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
REMARKED = "leads.lead.remarked"

SENTENCES = {
    OPENED: "筛查{run}归并成线索：新开{opened}，并入在办{merged}，刚核过不再推{suppressed}",
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
    REMARKED: "批注线索",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
