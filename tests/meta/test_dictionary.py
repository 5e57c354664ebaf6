"""The generated data dictionary says what the code says."""

from __future__ import annotations

from scripts import dictionary


def test_the_dictionary_is_up_to_date():
    assert dictionary.FILE.read_text(encoding="utf-8") == "\n".join(dictionary.lines()) + "\n", (
        "run: .venv/bin/python scripts/dictionary.py"
    )
