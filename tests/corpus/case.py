"""What a kind of dirt is: a file, what it means, and what must be said of it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from huaiyuan.base.vault.sealing import LAKE, Vault
from huaiyuan.core.kernel import identity
from huaiyuan.county.intake.sources import SOURCES
from tests.early import FOLDER
from tests.intake_files import AREAS, BILL, CARD, PUPIL, grid, person

SAMPLE = {"medical_bills": BILL, "disability_cards": CARD, "school_roll": PUPIL}
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊洋勇艳杰娟涛明超秀英霞平"
PLACES = {"甲一村": "411330901201", "甲二村": "411330901202", "乙一村": "411330902201"}
TOWNS = {"甲一村": "甲镇", "甲二村": "甲镇", "乙一村": "乙乡"}
CODES = {area["short_name"] + ("镇" if area["short_name"] == "甲" else "乡"): area["code"] for area in AREAS[1:3]}
Record = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A file and its verdict.

    Either `refused` (the code of the whole file, one of several where parsers may differ) or `meant`: the records it
    holds, in order, as clean cells. `said`: codes per record; `back`: records that are returned; `manifest`: what the
    manifest must say; `at`: the rows of the original the records stand in; `link`: people of the registry and what
    becomes of each record there.
    """

    data: bytes
    meant: list[Record] = field(default_factory=list)
    source: str = "school_roll"
    period: str = "2026-10"
    refused: tuple[str, ...] = ()
    said: dict[int, set[str]] = field(default_factory=dict)
    back: frozenset[int] = frozenset()
    manifest: dict[str, Any] = field(default_factory=dict)
    at: list[int] | None = None
    link: Link | None = None
    before: bytes | None = None
    odd: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """People of a registry: (id, record as registered, whether gone), and for each record its outcome and person."""

    people: list[tuple[str, Record, bool]]
    outcomes: list[tuple[str, str | None]]


@dataclass
class Variant:
    """One draw of a kind: people, numbers, choices; the same for the same name and number."""

    kind: str
    number: int

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.kind}/{self.number}")

    def people(self, count: int | None = None, source: str = "school_roll", **cells: Any) -> list[Record]:
        """Clean records of different people."""
        count = count or self.rng.randint(3, 7)
        # A serial that ends in 00 with the check digit 0 is what a spreadsheet makes of a lost tail.
        start = self.rng.randrange(1, 60)
        return [self._person(start + i, source) | cells for i in range(count)]

    def _person(self, serial: int, source: str) -> Record:
        birth = dt.date(1950, 1, 1) + dt.timedelta(days=self.rng.randrange(22_000))
        first17 = f"990330{birth:%Y%m%d}{serial + 100:03d}"
        village = self.rng.choice([*PLACES])
        name = self.rng.choice(SURNAMES) + self.rng.choice(GIVEN) + self.rng.choice(["", *GIVEN])
        number = first17 + identity.check_digit(first17)
        return SAMPLE[source] | person(
            姓名=name, 证件号码=number, 性别=identity.sex_of(number), 出生日期=birth.isoformat(),
            乡镇=TOWNS[village], 村=village,
        )  # fmt: skip

    def one_of(self, *choices: Any) -> Any:
        """The variant's choice; the first three variants take the first three."""
        return choices[self.number % len(choices)] if self.number < len(choices) else self.rng.choice(choices)


Make = Callable[[Variant], Case]
KINDS: list[tuple[str, str, Make]] = []


def kind(group: str, name: str) -> Callable[[Make], Make]:
    """Register a kind of dirt."""

    def declared(make: Make) -> Make:
        KINDS.append((group, name, make))
        return make

    return declared


def case(group: str, name: str, number: int) -> Case:
    """A variant of a kind."""
    make = next(m for g, n, m in KINDS if (g, n) == (group, name))
    return make(Variant(f"{group}/{name}", number))


def rows(records: list[Record]) -> list[list[Any]]:
    """Records as a grid with their header."""
    return grid(records)


def meaning(record: Record, source: str) -> dict[str, Any]:
    """What a clean record says, read by nothing that the reader uses."""
    vault = Vault(FOLDER)
    number = record["证件号码"] or ""
    held = vault.index_one(number, purpose=LAKE) if len(number) == 18 and number[:17].isdigit() else None
    found = {
        "name": record["姓名"] or None, "id_key": held, "sex": record["性别"] or None,
        "birth_on": _date(record["出生日期"]), "township_code": CODES.get(record["乡镇"]),
        "village_code": PLACES.get(record["村"]),
    }  # fmt: skip
    labels = {header: c for c in SOURCES[source].own_columns for header in c.headers}
    for title, cell in record.items():
        column = labels.get(title)
        if column is None or column.sealed:
            continue
        blank = cell in ("", None)
        if column.type == "yuan":
            found[column.name] = None if blank else Decimal(str(cell)).quantize(Decimal("0.01"))
        elif column.type == "date":
            found[column.name] = _date(cell)
        elif column.type == "int":
            found[column.name] = None if blank else int(cell)
        else:
            found[column.name] = None if blank else cell
    return found


def _date(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
