"""What the audit log says about duty: every dotted action with its sentence."""

from huaiyuan.base import audit

LOADED = "duty.loaded"
HELPER_ADDED = "duty.helper.added"
HELPER_LEFT = "duty.helper.left"
PAIRED = "duty.pairing.paired"
HANDED_OVER = "duty.pairing.handed_over"
REPLACED = "duty.pairing.replaced"
ENDED_WITH = "duty.pairing.ended_with_household"
CAME_BACK = "duty.handover.came_back"
HANDOVER_ACCEPTED = "duty.handover.accepted"
VISITED = "duty.visit.recorded"
PHOTO_ADDED = "duty.photo.added"
PHOTO_SHOWN = "duty.photo.shown"
RAISED = "duty.problem.raised"
SETTLED = "duty.problem.settled"
PASSED_ON = "duty.problem.passed_on"
CHECKED = "duty.problem.checked"

SENTENCES = {
    LOADED: "装入帮扶责任人{helpers}名、结对{pairings}户、走访{visits}次",
    HELPER_ADDED: "登记帮扶责任人{helper}",
    HELPER_LEFT: "帮扶责任人{helper}离任",
    PAIRED: "结对{pairing}：{helper}（{part}），自{on}",
    HANDED_OVER: "交接{handover}：{before}交给{after}，自{on}，岗位{posts}个、户{households}户、待办{tasks}件",
    CAME_BACK: "提前回来{handover}，自{on}自己办",
    REPLACED: "当天改正帮扶责任人：{before}改为{after}",
    ENDED_WITH: "随销户终止结对{count}个",
    HANDOVER_ACCEPTED: "点认交接单{handover}（{side}）",
    VISITED: "走访（{way}），{on}，不好{bad}项，要解决{problems}件",
    PHOTO_ADDED: "上传走访照片",
    PHOTO_SHOWN: "看走访照片",
    RAISED: "走访交办{problem}（{kind}）给{owner}",
    SETTLED: "办结{problem}（{kind}）",
    PASSED_ON: "{problem}转给{owner}",
    CHECKED: "回访{problem}：{result}",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
