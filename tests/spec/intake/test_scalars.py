"""一格一格的读法，每种十万个生成的例子，同一个不相干的算法对照。

RQ1 号码：整理后过得了校验才算数，读出来的就是写进去的那一个。
RQ2 日期、金额、电话、村名：写得出就读得回；读不准的一律不读，绝不读成别的。
"""

from __future__ import annotations

import datetime as dt
import random
import re
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pyarrow as pa
import pytest

from huaiyuan.core.kernel import phone
from huaiyuan.county.intake.reading import places, values

pytestmark = pytest.mark.slow
MANY = 100_000
WIDE = str.maketrans("0123456789.,-/:X", "０１２３４５６７８９．，－／：Ｘ")
ODDMENTS = "0123456789xXＸ０１ .-/E+'年月日元万(),，"
CENT = Decimal("0.01")


def _read(reader, cells: list[str], *more) -> dict[str, object]:
    con = duckdb.connect(config={"threads": 1})
    con.register("given", pa.table({"cell": pa.array(cells, pa.string())}))
    found = reader(con, "SELECT cell FROM given", *more)
    read = dict(zip(found["cell"].to_pylist(), found["value"].to_pylist(), strict=True))
    return {cell: read.get(cell) for cell in cells}


def _mutated(rng: random.Random, cell: str) -> str:
    """One slip of a hand: a character more, less, or another."""
    at = rng.randrange(len(cell) + 1)
    kind = rng.random()
    if kind < 0.34:
        return cell[:at] + rng.choice(ODDMENTS) + cell[at:]
    return cell[:at] + cell[at + 1 :] if kind < 0.67 else cell[:at] + rng.choice(ODDMENTS) + cell[at + 1 :]


# Identity numbers, judged by ISO 7064 MOD 11-2 from right to left instead of by a table of weights.


def _is_number(text: str) -> bool:
    if not re.fullmatch(r"\d{17}[\dX]", text, re.ASCII):
        return False
    total = sum((10 if c == "X" else int(c)) * 2**place for place, c in enumerate(reversed(text)))
    try:
        dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return total % 11 == 1 and not text.endswith("000")


def _number(rng: random.Random) -> str:
    day = dt.date(1900, 1, 1) + dt.timedelta(days=rng.randrange(46_000))
    first = f"990330{day:%Y%m%d}{rng.randrange(1, 1000):03d}"
    lacking = (1 - sum(int(c) * 2**place for place, c in enumerate(reversed(first), 1))) % 11
    number = first + "0123456789X"[lacking]
    return _number(rng) if number.endswith("000") else number


