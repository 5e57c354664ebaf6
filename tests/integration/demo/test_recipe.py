"""“半小时接入一种部门表”：照着 docs/recipes/add-a-source.md 逐字做一遍，声明一个文件、加一行，别的都自己有了。"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from proof import command

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
RECIPE = (ROOT / "docs/recipes/add-a-source.md").read_text(encoding="utf-8")
SLICES = "huaiyuan/county/intake/sources/__init__.py"
LEFT_OUT = shutil.ignore_patterns("static", "node_modules")


def _block(language: str, under: str) -> str:
    [found] = re.findall(rf"^## {under}.*?^```{language}\n(.*?)^```", RECIPE, re.DOTALL | re.MULTILINE)
    return found


def _sh(under: str) -> list[str]:
    return _block("sh", under).split()


@pytest.fixture(scope="module")
def followed(tmp_path_factory) -> Path:
    """A copy of the package in which the recipe was followed: one file written, one line added."""
    house = tmp_path_factory.mktemp("recipe")
    shutil.copytree(ROOT / "huaiyuan", house / "huaiyuan", ignore=LEFT_OUT)
    shutil.copytree(ROOT / "scripts", house / "scripts", ignore=LEFT_OUT)
    (house / "docs").mkdir()
    [declaration] = re.findall(r"^## 1\. .*`(huaiyuan/[\w/]+\.py)`$", RECIPE, re.MULTILINE)
    (house / declaration).parent.mkdir()
    (house / declaration).write_text(_block("python", "1"), encoding="utf-8")
    line = _block("python", "2")
    assert len(line.splitlines()) == 1
    assert SLICES in RECIPE
    text = (house / SLICES).read_text(encoding="utf-8")
    named, end = re.search(r"^SLICES = \(\n(?:    .*\n)+", text, re.MULTILINE).span()
    (house / SLICES).write_text(text[:end] + line + text[end:], encoding="utf-8")
    assert named < end
    return house


def _run(house: Path, *words: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=house, capture_output=True, text=True, check=False,
        env=command.plain_environment() | {"PYTHONPATH": str(house)} | environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _command(house: Path, county: Path, *words: str):
    said = _run(house, "-m", "huaiyuan.shells.console", *words, "--data-dir", str(county), "--json")
    return json.loads(said)


def test_the_made_up_source_is_listed_read_checked_matched_and_counted_by_village(followed, own_county):
    [declared] = [s for s in _command(followed, own_county, "sources") if s["id"] == "job_placements"]
    assert (declared["department"], declared["subject"], declared["kind"]) == ("人社局", "person", "全员类")
    assert [c["name"] for c in declared["columns"]][-3:] == ["post_kind", "began_on", "wage_yuan"]

    huaiyuan, intake, file, *options = _sh("3")
    assert (huaiyuan, intake) == ("huaiyuan", "intake")
    (own_county.parent / file).write_text(_block("csv", "3"), encoding="utf-8")
    answer = _command(followed, own_county, intake, str(own_county.parent / file), *options)
    assert (answer["rows"], answer["accepted"], answer["rejected"]) == (3, 2, 1)
    assert sum(answer["outcomes"].values()) == 2
    [missing] = [said for said in answer["notices"] if "一行也没有" in said]
    assert "个村" in missing
    manifest = json.loads(next((own_county / "lake" / "job_placements").glob("*/manifest.json")).read_text())
    assert list(manifest["coverage"].values()) == [1, 1]
    assert manifest["columns"][""]["wage_yuan"] == "月补贴（元）"


def test_the_dictionary_has_its_entry(followed, tmp_path):
    python, script = _sh("4")
    assert python == "python"
    _run(followed, script, HUAIYUAN_DATA_DIR=str(tmp_path))
    text = (followed / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    entry = text.split("### 人社局：公益性岗位在岗名册（`job_placements`，全员类）")[1].split("###")[0]
    assert "| 月工资 | `wage_yuan` | yuan | 岗位补贴、月补贴、补贴标准 |" in entry


def test_nothing_else_of_the_package_was_touched(followed):
    changed = [
        path.relative_to(followed).as_posix()
        for path in (followed / "huaiyuan").rglob("*.py")
        if not (ROOT / path.relative_to(followed)).exists()
        or path.read_bytes() != (ROOT / path.relative_to(followed)).read_bytes()
    ]
    assert sorted(changed) == [SLICES, "huaiyuan/county/intake/sources/employment/job_placements.py"]
    assert os.path.samefile(ROOT, Path(command.__file__).parents[1])
