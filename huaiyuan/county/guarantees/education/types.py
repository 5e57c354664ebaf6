"""Words of education: where a child learns, what a roll says of it, how a dropout is brought back, which aid there is."""

from __future__ import annotations

from django.db import models


class Standing(models.TextChoices):
    """Where a child of school age learns (就学状态)."""

    AT_SCHOOL = "at_school", "在校"
    INCLUSIVE = "inclusive", "随班就读"
    SPECIAL = "special", "特教学校"
    AT_HOME = "at_home", "送教上门"
    AWAY = "away", "县外就读"
    LEAVE = "leave", "休学"
    DEFERRED = "deferred", "延缓入学"
    SUSPECTED = "suspected", "疑似辍学"
    DROPOUT = "dropout", "辍学"
    UNKNOWN = "unknown", "不明"
    GRADUATED = "graduated", "毕业"
    GONE = "gone", "移出台账"


class RollSays(models.TextChoices):
    """What the last comparison with the roll said of a child (名册比对): what it says, or why it says nothing."""

    AT_SCHOOL = "at_school", "在籍在读"
    INCLUSIVE = "inclusive", "随班就读"
    SPECIAL = "special", "在特教学校"
    AT_HOME = "at_home", "送教上门"
    LEAVE = "leave", "休学"
    SUSPECTED = "suspected", "疑似辍学或连续缺勤"
    DROPOUT = "dropout", "辍学"
    GRADUATED = "graduated", "毕业"
    MOVED = "moved", "转出，去向要核"
    ABSENT = "absent", "名册里没有"
    DOUBTFUL = "doubtful", "有对不准的行可能是本人"
    UNCOVERED = "uncovered", "名册没有覆盖这个村"


class Ground(models.TextChoices):
    """What a state rests on (状态依据)."""

    ROLL = "roll", "学籍名册"
    PERSON = "person", "有人核过"


class Stage(models.TextChoices):
    """学段."""

    PRESCHOOL = "学前", "学前"
    PRIMARY = "小学", "小学"
    JUNIOR = "初中", "初中"
    SENIOR = "普高", "普高"
    VOCATIONAL = "中职", "中职"
    COLLEGE = "本专科", "本专科"


class Mode(models.TextChoices):
    """就读方式."""

    DAY = "走读", "走读"
    BOARDING = "寄宿", "寄宿"
    AT_HOME = "送教上门", "送教上门"
    INCLUSIVE = "随班就读", "随班就读"


class Disabled(models.TextChoices):
    """Whether a child holds a disability card, and how severe (残疾)."""

    SEVERE = "severe", "重度（一、二级）"
    OTHER = "other", "三、四级"
    ASSESSED = "assessed", "重度（评估，没有证）"


class SchoolKind(models.TextChoices):
    """办学类型."""

    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初级中学"
    SENIOR = "senior", "高级中学"
    SPECIAL = "special", "特殊教育学校"


class FoundBy(models.TextChoices):
    """Who found a dropout first (谁发现的)."""

    ROLL = "roll", "名册比对"
    SCHOOL = "school", "学校"
    VILLAGE = "village", "村里摸排"
    TOWN = "town", "乡镇"
    DEPARTMENT = "department", "教体局"


class Way(models.TextChoices):
    """How somebody tried to bring a child back (劝返方式)."""

    VISIT = "visit", "上门"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    THROUGH = "through", "托人带话"


class Benefit(models.TextChoices):
    """Education aid (资助项目); codes are those of the benefits in policy."""

    PRESCHOOL_LIVING = "preschool_living", "幼儿生活补助"
    PRESCHOOL_FEE = "preschool_fee", "幼儿保教费补助"
    BOARDING_PRIMARY = "boarding_primary", "小学寄宿生生活补助"
    BOARDING_JUNIOR = "boarding_junior", "初中寄宿生生活补助"
    DAY_PRIMARY = "day_primary", "小学非寄宿生生活补助"
    DAY_JUNIOR = "day_junior", "初中非寄宿生生活补助"
    SENIOR = "senior_grant", "普高国家助学金"
    VOCATIONAL = "vocational_grant", "中职国家助学金"
    RAIN_DEW = "rain_dew", "雨露计划补助"
    COLLEGE = "college_grant", "本专科国家助学金"
