"""An app's models are its own: others call its actions and queries, and name its choices by its types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta.source_tree import PACKAGE, modules

# What others may import of an app's models, and why. Everything else is a fault.
MEANT = {
    ("huaiyuan.base.access.models", "Account"): "who acts: every action takes `by: Account`, every query narrows by it",
    ("huaiyuan.county.ledger.models", "Entry"): "what every ledger's own table is made from; abstract, it has no rows",
}


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every (module, name) that a file imports, `name` empty for a whole module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole, "") if alias.name == "models" else (node.module, alias.name)


def _foreign(path: Path, tree: ast.AST) -> list[str]:
    """Imports of another app's models, but for those that are meant."""
    found = []
    for module, name in _imports(tree):
        parts = module.split(".")
        if parts[:1] != ["huaiyuan"] or len(parts) < 4 or parts[3] != "models":
            continue
        own = PACKAGE.joinpath(*parts[1:3]) in path.parents
        if not own and (module, name) not in MEANT:
            found.append(f"{module}.{name}".rstrip("."))
    return found


def test_nobody_imports_the_models_of_another_app():
    found = {path.relative_to(PACKAGE).as_posix(): _foreign(path, tree) for path, tree in modules().items()}
    assert {path: bad for path, bad in found.items() if bad} == {}


@pytest.mark.parametrize(
    "line",
    [
        "from huaiyuan.county.leads.models import Lead",
        "from huaiyuan.county.leads import models",
        "from huaiyuan.county.registry.models.households import Household",
        "import huaiyuan.base.reference.models",
        "def act():\n    from huaiyuan.base.access.models import Post",
    ],
)
def test_every_way_of_importing_them_is_seen(line):
    assert _foreign(PACKAGE / "shells" / "web" / "pages" / "any.py", ast.parse(line))


def test_an_app_imports_its_own_and_everybody_the_account():
    own = ast.parse("from huaiyuan.county.leads.models import Lead")
    assert _foreign(PACKAGE / "county" / "leads" / "plan.py", own) == []
    account = ast.parse("from huaiyuan.base.access.models import Account")
    assert _foreign(PACKAGE / "county" / "leads" / "plan.py", account) == []
