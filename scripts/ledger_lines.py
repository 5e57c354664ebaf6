"""How much code of their own a department's ledgers have beyond what they declare: `scripts/ledgers.py --lines`.

Counted is everything in the department's slice, `huaiyuan/county/guarantees/<slice>/`, in lines that are neither blank nor
a comment; docstrings of functions count. Declaration is the table and the code lists (classes), what else stands at the top
of a ledger's own file (states, steps, the ledger with the one-line functions written into it), and every file's imports.
All else is own code: functions, other tables, data classes, SQL, figures, errors, sentences of the audit log.

A part belongs to the ledgers whose declaration leads to it (`check`, `after`, `sets`, `beside` and whatever those call). One
that no declaration leads to belongs to those that it names, by table, code or snapshot table; one that names none to those
of its callers, or of what it calls; the rest to all of the department. What belongs to several is divided evenly. What sums
a whole department up on a page, and its demo data, are no ledger's: they are told apart.
"""

from __future__ import annotations

import ast
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "huaiyuan"
APART = {
    "education": ("shells/web/pages/schooling.py", "synth/schooling/*.py"),
    "water": ("shells/web/pages/water.py", "shells/mobile/pages/water.py", "synth/watering/*.py"),
}
MOST = 150
Key = tuple[str, str]


@dataclass
class Part:
    """What stands at the top of a file under one name: its lines, what it refers to and says, whose it is."""

    key: Key
    lines: int
    declares: bool
    refers: set[Key] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)


def own_code(department: str) -> tuple[list[str], list[Part]]:
    """The ledgers of a department, and every part of its slice that is no declaration, with those that it belongs to."""
    parts: dict[Key, Part] = {}
    ledger_of: dict[str, str] = {}
    for path in sorted((PACKAGE / "county" / "guarantees" / department).glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if code := _declared(tree):
            ledger_of[path.stem] = code
        parts |= {part.key: part for part in _parts(path, tree, in_ledger=bool(code))}
    own = [part for part in parts.values() if not part.declares]
    for part in parts.values():
        if part.declares and part.key[0] in ledger_of:
            _lead(part, ledger_of[part.key[0]], parts)
    for part in [one for one in own if not one.owners]:
        part.owners = _named(part, parts, ledger_of)
    for _ in range(3):
        for part in [one for one in own if not one.owners]:
            callers = [one for one in own if part.key in one.refers]
            part.owners = _owners(callers) or _owners(parts[key] for key in part.refers & parts.keys())
    codes = sorted(ledger_of.values())
    for part in own:
        part.owners = part.owners or set(codes)
    return codes, own


def table(department: str) -> dict[str, float]:
    """Lines of own code by ledger."""
    codes, own = own_code(department)
    return {code: sum(part.lines / len(part.owners) for part in own if code in part.owners) for code in codes}


def median() -> float:
    """Lines of own code of the middle one among the ledgers of both departments."""
    return statistics.median(lines for department in APART for lines in table(department).values())


def told() -> Iterator[str]:
    """The table, what was counted where, and the median."""
    for department, apart in APART.items():
        counted = table(department)
        yield f"{department}: {sum(counted.values()):.0f} lines of own code, {len(counted)} ledgers"
        yield from _ranked(counted)
        yield "  by file:"
        files: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for part in own_code(department)[1]:
            for code in part.owners:
                files[part.key[0]][code] += part.lines / len(part.owners)
        for file, whose in sorted(files.items(), key=lambda one: -sum(one[1].values())):
            yield f"  {sum(whose.values()):6.0f}  {file}.py: {', '.join(line.strip() for line in _ranked(whose))}"
        for pattern in apart:
            yield f"  {sum(map(_code, PACKAGE.glob(pattern))):6.0f}  apart: {pattern}"
    yield f"median: {median():.0f} (at most {MOST})"


def _ranked(counted: dict[str, float]) -> list[str]:
    return [f"  {lines:6.0f}  {code}" for code, lines in sorted(counted.items(), key=lambda one: -one[1])]


def _lead(first: Part, code: str, parts: dict[Key, Part]) -> None:
    """Give a ledger what its declaration leads to; another declaration ends the way."""
    ahead = [first]
    while ahead:
        for part in [parts[key] for key in ahead.pop().refers & parts.keys()]:
            if not part.declares and code not in part.owners:
                part.owners.add(code)
                ahead.append(part)


def _named(part: Part, parts: dict[Key, Part], ledger_of: dict[str, str]) -> set[str]:
    named = {ledger_of[file] for file, _ in part.refers if file in ledger_of}
    constants = [parts[key] for key in part.refers & parts.keys() if key[1].isupper()]
    words = set(part.words).union(*(one.words for one in constants))
    tables = {code: f"ledger_{code.replace('-', '_')}" for code in ledger_of.values()}
    said = {word for one in words for word in re.findall(r"\w+", one)}
    return named | {code for code, name in tables.items() if code in words or name in said}


def _owners(parts: Iterable[Part]) -> set[str]:
    return {code for part in parts for code in part.owners}


def _declared(tree: ast.Module) -> str:
    """The code of the ledger that a file declares; empty for a file that declares none."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "Ledger"]
    return next((str(ast.literal_eval(one.value)) for call in calls for one in call.keywords if one.arg == "code"), "")


def _parts(path: Path, tree: ast.Module, *, in_ledger: bool) -> Iterator[Part]:
    text = path.read_text(encoding="utf-8").splitlines()
    known: dict[str, Key] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            known |= {one.asname or one.name: (node.module.rsplit(".", 1)[-1], one.name) for one in node.names}
        known |= {name: (path.stem, name) for name in _names(node)}
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)) or (isinstance(node, ast.Expr) and node is tree.body[0]):
            continue
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
        lines = sum(map(_counts, text[first - 1 : node.end_lineno]))
        for name, inside in _split(node) or [(f"line {first}", node)]:
            part = Part((path.stem, name), lines, _declares(node, in_ledger=in_ledger))
            part.words, lines = _words(inside), 0
            # What a child process is told to call stands as "module:function".
            named = (re.search(r"(\w+):(\w+)$", word) for word in part.words)
            part.refers = _refers(inside, known) | {(one[1], one[2]) for one in named if one}
            yield part


def _split(node: ast.stmt) -> list[tuple[str, ast.AST]]:
    """The names that a statement gives, each with what it stands for; its lines are the first one's."""
    names = _names(node)
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == len(names) > 1:
        return list(zip(names, node.value.elts, strict=True))
    return [(name, node) for name in names]


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]


def _declares(node: ast.stmt, *, in_ledger: bool) -> bool:
    if isinstance(node, ast.ClassDef):
        return bool({"Entry", "TextChoices"} & {ast.unparse(base).rsplit(".", 1)[-1] for base in node.bases})
    return in_ledger and isinstance(node, (ast.Assign, ast.AnnAssign))


def _refers(node: ast.AST, known: dict[str, Key]) -> set[Key]:
    found = {known[one.id] for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in known}
    dotted = [one for one in ast.walk(node) if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)]
    return found | {(known[one.value.id][1], one.attr) for one in dotted if one.value.id in known}  # type: ignore[attr-defined]


def _words(node: ast.AST) -> set[str]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")


def _code(path: Path) -> int:
    return sum(map(_counts, path.read_text(encoding="utf-8").splitlines()))
