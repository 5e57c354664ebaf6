"""The generated page of the ledgers says what their declarations say, and a ledger's own code stays short."""

from __future__ import annotations

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
