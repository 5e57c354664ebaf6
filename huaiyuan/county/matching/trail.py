"""What the audit log says about matching; that a batch was matched is told by intake, which keeps the counts."""

from huaiyuan.base import audit

EXPORTED = "matching.matches.exported"
LISTED = "matching.review.listed"
DECIDED = "matching.review.decided"
REVOKED = "matching.review.revoked"
RECOGNISED = "matching.review.recognised"
REVEALED = "matching.review.revealed"
PROPOSED = "matching.bulk.proposed"
AGREED = "matching.bulk.agreed"
DECLINED = "matching.bulk.declined"
UNDONE = "matching.bulk.undone"

SENTENCES = {
    EXPORTED: "导出逐行比对结果{rows}行",
    LISTED: "列出待复核{rows}行",
    DECIDED: "复核第{row}行：{answer}，管{covers}行",
    REVOKED: "撤销复核{decision}",
    RECOGNISED: "认部门数据里的人：{answer}",
    REVEALED: "看部门数据里第{row}行的完整证件号码",
    PROPOSED: "提请成批认定{rows}行",
    AGREED: "同意成批认定{rows}行",
    DECLINED: "没有同意成批认定{rows}行",
    UNDONE: "撤销成批认定{rows}行",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
