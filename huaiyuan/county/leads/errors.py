"""What leads refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

# The same words for an absent lead and a foreign one, so that nobody can tell them apart.
NOT_FOUND = declare("LEAD_NOT_FOUND", "这里没有你能看的内容。")
STAGE = declare("LEAD_STAGE", "这条线索现在是“{state}”，不能{says}。请刷新看一眼再定。")
CHANGED = declare("LEAD_CHANGED", "这一户{who}刚{did}（{at}），您的意见还没提交，请看一眼再定。")
NO_REASON = declare("LEAD_NO_REASON", "请写明{what}的原因，原因会留痕。")
NO_VERDICT = declare("LEAD_NO_VERDICT", "还有{missing}没有选结论。每一类风险选一个结论再提交。")
STRANGE_RISK = declare("LEAD_STRANGE_RISK", "这条线索下没有“{risk_type}”这类风险。请刷新看一眼再定。")
VISIT_DATE = declare(
    "LEAD_VISIT_DATE", "核实日期{on}不对：不能早于发现日{earliest}，也不能晚于今天{today}。请改正日期。"
)
OTHER_VISIT = declare("LEAD_OTHER_VISIT", "这份核实记录已经用在另一条线索上。请重新打开这一户再填。")
NO_VILLAGE = declare("LEAD_NO_VILLAGE", "区划里没有村代码“{village_code}”。请从村名单里选要改派的村。")
SAME_VILLAGE = declare("LEAD_SAME_VILLAGE", "这条线索本来就在{village}，不用改派。请选另一个村，或退回县里。")
NOT_DUE = declare("LEAD_NOT_DUE", "这一户没有待补的签字。请刷新看一眼。")
NOT_AUTHOR = declare("LEAD_NOT_AUTHOR", "这个结论是{who}写的，只能由本人更正。请联系{who}，或请县监测中心处理。")
TOO_EARLY = declare("LEAD_TOO_EARLY", "{who}在{until}前还能自己更正。请先联系{who}；过了这天由县里更正。")
REMINDED = declare("LEAD_REMINDED", "今天已经催过（{who}）。明天还没核的再催。")
NO_PICK = declare("LEAD_NO_PICK", "还没选线索。请先在左边勾选要办的，再点催办或退回。")
TOO_LATE = declare("LEAD_TOO_LATE", "结论只能在{days}天内由本人更正，已经过了{until}。请县监测中心处理。")
SAME_VERDICT = declare("LEAD_SAME_VERDICT", "结论本来就是“{verdict}”，没有要改的。")
NOTHING_TO_SEND = declare("LEAD_NOTHING_TO_SEND", "没有待交办的线索。可能已经交办过，请刷新看一眼。")
RUN_MISSING = declare("LEAD_RUN_MISSING", "没有找到筛查{run}的结果。请重新筛查。")
RUN_CHANGED = declare(
    "LEAD_RUN_CHANGED", "有{rows}行结果的级别或户编号读不懂（如“{example}”），没有生成线索。请重新筛查。"
)
NO_VISIT = declare("LEAD_NO_VISIT", "还没收到这次入户核实，照片没处放。请先提交核实，再传照片。")
HAS_GROUND = declare("LEAD_HAS_GROUND", "这条线索还有依据，村里正在核实，不能撤回。请等村里提交。")
NO_REMARK = declare("LEAD_NO_REMARK", "请写几个字再保存。")
PERSONAL_TEXT = declare("LEAD_PERSONAL_TEXT", "批注里不写证件号码、电话和病情，请删掉“{found}”再保存。")
CASE_STAGE = declare("LEAD_CASE_STAGE", "这件事现在是“{state}”，不能{says}。请刷新看一眼。")
NO_ANSWER = declare("LEAD_NO_ANSWER", "请写明怎么落实的：办了什么、哪天办的、办不了为什么。")