def test_a_hundred_thousand_identity_numbers():
    rng = random.Random(1)
    ways = (
        lambda n: n, lambda n: n.lower(), lambda n: n.translate(WIDE), lambda n: f"'{n}", lambda n: f"{n[:6]} {n[6:14]} {n[14:]}",
        lambda n: f"\u200b{n}\u00a0", lambda n: n + "42", lambda n: n + "31B2",
    )  # fmt: skip
    written = {rng.choice(ways)(n): n for n in (_number(rng) for _ in range(MANY // 2))}
    slips = {_mutated(rng, rng.choice((n, n + "43"))) for n in (_number(rng) for _ in range(MANY // 2 + 5000))} - set(
        written
    )
    assert len(written) + len(slips) >= MANY - 500
    con = duckdb.connect(config={"threads": 1})
    con.register("given", pa.table({"cell": [*written, *slips], "was_number": [False] * (len(written) + len(slips))}))
    found = values.numbers(con, "SELECT * FROM given")
    read = dict(zip(found["cell"].to_pylist(), found["number"].to_pylist(), strict=True))
    assert [cell for cell, number in written.items() if read[cell] != number] == []
    for cell in slips:
        number = read[cell]
        bare = re.sub(r"[\s'\u200b\-]", "", cell.translate(str.maketrans("ＸＸ０１", "XX01"))).upper()
        assert number is None or (
            _is_number(number) and (bare.startswith(number) or _first_generation(bare) == number)
        ), cell


def _first_generation(bare: str) -> str:
    return (
        next((n for n in (f"{bare[:6]}19{bare[6:]}{c}" for c in "0123456789X") if _is_number(n)), "")
        if len(bare) == 15
        else ""
    )


DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
DATE_WAYS = (
    lambda d: d.isoformat(), lambda d: f"{d.year}.{d.month}.{d.day}", lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d:%Y%m%d}", lambda d: f"{d.year}年{d.month}月{d.day}日", lambda d: f"{d.year}年{d.month:02}月{d.day:02}号",
    lambda d: f"{d} 00:00:00", lambda d: f"{d}T23:59:59+08:00", lambda d: d.isoformat().translate(WIDE),
    lambda d: f"{d} 10:30", lambda d: f"{d.year}-{d.month}-{d.day} 星期三",
)  # fmt: skip
NO_DATES = (
    lambda d: f"{d:%Y-%m}", lambda d: f"{d:%y}.{d.month}.{d.day}", lambda d: f"{d:%Y%m}", lambda d: f"{d.year}年",
    lambda d: f"{d.year}-13-{d.day}", lambda d: f"{d.year}-02-{30 + d.day % 2}", lambda d: f"{d.month}月{d.day}日",
    lambda d: f"{d}至{d}", lambda d: f"{d} 前后", lambda d: f"约{d}",
)  # fmt: skip


def test_a_hundred_thousand_dates():
    rng = random.Random(2)
    days = [dt.date(1900, 3, 1) + dt.timedelta(days=rng.randrange(54_000)) for _ in range(MANY)]
    written = {rng.choice(DATE_WAYS)(d): d for d in days[:60_000]}
    written |= {str((d - dt.date(1899, 12, 30)).days): d for d in days[:5000] if d > dt.date(1930, 1, 1)}
    never = {rng.choice(NO_DATES)(d) for d in days[60_000:75_000]} - set(written)
    slips = {_mutated(rng, rng.choice(DATE_WAYS)(d)) for d in days[60_000:]} - set(written) - never
    read = _read(values.dates, [*written, *never, *slips])
    assert [(c, d, read[c]) for c, d in written.items() if read[c] != d] == []
    assert [(c, read[c]) for c in never if read[c] is not None] == []
    assert [(c, read[c]) for c in slips if read[c] is not None and not _stands_in(read[c], c)] == []


def _stands_in(day: dt.date, cell: str) -> bool:
    """A date that was read stands in the cell: as three numbers, as eight digits, or as a serial."""
    plain = cell.translate(str.maketrans("０１２３４５６７８９．，－／：　", "0123456789.,-/: "))
    numbers = [int(n) for n in re.findall(r"\d+", plain)]
    if numbers[:3] == [day.year, day.month, day.day] or plain.strip("' ") == f"{day:%Y%m%d}":
        return True
    if re.fullmatch(r"\s*'?\s*\d{5}(\.\d+)?\s*", plain):
        return numbers[0] == (day - dt.date(1899, 12, 30)).days
    # With a zone of its own the day may be the next or the last one here.
    try:
        return "T" in plain and abs((dt.date(*numbers[:3]) - day).days) <= 1
    except ValueError:
        return False


def _yuan_ways(rng: random.Random) -> tuple[str, Decimal]:
    amount = Decimal(rng.randrange(0, 10 ** rng.randint(1, 9))) / 100
    way = rng.randrange(9)
    if way == 7:
        ten_thousands = Decimal(rng.randrange(0, 10**6)) / 10**4
        return f"{ten_thousands}万{rng.choice(['', '元'])}", (ten_thousands * 10_000).quantize(CENT)
    if way == 8:
        amount += Decimal(rng.randrange(1, 10)) / 10_000
        return f"{amount}", amount.quantize(CENT, ROUND_HALF_UP)
    plain = f"{amount:.2f}"
    return [
        (plain, amount), (f"{amount:,.2f}", amount), (f"{plain}元", amount), (f"￥{amount:,.2f}", amount), (f"-{plain}", -amount),
        (f"({plain})", -amount), (plain.translate(WIDE), amount),
    ][way]  # fmt: skip


def test_a_hundred_thousand_amounts():
    rng = random.Random(3)
    written = dict(_yuan_ways(rng) for _ in range(MANY))
    slips = {_mutated(rng, _yuan_ways(rng)[0]) for _ in range(MANY // 2)} - set(written)
    assert len(written) + len(slips) >= MANY
    read = _read(values.amounts, [*written, *slips])
    assert [(c, a, read[c]) for c, a in written.items() if read[c] != a] == []
    assert [(c, read[c], _yuan(c)) for c in slips if read[c] != _yuan(c)] == []


def _yuan(cell: str) -> Decimal | None:
    """An amount by walking over its characters, with Python's own decimals."""
    text = "".join(
        c
        for c in cell.translate(str.maketrans("０１２３４５６７８９．，－／：％　", "0123456789.,-/:% "))
        if c not in " ,，￥¥元"
    )
    times, sign = Decimal(1), 1
    if text.endswith("万"):
        text, times = text[:-1], Decimal(10_000)
        if text.startswith("+"):
            return None
    elif text[:1] in "(（" and text[-1:] in ")）" and len(text) > 2:
        text, sign = text[1:-1], -1
    elif text[:1] == "+":
        text = text[1:] if text[1:2] != "-" else ""
    if text[:1] == "-" and sign == 1:
        text, sign = text[1:], -1
    if not text or text.count(".") > 1 or not all(c in "0123456789." for c in text) or text == ".":
        return None
    amount = (Decimal(text) * times * sign).quantize(CENT, ROUND_HALF_UP)
    return amount if abs(amount) < 10**12 else None


def test_a_hundred_thousand_telephones():
    rng = random.Random(4)
    ways = (
        lambda n: n, lambda n: f"+86{n}", lambda n: f"+86 {n[:3]} {n[3:7]} {n[7:]}", lambda n: f"0086-{n}", lambda n: f"86{n}",
        lambda n: f"{n[:3]}-{n[3:7]}-{n[7:]}", lambda n: n.translate(WIDE), lambda n: f"{n}.0", lambda n: f" {n}\u00a0", lambda n: f"'{n}",
    )  # fmt: skip
    mobiles = [f"1{rng.choice('3456789')}{rng.randrange(10**9):09d}" for _ in range(MANY)]
    for mobile in mobiles[:60_000]:
        assert phone.read(rng.choice(ways)(mobile)).number == mobile
    for mobile in mobiles[60_000:]:
        cell = _mutated(rng, mobile)
        digits = re.sub(r"\D", "", cell.translate(str.maketrans("０１", "01")))
        read = phone.read(cell).number
        assert read is None or read.replace("-", "") in {digits, digits.removeprefix("86"), digits[:11]}, cell
    for i in range(5000):
        two = f"{mobiles[i]}{rng.choice('/、，;')}{mobiles[-1 - i]}"
        assert phone.read(two).state == "two"
        land = f"0377{rng.choice(['-', ' ', ''])}6{rng.randrange(10**7):07d}"
        assert phone.read(land).number == f"0377-{land[-8:]}"
        assert phone.read(f"1.99E+{rng.randint(9, 11)}").state == "lost_digits"


def _county(rng: random.Random) -> list[dict[str, str]]:
    towns = [
        {
            "code": f"411330{t:03d}",
            "name": f"{'东西南北上下'[t % 6]}{'河湾岗庄'[t // 6]}镇",
            "short_name": f"{'东西南北上下'[t % 6]}{'河湾岗庄'[t // 6]}",
            "level": "township",
            "aliases": "",
        }
        for t in range(16)
    ]
    villages = []
    for town in towns:
        names = rng.sample([a + b for a in "张王李赵周吴陈刘大小老新" for b in "庄湾岗楼寨沟畈畴"], 13)
        villages += [
            {
                "code": f"{town['code']}{200 + i}",
                "name": f"{n}村民委员会",
                "short_name": f"{n}村",
                "level": "village",
                "aliases": f"老{n}集" if i == 0 else "",
            }
            for i, n in enumerate(names)
        ]
    return [*towns, *villages]


def _as_written(rng, areas) -> dict[tuple[str | None, str], str | None]:
    """Half of them as offices write them, each with the code it means; none where it could mean two."""
    towns = {a["code"]: a for a in areas if a["level"] == "township"}
    written: dict[tuple[str | None, str], str | None] = {}
    stems: dict[str, set[str]] = {}
    for a in areas[16:]:
        for way in (a["short_name"][:-1], *filter(None, [a["aliases"]])):
            stems.setdefault(way, set()).add(a["code"])
    tails = ("", "村", "村委会", "村民委员会", "行政村", "社区")
    while len(written) < MANY // 2:
        village = rng.choice(areas[16:])
        town = towns[village["code"][:9]]
        stem = village["short_name"][:-1]
        said_town = rng.choice([town["name"], town["short_name"], f"桐柏县{town['name']}", None])
        place = rng.choice(
            [
                stem + rng.choice(tails),
                f"{town['name']}{stem}村",
                f"桐柏县{town['name']}{stem}村",
                village["code"],
                f"{stem[0]}　{stem[1]}村",
            ]
        )
        place = place[:1] + rng.choice(["", " ", "\u200b", "  "]) + place[1:] + " " * rng.randrange(40)
        code = village["code"]
        bare = re.sub(r"[\s\u200b]", "", place)
        if said_town is None and bare != code and town["name"] not in bare and len(stems[stem]) > 1:
            code = None
        written[said_town, place] = code
    return written


def _with_a_slip(rng, written) -> set[tuple[str | None, str]]:
    """As many again with one character wrong."""
    slips, whole = set(), [*written]
    while len(slips) < MANY // 2:
        said, place = rng.choice(whole)
        at = rng.randrange(len(place))
        slips.add((said, place[:at] + rng.choice("张王李庄湾甲乙") + place[at + 1 :]))
    return slips


def test_a_hundred_thousand_villages():
    rng = random.Random(5)
    areas = _county(rng)
    written = _as_written(rng, areas)
    pairs = [*written, *(_with_a_slip(rng, written) - set(written))]
    con = duckdb.connect(config={"threads": 1})
    con.register(
        "given", pa.table({"township": pa.array([t for t, _ in pairs], pa.string()), "village": [v for _, v in pairs]})
    )
    found = places.resolve(con, "given", areas)
    read = dict(
        zip(
            zip(found["township"].to_pylist(), found["village"].to_pylist(), strict=True),
            found["village_code"].to_pylist(),
            strict=True,
        )
    )
    assert [(w, c, read[w]) for w, c in written.items() if read[w] != c][:5] == []
    known = {a["code"]: {a["short_name"][:-1], *filter(None, [a["aliases"]])} for a in areas[16:]}
    for (said, place), code in read.items():
        bare = re.sub(r"[\s\u200b]", "", place)
        assert code is None or bare == code or any(stem in bare for stem in known[code]), (said, place)
