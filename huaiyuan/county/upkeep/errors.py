"""What upkeep refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

# The same words for an absent change and a foreign one, so that nobody can tell them apart.
NOT_FOUND = declare("UPKEEP_NOT_FOUND", "这里没有你能看的内容。")
NOT_PENDING = declare("UPKEEP_NOT_PENDING", "这份登记现在是“{state}”，不能再确认。请刷新看一眼。")
NOT_DONE = declare("UPKEEP_NOT_DONE", "这份登记现在是“{state}”，没有可撤销的。请刷新看一眼。")
NO_REASON = declare("UPKEEP_NO_REASON", "请写明{what}的原因，原因会留痕。")
NO_PERSON = declare("UPKEEP_NO_PERSON", "请选是哪一位。")
NO_DAY = declare("UPKEEP_NO_DAY", "请填这件事是哪天的，写成 2026-11-23 这样。")
NO_NEWCOMER = declare("UPKEEP_NO_NEWCOMER", "请填新来的人的姓名、性别和出生日期；有证件号码的只填姓名和号码。")
NO_OTHER = declare("UPKEEP_NO_OTHER", "没有找到户编号“{household_no}”的在册户，或不在您管的范围内。请核对户编号。")
NO_VILLAGE = declare("UPKEEP_NO_VILLAGE", "请选迁往哪个村。")
NOT_YOURS_TO_UNDO = declare("UPKEEP_NOT_YOURS_TO_UNDO", "这份登记由{who}定的，请联系{who}撤销。")
JUDGED_ALREADY = declare("UPKEEP_JUDGED_ALREADY", "这一对已经认定为“{judged}”。要改先撤销认定。")
NOT_JUDGED = declare("UPKEEP_NOT_JUDGED", "这一对还没有认定，没有可撤销的。请刷新看一眼。")
KEEP_WHICH = declare("UPKEEP_KEEP_WHICH", "请选留下哪一个人员编号。")
KEEP_THE_NUMBERED = declare("UPKEEP_KEEP_THE_NUMBERED", "只有一个人有证件号码，请留下有号码的那一个。")
