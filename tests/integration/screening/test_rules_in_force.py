"""Rules are taken into force by version; the same version never changes its text."""

import datetime as dt

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import rule as rules
from huaiyuan.county.screening import actions, inputs, queries
from huaiyuan.county.screening.models import RuleVersion

pytestmark = pytest.mark.usefixtures("seeded")
TODAY = dt.date(2026, 11, 23)


def ship(monkeypatch, change):
    texts = dict(rules.shipped_texts())
    texts["R01.yaml"] = change(texts["R01.yaml"])
    monkeypatch.setattr(rules, "shipped_texts", lambda: texts)


def test_a_new_installation_has_the_shipped_rules():
    about_risks, about_the_registry = (f"R{n:02}" for n in range(1, 41)), (f"Z{n:02}" for n in range(1, 66))
    assert [rule.id for rule in queries.rules(TODAY)] == [*about_risks, *about_the_registry]
    assert actions.load_rules(by=None) == 0, "they are there already"


def test_a_new_version_takes_the_old_ones_place_from_its_day_on(monkeypatch):
    ship(
        monkeypatch,
        lambda text: text.replace("version: 1", "version: 2").replace("from: 2021-01-01", "from: 2027-01-01", 1),
    )
    assert actions.load_rules(by=None) == 1
    before, after = inputs.rule_texts(TODAY)["R01.yaml"], inputs.rule_texts(dt.date(2027, 1, 1))["R01.yaml"]
    assert "version: 1" in before
    assert "version: 2" in after


def test_a_changed_text_under_the_same_version_is_refused(monkeypatch):
    ship(monkeypatch, lambda text: text.replace("paid_yuan >= :line", "paid_yuan > :line"))
    with pytest.raises(DomainError) as refusal:
        actions.load_rules(by=None)
    assert refusal.value.code == "SCREENING_RULE_CHANGED"


def test_a_version_that_starts_before_the_one_in_force_is_refused(monkeypatch):
    ship(monkeypatch, lambda text: text.replace("version: 1", "version: 2"))
    with pytest.raises(DomainError) as refusal:
        actions.load_rules(by=None)
    assert refusal.value.code == "SCREENING_RULE_ORDER"
    assert RuleVersion.objects.filter(rule="R01").count() == 1


def test_a_rule_page_shows_its_parameters_with_source_and_why_it_is_off():
    by_id = {rule.id: rule for rule in queries.rules(TODAY)}
    assert by_id["R31"].off_because == "缺 2026 年参考线"
    assert by_id["R01"].off_because == ""
    line, mode = by_id["R01"].parameters
    assert (line.value, line.unit) == ("5,000", "元")
    assert mode.value == "定额"
    assert "县里可改" in line.source
