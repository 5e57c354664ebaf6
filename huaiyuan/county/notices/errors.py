"""What notices refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NO_ANSWER = declare("NOTICE_NO_ANSWER", "请写核对结果，例如“已恢复供水”或“情况属实，已报民政所”。")
NOT_YOURS = declare("NOTICE_NOT_YOURS", "这件事不在您的待办里，或者已经办结。请刷新看一眼。")
