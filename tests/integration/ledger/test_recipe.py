"""“半小时加一本台账”：照着 docs/recipes/ledger.md 逐字做一遍，过同一套测试，再拿掉名字，一点痕迹也没有。"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from huaiyuan.county.ledger.registering import register, unregister
from proof import command
from tests.integration.ledger import trace
from tests.kit.models import GRANTS, WELLS

ROOT = Path(__file__).resolve().parents[3]
RECIPE = (ROOT / "docs/recipes/ledger.md").read_text(encoding="utf-8")
CODE, TABLE = "equipment", "ledger_equipment"
EVERYTHING = {"ledgers", "task kinds", "snapshot tables", "extracts", "documents", "figures", "models"}


def _sh(under: str) -> list[list[str]]:
    [block] = re.findall(rf"^## {under}\..*?^```sh\n(.*?)^```", RECIPE, re.DOTALL | re.MULTILINE)
    return [line.split() for line in block.splitlines()]


def _run(house: Path, data: Path, words: list[str], **environment: str) -> str:
    words = (
        [sys.executable, *words[1:]]
        if words[0] == "python"
        else [sys.executable, "-m", "huaiyuan.shells.console", *words[1:]]
    )
    done = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False,
        env=command.plain_environment() | {"PYTHONPATH": f"{house}:{ROOT}", "HUAIYUAN_DATA_DIR": str(data)} | environment,
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def followed(tmp_path_factory) -> Path:
    """A folder in which the recipe was followed: what it says to write, where it says so."""
    house = tmp_path_factory.mktemp("recipe")
    for file, code in re.findall(
        r"^## \d\. .*?`([\w/]+\.py)`\n.*?^```python\n(.*?)^```", RECIPE, re.DOTALL | re.MULTILINE
    ):
        (house / file).parent.mkdir(exist_ok=True)
        (house / file).write_text(code, encoding="utf-8")
    for package in re.findall(r"`(fitness/(?:migrations/)?__init__\.py)`", RECIPE):
        (house / package).parent.mkdir(exist_ok=True)
        (house / package).touch()
    return house


def _with_every_table(data: Path) -> None:
    """The tables of a county that runs already, as this process made them; where they cannot be copied they are migrated."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(connection.settings_dict["NAME"]) as ours, sqlite3.connect(data / "huaiyuan.db") as theirs:
            ours.backup(theirs)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.django_db
def test_the_made_up_ledger_keeps_every_promise_of_the_kit_and_leaves_no_trace_behind(followed, tmp_path):
    [[_, named]] = _sh("2")
    apps = dict([named.split("=")])
    _with_every_table(tmp_path)
    for words in _sh("3"):
        _run(followed, tmp_path, words, **apps)
    assert (followed / "fitness/migrations/0001_initial.py").exists()

    [words] = _sh("5")
    said = _run(
        followed,
        tmp_path,
        [*words, "-n", "0", "-q", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "suite")],
        **apps,
    )
    assert re.search(r"\d+ passed", said) or set(said.split("\n")[0].split()[0]) <= {".", "s"}, said
    assert "failed" not in said

    look = ["python", "-m", "tests.integration.ledger.trace", CODE, TABLE]
    assert set(json.loads(_run(followed, tmp_path, look, **apps))) == EVERYTHING
    assert json.loads(_run(followed, tmp_path, look)) == {}


@pytest.mark.django_db
def test_a_ledger_that_is_taken_out_is_known_nowhere_but_by_its_table():
    for ledger in (WELLS, GRANTS):
        before = trace.of(ledger.code, ledger.table)
        assert {"ledgers", "task kinds", "snapshot tables", "extracts", "documents"} <= set(before)
        unregister(ledger)
        try:
            assert set(trace.of(ledger.code, ledger.table)) <= {"models"}
        finally:
            register(ledger)
        assert trace.of(ledger.code, ledger.table) == before
