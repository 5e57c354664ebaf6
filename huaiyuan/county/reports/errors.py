"""What forms refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

# The same words for an absent subject and a foreign one, so that nobody can tell them apart.
NOT_FOUND = declare("FORMS_NOT_FOUND", "这里没有你能看的内容。")
NO_FORM = declare("FORMS_NO_FORM", "没有“{form}”这张表。请从表单目录里选。")
NOT_PRINTABLE = declare("FORMS_NOT_PRINTABLE", "《{form}》不是您这个岗位打印的。请找{posts}打印。")
NOTHING_YET = declare("FORMS_NOTHING_YET", "《{form}》现在还打印不了：{why}。")
PERSONAL_TEXT = declare("FORMS_PERSONAL_TEXT", "《{form}》是要张贴的，{says}。改好再存、再打印。")
NOT_DOCX = declare("FORMS_NOT_DOCX", "这不是能用的 Word 文件（.docx）：{why}。请另存为 .docx 再传。")
TOO_LARGE = declare("FORMS_TOO_LARGE", "模版超过 {limit} MB。请把里面的大图片去掉再传。")
SYNTAX = declare("FORMS_SYNTAX", "模版里的占位符没写完整：{why}。请对照占位符清单改好再传，原来的模版还在用。")
UNKNOWN = declare("FORMS_UNKNOWN", "《{form}》里没有这样的占位符：{names}。请改成清单里的写法再传，原来的模版还在用。")
LACKING = declare(
    "FORMS_LACKING", "模版里少了{names}，没有它签字件认不回来、内容也不全。请加上再传，原来的模版还在用。"
)
NOT_ALLOWED = declare("FORMS_NOT_ALLOWED", "模版里只能写占位符、逐行重复和“如果”，不能写“{what}”。请改好再传。")
SAME = declare("FORMS_SAME", "这份和现在用的第 {version} 版一样，没有重复收。")
NO_VERSION = declare("FORMS_NO_VERSION", "没有第 {version} 版。请从列出的版本里选。")
IN_FORCE = declare("FORMS_IN_FORCE", "现在用的就是第 {version} 版，不用换。")
RACE = declare("FORMS_RACE", "《{form}》的模版别人刚改过，您的还没收。请刷新看一眼再传。")
NO_PHOTO = declare("FORMS_NO_PHOTO", "请拍一张签了字的表再提交。")
NO_CODE = declare("FORMS_NO_CODE", "没有这个表号。请对照表角再输一遍，一共 15 个字母和数字。")
NO_REASON = declare("FORMS_NO_REASON", "请写明为什么要带完整证件号，理由会留痕。")
NO_PURPOSE = declare("FORMS_NO_PURPOSE", "请写明成批打印做什么用，用途会留痕。")
NOBODY = declare("FORMS_NOBODY", "这个范围里没有要打印《{form}》的。请换一个村或换一类户。")
TOO_MANY = declare("FORMS_TOO_MANY", "这个范围有 {count} 张，一次最多 {most} 张。请一个乡镇或一个村分开打印。")
NOT_BATCHED = declare("FORMS_NOT_BATCHED", "《{form}》不成批打印。请到那一页上打印。")
BUSY = declare("FORMS_BUSY", "这会儿打印的人多，没排上。请再点一次。")
BY_PIN = declare("FORMS_BY_PIN", "成批打印要在电脑上用账号和密码登录。用数字口令打开的手机只能一张一张打印。")
GONE = declare("FORMS_GONE", "这一包已过 {days} 天，删掉了。请重新打印。")
NO_FONT = declare(
    "FORMS_NO_FONT",
    "这台服务器没有中文字体，印不了册子。请管理员执行 apt install fonts-noto-cjk，"
    "或者把宋体、黑体文件放进一个文件夹，用环境变量 HUAIYUAN_FONT_PATHS 指给系统。",
)
