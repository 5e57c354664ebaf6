"""What aid is worth (资助标准): half a year's dated standard a term, and which term a text names."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from huaiyuan.base import reference
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guarantees.education import errors
from huaiyuan.county.guarantees.education.types import Benefit

TERM = re.compile(r"(20\d\d)年(春|秋)季学期")
# A term begins in these months; its standard is that of its first day.
FIRST_MONTH = {"春": 3, "秋": 9}
TERMS_A_YEAR = 2
STANDARD = {
    Benefit.PRESCHOOL_LIVING: "education.aid.preschool_living", Benefit.PRESCHOOL_FEE: "education.aid.preschool_fee",
    Benefit.BOARDING_PRIMARY: "education.aid.boarding_primary", Benefit.BOARDING_JUNIOR: "education.aid.boarding_junior",
    Benefit.DAY_PRIMARY: "education.aid.day_primary", Benefit.DAY_JUNIOR: "education.aid.day_junior",
    Benefit.SENIOR: "education.aid.senior", Benefit.VOCATIONAL: "education.aid.vocational",
    Benefit.RAIN_DEW: "education.aid.rain_dew", Benefit.COLLEGE: "education.aid.college",
}  # fmt: skip
# Of these a pupil gets one in a term: who boards is no day pupil.
LIVING = (Benefit.BOARDING_PRIMARY, Benefit.BOARDING_JUNIOR, Benefit.DAY_PRIMARY, Benefit.DAY_JUNIOR)


def first_day(term: str) -> dt.date:
    """The day from which a term counts. Raises EDUCATION_NO_TERM for what names none."""
    named = TERM.fullmatch(term)
    if named is None:
        raise DomainError(errors.NO_TERM, given=term[:20])
    return dt.date(int(named[1]), FIRST_MONTH[named[2]], 1)


def fen(benefit: str, term: str) -> int:
    """What a pupil gets in a term, in 分: half the standard in force when it begins.

    Raises EDUCATION_NO_TERM, EDUCATION_NO_STANDARD where nobody has settled one.
    """
    kind = Benefit(benefit)
    found = reference.parameter(STANDARD[kind], first_day(term))
    if found is None:
        raise DomainError(errors.NO_STANDARD, term=term, benefit=kind.label)
    return int(Decimal(found.value) * 100) // TERMS_A_YEAR
