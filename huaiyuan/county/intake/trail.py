"""What the audit log says about batches: every dotted action with its sentence."""

from huaiyuan.base import audit

RECEIVED = "intake.batch.received"
MERGED = "intake.batch.merged"
REPLACED = "intake.batch.replaced"
CANCELLED = "intake.batch.cancelled"
MATCHED = "intake.batch.matched"
PLACED = "intake.batch.placed"
FAULTS_EXPORTED = "intake.faults.exported"

SENTENCES = {
    RECEIVED: "收到{rows}行：可用{accepted}，退回{rejected}",
    MERGED: "并入底数，可用{accepted}行",
    REPLACED: "被{batch}更正",
    CANCELLED: "并入前取消",
    MATCHED: "比对到人：对上{found}，存疑{ambiguous}，查无此人{unmatched}",
    PLACED: "对到村：认出{found}，查无此村{unmatched}",
    FAULTS_EXPORTED: "下载问题行{rows}条",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
