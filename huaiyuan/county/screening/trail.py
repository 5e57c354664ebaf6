"""What the audit log says about screening."""

from huaiyuan.base import audit

RULE_LOADED = "screening.rule.loaded"
RUN_DONE = "screening.run.done"

SENTENCES = {
    RULE_LOADED: "启用规则{rule}第{version}版，自{since}起",
    RUN_DONE: "全县筛查（截至{as_of}）：疑点{true}，不明{unknown}",
}
for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
