"""What intake refuses (a whole file) and what it finds wrong in rows, in words that say what to do. Knows no Django."""

from __future__ import annotations

from huaiyuan.core.kernel.errors import ErrorCode, declare

UNKNOWN_SOURCE = declare("INTAKE_UNKNOWN_SOURCE", "没有“{source}”这个数据源。请用其中一个：{known}。")
BAD_PERIOD = declare("INTAKE_BAD_PERIOD", "报送期“{period}”看不懂。请写成年-月，如2026-10。")
FUTURE_PERIOD = declare("INTAKE_FUTURE_PERIOD", "报送期{period}还没到（今天是{today}）。请核对报送期再报。")
NO_FILE = declare("INTAKE_NO_FILE", "找不到文件“{name}”。请核对文件名和位置，重新选择后再报。")
EMPTY_FILE = declare("INTAKE_EMPTY_FILE", "文件是空的，一个字节也没有。请重新导出后再报。")
TOO_LARGE = declare(
    "INTAKE_TOO_LARGE", "文件太大（{size}），单个文件最大{limit}。请删去图片和多余的表，或按乡镇分成几份再报。"
)
FAR_CELL = declare(
    "INTAKE_FAR_CELL",
    "“{sheet}”里离数据很远的地方还有内容（第{row}行附近），把表撑得太大。请删去数据右边、下面多余的行和列，另存后再报。",
)
LOCKED = declare("INTAKE_LOCKED", "文件有密码，请取消密码另存为xlsx再报。")
TRUNCATED = declare("INTAKE_TRUNCATED", "文件不完整，可能没有下载完或没有传完。请打开原表核对，另存为xlsx再报。")
NOT_WORKBOOK = declare("INTAKE_NOT_WORKBOOK", "这不是表格文件（{looks_like}）。请把数据另存为xlsx或csv再报。")
UNREADABLE = declare("INTAKE_UNREADABLE", "这个表格打不开，可能已损坏。请用WPS或Excel打开，另存为xlsx再报。")
TOO_HEAVY = declare(
    "INTAKE_TOO_HEAVY",
    "读这份文件超出了内存或时间的上限，已停下，什么都没有存。请删去图片、公式和多余的表，按乡镇拆成几份再报。",
)
BAD_TEXT = declare("INTAKE_BAD_TEXT", "文本的编码认不出来（第{line}行起是乱码）。请用WPS或Excel打开，另存为xlsx再报。")
NO_HEADER = declare(
    "INTAKE_NO_HEADER",
    "没找到表头：前{searched}行里没有一行写着{named}。请核对数据源是不是“{source}”，在表头写上列名再报。",
)
NO_COLUMN = declare(
    "INTAKE_NO_COLUMN", "{where}没找到{missing}。请在表头写上（内容可以空着），再报。找到的列：{found}。"
)
NO_ROWS = declare(
    "INTAKE_NO_ROWS", "表头找到了，下面一行数据也没有。请核对是不是拿错了表；确实没有数据的，请告诉县监测中心。"
)
SHIFTED = declare(
    "INTAKE_SHIFTED",
    "{compared}行里有{rows}行的证件号码和出生日期对不上，多半是某一列错了一行或对错了列。请打开原表核对，改好再报。",
)
REAL_PEOPLE = declare(
    "INTAKE_REAL_PEOPLE", "这是演示系统，文件里有{count}个像真人的证件号码，已拒收，没有存下任何内容。请只用演示文件。"
)
PATCH_ELSEWHERE = declare(
    "INTAKE_PATCH_ELSEWHERE",
    "这是批次{batch}退回的问题行，和现在选的表或月份不是一回事，或那一批已经不在。请选对再报，或交整份表。",
)
NO_ORIGINAL = declare("INTAKE_NO_ORIGINAL", "批次{batch}的原表已经不在，做不了带原因的原表。请下载问题行，对照着改。")
NOT_WAITING = declare("INTAKE_NOT_WAITING", "这个文件已经处理过了。请回到部门数据页看结果。")
NOT_REMEMBERED = declare("INTAKE_NOT_REMEMBERED", "这一条已经撤销了。请刷新页面看最新的。")
MAPPING_NO_SHEET = declare("INTAKE_MAPPING_NO_SHEET", "一张表也没选。请至少选一张要读的表。")
MAPPING_UNKNOWN = declare("INTAKE_MAPPING_UNKNOWN", "系统里没有“{column}”这一列。请刷新页面重选。")
MAPPING_TWICE = declare("INTAKE_MAPPING_TWICE", "“{column}”选了两次。请只留一列，另一列选“不用”。")
MAPPING_NOBODY = declare("INTAKE_MAPPING_NOBODY", "还没有指出哪一列是{who}。请至少指出一列。")
MAPPING_LACKS = declare("INTAKE_MAPPING_LACKS", "还差{columns}。请在表里指出是哪一列；确实没有的，勾上“本表没有”。")
NO_BATCH = declare("INTAKE_NO_BATCH", "找不到批次“{batch}”。请核对批次号。")
NOT_CHECKED = declare("INTAKE_NOT_CHECKED", "批次{batch}现在是“{state}”，不能{act}。请刷新页面看它的最新状态。")
ZERO_ROLL = declare(
    "INTAKE_ZERO_ROLL", "“{source}”是全员类，人人都该有一行，不能零报告。请把名册报来；报不了，请告诉县监测中心。"
)
ZERO_HAS_FILE = declare(
    "INTAKE_ZERO_HAS_FILE", "{period}已经收过{batch}，不能零报告。数据报错了，请先撤回（或取消）那一批。"
)
ZERO_ALREADY = declare("INTAKE_ZERO_ALREADY", "{period}已经零报告（{by}，{at}），不用再报。")
ZERO_NONE = declare("INTAKE_ZERO_NONE", "{period}没有零报告可收回。请刷新页面看一眼。")
ZERO_EARLY = declare("INTAKE_ZERO_EARLY", "{period}还没过完，不能零报告。请到下月再报。")
CANNOT_WITHDRAW = declare("INTAKE_CANNOT_WITHDRAW", "批次{batch}现在是“{state}”，撤回不了。请刷新页面看它的最新状态。")
NOT_WITHDRAWN = declare(
    "INTAKE_NOT_WITHDRAWN", "批次{batch}现在是“{state}”，没有撤回可撤销。请刷新页面看它的最新状态。"
)
NEWER_COUNTS = declare(
    "INTAKE_NEWER_COUNTS",
    "没有并入：{batch}之后又报了{newer}，已经并入，以后报的为准。要用{batch}，请先撤回{newer}；用不上，请取消{batch}。",
)
IN_THE_WAY = declare(
    "INTAKE_IN_THE_WAY",
    "撤销不了：{batch}撤回之后，{period}又{did}{other}。要用回{batch}，请先撤回（或取消）{other}。",
)
NO_REASON = declare("INTAKE_NO_REASON", "请写明原因再办，原因会记入审计。")
UPLOAD_GONE = declare("INTAKE_UPLOAD_GONE", "上传的文件已经不在（系统重启过）。请重新上传。")

