"""What may not stand in the repository: real people, paths of a machine, calls that bypass the house."""

from __future__ import annotations

import ast
import re

import pytest

from huaiyuan.core.kernel.errors import CATALOGUE
from huaiyuan.core.kernel.identity import birth_of, check_digit
from tests.meta.source_tree import PACKAGE, ROOT, modules, tracked

NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
# First two digits of the provinces that exist (GB/T 2260).
PROVINCES = {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82}
TEXTS = (".py", ".md", ".txt", ".csv", ".yaml", ".yml", ".toml", ".html", ".js", ".mjs", ".css", ".sql", ".json")


def _is_real(number: str) -> bool:
    number = number.upper()
    return int(number[:2]) in PROVINCES and birth_of(number) is not None and check_digit(number[:17]) == number[17]


def test_no_identity_number_of_a_real_province_stands_anywhere():
    found = [
        (file.relative_to(ROOT).as_posix(), number[:6])
        for file in tracked(*TEXTS)
        for number in NUMBER.findall(file.read_text(encoding="utf-8", errors="ignore"))
        if _is_real(number)
    ]
    assert found == []


def test_no_phone_outside_the_unallotted_prefix_stands_anywhere():
    found = [
        (file.relative_to(ROOT).as_posix(), phone)
        for file in tracked(".py", ".md", ".yaml", ".html")
        if "requirements" not in file.parts
        for phone in PHONE.findall(file.read_text(encoding="utf-8", errors="ignore"))
        if not phone.startswith("19900")
    ]
    assert found == []


@pytest.mark.parametrize("forbidden", ["../shared", "/work/", "gettext", "services.py"])
def test_the_package_never_says(forbidden):
    found = [f.relative_to(ROOT).as_posix() for f in tracked(".py", ".html", ".yaml", ".toml") if PACKAGE in f.parents
             and forbidden in f.read_text(encoding="utf-8")]  # fmt: skip
    assert found == []


@pytest.mark.slow
def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "common", "services", "misc", "manager"}
    assert [f for f in modules() if f.stem in drawers] == []


def test_every_error_says_in_chinese_what_to_do():
    assert CATALOGUE
    assert [code for code, error in CATALOGUE.items() if not re.search(r"[\u4e00-\u9fff]", error.template)] == []


def test_public_functions_have_docstrings_and_types():
    bare = []
    for file, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                typed = node.returns is not None and all(a.annotation for a in [*node.args.args, *node.args.kwonlyargs])
                if not ast.get_docstring(node) or not typed:
                    bare.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert bare == []


LONGEST_FILE, LONGEST_FUNCTION = 400, 50


@pytest.mark.slow
def test_the_longest_functions_and_files_are_shown(capsys):
    """Prints the worst ten; a file is read in one sitting, a function seen at one glance."""
    sizes, long_files = [], []
    for file, tree in modules().items():
        lines = len(file.read_text(encoding="utf-8").splitlines())
        long_files += [f"{lines} {file.relative_to(ROOT)}"] if lines > LONGEST_FILE else []
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                sizes.append((node.end_lineno - node.lineno + 1, f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"))
    worst = sorted(sizes, reverse=True)[:10]
    with capsys.disabled():
        print("\nlongest functions:", *(f"  {n:4} {where}" for n, where in worst), sep="\n")
    assert long_files == []
    assert [where for lines, where in worst if lines > LONGEST_FUNCTION] == []
