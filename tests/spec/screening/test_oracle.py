"""The engine against a plain-Python reading of the same rules, on families drawn near every threshold."""

import pytest

from huaiyuan.core.policy import rule
from tests.oracle import agreement

FAMILIES, SEED = 2000, 20261123


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    return agreement.disagreements(tmp_path_factory.mktemp("oracle"), FAMILIES, SEED)


@pytest.mark.slow
def test_the_engine_and_the_oracle_agree_on_two_thousand_families(compared):
    differ, _ = compared
    assert not differ, f"{len(differ)} differ, for instance {differ[:5]}"


@pytest.mark.slow
def test_among_these_families_every_rule_finds_some_and_leaves_some_unknown(compared):
    _, told = compared
    for file in rule.shipped_texts():
        assert told[f"{file} True"] > 0, file
        assert told[f"{file} None"] > 0, file