REJECT, WARN = "reject", "warn"

# Wrong in one row. Rejected are only rows that name nobody or have a cell that cannot be read as its type.
ROW_NOBODY = declare("INTAKE_ROW_NOBODY", "姓名和证件号码都没有，不知道是谁。请至少填一样。")
ROW_NOWHERE = declare("INTAKE_ROW_NOWHERE", "乡镇和村都没写，不知道是哪里的事。请至少填一样。")
ROW_DATE = declare("INTAKE_ROW_DATE", "{label}不是能认的日期。请写成2026-01-31这样。")
ROW_YUAN = declare("INTAKE_ROW_YUAN", "{label}不是金额。请只写数字，单位元。")
ROW_INT = declare("INTAKE_ROW_INT", "{label}不是整数。请只写数字。")
ROW_CODE = declare("INTAKE_ROW_CODE", "{label}里没有这个写法。请用：{allowed}。")
ROW_ID_MISSING = declare("INTAKE_ROW_ID_MISSING", "证件号码空着，只能按姓名、出生日期和村比对。请补上。")
ROW_ID_BAD_CHECK = declare(
    "INTAKE_ROW_ID_BAD_CHECK", "证件号码第18位对不上，多半是错了一位或颠倒了两位。请核对户口簿。"
)
ROW_ID_BAD_DATE = declare("INTAKE_ROW_ID_BAD_DATE", "证件号码里的出生日期不存在。请核对户口簿。")
ROW_ID_BAD_LENGTH = declare(
    "INTAKE_ROW_ID_BAD_LENGTH", "证件号码位数不对，应为18位（老证15位，残疾人证20或22位）。请核对户口簿。"
)
ROW_ID_LOST_DIGITS = declare(
    "INTAKE_ROW_ID_LOST_DIGITS", "证件号码被表格当成数字，末尾几位已丢失，无法还原。请把这一列设为“文本”后重新填写。"
)
ROW_ID_NOT_ID = declare("INTAKE_ROW_ID_NOT_ID", "这不像证件号码。请核对户口簿后填写。")
ROW_ID_TWO_NAMES = declare("INTAKE_ROW_ID_TWO_NAMES", "同一个证件号码在表里写了不同的姓名。请核对是谁的号码。")
ROW_SEX = declare("INTAKE_ROW_SEX", "性别和证件号码对不上。请核对是性别写错还是号码写错。")
ROW_BIRTH = declare("INTAKE_ROW_BIRTH", "出生日期和证件号码对不上。请核对是日期写错还是号码写错。")
ROW_VILLAGE_MISSING = declare("INTAKE_ROW_VILLAGE_MISSING", "村空着。请补上，同名的人要靠它分清。")
ROW_VILLAGE_BLANK = declare("INTAKE_ROW_VILLAGE_BLANK", "村空着，不知道是哪个村的事。请补上。")
ROW_VILLAGE_UNKNOWN = declare("INTAKE_ROW_VILLAGE_UNKNOWN", "{township}没有叫这个名字的村。请按区划名单里的村名填写。")
ROW_OUTSIDE = declare(
    "INTAKE_ROW_OUTSIDE", "{label}不在报送期内（{since}至{until}）。请核对日期，或核对是不是拿错了哪一期。"
)
ROW_LATE = declare("INTAKE_ROW_LATE", "{label}晚于报送期最后一天（{until}）。请核对日期。")
ROW_UNBALANCED = declare("INTAKE_ROW_UNBALANCED", "{total}和各项之和差{difference}元。请核对金额。")
ROW_NAME_PRIVATE = declare(
    "INTAKE_ROW_NAME_PRIVATE", "姓名里有别的电脑认不出的字（造字）。请换成户口簿上的标准字，打不出的用拼音代替。"
)
ROW_TWICE = declare("INTAKE_ROW_TWICE", "这一行和前面的一行完全相同。请核对是不是重复填了。")

