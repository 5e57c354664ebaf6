"""What two records can show about being one person (比较级别): declared, ordered, each with its weight and its words.

Every comparison is a list of levels; the first whose condition holds counts. The score of a pair is the sum of its
weights. The weights are set by hand so that, with the lines below, of name, birth date and village two agree and the
third is at most one slip off — and nothing weaker — is enough to name a person without a number; no data set was used
to tune them. Conditions are SQL over the columns of `people.EVIDENCE`.
"""

from __future__ import annotations

from huaiyuan.core.linkage.declaration import Level
from huaiyuan.core.linkage.names import LONG_NAME

# At or above: these fit. At or above the second line: near enough that a person should look.
FITS, WORTH_A_LOOK = 75, 65
# Ahead by this much, a pair outdoes another even if the other fits too.
CLEARLY_AHEAD = 30

NUMBER = (
    Level("same", "number_tie = 'same'", 60, "证件号一致"),
    Level("elsewhere", "number_tie = 'elsewhere'", 0, "证件号登记在别人名下"),
    Level("unknown", "number_tie = 'unknown'", -30, "证件号有效但底册没有"),
    Level("near", "number_tie = 'slip'", 50, "证件号只差一处笔误"),
    Level("against", "number_tie = 'against'", -10, "证件号不像是同一个"),
    # Never enough to name somebody (see decide), yet no reason to set a rival aside: a tail that is lost is not guessed.
    Level("remains_against", "number_tie = 'remains_against'", -8, "证件号余下的数位对不上"),
    # What a spreadsheet left of a number repeats the birth date and no more: it speaks for nobody.
    Level("remains", "number_tie = 'remains'", 0, "证件号丢位，余下的相符"),
    Level("absent", "TRUE", 0, "证件号缺失或无从比较"),
)

NAME = (
    Level("missing", "row_name IS NULL", -20, "没有姓名"),
    Level("exact", "name_distance = 0", 40, "姓名一致"),
    Level("alike", "name_alike", 31, "姓名差一个同音字"),
    Level("slip", "name_distance = 1 AND least(row_length, person_length) >= 3", 30, "姓名差一字"),
    Level("short_slip", "name_distance = 1 AND least(row_length, person_length) >= 2", 26, "两字姓名差一字"),
    Level("long_slip", f"name_distance = 2 AND least(row_length, person_length) >= {LONG_NAME}", 26, "长姓名差两字"),
    Level("part", "name_part", 22, "姓名只写了一部分"),
    Level("different", "TRUE", -60, "姓名不同"),
)

BIRTH = (
    Level("missing", "row_birth IS NULL OR person_birth IS NULL", 0, "没有出生日期"),
    Level("same", "row_birth = person_birth", 35, "出生日期一致"),
    Level(
        "near",
        # One slip of the pen, day and month changed over, the day before or after, or one of year, month, day wrong.
        """damerau_levenshtein(strftime(row_birth, '%Y%m%d'), strftime(person_birth, '%Y%m%d')) <= 1
           OR abs(row_birth - person_birth) = 1
           OR (year(row_birth) = year(person_birth) AND month(row_birth) = day(person_birth)
               AND day(row_birth) = month(person_birth))
           OR (year(row_birth) = year(person_birth))::INTEGER + (month(row_birth) = month(person_birth))::INTEGER
              + (day(row_birth) = day(person_birth))::INTEGER = 2""",
        18,
        "出生日期差一处",
    ),
    Level("different", "TRUE", -20, "出生日期不同"),
)

VILLAGE = (
    Level("same", "row_village = person_village", 25, "村一致"),
    Level("alike", "guessed_village = person_village", 20, "村名差一字"),
    Level("township", "row_township = person_township", 8, "同乡镇，村不同或没写"),
    Level("missing", "row_township IS NULL", 4, "没有村"),
    Level("elsewhere", "TRUE", 0, "乡镇不同"),
)

SEX = (
    Level("differs", "row_sex <> person_sex", -25, "性别不同"),
    Level("agrees", "TRUE", 0, ""),
)

# What a comparison is about, for a page that lays the levels side by side.
LABELS = {"number": "证件号", "name": "姓名", "birth": "出生日期", "village": "村", "sex": "性别"}

COMPARISONS: dict[str, tuple[Level, ...]] = {
    "number": NUMBER,
    "name": NAME,
    "birth": BIRTH,
    "village": VILLAGE,
    "sex": SEX,
}
# Names that may stand for one another when the number is the same.
NAMES_AGREE = tuple(level.key for level in NAME if level.weight > 0)
# Levels that a person may accept for many rows at once: agreement, one slip at the most, or nothing to compare.
SLIPS = frozenset({"near", "alike", "slip", "short_slip", "long_slip"})
STRONG: dict[str, frozenset[str]] = {
    "number": frozenset({"same", "near", "absent"}),
    "name": frozenset({"exact", "alike", "slip", "long_slip"}),
    "birth": frozenset({"same", "near"}),
    "village": frozenset({"same", "alike"}),
    "sex": frozenset({"agrees"}),
}
