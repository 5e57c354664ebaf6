"""The engine against a plain-Python reading of the same rules, on families drawn near every threshold."""

import re

import pytest

from huaiyuan.core.policy import rule
from huaiyuan.core.policy.subject import SUBJECTS
from tests.oracle import agreement

FAMILIES, SEED = 2000, 20261128


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
    for file, text in rule.shipped_texts().items():
        assert told[f"{file} True"] > 0, file
        assert told[f"{file} None"] > 0 or is_always_known(rule.read(file, text)[0]), file


def is_always_known(one):
    """Whether a rule asks only what nobody can fail to register, such as how many heads a household has."""
    columns = SUBJECTS[one.subject].columns
    asked = {word for word in re.findall(r"[a-z_]+", f"{one.population} {one.when}") if word in columns}
    return not one.inputs and all(columns[name].certain for name in asked)
