"""水利局：农村供水停水登记，全年累计，一行一个村的一次停水。写的是村，不是人。"""

from __future__ import annotations

from huaiyuan.county.intake.source import EVENTS, VILLAGE, Code, Column, Source
from huaiyuan.county.intake.sources import who_and_where

WATER_OUTAGES = Source(
    id="water_outages",
    department="水利局",
    name="农村供水停水登记",
    kind=EVENTS,
    cumulative="calendar_year",
    dated_by="started_on",
    subject=VILLAGE,
    columns=(
        *who_and_where.places(township=("停水乡镇", "供水乡镇"), village=("停水村", "供水村", "受影响村", "影响村")),
        Column("works", "供水工程", "text", ("供水工程名称", "工程名称", "水厂", "水厂名称", "供水单位", "供水水厂", "供水工程（水厂）")),
        Column("started_on", "停水日期", "date", ("停水时间", "停水开始日期", "停水开始时间", "开始停水日期", "开始停水时间", "停水起始日期",
                                                  "断水日期", "断水时间", "发生日期")),
        Column("restored_on", "恢复日期", "date", ("恢复时间", "恢复供水日期", "恢复供水时间", "恢复通水日期", "恢复通水时间", "通水日期",
                                                   "通水时间", "复水日期")),
        Column("outage_days", "停水天数", "int", ("断水天数", "累计停水天数", "连续停水天数", "连续断水天数", "停水时长", "断水时长"),
               unit="天", note="未恢复的，算到填报那天"),
        Column("households", "影响户数", "int", ("受影响户数", "涉及户数", "停水户数", "断水户数", "影响农户数", "影响户数（户）"),
               unit="户"),
        Column("cause", "停水原因", "code", ("断水原因", "故障原因", "故障类型", "原因", "原因类别", "原因分类"), codes=(
            Code("管网", ("管网故障", "管网损坏", "管网维修", "管道", "管道破裂", "管道损坏", "爆管", "漏水")),
            Code("设备", ("设备故障", "设备检修", "水泵", "水泵故障", "机泵故障", "设施故障")),
            Code("水源", ("水源不足", "水源枯竭", "水源干涸", "干旱", "缺水", "季节性缺水")),
            Code("停电", ("断电", "供电故障", "电力故障", "线路故障")),
            Code("其他", ("其它", "其他原因", "其它原因")),
        )),
        Column("status", "恢复情况", "code", ("恢复状态", "恢复供水情况", "是否恢复", "是否已恢复", "是否恢复供水", "供水状态", "当前状态",
                                              "状态"), codes=(
            Code("未恢复", ("没恢复", "尚未恢复", "未恢复供水", "停水中", "未通水", "否", "0")),
            Code("已恢复", ("恢复", "已恢复供水", "恢复供水", "已通水", "正常供水", "是", "1")),
        )),
    ),
)  # fmt: skip
