"""What is judged plain a column at a time is what the kernel calls plain one by one."""

from __future__ import annotations

import datetime as dt
import random

import pyarrow as pa

from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.identity import IdState
from huaiyuan.county.intake.reading.plain_numbers import plain


def _numbers(rng: random.Random, many: int) -> list[str]:
    found = []
    for _ in range(many):
        day = dt.date(1800, 1, 1) + dt.timedelta(days=rng.randrange(110_000))
        written = (
            f"{day:%Y%m%d}"
            if rng.random() < 0.7
            else f"{rng.randrange(1700, 2200)}{rng.randrange(14):02}{rng.randrange(34):02}"
        )
        first = f"990330{written}{rng.randrange(1000):03}"
        found.append(first + identity.check_digit(first))
    return found


def _spoilt(rng: random.Random, number: str) -> str:
    at = rng.randrange(18)
    return number[:at] + rng.choice("0123456789Xx /:汉") + number[at + rng.randrange(3) :]


def test_a_column_is_judged_as_the_kernel_judges_its_cells():
    rng = random.Random(7)
    numbers = _numbers(rng, 8000)
    cells = [
        *numbers,
        *(_spoilt(rng, n) for n in numbers),
        "",
        "十八个汉字",
        "汉汉汉汉汉汉",
        None,
        "29000229",
        "990330200002290030",
    ]
    judged = plain(pa.chunked_array([cells[:5000], [], cells[5000:]], pa.string())).to_pylist()
    expected = [
        cell is not None and identity.read(cell).state == IdState.PLAIN and cell[6:8] in {"18", "19", "20"}
        for cell in cells
    ]  # fmt: skip
    doubtful = [i for i, cell in enumerate(cells) if cell and cell.endswith("000")]
    assert not any(judged[i] for i in doubtful)
    assert [cells[i] for i in range(len(cells)) if i not in set(doubtful) and judged[i] != expected[i]] == []
    assert 3000 < sum(judged) < 16_000


def test_part_of_a_column_is_judged_for_itself():
    numbers = _numbers(random.Random(3), 50)
    whole = pa.array(numbers)
    assert plain(whole.slice(17, 20)).to_pylist() == plain(whole).to_pylist()[17:37]
    assert plain(pa.array([], pa.string())).to_pylist() == []
    assert plain(pa.array([None], pa.string())).to_pylist() == [False]
