"""Refusals of access, in the words of the county."""

from huaiyuan.core.kernel.errors import declare

NO_ACCOUNT = declare("ACCESS_NO_ACCOUNT", "没有“{username}”这个账号，或者它已经停用。请核对登录名。")
BY_WHOM = declare("ACCESS_BY_WHOM", "请用 --by 写明以哪个账号的名义办。")
USERNAME_TAKEN = declare("ACCESS_USERNAME_TAKEN", "登录名“{username}”已有人用。请换一个。")
NO_POST = declare("ACCESS_NO_POST", "没有“{given}”这个岗位。请先建岗位。")
NO_AREA = declare("ACCESS_NO_AREA", "“{given}”不是区划代码。县 6 位、乡镇 9 位、村 12 位。")
AREA_LEVEL = declare("ACCESS_AREA_LEVEL", "“{title}”要管{level}，“{given}”不是。")
ALREADY_POSTED = declare("ACCESS_ALREADY_POSTED", "{name}已经在任{title}（{area}），不用再设。")
NOT_POSTED = declare("ACCESS_NOT_POSTED", "没有这条任职，或者已经卸任。")
WRONG_PASSWORD = declare("ACCESS_WRONG_PASSWORD", "账号或口令不对。还可再试 {left} 次，之后锁定 {minutes} 分钟。")
LOCKED = declare("ACCESS_LOCKED", "试错太多次，已锁定。请 {minutes} 分钟后再试，或请县监测中心重设口令。")
NOT_DEMO = declare("ACCESS_NOT_DEMO", "只有演示可以一键登录。请输入账号和口令。")
WEAK_PASSWORD = declare("ACCESS_WEAK_PASSWORD", "口令至少 {least} 个字，不能和登录名一样。")
