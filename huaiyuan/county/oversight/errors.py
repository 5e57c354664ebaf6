"""What oversight refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NOT_FOUND = declare("OVERSIGHT_NOT_FOUND", "这里没有你能看的内容。")
REPORTED = declare("OVERSIGHT_REPORTED", "{unit}的{title}{on}已经报过了。要改请先点“撤回重报”。")
NOT_REPORTED = declare("OVERSIGHT_NOT_REPORTED", "{unit}的{title}还没报，没有可撤回的。请直接报。")
NOT_YET = declare("OVERSIGHT_NOT_YET", "{title}要等这一期开始（{since}）才能报。请到时再报。")
TOO_LATE = declare("OVERSIGHT_TOO_LATE", "已过截止日{due}，报过的不能再撤回。有错请在下一期的说明里写明。")
NOTE_LONG = declare("OVERSIGHT_NOTE_LONG", "说明写了{length}个字，最多{most}个。请删短一些再报。")
NO_ONE_OPEN = declare("OVERSIGHT_NO_ONE_OPEN", "没有要催的：都报过了，或者今天已经催过。请明天再看。")
NO_ACTION = declare("OVERSIGHT_NO_ACTION", "没有“{action}”这项周期动作。请从清单里选。")
NO_DOC = declare("OVERSIGHT_NO_DOC", "请写明文号，没有文号不算县里确认。")
BAD_DUE = declare("OVERSIGHT_BAD_DUE", "截止日不对：几日填1到31，交办后几日填1到60。请改正再确认。")
SINCE = declare("OVERSIGHT_SINCE", "生效日期不能早于或等于{since}（现行的从那天起）。请改生效日期。")
NO_TOPIC = declare("OVERSIGHT_NO_TOPIC", "请写会商的议题和主持人。")
NO_UNITS = declare("OVERSIGHT_NO_UNITS", "请至少选一个参加单位。")
NO_POINTS = declare("OVERSIGHT_NO_POINTS", "请至少写一条议定事项：办什么、谁办、几号前。")
POINT = declare(
    "OVERSIGHT_POINT", "第{place}条议定事项没写全：办什么、承办单位、期限都要有，期限不能早于会商日期。请补全。"
)
HELD_ON = declare("OVERSIGHT_HELD_ON", "会商日期{on}还没到。请改成已经开会的日期。")
NO_ANSWER = declare("OVERSIGHT_NO_ANSWER", "请写办理情况和佐证（文号、凭证或照片存放处），没有佐证不能报办结。")
NO_REASON = declare("OVERSIGHT_NO_REASON", "请写明{what}的原因，原因会留痕。")
STAGE = declare("OVERSIGHT_STAGE", "这件事现在是“{state}”，不能{says}。请刷新看一眼再定。")
