"""What the audit log says about matching; that a batch was matched is told by intake, which keeps the counts."""

from huaiyuan.base import audit

EXPORTED = "matching.matches.exported"

SENTENCES = {EXPORTED: "导出逐行比对结果{rows}行"}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