ROW_LEVELS: dict[str, str] = {
    **{e.code: REJECT for e in (ROW_NOBODY, ROW_NOWHERE, ROW_DATE, ROW_YUAN, ROW_INT, ROW_CODE)},
    **{
        e.code: WARN
        for e in (
            ROW_ID_MISSING, ROW_ID_BAD_CHECK, ROW_ID_BAD_DATE, ROW_ID_BAD_LENGTH, ROW_ID_LOST_DIGITS, ROW_ID_NOT_ID,
            ROW_ID_TWO_NAMES, ROW_SEX, ROW_BIRTH, ROW_VILLAGE_MISSING, ROW_VILLAGE_BLANK, ROW_VILLAGE_UNKNOWN,
            ROW_OUTSIDE, ROW_LATE, ROW_UNBALANCED, ROW_NAME_PRIVATE, ROW_TWICE,
        )
    },
}  # fmt: skip

UNREADABLE_BY_TYPE: dict[str, ErrorCode] = {"date": ROW_DATE, "yuan": ROW_YUAN, "int": ROW_INT, "code": ROW_CODE}
BY_ID_STATE: dict[str, ErrorCode] = {
    "missing": ROW_ID_MISSING, "bad_check": ROW_ID_BAD_CHECK, "bad_date": ROW_ID_BAD_DATE,
    "bad_length": ROW_ID_BAD_LENGTH, "lost_digits": ROW_ID_LOST_DIGITS, "not_id": ROW_ID_NOT_ID,
}  # fmt: skip

# Short names of what is wrong, for counts and filters.
SHORT: dict[str, str] = {
    ROW_NOBODY.code: "没写是谁", ROW_NOWHERE.code: "没写是哪里", ROW_DATE.code: "日期认不出", ROW_YUAN.code: "金额认不出", ROW_INT.code: "整数认不出",
    ROW_CODE.code: "写法不在码表", ROW_ID_MISSING.code: "证件号码空着", ROW_ID_BAD_CHECK.code: "证件号码校验不过",
    ROW_ID_BAD_DATE.code: "证件号码日期不存在", ROW_ID_BAD_LENGTH.code: "证件号码位数不对",
    ROW_ID_LOST_DIGITS.code: "证件号码丢了末位", ROW_ID_NOT_ID.code: "不像证件号码", ROW_ID_TWO_NAMES.code: "一号两名",
    ROW_SEX.code: "性别与证件号不符", ROW_BIRTH.code: "出生日期与证件号不符", ROW_VILLAGE_MISSING.code: "村空着",
    ROW_VILLAGE_BLANK.code: "没写是哪个村", ROW_VILLAGE_UNKNOWN.code: "村认不出", ROW_OUTSIDE.code: "日期不在报送期",
    ROW_LATE.code: "日期太晚", ROW_UNBALANCED.code: "金额不平",
    ROW_NAME_PRIVATE.code: "姓名有造字", ROW_TWICE.code: "重复行",
}  # fmt: skip
CONFIRM_STAGE = declare("INTAKE_CONFIRM_STAGE", "“{batch}”现在不是已并入的一份，没有要确认的数。请刷新看一眼。")
CONFIRM_ALREADY = declare("INTAKE_CONFIRM_ALREADY", "这一份的数已经确认过。要重看，请先收回。")
CONFIRM_NONE = declare("INTAKE_CONFIRM_NONE", "这一份还没有确认过，没有可收回的。请刷新看一眼。")
CONFIRM_NUMBER = declare(
    "INTAKE_CONFIRM_NUMBER", "“{label}”有出入，请写应为多少：0或正整数，和系统里的{number}不一样。没有出入就空着。"
)
CONFIRM_BASIS = declare("INTAKE_CONFIRM_BASIS", "“{label}”有出入，请写依据，例如“我局台账，11月5日导出”。")
