"""Visits of the last months: monthly where the risk stands, quarterly elsewhere, a few too late; and what they raised."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from huaiyuan.synth import columns
from huaiyuan.synth.columns import NEVER, OPEN, between, day
from huaiyuan.synth.helping.pairs import Paired

FROM = dt.date(2026, 7, 1)
NOTES = (
    "", "", "", "", "", "家里都好，在地里干活", "老人身体还行，按时吃药", "孩子住校，成绩中等", "今年茶叶卖得不错", "儿子在外务工，月月有钱寄回",
    "房子去年修过，不漏", "自来水天天有", "想养两头牛，正打听", "公益岗工资按月到账", "慢病药在村卫生室拿", "粮食够吃，添了冬衣",
    "孙子上三年级，奶奶接送", "腿脚不便，邻居常照看", "说政策都知道", "刚从医院复查回来，没大事", "玉米收完了，正卖着",
    "家里添了个孙女", "准备过了年出去打工", "光伏收益到账了", "院子收拾得干净",
)  # fmt: skip
# Kind, what is said, whose it usually is, how it was settled.
PROBLEMS = (
    ("repair", "水管漏水", "村", "村管水员换了接头，当天通水"), ("repair", "院墙裂了一道缝", "村", "村里找人看过，已加固"),
    ("repair", "路灯不亮", "村", "换了灯泡"), ("papers", "身份证到期没换", "村", "村里代办，已取回"),
    ("papers", "残疾证要年审", "村", "已陪同办完"), ("health", "慢病卡没办下来", "乡镇", "卫生院已补办"),
    ("health", "住院费还没报销", "乡镇", "材料已交齐，报销款到账"), ("school", "孙女要办助学", "教体局", "已纳入本学期资助名单"),
    ("school", "孩子校服费有困难", "教体局", "学校已减免"), ("work", "想在附近找份活", "乡镇", "介绍到镇上茶厂，已上班"),
    ("work", "公益岗想续签", "乡镇", "已续签一年"), ("other", "想问小额信贷怎么贷", "村", "村里已讲清，正备材料"),
)  # fmt: skip
POSTS = {"村": ("village", 12), "乡镇": ("township", 9), "教体局": ("department", 6)}
LOOKS, LOOK_SAYS = (
    ("food", "school", "health", "house", "water"),
    ("冬衣不够", "孩子厌学", "老病又犯", "屋顶渗水", "水压小"),
)
_RISK_DONE, _RISK_NOW, _QUARTER_DONE, _QUARTER_NOW = 0.975, 0.62, 0.97, 0.72
_RAISES, _BAD, _PHOTOS, _PHONED, _LATE = 0.03, 0.035, 0.88, 0.04, 0.03
_MINUTES_A_DAY, _OPENS, _HALF_PAST_FIVE = 1440, 540, 17 * 60 + 30


@dataclass(frozen=True)
class Visited:
    """Tables as `duty.bulk` takes them."""

    visits: pa.Table
    looks: pa.Table
    problems: pa.Table


def visit(paired: Paired, today: int, rng: np.random.Generator) -> Visited:
    """All visits from July on."""
    house, on = _when(paired, today, rng)
    order = np.lexsort((on, house))
    house, on = house[order], on[order]
    uuid = columns.fixed_text(np.frombuffer(rng.bytes(len(house) * 16).hex().encode(), np.uint8).reshape(-1, 32))
    bad = np.where(rng.random(len(house)) < _BAD, rng.integers(0, len(LOOKS), len(house)), -1)
    late = np.where(rng.random(len(house)) < _LATE, rng.integers(1, 20, len(house)), 0)
    received = np.minimum(on + late, today) * _MINUTES_A_DAY + rng.integers(60, _OPENS, len(house))
    phoned = rng.random(len(house)) < _PHONED
    found = paired.households
    visits = pa.table({
        "client_uuid": uuid,
        "household_no": found["household_no"].combine_chunks().take(pa.array(house)),
        "village_code": found["village_code"].combine_chunks().take(pa.array(house)),
        "helper_no": paired.helpers["helper_no"].combine_chunks().take(pa.array(paired.helper[house])),
        "visited_on": columns.dates(on),
        "way": columns.words(phoned.astype(np.int8), ("home", "phone")),
        "note": columns.words(rng.integers(0, len(NOTES), len(house)), NOTES),
        "looks_bad": pa.array((bad >= 0).astype(np.int32)),
        "photos_due": pa.array(np.where(phoned | (rng.random(len(house)) > _PHOTOS), 0, 1).astype(np.int32)),
        "recorded_at": _instants(received),
    })  # fmt: skip
    some = np.flatnonzero(bad >= 0)
    looks = pa.table({
        "client_uuid": uuid.take(pa.array(some)), "look": columns.words(bad[some], LOOKS),
        "says": columns.words(bad[some], LOOK_SAYS),
    })  # fmt: skip
    return Visited(visits, looks, _problems(visits, house, on, today, rng))


def _when(paired: Paired, today: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Household and day of every visit."""
    at_risk, helped = np.array(paired.households["at_risk"]), paired.helper >= 0
    closed = np.array(paired.households["closed_on"].cast(pa.int32()).fill_null(OPEN))
    first = [day(FROM.replace(month=month)) for month in range(FROM.month, 13)]
    now = max(i for i, start in enumerate(first) if start <= today)
    made: list[tuple[np.ndarray, np.ndarray]] = []
    for i in range(now + 1):
        made.append(_drawn(helped & at_risk, first[i], min(first[i + 1] - 1 if i < now else today, today),
                           _RISK_DONE if i < now else _RISK_NOW, rng))  # fmt: skip
    for i in range(0, now + 1, 3):
        runs = i + 3 > now
        made.append(_drawn(helped & ~at_risk, first[i], today - 1 if runs else first[i + 3] - 1,
                           _QUARTER_NOW if runs else _QUARTER_DONE, rng))  # fmt: skip
    house, on = (np.concatenate(parts) for parts in zip(*made, strict=True))
    valid = (on >= paired.since[house]) & (on < closed[house])
    return house[valid], on[valid]


