"""What screening refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

RULE_CHANGED = declare(
    "SCREENING_RULE_CHANGED",
    "规则{rule}第{version}版的内容和已经启用的不一样。改了内容就要升一版，请把 version 加一再启用。",
)
RULE_ORDER = declare(
    "SCREENING_RULE_ORDER",
    "规则{rule}第{version}版从{since}起施行，不晚于已经启用的上一版。请把施行日期改到上一版之后。",
)
NO_RUN = declare("SCREENING_NO_RUN", "没有“{run}”这次筛查。请回到筛查记录里选一次。")
