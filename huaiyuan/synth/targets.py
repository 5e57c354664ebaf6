"""What the synthetic county adds up to: the only place where the report's totals may stand as numbers.

Everything else in this package makes records, and the records add up to these on the report day.
Source: the county's work report (docs/source/work-report.txt, docs/source/figures.csv). What the report does not say
(how category and risk state cross, how many of the 突发严重困难户 are 脱贫户, yearly events) is ours, and marked so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

REPORT_DAY = dt.date(2026, 10, 31)
# The registry's history is told from this day on; what was before is known only by its result.
HISTORY_FROM = dt.date(2021, 1, 1)

TOWNSHIPS, VILLAGES, ADMINISTRATIVE_VILLAGES, COMMUNITIES = 16, 215, 207, 8
LIFTED_VILLAGES = 87
AREA_KM2, POPULATION_WAN = 1915, 48

RURAL_HOUSEHOLDS, RURAL_PERSONS = 124_000, 395_064  # prints as 39.5 万人
LIFTED_HOUSEHOLDS, LIFTED_PERSONS = 19_012, 60_580  # print as 1.9 万户, 6.06 万人
# Households in the registry that are not rural (农转非, kept because they may need help). Ours.
TOWN_HOUSEHOLDS, TOWN_PERSONS = 100, 300

UNSTABLE, MARGINAL, HARDSHIP = "脱贫不稳定户", "边缘易致贫户", "突发严重困难户"


@dataclass(frozen=True)
class Cell:
    """Monitored households of one category, risk state and archive type, with their people."""

    category: str
    cleared: bool
    lifted: bool
    households: int
    persons: int


# The crossing is ours; its margins are the report's: by category, and by risk state.
CELLS = (
    Cell(UNSTABLE, False, True, 12, 30),
    Cell(UNSTABLE, True, True, 52, 163),
    Cell(MARGINAL, False, False, 36, 78),
    Cell(MARGINAL, True, False, 141, 384),
    Cell(HARDSHIP, False, True, 150, 330),
    Cell(HARDSHIP, False, False, 212, 458),
    Cell(HARDSHIP, True, True, 905, 2_812),
    Cell(HARDSHIP, True, False, 787, 2_412),
)
APPROVED_IN_REPORT_YEAR = 3
CLEARED_IN_YEAR_BEFORE = 3
HELPERS = 8_543  # print as 8500余名

# Monitored households outside the totals. Ours.
STRUCK_OFF = 26
IDENTIFIED_AGAIN = 14
CLOSED_MONITORED = {"整户死亡": 78, "整户迁出": 14}

# From 2021 to the report day, in a whole county. Ours.
CLOSED = {"整户死亡": 1_350, "整户迁出": 380}
MERGED = {"分户合户": 230, "重复": 24}
SPLIT = 950
MOVED = 720
DIED_PARENTS = 11_200
DIED_PARTNERS = 4_600
LEFT_TO_MARRY = 4_300
LEFT_OTHERWISE = 1_500

# A year's events after the report day, in a whole county. Ours.
BIRTHS_A_YEAR, DEATHS_A_YEAR, MARRIAGES_A_YEAR, MOVES_A_YEAR = 3_500, 3_050, 1_500, 200

# Waterworks (report), of which one central for every village; routes and events of a whole county's year are ours.
WATER_WORKS, WATER_ROUTES = 445, 166
REPAIRS_A_YEAR = 1_200
WATER_STATION, STATION_WORKERS = "WXZ-01", 6

LOOKALIKES = 1_500
RARE_NAMES, LONG_NAMES = 150, 24
WITHOUT_ID = 0.003

# A roster is closed when the year's 动态管理 ends.
ROSTERS = ((2025, dt.date(2025, 11, 30)), (2026, dt.date(2026, 10, 20)))


@dataclass(frozen=True)
class Range:
    """Between what a share or mean of the made county must lie, at any scale and seed."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


# Ages and sizes on the report day; ours, after the seventh census's picture of rural Henan (few births, many old).
RANGES = {
    "persons a household": Range(3.0, 3.4),
    "share of one-person households": Range(0.10, 0.20),
    "share of households of six and more": Range(0.05, 0.15),
    "share aged 0-5": Range(0.035, 0.075),
    "share aged 6-16": Range(0.14, 0.175),
    "share aged 60 and over": Range(0.17, 0.28),
    "share aged 90 and over": Range(0.0005, 0.02),
    "men to 100 women": Range(98, 116),
    "share of the ten commonest surnames": Range(0.32, 0.60),
    "share of women heads": Range(0.08, 0.30),
    "share of ungrouped households": Range(0.005, 0.05),
    "share without an identity number": Range(0.001, 0.006),
    "mother's age at birth": Range(18, 46),
    "father's age at birth": Range(18, 58),
}


def scaled(whole: int, scale: float, least: int = 1) -> int:
    """A whole county's number at a scale, at least `least`, so that a small county has every kind of thing."""
    return max(least, round(whole * scale))
