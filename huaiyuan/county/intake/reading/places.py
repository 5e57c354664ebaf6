"""Which village (村) a row means: by code, or by any rightful way of writing its name within the township.

A name that fits two villages fits none; nothing is guessed, misspelt names are left to matching.
"""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_TAIL = re.compile(r"(村民委员会|村委会|居民委员会|社区居委会|居委会|行政村|社区|村)$")
_COUNTY = re.compile(r"^(河南省)?(南阳市)?(桐柏县)")


class Gazetteer:
    """The county's townships and villages by every spelling. `areas` as the reference tables hold them, with aliases."""

    def __init__(self, areas: Iterable[Mapping[str, Any]]) -> None:
        self.townships: dict[str, set[str]] = defaultdict(set)
        self.villages: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.codes: set[str] = set()
        listed = list(areas)
        names = {area["code"]: area for area in listed}
        for area in listed:
            if area["level"] == "township":
                for spelling in _spellings(area):
                    self.townships[spelling].add(area["code"])
            elif area["level"] == "village":
                self.codes.add(area["code"])
                self._add_village(area, names.get(area["code"][:9]))

    def _add_village(self, village: Mapping[str, Any], township: Mapping[str, Any] | None) -> None:
        heads = _spellings(township) if township else set()
        for spelling in _spellings(village):
            for written in {spelling, *(head + spelling for head in heads)}:
                self.villages[village["code"][:9]][written].add(village["code"])
                self.villages[""][written].add(village["code"])

    def place(self, township: str | None, village: str | None) -> tuple[str | None, str | None]:
        """The codes of township and village, None where the writing is unknown or could mean two."""
        town, place = _folded(township), _folded(village)
        if place in self.codes:
            return place[:9], place
        township_code = _only(self.townships.get(town) or self.townships.get(_COUNTY.sub("", town), set()))
        if not place:
            return township_code, None
        short = _COUNTY.sub("", place)
        known = self.villages[township_code or ""]
        exact = known.get(short) or known.get(_TAIL.sub("", short), set())
        code = _only(exact)
        return (township_code or (code[:9] if code else None)), code


def resolve(con: duckdb.DuckDBPyConnection, rows: str, areas: Iterable[Mapping[str, Any]]) -> pa.Table:
    """For each distinct pair of written township and village: township_code, village_code."""
    gazetteer = Gazetteer(areas)
    pairs = con.sql(f"SELECT DISTINCT township, village FROM {rows}").to_arrow_table()
    written = list(zip(pairs["township"].to_pylist(), pairs["village"].to_pylist(), strict=True))
    found = [gazetteer.place(township, village) for township, village in written]
    return pairs.append_column("township_code", pa.array([t for t, _ in found], pa.string())).append_column(
        "village_code", pa.array([v for _, v in found], pa.string())
    )


def _folded(text: str | None) -> str:
    return _SPACE.sub("", text or "")


def _only(codes: set[str]) -> str | None:
    return next(iter(codes)) if len(codes) == 1 else None


def _spellings(area: Mapping[str, Any]) -> set[str]:
    """Name, short name and aliases, each also without its ending; the first set of a lookup is the exact one."""
    written = {area["name"], area["short_name"], *str(area["aliases"] or "").split(";")}
    whole = {_folded(text) for text in written if text}
    return whole | ({_TAIL.sub("", text) for text in whole} - {""} if area["level"] == "village" else set())
