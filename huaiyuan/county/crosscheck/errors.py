"""What crosscheck refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NO_ROSTER = declare("CROSSCHECK_NO_ROSTER", "还没有收过国办名单。请先上传国办系统导出的人员名单。")
