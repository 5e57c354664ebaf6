"""Identity numbers, phones and bank cards that no real person can have.

Numbers lie in the area 990330, which no province has, with a valid check digit; phones under a prefix that is not
allotted; cards under an issuer number that is not assigned, with a valid Luhn digit.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from huaiyuan.core.kernel.identity import CHECKS, WEIGHTS
from huaiyuan.synth import columns, targets
from huaiyuan.synth.columns import YEAR, chosen

ID_KINDS = ("居民身份证", "无")
AREA, PHONE_PREFIX, CARD_PREFIX = 990330, 19900, 990330
A_DAY = 500  # three digits, every second one for each sex
_NEWBORN = 75  # days within which a birth is rarely registered with a number


def id_numbers(birth: np.ndarray, man: np.ndarray, rng: np.random.Generator) -> pa.Array:
    """A number for everybody, no two alike: five hundred a day of birth and sex. ValueError when more were born."""
    group = birth.astype(np.int64) * 2 + man
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], group[order])
    rank = np.empty(len(birth), np.int64)
    rank[order] = np.arange(len(birth)) - begins
    if rank.max() >= A_DAY:
        raise ValueError(f"{rank.max() + 1} people of one sex were born on one day, which has {A_DAY} numbers")
    shift = rng.integers(0, A_DAY, int(group.max() - group.min()) + 1)[group - group.min()]
    sequence = ((rank * 37 + shift) % A_DAY) * 2 + man
    area = np.repeat(columns.digits(np.array([AREA]), 6), len(birth), 0)
    first17 = np.hstack([area, columns.digits(_calendar(birth), 8), columns.digits(sequence, 3)])
    remainder = ((first17 - ord("0")).astype(np.int64) @ np.array(WEIGHTS)) % 11
    last = np.frombuffer(CHECKS.encode(), np.uint8)[remainder]
    return columns.fixed_text(np.hstack([first17, last[:, None]]))


def _calendar(birth: np.ndarray) -> np.ndarray:
    """Days as numbers like 19500102."""
    days = birth.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    return year * 10_000 + month * 100 + (days - months).astype(np.int64) + 1


def without_id(birth: np.ndarray, living: np.ndarray, today: int, rng: np.random.Generator) -> np.ndarray:
    """Who has no number yet: most newborn, and a few whom registration never reached."""
    lacking = np.zeros(len(birth), bool)
    newborn = np.flatnonzero(living & (birth > today - _NEWBORN))
    lacking[newborn[rng.random(len(newborn)) < 0.85]] = True
    short = round(targets.WITHOUT_ID * living.sum()) - int(lacking.sum())
    if short > 0:
        lacking[chosen(short, np.flatnonzero(living & ~lacking), rng)] = True
    return lacking


def phones(birth: np.ndarray, head: np.ndarray, today: int, rng: np.random.Generator) -> pa.Array:
    """Heads have one, and many other adults."""
    age = (today - birth) / YEAR
    has = (head & (age > 16)) | ((age > 17) & (age < 76) & (rng.random(len(birth)) < 0.45))
    tail = np.zeros(len(birth), np.int64)
    tail[has] = rng.permutation(max(10**6, int(has.sum())))[: int(has.sum())] % 10**6
    return columns.nulled(columns.fixed_text(columns.digits(PHONE_PREFIX * 10**6 + tail, 11)), ~has)


def cards(head: np.ndarray, rng: np.random.Generator) -> pa.Array:
    """The head's account for transfers (一卡通)."""
    account = rng.permutation(len(head)).astype(np.int64) + rng.integers(10**11, 9 * 10**11)
    first = np.hstack(
        [np.repeat(columns.digits(np.array([CARD_PREFIX]), 6), len(head), 0), columns.digits(account, 12)]
    )
    value = (first - ord("0")).astype(np.int64)
    value[:, ::-2] *= 2  # every second digit, beginning beside the check digit
    luhn = (10 - np.where(value > 9, value - 9, value).sum(axis=1) % 10) % 10
    return columns.nulled(columns.fixed_text(np.hstack([first, columns.digits(luhn, 1)])), ~head)
