"""People whom a department writes down but the county's registry does not hold."""

from __future__ import annotations

import numpy as np

from huaiyuan.core.kernel.identity import check_digit
from huaiyuan.synth.files.dirt import Cells

# A neighbouring pretended area, so that no outsider's number can be a registered one.
AREA = "990331"
# A share of outsiders are namesakes of a registered person, now and then with the same birthday.
NAMESAKE, SAME_BIRTHDAY = 0.15, 0.02


def make(people: dict[str, np.ndarray], like: np.ndarray, rng: np.random.Generator) -> Cells:
    """As many outsiders as `like` has people, with ages and villages like theirs."""
    n = len(like)
    surnames = people["name"][rng.integers(0, len(people["name"]), n)]
    given = people["name"][rng.integers(0, len(people["name"]), n)]
    names = np.array([a[0] + b[1:] for a, b in zip(surnames, given, strict=True)], dtype=object)
    birth = people["birth_on"][like] + rng.integers(-400, 400, n)
    namesake = rng.random(n) < NAMESAKE
    names[namesake] = people["name"][like][namesake]
    twin = rng.random(n) < SAME_BIRTHDAY
    birth[twin] = people["birth_on"][like][twin]
    sex = people["sex"][like].copy()
    return Cells(
        name=names,
        id_number=np.array([_number(b, s, i) for i, (b, s) in enumerate(zip(birth, sex, strict=True))], dtype=object),
        sex=sex,
        birth=birth,
        township=people["township"][like].copy(),
        village=people["village"][like].copy(),
        village_code=people["village_code"][like].copy(),
        person=np.full(n, -1),
        kinds=[["outsider"] for _ in range(n)],
    )


def _number(birth: np.datetime64, sex: str, i: int) -> str:
    sequence = (i * 2) % 1000 - (i * 2) % 2 + (1 if sex == "男" else 0)
    first17 = f"{AREA}{str(birth).replace('-', '')}{sequence % 1000:03d}"
    return first17 + check_digit(first17)
