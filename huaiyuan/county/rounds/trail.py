"""What the audit log says about rounds: every dotted action with its sentence."""

from huaiyuan.base import audit

OPENED = "rounds.round.opened"
LOOKED = "rounds.line.looked"
UNDONE = "rounds.line.undone"
EXCUSED = "rounds.lines.excused"
FOLLOWED = "rounds.lines.followed"
CLOSED = "rounds.area.closed"
REOPENED = "rounds.area.reopened"
DRAWN = "rounds.recheck.drawn"
CHECKED = "rounds.recheck.recorded"
PHOTO_SHOWN = "rounds.photo.shown"
LOADED = "rounds.loaded"

SENTENCES = {
    OPENED: "新建{name}（{round}），分到{households}户，其中重点群体{key}户",
    LOOKED: "{round}排查：{result}，{way}",
    UNDONE: "{round}撤销排查记录",
    EXCUSED: "{round}写没查的原因{count}户：{reason}",
    FOLLOWED: "{round}跟上户的增减：增{added}户、迁{moved}户、销{gone}户",
    CLOSED: "{round}{area}点本轮完成",
    REOPENED: "{round}{area}重开：{reason}",
    DRAWN: "{round}抽查复核抽签，{villages}个村{households}户",
    CHECKED: "{round}复核结果：{verdict}",
    PHOTO_SHOWN: "看空挂户照片（{round}）",
    LOADED: "装入{rounds}轮集中排查{lines}户次",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
