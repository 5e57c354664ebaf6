"""What is kept on the phone of a form: a key of its own for each form, and a page that says the server has it.

Two forms under one key fill each other, with the version and the act of the other; without an end the next one begins with
what the last one said.
"""

from __future__ import annotations

import re
from collections import Counter

from tests.meta.source_tree import PACKAGE, tracked

KEPT, DONE = re.compile(r'data-draft="([^"]+)"'), re.compile(r'data-draft-done="([^"]+)"')
# The style guide's sample is sent nowhere.
SAMPLE = "sample"


def _found(pattern: re.Pattern[str]) -> list[str]:
    # A template's own tags hold quotation marks, so they are looked for without them.
    pages = [f for f in tracked(".html") if PACKAGE in f.parents]
    return [key for page in pages for key in pattern.findall(re.sub(r"\{%.*?%\}", "", page.read_text("utf-8")))]


def _shape(key: str) -> str:
    return "-".join("*" if "{{" in part else part for part in re.sub(r"\{\{[^}]*\}\}", "{{}}", key).split("-"))


def test_every_form_has_a_key_of_its_own():
    twice = [key for key, count in Counter(_found(KEPT)).items() if count > 1]
    # A risk is cleared, or a family identified: a case has one visit, so the two forms never meet.
    assert twice == ["{{ line.case_no }}-visit"]


def test_every_kept_form_has_a_page_that_ends_it():
    ended = {_shape(key) for key in _found(DONE)}
    # The page of a case ends each of its steps by the step's own code.
    kept = {re.sub(r"^\*-(visit|review)$", "*-*", _shape(key)) for key in _found(KEPT)} - {SAMPLE}
    assert kept - ended == set()
