"""Dirt: what hands and spreadsheets do to identity numbers, names, dates and villages.

Every dirty row carries the code of what was done to it, so that a test can say which kinds a matcher survives.
Careless townships make most of the mistakes, as in life.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

# Shares of rows in a whole file.
BAD_IDS, BAD_NAMES, BAD_BIRTHS, BAD_VILLAGES = 0.03, 0.02, 0.01, 0.03
CARELESS_TOWNSHIPS = 10
CARELESS_FACTOR, CAREFUL_FACTOR = 1.45, 0.25

_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_SIMILAR = {
    "王": "汪", "李": "黎", "张": "章", "刘": "留", "陈": "程", "杨": "扬", "赵": "照", "黄": "皇", "周": "邹", "吴": "武",
    "明": "名", "华": "花", "军": "君", "伟": "玮", "丽": "莉", "英": "瑛", "芳": "方", "红": "宏", "国": "围", "建": "健",
    "秀": "绣", "平": "萍", "桂": "贵", "兰": "蓝", "云": "芸", "强": "祥", "勇": "永", "梅": "玫", "玉": "钰", "文": "雯",
}  # fmt: skip
_ODD_CHARACTERS = "一之亚中丹亮仁佳俊信凤力博卫"


def fifteen(number: str, rng: np.random.Generator) -> str:  # noqa: ARG001 - one signature for all kinds
    """An old 15-digit number; only those born before 2000 ever had one."""
    return number[:6] + number[8:17] if number[6:8] == "19" else number.lower()


def full_width(number: str, rng: np.random.Generator) -> str:  # noqa: ARG001
    """Typed with a Chinese input method."""
    return number.translate(_FULL_WIDTH)


def swapped(number: str, rng: np.random.Generator) -> str:
    """Two neighbouring digits of the birth date or sequence change places."""
    places = [i for i in range(8, 16) if number[i] != number[i + 1]] or [6]
    i = int(rng.choice(places))
    return number[:i] + number[i + 1] + number[i] + number[i + 2 :]


def one_digit(number: str, rng: np.random.Generator) -> str:
    """One digit wrong."""
    i = int(rng.integers(6, 17))
    other = (int(number[i]) + int(rng.integers(1, 10))) % 10
    return f"{number[:i]}{other}{number[i + 1 :]}"


def missing(number: str, rng: np.random.Generator) -> str:  # noqa: ARG001
    """Left empty."""
    return ""


def lower_x(number: str, rng: np.random.Generator) -> str:  # noqa: ARG001
    """A small x at the end; other numbers get a stray space."""
    return number.lower() if number.endswith("X") else f" {number[:6]} {number[6:]}"


def lost_digits(number: str, rng: np.random.Generator) -> str:
    """A spreadsheet took it for a number: 15 digits kept, or not even these."""
    return f"{number[0]}.{number[1:6]}E+17" if rng.random() < 0.5 else f"{number[:15]}000"


ID_KINDS: dict[str, Callable[[str, np.random.Generator], str]] = {
    "id_15": fifteen,
    "id_full_width": full_width,
    "id_swapped": swapped,
    "id_one_digit": one_digit,
    "id_missing": missing,
    "id_lower_x": lower_x,
    "id_lost_digits": lost_digits,
}


def spoil_name(name: str, rng: np.random.Generator) -> str:
    """One mistake in a name: a look- or sound-alike, a wrong, dropped or doubled character, a space inside."""
    alike = [i for i, c in enumerate(name) if c in _SIMILAR]
    kind = rng.random()
    if alike and kind < 0.45:
        i = int(rng.choice(alike))
        return name[:i] + _SIMILAR[name[i]] + name[i + 1 :]
    if kind < 0.65:
        return name[0] + " " + name[1:]
    if kind < 0.85 or len(name) < 3:
        i = int(rng.integers(1, len(name)))
        return name[:i] + str(rng.choice(list(_ODD_CHARACTERS))) + name[i + 1 :]
    return name[:-1]


def spoil_birth(birth: np.datetime64, rng: np.random.Generator) -> np.datetime64:
    """One mistake in a date of birth: day and month change places, or a year or a day is off."""
    day = birth.astype(object)
    if day.day <= 12 and day.day != day.month and rng.random() < 0.4:
        return np.datetime64(day.replace(day=day.month, month=day.day))
    if day.day < 28 and rng.random() < 0.6:
        return np.datetime64(day.replace(day=day.day % 9 + 1 if day.day < 10 else day.day - 1))
    return np.datetime64(day.replace(year=day.year - 1, day=min(day.day, 28)))


@dataclass
class Cells:
    """The six common columns of a file as they will be written, plus what was done to each row."""

    name: np.ndarray
    id_number: np.ndarray
    sex: np.ndarray
    birth: np.ndarray
    township: np.ndarray
    village: np.ndarray
    village_code: np.ndarray
    person: np.ndarray  # index into people, -1 for outsiders
    kinds: list[list[str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.name)

    def take(self, order: np.ndarray) -> Cells:
        """The same rows in another order."""
        arrays = {f: getattr(self, f)[order] for f in ARRAYS}
        return Cells(**arrays, kinds=[self.kinds[i] for i in order])


ARRAYS = ("name", "id_number", "sex", "birth", "township", "village", "village_code", "person")


def from_people(people: dict[str, np.ndarray], chosen: np.ndarray) -> Cells:
    """Clean rows of registered people."""
    return Cells(
        name=people["name"][chosen].copy(),
        id_number=np.array([n or "" for n in people["id_number"][chosen]], dtype=object),
        sex=people["sex"][chosen].copy(),
        birth=people["birth_on"][chosen].copy(),
        township=people["township"][chosen].copy(),
        village=people["village"][chosen].copy(),
        village_code=people["village_code"][chosen].copy(),
        person=np.asarray(chosen).copy(),
        kinds=[[] for _ in range(len(chosen))],
    )


@dataclass(frozen=True)
class Places:
    """Names of villages and which village lies next to which."""

    short: dict[str, str]
    aliases: dict[str, list[str]]
    next_to: dict[str, str]


def spoil(cells: Cells, places: Places, careless: set[str], rng: np.random.Generator) -> None:
    """Dirty a file in place, careless townships more than others."""
    factor = np.where(np.isin([c[:9] for c in cells.village_code], list(careless)), CARELESS_FACTOR, CAREFUL_FACTOR)
    _spoil_ids(cells, factor, rng)
    for i in np.flatnonzero(rng.random(len(cells)) < BAD_NAMES * factor):
        cells.name[i] = spoil_name(cells.name[i], rng)
        cells.kinds[i].append("name")
    for i in np.flatnonzero(rng.random(len(cells)) < BAD_BIRTHS * factor):
        cells.birth[i] = spoil_birth(cells.birth[i], rng)
        cells.kinds[i].append("birth")
    for i in np.flatnonzero(rng.random(len(cells)) < BAD_VILLAGES * factor):
        _spoil_village(cells, int(i), places, rng)


def _spoil_ids(cells: Cells, factor: np.ndarray, rng: np.random.Generator) -> None:
    kinds = list(ID_KINDS)
    for i in np.flatnonzero(rng.random(len(cells)) < BAD_IDS * factor):
        number = cells.id_number[i]
        if len(number) == 18:
            break_id(cells, int(i), kinds[int(rng.integers(len(kinds)))], rng)


def break_id(cells: Cells, i: int, kind: str, rng: np.random.Generator) -> None:
    """Do one kind of harm to the identity number of a row."""
    spoiled = ID_KINDS[kind](cells.id_number[i], rng)
    if spoiled != cells.id_number[i]:
        cells.id_number[i] = spoiled
        cells.kinds[i].append(kind)


def _spoil_village(cells: Cells, i: int, places: Places, rng: np.random.Generator) -> None:
    code, choice = cells.village_code[i], rng.random()
    aliases = places.aliases.get(code) or []
    if choice < 0.4 and aliases:
        cells.village[i] = str(rng.choice(aliases))
        cells.kinds[i].append("village_alias")
    elif choice < 0.65:
        cells.village[i] = places.short[places.next_to[code]]
        cells.kinds[i].append("village_wrong")
    elif choice < 0.85:
        cells.village[i] = ""
        cells.kinds[i].append("village_missing")
    else:
        name = cells.village[i]
        cells.village[i] = "小" + name[1:] if len(name) > 2 else name + "庄"
        cells.kinds[i].append("village_typo")
