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
NOT_YOURS = declare("ACCESS_NOT_YOURS", "这里没有您能管的账号。")
NOT_ON_PHONES = declare(
    "ACCESS_NOT_ON_PHONES", "{name}现在不是村里或帮扶的岗位，手机开通码只发给他们。请让{name}用账号和口令登录。"
)
BAD_PIN = declare("ACCESS_BAD_PIN", "数字口令要{digits}位数字，不能全一样，也不能像123456那样顺着数。请换一个。")
WRONG_CODE = declare(
    "ACCESS_WRONG_CODE", "账号或开通码不对，或者开通码已经用过、过期。请核对；还不行请找乡镇重发一个。"
)
NOT_ENROLLED = declare("ACCESS_NOT_ENROLLED", "这部手机还没有给这个账号开通。请找乡镇要一个开通码，在这部手机上开通。")
WRONG_PIN = declare("ACCESS_WRONG_PIN", "数字口令不对，还可再试 {left} 次，之后要请乡镇重设。")
PIN_STOPPED = declare("ACCESS_PIN_STOPPED", "数字口令试错太多次，已停用。请找乡镇停用旧的、重发一个开通码。")
