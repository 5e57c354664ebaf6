"""Nothing is written as a total: a count of the report stands nowhere in the package but in `synth/targets.py`.

Figures add up from records; a report's own number in the code would be an answer copied from the question.
"""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

from tests.meta.source_tree import PACKAGE, ROOT, tracked

TARGETS = PACKAGE / "synth" / "targets.py"
READ = (".py", ".sql", ".yaml", ".yml", ".html", ".txt")
LEAST = 150
WAN = 10_000


def _totals() -> set[str]:
    """Numbers as digits: every value ≥ 150 of kind count, and what a value in 万 stands for."""
    with (ROOT / "docs/source/figures.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "count"]
    scaled = [(float(row["value"]), WAN if "万" in row["unit"] else 1) for row in rows]
    return {f"{value * times:.0f}" for value, times in scaled if value * times >= LEAST}


TOTALS = _totals()
NUMBER = re.compile(r"(?<![A-Za-z0-9_.,\-])(\d{1,3}(?:[,_]\d{3})+|\d+)(?![A-Za-z0-9_,\-]|\.\d)")


def _python_numbers(text: str) -> list[str]:
    """Literals of the code and numbers inside its strings (SQL lives there), docstrings included; no comments."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            found.append(f"{node.value:.0f}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += _text_numbers(node.value)
    return found


def _text_numbers(text: str) -> list[str]:
    return [match.replace(",", "").replace("_", "") for match in NUMBER.findall(text)]


def _numbers(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return _python_numbers(text) if path.suffix == ".py" else _text_numbers(text)


def test_the_report_has_totals_to_look_for():
    assert {"2295", "6667", "410", "1885", "207", "215", "395000", "19000", "60600", "8500", "427000"} <= TOTALS
    assert not {"87", "13", "133"} & TOTALS


@pytest.mark.parametrize(
    "line", ["total = 2295", "x = 2_295", 'sql = "SELECT 2295"', 'says = "共2,295户"', "y = 395000.0"]
)
def test_a_written_total_would_be_found(line):
    assert TOTALS & set(_python_numbers(line))


def test_no_total_of_the_report_stands_in_the_package():
    files = [f for f in tracked(*READ) if PACKAGE in f.parents and f != TARGETS]
    assert len(files) > 100
    found = {str(f.relative_to(ROOT)): sorted(TOTALS & set(_numbers(f))) for f in files}
    assert {name: totals for name, totals in found.items() if totals} == {}
