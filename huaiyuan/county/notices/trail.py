"""What the audit log says about notices."""

from huaiyuan.base import audit

TAKEN_UP = "notices.taken_up"
ANSWERED = "notices.answered"

SENTENCES = {
    TAKEN_UP: "筛查{run}的核对提示：新增{opened}，仍在{seen}，已消除{gone}",
    ANSWERED: "核对提示{bundle}办结：{kind}",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
