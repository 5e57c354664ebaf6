"""What the audit log says about batches: every dotted action with its sentence."""

from huaiyuan.base import audit

RECEIVED = "intake.batch.received"
MERGED = "intake.batch.merged"
REPLACED = "intake.batch.replaced"
CANCELLED = "intake.batch.cancelled"
WITHDRAWN = "intake.batch.withdrawn"
RESTORED = "intake.batch.restored"
BROUGHT_BACK = "intake.batch.brought_back"
ZERO_REPORTED = "intake.zero.reported"
ZERO_REVOKED = "intake.zero.revoked"
ZERO_REPLACED = "intake.zero.replaced"
MATCHED = "intake.batch.matched"
PLACED = "intake.batch.placed"
FAULTS_EXPORTED = "intake.faults.exported"
ERROR_BOOK_TAKEN = "intake.error_book.taken"
FILE_SET_ASIDE = "intake.file.set_aside"
FILE_DROPPED = "intake.file.dropped"
HEADER_EXPLAINED = "intake.header.explained"
HEADER_REVOKED = "intake.header.revoked"
SHEET_LEFT_OUT = "intake.sheet.left_out"
SHEET_READ_AGAIN = "intake.sheet.read_again"
NUMBERS_CONFIRMED = "intake.numbers.confirmed"
NUMBERS_TAKEN_BACK = "intake.numbers.taken_back"

SENTENCES = {
    NUMBERS_CONFIRMED: "确认本部门的数{numbers}个，有出入{differs}个",
    NUMBERS_TAKEN_BACK: "收回对本部门的数的确认",
    RECEIVED: "收到{rows}行：可用{accepted}，退回{rejected}",
    MERGED: "并入底数，可用{accepted}行",
    REPLACED: "被{batch}更正",
    CANCELLED: "并入前取消",
    WITHDRAWN: "撤回批次，之后的筛查不再用它",
    RESTORED: "撤销撤回，批次重新算数",
    BROUGHT_BACK: "{batch}撤回，这一份重新算数",
    ZERO_REPORTED: "零报告：本期没有数据",
    ZERO_REVOKED: "收回零报告",
    ZERO_REPLACED: "零报告由{batch}代替",
    MATCHED: "比对到人：对上{found}，存疑{ambiguous}，查无此人{unmatched}",
    PLACED: "对到村：认出{found}，查无此村{unmatched}",
    FAULTS_EXPORTED: "下载问题行{rows}条",
    ERROR_BOOK_TAKEN: "下载带原因的原表（{kept}），问题行{rows}行",
    FILE_SET_ASIDE: "收到{source}（{period}），列认不全，等人来认",
    FILE_DROPPED: "待认列的{source}不收了",
    HEADER_EXPLAINED: "认定{source}的表头：{titles}",
    HEADER_REVOKED: "撤销{source}的列对应：{what}",
    SHEET_LEFT_OUT: "定下{source}不读“{sheet}”这张表",
    SHEET_READ_AGAIN: "{source}的“{what}”恢复读取",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