def overdue(paired: Paired, visits: pa.Table, today: dt.date) -> pa.Table:
    """Whom a helper owes a visit since the period before the running one: months where the risk stands, quarters else."""
    at_risk, helped = np.array(paired.households["at_risk"]), paired.helper >= 0
    closed = np.array(paired.households["closed_on"].cast(pa.int32()).fill_null(OPEN))
    month = today.replace(day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    before = {True: (month - dt.timedelta(days=1)).replace(day=1),
              False: (quarter - dt.timedelta(days=1)).replace(day=1, month=(quarter.month - 4) % 12 + 1)}  # fmt: skip
    begins = np.where(at_risk, day(before[True]), day(before[False]))
    newest = visits.group_by("household_no").aggregate([("visited_on", "max")]).to_pydict()
    last = dict(zip(newest["household_no"], newest["visited_on_max"], strict=True))
    numbers = paired.households["household_no"].to_pylist()
    seen = np.array([day(last[no]) if no in last else -1 for no in numbers])
    owed = np.flatnonzero(helped & (closed == OPEN) & (paired.since <= begins) & (seen < begins))
    return pa.table({
        "household_no": paired.households["household_no"].combine_chunks().take(pa.array(owed)),
        "at_risk": pa.array(at_risk[owed]),
    })  # fmt: skip


def _drawn(
    who: np.ndarray, low: int, high: int, share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    house = np.flatnonzero(who)
    house = house[rng.random(len(house)) < share]
    return house, between(low, high, rng, len(house))


def _problems(visits: pa.Table, house: np.ndarray, on: np.ndarray, today: int, rng: np.random.Generator) -> pa.Table:
    """Raised on a visit; closed by the next visit of the same household, else settled after some days, else still open."""
    at = np.flatnonzero(rng.random(len(house)) < _RAISES)
    at = at[np.argsort(on[at], kind="stable")]
    follows = np.append(house[1:] == house[:-1], False)[at]
    looked = np.where(follows, np.append(on[1:], 0)[at], NEVER)
    settled = on[at] + rng.integers(1, 9, len(at))
    done = np.where((settled <= today - 1) & (rng.random(len(at)) < 0.9), settled, NEVER)
    closes = (done != NEVER) & (looked >= done) & (looked != NEVER)
    kind = rng.integers(0, len(PROBLEMS), len(at))
    villages = visits["village_code"].to_pylist()
    owners = [PROBLEMS[k][2] for k in kind]
    state = np.where(closes, 2, np.where(done != NEVER, 1, 0))
    due = on[at] + 3
    due = due + np.where((due + 3) % 7 == 5, 2, np.where((due + 3) % 7 == 6, 1, 0))
    next_visit = np.where(closes, at + 1, 0)
    uuid = visits["client_uuid"].combine_chunks()
    return pa.table({
        "client_uuid": uuid.take(pa.array(at)),
        "kind": [PROBLEMS[k][0] for k in kind],
        "says": [PROBLEMS[k][1] for k in kind],
        "owner_post": [POSTS[o][0] for o in owners],
        "owner_area": [villages[i][: POSTS[o][1]] for i, o in zip(at, owners, strict=True)],
        "owner_department": [o if POSTS[o][0] == "department" else "" for o in owners],
        "state": columns.words(state, ("open", "done", "closed")),
        "raised_at": _instants(on[at] * _MINUTES_A_DAY + 180),
        "due_at": _instants(due * _MINUTES_A_DAY + _HALF_PAST_FIVE - 8 * 60),
        "answer": [PROBLEMS[k][3] if s else "" for k, s in zip(kind, state, strict=True)],
        "answered_at": _instants(done * _MINUTES_A_DAY + 400, done == NEVER),
        "closed_at": _instants(looked * _MINUTES_A_DAY + 200, ~closes),
        "closed_by_visit": columns.nulled(uuid.take(pa.array(next_visit)), ~closes),
    })  # fmt: skip


def _instants(minutes: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Instants from minutes since 1970 in UTC."""
    made = pa.array(np.asarray(minutes, np.int64) * 60_000_000, pa.int64(), mask=missing)
    return made.cast(pa.timestamp("us", "UTC"))
