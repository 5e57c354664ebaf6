"""A small registry and a department's rows about it, made from known error rates, independent of the demo's generator."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from dataclasses import dataclass, field, replace

import pyarrow as pa

from huaiyuan.core import linkage
from huaiyuan.core.kernel import identity

SURNAMES = "王王王李李李张张张刘刘陈陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂兰玉红建国华志文云梅春海燕鹏飞龙凤宏波辉"
VILLAGES = {
    f"{411330100 + t:09d}{200 + v:03d}": f"{'东西南北上下'[v]}{'河湾岗庄'[t]}村" for t in range(4) for v in range(6)
}
NEVER = "魑魅魍魉"


@dataclass(frozen=True)
class Resident:
    """A person of the registry, number in clear: it is all made up."""

    person_id: str
    name: str
    sex: str
    birth_on: dt.date
    number: str | None
    household_no: str
    village: str
    gone: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a department's file with the person it truly means (None: nobody registered)."""

    truth: str | None
    name: str | None
    cell: str
    sex: str | None
    birth_on: dt.date | None
    village: str | None
    township: str | None
    village_raw: str = ""
    kind: str = "clean"


@dataclass
class Town:
    """A registry and its people by household."""

    residents: list[Resident]
    pairs: set[str] = field(default_factory=set)


def number(rng: random.Random, birth: dt.date, sex: str, area: str = "990330") -> str:
    """A valid number of a pretended area."""
    serial = rng.randrange(0, 1000) // 2 * 2 + (1 if sex == "男" else 0)
    first17 = f"{area}{birth:%Y%m%d}{serial % 1000:03d}"
    return first17 + identity.check_digit(first17)


def build(seed: int, households: int = 900) -> Town:
    """About three thousand people, with twins and pairs of namesakes born on one day."""
    rng = random.Random(seed)
    town, serial = Town([]), 0
    codes = sorted(VILLAGES)
    for h in range(households):
        village, surname = rng.choice(codes), rng.choice(SURNAMES)
        births = [_birth(rng) for _ in range(rng.randint(1, 6))]
        if len(births) > 2 and rng.random() < 0.05:
            births[-1] = births[-2]
        for birth in births:
            sex, serial = rng.choice("男女"), serial + 1
            given = "".join(rng.choice(GIVEN) for _ in range(rng.choice([1, 2, 2])))
            has_number = rng.random() < 0.99
            town.residents.append(
                Resident(
                    f"P{serial:09d}", surname + given, sex, birth, number(rng, birth, sex) if has_number else None,
                    f"{village}-{h:04d}", village,
                )
            )  # fmt: skip
    _plant_pairs(town, rng)
    return town


def _plant_pairs(town: Town, rng: random.Random, pairs: int = 40) -> None:
    codes = sorted(VILLAGES)
    for k, one in enumerate(rng.sample(town.residents, pairs)):
        near = one.village if k % 2 else codes[(codes.index(one.village) + 1) % len(codes)]
        other = replace(
            one, person_id=f"P9{k:08d}", number=number(rng, one.birth_on, one.sex), household_no=f"{near}-9{k:03d}",
            village=near,
        )  # fmt: skip
        town.residents.append(other)
        town.pairs |= {one.person_id, other.person_id}


def _birth(rng: random.Random) -> dt.date:
    return dt.date(1940, 1, 1) + dt.timedelta(days=rng.randrange(0, 80 * 365))


def clean(person: Resident) -> Row:
    """A faultless row of somebody."""
    return Row(
        person.person_id, person.name, person.number or "", person.sex, person.birth_on, person.village,
        person.village[:9], VILLAGES[person.village],
    )  # fmt: skip


def key(number: str | None) -> str | None:
    """Stands for the keyed hash."""
    return hashlib.sha256(b"town" + number.encode()).hexdigest()[:32] if number else None


def index(numbers: pa.Array) -> pa.Array:
    return pa.array([key(n) for n in numbers.to_pylist()], pa.string())


def run(town: Town, rows: list[Row], *, distinct: bool = True) -> list[dict]:
    """Match rows against the town; each answer carries the row it is about."""
    read = [identity.read(row.cell) for row in rows]
    table = pa.table(
        {
            "sheet": pa.array([""] * len(rows), pa.string()),
            "row": pa.array(range(1, len(rows) + 1), pa.int32()),
            "name": pa.array([r.name for r in rows], pa.string()),
            "id_key": index(pa.array([r.number for r in read], pa.string())),
            "id_state": pa.array([str(r.state) for r in read], pa.string()),
            "id_sealed": pa.array([r.cell.encode() or None for r in rows], pa.binary()),
            "sex": pa.array([r.sex for r in rows], pa.string()),
            "birth_on": pa.array([r.birth_on for r in rows], pa.date32()),
            "township_code": pa.array([r.township for r in rows], pa.string()),
            "village_code": pa.array([r.village for r in rows], pa.string()),
            "village_raw": pa.array([r.village_raw for r in rows], pa.string()),
        }
    )
    secrets = linkage.Secrets(lambda t: pa.array([c.decode() for c in t["id_sealed"].to_pylist()], pa.string()), index)
    found = linkage.match(table, _persons(town), _villages(), secrets, distinct=distinct).to_pylist()
    return [answer | {"about": row} for answer, row in zip(found, rows, strict=True)]


def _persons(town: Town) -> pa.Table:
    people = town.residents
    return pa.table(
        {
            "person_id": pa.array([p.person_id for p in people], pa.string()),
            "name": pa.array([p.name for p in people], pa.string()),
            "sex": pa.array([p.sex for p in people], pa.string()),
            "birth_on": pa.array([p.birth_on for p in people], pa.date32()),
            "id_key": pa.array([key(p.number) for p in people], pa.string()),
            "household_no": pa.array([p.household_no for p in people], pa.string()),
            "village_code": pa.array([p.village for p in people], pa.string()),
            "township_code": pa.array([p.village[:9] for p in people], pa.string()),
            "gone": pa.array([p.gone for p in people], pa.bool_()),
        }
    )


def _villages() -> pa.Table:
    written = sorted((code, way) for code, name in VILLAGES.items() for way in (name, name[:-1]))
    return pa.table({"code": [c for c, _ in written], "written": [w for _, w in written]})
