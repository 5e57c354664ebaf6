"""What the sources declare."""

from __future__ import annotations

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import sources
from huaiyuan.county.intake.reading.header import folded
from huaiyuan.county.intake.source import COMMON_NAMES
from huaiyuan.county.intake.sources import SOURCES
from tests.intake_files import SAMPLES


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_no_header_could_mean_two_columns_of_a_source(source):
    meant: dict[str, str] = {}
    for column in source.columns:
        for header in column.headers:
            assert meant.setdefault(folded(header), column.name) == column.name, header


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_carries_the_six_common_columns_and_requires_no_other(source):
    assert tuple(c.name for c in source.columns[:6]) == COMMON_NAMES
    assert [c.name for c in source.columns if c.required] == list(COMMON_NAMES)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_way_to_write_a_code_means_one_value(source):
    for column in source.columns:
        spellings = [spelling for code in column.codes or () for spelling in code.written]
        assert len(spellings) == len(set(spellings)), column.name


def test_the_sources_command_prints_lists_of_strings():
    for source in sources.as_json():
        assert set(source) >= {"id", "department", "name", "period", "columns"}
        for column in source["columns"]:
            assert set(column) == {"name", "label", "synonyms", "type", "unit", "required", "codes"}
            assert column["type"] in {"text", "id", "name", "date", "yuan", "int", "code"}
            assert all(isinstance(s, str) for s in column["synonyms"])
            assert all(isinstance(s, str) for s in column["codes"])
            assert bool(column["codes"]) == (column["type"] == "code")


def test_disability_codes_are_numbered_as_the_federation_numbers_them():
    codes = SOURCES["disability_cards"].column("category").codes
    assert [c.value for c in codes] == ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"]
    assert [c.spellings[0] for c in codes] == list("1234567")


def test_every_source_has_a_sample():
    assert set(SAMPLES) == set(SOURCES)


def test_an_unknown_source_is_named_with_those_there_are():
    with pytest.raises(DomainError) as refusal:
        sources.find("tax")
    assert refusal.value.code == "INTAKE_UNKNOWN_SOURCE"
    assert "school_roll" in str(refusal.value)
