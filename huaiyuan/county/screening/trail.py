"""What the audit log says about screening."""

from huaiyuan.base import audit

RULE_LOADED = "screening.rule.loaded"
RUN_DONE = "screening.run.done"
CHANGE_PROPOSED = "screening.change.proposed"
CHANGE_EDITED = "screening.change.edited"
CHANGE_TRIED = "screening.change.tried"
CHANGE_LAID_BEFORE = "screening.change.laid_before"
RULE_TRIED = "screening.rule.tried"
CHANGE_PUBLISHED = "screening.change.published"
CHANGE_SENT_BACK = "screening.change.sent_back"
CHANGE_DROPPED = "screening.change.dropped"
ROLL_BACK_ASKED = "screening.change.roll_back_asked"
ROLLED_BACK = "screening.change.rolled_back"

SENTENCES = {
    RULE_LOADED: "启用规则{rule}第{version}版，自{since}起",
    RUN_DONE: "全县筛查（截至{as_of}）：疑点{true}，不明{unknown}",
    CHANGE_PROPOSED: "提出规则改动{change}：{what}，拟自{since}起",
    CHANGE_EDITED: "修改规则改动{change}：{what}，拟自{since}起",
    CHANGE_TRIED: "试算规则改动{change}（截至{as_of}）：疑点由{before}到{after}",
    CHANGE_LAID_BEFORE: "再次提请发布规则改动{change}：{what}，拟自{since}起",
    RULE_TRIED: "试算规则{rule}（截至{as_of}）：疑点由{before}到{after}",
    CHANGE_PUBLISHED: "发布规则改动{change}（{proposer}提出）：{what}，自{since}起",
    CHANGE_SENT_BACK: "退回规则改动{change}",
    CHANGE_DROPPED: "撤下规则改动{change}",
    ROLL_BACK_ASKED: "提出回退规则改动{restored}，改动编号{change}",
    ROLLED_BACK: "规则改动{restored}由{change}回退",
}
for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
