"""医保局：住院、门诊结算明细，当年累计，一行一次结算。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaiyuan.synth.files.shocks import Shock

ROWS = 180_000
OUTSIDERS = 0.05
# Of the people with bills, those with a serious illness; the rest have small ones. Yuan a year paid by oneself.
SERIOUS = 0.035
SMALL_MEDIAN, SMALL_SIGMA = 520, 1.0
SERIOUS_MEDIAN, SERIOUS_SIGMA = 7_600, 0.75
BILLS_A_PERSON = 2.6
HOSPITALS = (
    "桐柏县人民医院", "桐柏县中医院", "桐柏县妇幼保健院", "月河镇卫生院", "毛集镇卫生院", "埠江镇卫生院",
    "平氏镇卫生院", "大河镇卫生院", "南阳市中心医院", "信阳市中心医院", "郑州大学第一附属医院",
)  # fmt: skip
KINDS = ("住院", "门诊", "门特")


@dataclass
class Bills:
    """One entry a settlement; amounts are whole 分 and add up."""

    person: np.ndarray
    kind: np.ndarray
    hospital: np.ndarray
    settled_on: np.ndarray
    total: np.ndarray
    pooled: np.ndarray
    serious: np.ndarray
    assistance: np.ndarray
    self_paid: np.ndarray
    outside: np.ndarray


def make(
    people: dict[str, np.ndarray],
    shocks: dict[str, Shock],
    rows: int,
    last_day: np.datetime64,
    rng: np.random.Generator,
) -> Bills:
    """`rows` settlements of registered people, those struck by illness among them past their line."""
    age = (last_day - people["birth_on"]).astype(int) // 365
    weight = np.where(age >= 60, 3.0, np.where(age < 6, 1.6, 1.0))
    struck = np.concatenate([shocks["R01"].seen, shocks["R02"].seen])
    quiet = np.concatenate([shocks["R01"].people, shocks["R02"].people])
    patients = rng.choice(len(age), size=round(rows / BILLS_A_PERSON), replace=False, p=weight / weight.sum())
    patients = np.concatenate([np.setdiff1d(patients, quiet), struck])
    year = _year_paid(patients, shocks, rng)
    each = np.maximum(1, rng.poisson(BILLS_A_PERSON - 1, len(patients)) + 1)
    person = np.repeat(patients, each)
    share = rng.gamma(1.2, 1.0, len(person)) + 0.05
    starts = np.concatenate([[0], np.cumsum(each)[:-1]])
    share /= np.repeat(np.add.reduceat(share, starts), each)
    self_paid = np.maximum(1, (np.repeat(year, each) * share * 100).astype(np.int64))
    return _trim(_amounts(person, self_paid, last_day, rng), rows, struck, rng)


def _year_paid(patients: np.ndarray, shocks: dict[str, Shock], rng: np.random.Generator) -> np.ndarray:
    n = len(patients)
    serious = rng.random(n) < SERIOUS
    year = np.where(
        serious,
        SERIOUS_MEDIAN * np.exp(SERIOUS_SIGMA * rng.standard_normal(n)),
        SMALL_MEDIAN * np.exp(SMALL_SIGMA * rng.standard_normal(n)),
    )
    for rule, median in (("R01", 9_500), ("R02", 31_000)):
        mine = np.isin(patients, shocks[rule].seen)
        floor = {"R01": 5_200, "R02": 20_500}[rule]
        year[mine] = np.maximum(floor, median * np.exp(0.4 * rng.standard_normal(int(mine.sum()))))
    return np.minimum(year, 180_000)


def _amounts(person: np.ndarray, self_paid: np.ndarray, last_day: np.datetime64, rng: np.random.Generator) -> Bills:
    n = len(person)
    big = self_paid > 150_000
    pooled = (self_paid * rng.uniform(0.9, 2.6, n)).astype(np.int64)
    serious = np.where(big, (self_paid * rng.uniform(0.2, 0.9, n)).astype(np.int64), 0)
    assistance = np.where(rng.random(n) < 0.08, (self_paid * rng.uniform(0.1, 0.4, n)).astype(np.int64), 0)
    outside = (self_paid * rng.uniform(0.02, 0.3, n)).astype(np.int64)
    days = int((last_day - np.datetime64(f"{str(last_day)[:4]}-01-01")).astype(int)) + 1
    kind = np.where(self_paid > 60_000, 0, rng.choice(3, n, p=[0.22, 0.58, 0.2]))
    return Bills(
        person=person,
        kind=np.array(KINDS, dtype=object)[kind],
        hospital=np.array(HOSPITALS, dtype=object)[rng.integers(0, len(HOSPITALS), n)],
        settled_on=np.datetime64(f"{str(last_day)[:4]}-01-01") + rng.integers(0, days, n),
        total=pooled + serious + assistance + outside + self_paid,
        pooled=pooled,
        serious=serious,
        assistance=assistance,
        self_paid=self_paid,
        outside=outside,
    )


def _trim(bills: Bills, rows: int, struck: np.ndarray, rng: np.random.Generator) -> Bills:
    """Exactly `rows` settlements, never dropping one of a struck person; sorted as a till prints them, by day."""
    keep = np.isin(bills.person, struck)
    others = np.flatnonzero(~keep)
    chosen = rng.choice(others, size=min(len(others), rows - int(keep.sum())), replace=False)
    index = np.concatenate([np.flatnonzero(keep), chosen])
    index = index[np.argsort(bills.settled_on[index], kind="stable")]
    return Bills(**{name: getattr(bills, name)[index] for name in bills.__dataclass_fields__})
