"""What the audit log says about education besides what the ledgers say of their rows."""

from huaiyuan.base import audit

COMPARED = "education.compared"
CHECKED = "education.month_checked"

SENTENCES = {
    COMPARED: "四查三比对（名册{period}）：新建账{opened}人，改{changed}人，移出{gone}人，新疑似辍学{suspected}人，不明{unknown}人",
    CHECKED: "核{month}送教：欠送教{behind}人",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
