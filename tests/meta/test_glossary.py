"""The glossary is law: every model's Chinese name stands in it beside the class name."""

from __future__ import annotations

import re

from django.apps import apps

from tests.meta.source_tree import ROOT

ROW = re.compile(r"^\| *([^|]+?) *\| *([A-Za-z_ ]+?) *\|", re.M)


def _terms() -> list[tuple[str, str]]:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return [(zh, identifier) for zh, identifier in ROW.findall(text) if zh != "中文"]


def test_one_term_has_one_identifier_and_one_identifier_one_term():
    terms = _terms()
    assert len({zh for zh, _ in terms}) == len(terms)
    assert len({identifier for _, identifier in terms}) == len(terms)


def test_every_model_stands_in_the_glossary_under_its_own_name():
    terms = {identifier: zh for zh, identifier in _terms()}
    models = [m for m in apps.get_models() if m.__module__.startswith("huaiyuan.")]
    assert models
    wrong = {m.__name__: m._meta.verbose_name for m in models if terms.get(m.__name__) != m._meta.verbose_name}
    assert wrong == {}
