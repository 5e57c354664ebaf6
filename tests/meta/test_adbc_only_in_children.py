"""ADBC brings a second SQLite; beside Django's it loses committed rows (decision 0001). So it stays in children."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.meta.source_tree import PACKAGE, modules

ALLOWED = {"core/engine/transfer_child.py"}
CHILD_ONLY = "huaiyuan.core.engine.transfer_child"
CALLERS = {"core/engine/snapshot_child.py"}


def _imports(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_only_the_inside_of_the_transfer_imports_adbc():
    users = {
        file.relative_to(PACKAGE).as_posix()
        for file, tree in modules().items()
        if any(name.startswith("adbc_driver") for name in _imports(tree))
    }
    assert users == ALLOWED


def test_only_other_insides_of_children_import_the_inside_of_the_transfer():
    users = {file.relative_to(PACKAGE).as_posix() for file, tree in modules().items() if CHILD_ONLY in _imports(tree)}
    assert users == CALLERS


def test_a_process_with_django_and_every_app_has_no_adbc_in_it():
    code = (
        "import django, sys; django.setup(); from huaiyuan.core.engine import transfer, snapshot, lake, child;"
        "print([m for m in sys.modules if m.startswith('adbc')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
