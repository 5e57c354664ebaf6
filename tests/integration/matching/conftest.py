"""The tiny county in the database, and school rolls about it as a department would send them."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from huaiyuan.core.engine import child
from tests.integration.registry import loaded, tiny

HEAD = ("姓名", "证件号码", "性别", "出生日期", "乡镇", "村", "学校", "学籍状态", "连续缺勤天数")
VILLAGES = {code: name for code, name, *_ in tiny.VILLAGES}
TOWNSHIPS = {code: name for code, name, _ in tiny.TOWNSHIPS}


@dataclass
class Roll:
    """A school roll being written; `people` are the registered ones as lines ready to be changed."""

    folder: Path
    by: object
    people: list[dict[str, Any]]
    lines: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, person: dict[str, Any], **changed: str) -> int:
        """Write a row about somebody; returns its number in the file."""
        line = {
            "name": person["name"], "number": person["id_number"] or "", "sex": person["sex"],
            "birth": person["birth_on"].isoformat(), "township": TOWNSHIPS[person["village_code"][:9]],
            "village": VILLAGES[person["village_code"]], "school": "月河镇小学", "status": "在籍在读", "days": "0",
        } | changed  # fmt: skip
        self.lines.append(tuple(line.values()))
        return len(self.lines) + 1

    def write(self, name: str = "学籍.csv") -> Path:
        path = self.folder / name
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows([HEAD, *self.lines])
        return path


@pytest.fixture
def in_process(monkeypatch):
    """Reading and matching without a process of their own: what they do is the same, and a test starts many."""
    spawned, ours = child.call, ("huaiyuan.county.intake.", "huaiyuan.county.matching.")

    def call(target, payload, on_progress=None, limits=None):
        if not target.startswith(ours):
            return spawned(target, payload, on_progress, limits)
        module, _, function = target.partition(":")
        return getattr(import_module(module), function)(payload, lambda *_: None)

    monkeypatch.setattr(child, "call", call)


@pytest.fixture
def roll(transactional_db, tmp_path):
    tables = loaded.load_tiny(households=40)
    yield Roll(tmp_path, loaded.account("county1"), _living(tables))
    shutil.rmtree(Path(settings.DATA_DIR) / "lake", ignore_errors=True)


def _living(tables) -> list[dict[str, Any]]:
    homes = {line["household_no"]: line["village_code"] for line in tables["residences"].to_pylist()}
    living = {m["person_id"]: m["household_no"] for m in tables["memberships"].to_pylist() if not m["leave_reason"]}
    return [
        person | {"household_no": living[person["person_id"]], "village_code": homes[living[person["person_id"]]]}
        for person in tables["persons"].to_pylist()
        if person["person_id"] in living and person["id_number"]
    ]
