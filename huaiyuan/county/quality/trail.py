"""What the audit log says about the registry's own checks."""

from huaiyuan.base import audit

RUN_DONE = "quality.run.done"
HANDED_OUT = "quality.handed_out"
JUDGED = "quality.point.judged"
LOOKED_AGAIN = "quality.point.looked_again"
CORRECTED = "quality.point.corrected"

SENTENCES = {
    RUN_DONE: "数据质量核查（截至{as_of}）：疑点{found}，不明{unknown}，新增{opened}，已改{mended}",
    HANDED_OUT: "交办{month}数据质量任务：{villages}个村，{points}条疑点",
    JUDGED: "疑点核过无误（{rule}）",
    LOOKED_AGAIN: "收回疑点“核过无误”的结论（{rule}）",
    CORRECTED: "照疑点改了登记（{rule}）：{what}",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
