"""What the audit log says about comparing with the national system."""

from huaiyuan.base import audit

COMPARED = "crosscheck.compared"
EXPORTED = "crosscheck.exported"

SENTENCES = {
    COMPARED: "核对国办名单{batch}：{differences}处不同",
    EXPORTED: "导出国办核对差异{rows}条",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
