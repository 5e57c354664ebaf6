"""The generated page of the ledgers says what their declarations say, and a ledger's own code stays short."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass

from huaiyuan.county.ledger.declaration import LEDGERS, Ledger
from huaiyuan.county.ledger.types import Who
from scripts import ledger_lines, ledgers


def test_the_page_of_the_ledgers_is_up_to_date():
    assert ledgers.FILE.read_text(encoding="utf-8") == "\n".join(ledgers.lines()) + "\n", (
        "run: .venv/bin/python scripts/ledgers.py"
    )


def test_the_middle_one_of_both_departments_ledgers_has_little_code_of_its_own():
    counted = {code for department in ledger_lines.APART for code in ledger_lines.table(department)}
    assert {"pupils", "returns", "water-works", "water-repairs"} <= counted
    assert ledger_lines.median() <= ledger_lines.MOST, "see: .venv/bin/python scripts/ledgers.py --lines"


def test_every_line_of_a_departments_own_code_belongs_to_some_ledger():
    for department in ledger_lines.APART:
        _, own = ledger_lines.own_code(department)
        assert sum(part.lines for part in own) == round(sum(ledger_lines.table(department).values()))


def _said(part):
    """What a declaration says beyond the usual: fields of its parts, whose turn it is, kinds of columns and of rows."""
    for one in fields(part):
        value = getattr(part, one.name)
        usual = one.default if one.default_factory is MISSING else one.default_factory()
        if value != usual:
            yield f"{type(part).__name__}.{one.name}{' by the day' if one.name == 'where' and callable(value) else ''}"
        for inner in value if isinstance(value, tuple) else [value]:
            if isinstance(inner, Who):
                yield f"Who.{inner.name}"
            elif is_dataclass(inner) and inner.__class__.__module__ == Ledger.__module__:
                yield from _said(inner)


def _abilities(department):
    of_it = [
        one for one in LEDGERS.values() if one.department == department and one.model.__module__.startswith("huai")
    ]
    yield from (word for ledger in of_it for word in _said(ledger))
    yield from (type(column).__name__ for ledger in of_it for column in ledger.columns)
    yield from (f"About.{ledger.about.name}" for ledger in of_it)


def test_the_second_department_says_little_that_the_first_does_not():
    """As ADR 0052 names it, place by place; whoever adds to it has found that the kit must grow, and says so there."""
    assert set(_abilities("水利局")) - set(_abilities("教体局")) == {
        "Who.KEEPER", "Reads.posts",
        "Opening.photos",
        "View.where by the day",
        "Measure",
        "About.HOUSEHOLD", "About.COUNTY",
        "Ledger.raises",
    }  # fmt: skip
