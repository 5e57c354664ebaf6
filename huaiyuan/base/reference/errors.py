"""What the reference tables refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

CALENDAR_UNKNOWN = declare(
    "REFERENCE_CALENDAR_UNKNOWN",
    "{year}年的放假调休安排还没录入，算不出工作日期限。请县监测中心在“工作日历”里按国务院办公厅通知录入{year}年的安排。",
)
NO_LIMIT = declare(
    "REFERENCE_NO_LIMIT",
    "“{name}”在{on}没有生效的时限。请县监测中心在“政策参数”里填数并写明依据。",
)
BAD_UNIT = declare(
    "REFERENCE_BAD_UNIT",
    "“{name}”的单位是“{unit}”，时限只能用小时、自然日或工作日。请改正参数的单位。",
)
PARAMETER_MOVED = declare(
    "REFERENCE_PARAMETER_MOVED", "“{name}”刚刚被别人改过，这次没有写进去。请看一眼现在的值，再重新试算。"
)
AREAS_LOADED = declare("REFERENCE_AREAS_LOADED", "区划已经装入过，不能再整表装入。请逐条变更。")
NO_PARAMETER = declare("REFERENCE_NO_PARAMETER", "没有“{name}”这个政策参数。请从参数表里选。")
NO_SOURCE = declare("REFERENCE_NO_SOURCE", "请写明依据（文件名称和文号）再保存。")
WRONG_YEAR = declare("REFERENCE_WRONG_YEAR", "{day}不是{year}年的日期。请按年度分别录入。")
