"""Judging a case: what the reader made of the file, held against its declared verdict."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pyarrow as pa

from huaiyuan.base.vault.sealing import LAKE, Vault
from huaiyuan.core import linkage
from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import changes
from huaiyuan.county.intake.sources import SOURCES
from tests.corpus import cells, containers, dates, layouts, meanings, numbers, texts  # noqa: F401 - they register
from tests.corpus.case import CODES, KINDS, PLACES, Case, Link, Record, case, meaning
from tests.early import FOLDER
from tests.intake_files import Taken, take

EXPECTED = {"container": 20, "text": 13, "layout": 23, "number": 22, "date": 16, "cell": 15, "meaning": 16}


@dataclass(frozen=True)
class Outcome:
    """Whether a case came out as declared; `differs` says where not, `seconds` how long it took."""

    differs: str
    seconds: float
    refused: bool


def judge(group: str, name: str, number: int) -> Outcome:
    """Read a variant of a kind in this process and compare."""
    one = case(group, name, number)
    started = time.monotonic()
    try:
        taken = take(one.data, one.source, one.period)
    except DomainError as refusal:
        code = refusal.code.removeprefix("INTAKE_")
        says = "" if code in one.refused and "请" in str(refusal) else f"refused as {code}: {refusal}"
        return Outcome(says, time.monotonic() - started, refused=True)
    seconds = time.monotonic() - started
    if one.refused:
        return Outcome(f"was read, should be refused as {one.refused}", seconds, refused=False)
    return Outcome("; ".join(_differences(one, taken)), seconds, refused=False)


def _differences(one: Case, taken: Taken) -> list[str]:
    found = [*_of_rows(one, taken), *_of_faults(one, taken)]
    for key, value in one.manifest.items():
        if taken.manifest[key] != value:
            found.append(f"{key} is {taken.manifest[key]!r}, not {value!r}")
    if one.link and not found:
        found += _of_linkage(one, one.link, taken)
    if one.before is not None:
        found += _of_changes(one, taken)
    return found


def _of_rows(one: Case, taken: Taken) -> list[str]:
    meant = [record for i, record in enumerate(one.meant) if i not in one.back]
    if (len(taken.rows), taken.manifest["rejected"]) != (len(meant), len(one.back)):
        return [
            f"{len(taken.rows)} accepted and {taken.manifest['rejected']} returned, not {len(meant)} and {len(one.back)}"
        ]
    if one.at is not None and [r["row"] for r in taken.rows] != one.at:
        return [f"rows of the original {[r['row'] for r in taken.rows]}, not {one.at}"]
    return [
        f"record {i}: {key} is {row[key]!r}, meant is {value!r}"
        for i, (row, record) in enumerate(zip(taken.rows, meant, strict=True))
        for key, value in meaning(record, one.source).items()
        if row[key] != value
    ]


def _of_faults(one: Case, taken: Taken) -> list[str]:
    """What was said of each record; rows are found by their order among all records of the original."""
    places = sorted({(f["sheet"], f["row"]) for f in taken.faults} | {(r["sheet"], r["row"]) for r in taken.rows})
    order = {place: i for i, place in enumerate(sorted(places, key=lambda p: (_sheet_order(taken, p[0]), p[1])))}
    said: dict[int, set[str]] = {}
    for fault in taken.faults:
        said.setdefault(order[fault["sheet"], fault["row"]], set()).add(fault["code"].removeprefix("INTAKE_ROW_"))
    said = {i: codes - {"OUTSIDE"} for i, codes in said.items() if codes - {"OUTSIDE"}}
    wanted = {i: codes for i, codes in one.said.items() if codes}
    return (
        [f"said {said}, not {wanted}"]
        if {i: c for i, c in said.items() if i in wanted or i not in one.back} != wanted
        else []
    )


def _sheet_order(taken: Taken, sheet: str) -> int:
    known = [*taken.manifest["columns"]]
    return known.index(sheet) if sheet in known else len(known)


def _of_changes(one: Case, taken: Taken) -> list[str]:
    before = take(one.before or b"", one.source, one.period)
    found = changes.since(before.manifest, taken.manifest, SOURCES[one.source])
    said = {name for name in ("missing_townships", "fewer", "older", "scaled") if getattr(found, name)}
    if before.manifest["content_hash"] == taken.manifest["content_hash"]:
        said.add("same")
    return [] if said == {*one.odd} else [f"beside the last file it says {said}, not {one.odd}"]


def _of_linkage(one: Case, link: Link, taken: Taken) -> list[str]:
    names = [
        "sheet",
        "row",
        "name",
        "id_key",
        "id_state",
        "id_sealed",
        "sex",
        "birth_on",
        "township_code",
        "village_code",
        "village_raw",
    ]
    rows = pa.Table.from_pylist([{n: r[n] for n in names} for r in taken.rows], schema=_ROWS)
    secrets = linkage.Secrets(
        lambda t: pa.nulls(len(t), pa.string()), lambda t: Vault(FOLDER).index_many(t, purpose=LAKE)
    )
    villages = pa.table({"code": [*PLACES.values()], "written": [*PLACES]})
    found = linkage.match(rows, _persons(link.people), villages, secrets).to_pylist()
    got = [(f["outcome"], f["person_id"]) for f in found]
    return [] if got == link.outcomes else [f"linked {got}, not {link.outcomes}"]


_ROWS = pa.schema([
    ("sheet", pa.string()), ("row", pa.int32()), ("name", pa.string()), ("id_key", pa.string()), ("id_state", pa.string()),
    ("id_sealed", pa.binary()), ("sex", pa.string()), ("birth_on", pa.date32()), ("township_code", pa.string()),
    ("village_code", pa.string()), ("village_raw", pa.string()),
])  # fmt: skip


def _persons(people: list[tuple[str, Record, bool]]) -> pa.Table:
    import datetime as dt

    keys = Vault(FOLDER).index_many(pa.array([p["证件号码"] for _, p, _ in people], pa.string()), purpose=LAKE)
    return pa.table({
        "person_id": [i for i, _, _ in people], "name": [p["姓名"] for _, p, _ in people],
        "sex": [identity.sex_of(p["证件号码"]) for _, p, _ in people],
        "birth_on": pa.array([dt.date.fromisoformat(p["出生日期"]) for _, p, _ in people], pa.date32()),
        "id_key": keys, "household_no": [f"{PLACES[p['村']]}-{n:04d}" for n, (_, p, _) in enumerate(people)],
        "village_code": [PLACES[p["村"]] for _, p, _ in people], "township_code": [CODES[p["乡镇"]] for _, p, _ in people],
        "gone": [g for _, _, g in people],
    })  # fmt: skip


__all__ = ["EXPECTED", "KINDS", "Outcome", "judge"]
