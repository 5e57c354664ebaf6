"""What the audit log says about plans and measures: every dotted action with its sentence."""

from huaiyuan.base import audit

LOADED = "plan.loaded"
DRAFTED = "plan.drafted"
MOVED = "plan.moved"
WRITTEN = "plan.measure.written"
REMOVED = "plan.measure.removed"
CARRIED_OUT = "plan.measure.carried_out"
ENDING = "plan.measure.ending"
DROPPED = "plan.measure.dropped"
PHOTO_ADDED = "plan.photo.added"
PHOTO_SHOWN = "plan.photo.shown"
FOLLOWED = "plan.followed"
EXPORTED = "plan.exported"

SENTENCES = {
    LOADED: "装入一户一策{plans}份、帮扶措施{measures}条",
    DRAFTED: "起草一户一策{plan}：措施{measures}条",
    MOVED: "一户一策{plan}：{did}",
    WRITTEN: "一户一策{plan}：{how}措施{measure}",
    REMOVED: "一户一策{plan}：去掉措施{measure}",
    CARRIED_OUT: "记措施{measure}落实，{on}{early}（{plan}）",
    ENDING: "措施{measure}政策到期怎么接：{how}（{plan}）",
    DROPPED: "措施{measure}不办了（{plan}）",
    PHOTO_ADDED: "上传措施{measure}的凭证",
    PHOTO_SHOWN: "看措施{measure}的凭证",
    FOLLOWED: "一户一策随监测对象变动：补上识别日{identified}份，随迁{moved}份，随销户终止{gone}份、恢复{back}份",
    EXPORTED: "导出一户一策{rows}份",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
