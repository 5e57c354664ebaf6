"""What the audit log says about self-applications and leaflets: every dotted action with its sentence."""

from huaiyuan.base import audit

FILED = "applications.application.filed"
ACCEPTED = "applications.application.accepted"
ENDED = "applications.application.ended"
REROUTED = "applications.application.rerouted"
REOPENED = "applications.application.reopened"
TAKEN_BACK = "applications.application.taken_back"
REVEALED = "applications.phone.revealed"
PHOTO_SHOWN = "applications.photo.shown"
RECEIPT_SHOWN = "applications.receipt.shown"
EXPORTED = "applications.exported"
HELD_OFF = "applications.held_off"
CODES_MADE = "applications.codes.made"
CODE_CHANGED = "applications.code.changed"
GIVEN = "applications.leaflet.given"
WITHDRAWN = "applications.leaflet.withdrawn"
LOADED = "applications.leaflet.loaded"
PROOF_SHOWN = "applications.leaflet.proof_shown"

SENTENCES = {
    FILED: "收到自主申报{application}（{channel}，{entry}）",
    ACCEPTED: "受理自主申报{application}，{how}{lead}，交村",
    ENDED: "自主申报{application}：{state}",
    REROUTED: "自主申报{application}转交：从{before}到{after}",
    REOPENED: "重新受理自主申报{application}",
    TAKEN_BACK: "撤回受理自主申报{application}（{lead}）",
    REVEALED: "看申报人电话（{application}）",
    PHOTO_SHOWN: "看申报照片（{application}）",
    RECEIPT_SHOWN: "补看回执号（{application}）",
    EXPORTED: "导出自主申报{rows}件",
    HELD_OFF: "对外的页挡下过多的请求",
    CODES_MADE: "生成海报码{count}个",
    CODE_CHANGED: "更换海报码",
    GIVEN: "登记发放{leaflet}{households}户（{distribution}）",
    WITHDRAWN: "撤销发放登记{distribution}",
    LOADED: "成批装入发放登记{rounds}次，{households}户",
    PROOF_SHOWN: "看发放照片（{distribution}）",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
