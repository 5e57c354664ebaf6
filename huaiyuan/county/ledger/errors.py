"""What can go wrong with a ledger, and what to do then."""

from __future__ import annotations

from huaiyuan.core.kernel.errors import declare

NOT_FOUND = declare("LEDGER_NOT_FOUND", "没有这本台账，或者不归您看。请从“台账”里选。")
NO_ENTRY = declare("LEDGER_NO_ENTRY", "没有这一条，或者不在您的范围内。请回到台账里找。")
BAD_CELL = declare("LEDGER_BAD_CELL", "“{column}”写的是“{given}”，{expected}。改好再提交。")
LACKING = declare("LEDGER_LACKING", "还没有填{columns}。填好再提交。")
NOT_YOURS = declare("LEDGER_NOT_YOURS", "这一步由{who}办，您的岗位不能办。")
MOVED_ON = declare("LEDGER_MOVED_ON", "{who}在您打开以后已经{did}，现在是“{state}”。请看清楚再办。")
NO_MOVE = declare("LEDGER_NO_MOVE", "现在是“{state}”，不能{did}。请刷新看最新的情况。")
NO_REASON = declare("LEDGER_NO_REASON", "请写明原因，会留痕。")
SAME_PERSON = declare("LEDGER_SAME_PERSON", "{did}要换一个人办：{earlier}就是您自己办的。")
TWICE = declare("LEDGER_TWICE", "已经有一条同样的：{number}。请打开那一条。")
NO_HOUSEHOLD = declare("LEDGER_NO_HOUSEHOLD", "没有找到这一户，或者不在您的范围内。请核对户编号。")
NO_PERSON = declare("LEDGER_NO_PERSON", "没有找到这个人，或者不在您的范围内。请先在底册里找到本人。")
NO_VILLAGE = declare("LEDGER_NO_VILLAGE", "请选是哪个村的。")
OTHER_LEDGER = declare("LEDGER_OTHER_LEDGER", "这份表是“{found}”的，不是“{wanted}”的。请下载“{wanted}”的表再填。")
FILL_UNKNOWN = declare(
    "LEDGER_FILL_UNKNOWN", "没有编号“{given}”，或者不在您的范围内。请重新下载表格，只改下载下来的行。"
)
FILL_DOUBLED = declare("LEDGER_FILL_DOUBLED", "编号“{given}”在表里有{times}行，不知道以哪一行为准。请只留一行。")
FILL_VERSION = declare("LEDGER_FILL_VERSION", "版次“{given}”不对，现在是{now}。版次不用改，请重新下载表格再填。")
FILL_NAME = declare(
    "LEDGER_FILL_NAME", "编号“{given}”和姓名对不上，多半是只给一列排了序。请撤销排序，或者重新下载表格再填。"
)
FILL_READ_ONLY = declare("LEDGER_FILL_READ_ONLY", "“{column}”只能看，在表里改不了。要改，请到这一条的页面办。")
FILL_REQUIRED = declare("LEDGER_FILL_REQUIRED", "“{column}”不能空着。请填上。")
SAME_AGAIN = declare("LEDGER_SAME_AGAIN", "改成这样就和另一条重了：{columns}不能两条都一样。请核对。")
FILL_NO_NUMBER = declare("LEDGER_FILL_NO_NUMBER", "这一行没有编号。这本台账不从表里新增，请先在页面上建账。")
FILL_NOBODY = declare(
    "LEDGER_FILL_NOBODY", "新增的这一行写的是“{given}”，底册里没有对上，或者不在您的范围内。请核对{what}。"
)
FILL_OTHER_NAME = declare(
    "LEDGER_FILL_OTHER_NAME", "证件号码“{given}”和这一行的姓名对不上，没有建账。请核对姓名和证件号码。"
)
FILL_MANY = declare("LEDGER_FILL_MANY", "表里新增了{rows}行，一次最多{most}行。请分几份传。")
FILL_STATE = declare("LEDGER_FILL_STATE", "这份表现在是“{state}”，不能{act}。请刷新看最新的情况。")
FILL_GONE = declare("LEDGER_FILL_GONE", "没有这份表，或者不是您传的。请回到台账里看。")
FILL_RACED = declare("LEDGER_FILL_RACED", "写入的时候一直有人在改这本台账，什么都没有写。请过几分钟再写入。")
NOTHING_CHANGED = declare("LEDGER_NOTHING_CHANGED", "没有改动。改了哪一格再保存。")
NO_LINK = declare("LEDGER_NO_LINK", "“{column}”写的是“{given}”，没有这个编号，或者不在您的范围内。请从清单里选。")
