"""What the audit log says about guiding: every dotted action with its sentence."""

from huaiyuan.base import audit

GUIDE_SET = "guiding.guide.set"
ASKED = "guiding.question.asked"
ANSWERED = "guiding.question.answered"
WITHDRAWN = "guiding.question.withdrawn"
VISITED = "guiding.visit.recorded"
LOOKED = "guiding.sample.looked"
FOUND = "guiding.fault.found"
MENDED = "guiding.fault.mended"
CLOSED = "guiding.fault.closed"
RETURNED = "guiding.fault.returned"
CANCELLED = "guiding.fault.cancelled"
PHOTO_SHOWN = "guiding.photo.shown"
EXPORTED = "guiding.visits.exported"

SENTENCES = {
    GUIDE_SET: "定{township}的包联指导员：{guide}，自{since}起",
    ASKED: "在“{step}”问一问（{number}）",
    ANSWERED: "答复“{step}”的问题（{number}）",
    WITHDRAWN: "撤回“{step}”的问题（{number}）",
    VISITED: "记督导指导（{number}），抽查{sampled}户",
    LOOKED: "记抽查结果：{found}（{number}）",
    FOUND: "记督导发现的问题（{number}）",
    MENDED: "报督导问题的整改（{number}）",
    CLOSED: "销号督导问题（{number}）",
    RETURNED: "退回重办督导问题（{number}）",
    CANCELLED: "撤销督导问题（{number}）",
    PHOTO_SHOWN: "看{kind}（{number}）",
    EXPORTED: "导出督导指导台账{rows}行",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
