"""The generated page of the ledgers says what their declarations say."""

from __future__ import annotations

from scripts import ledgers


def test_the_page_of_the_ledgers_is_up_to_date():
    assert ledgers.FILE.read_text(encoding="utf-8") == "\n".join(ledgers.lines()) + "\n", (
        "run: .venv/bin/python scripts/ledgers.py"
    )
