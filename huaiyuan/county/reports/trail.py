"""What the audit log says about forms: every dotted action with its sentence."""

from huaiyuan.base import audit

PRINTED = "reports.form.printed"
BATCH_ASKED = "reports.batch.asked"
BATCH_MADE = "reports.batch.made"
BATCH_TAKEN = "reports.batch.taken"
LEFT_TAKEN = "reports.batch.left_taken"
SIGNED_ADDED = "reports.signed.added"
SIGNED_SHOWN = "reports.signed.shown"
TEMPLATE_CHANGED = "reports.template.changed"
TEMPLATE_TAKEN = "reports.template.taken"

SENTENCES = {
    PRINTED: "打印《{form}》一张（表号{code}，{numbers}）",
    BATCH_ASKED: "成批打印《{form}》（{batch}），用途：{purpose}",
    BATCH_MADE: "成批打印《{form}》{count}张做好（{batch}）",
    BATCH_TAKEN: "取走成批打印的《{form}》{count}张（{batch}）",
    LEFT_TAKEN: "导出《{form}》没打印的{count}户（{batch}）",
    SIGNED_ADDED: "上传《{form}》签字件{count}张（表号{code}）",
    SIGNED_SHOWN: "看《{form}》签字件（表号{code}）",
    TEMPLATE_CHANGED: "《{form}》的模版换成第{version}版：{note}",
    TEMPLATE_TAKEN: "下载《{form}》的模版第{version}版",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
