"""What the sources declare."""

from __future__ import annotations

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import sources
from huaiyuan.county.intake.reading.header import folded
from huaiyuan.county.intake.source import COMMON_NAMES
from huaiyuan.county.intake.sources import SOURCES
from tests.intake_files import grid, record, take, text


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_no_header_could_mean_two_columns_of_a_source(source):
    meant: dict[str, str] = {}
    for column in source.columns:
        for header in column.headers:
            assert meant.setdefault(folded(header), column.name) == column.name, header


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_carries_the_common_columns_of_its_subject_and_requires_no_other(source):
    common = {"person": COMMON_NAMES, "village": ("township", "village")}[source.subject]
    assert tuple(c.name for c in source.columns[: len(common)]) == common == source.common
    assert [c.name for c in source.columns if c.required] == list(common)
    assert not {c.name for c in source.columns[len(common) :]} & set(COMMON_NAMES)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_way_to_write_a_code_means_one_value(source):
    for column in source.columns:
        spellings = [spelling for code in column.codes or () for spelling in code.written]
        assert len(spellings) == len(set(spellings)), column.name


def test_the_sources_command_prints_lists_of_strings():
    for source in sources.as_json():
        assert set(source) >= {"id", "department", "name", "period", "subject", "columns"}
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


@pytest.mark.parametrize("source", SOURCES)
def test_a_file_under_a_sources_own_labels_is_taken_whole(source):
    taken = take(text(grid([record(source, i) for i in range(3)])), source)
    assert (taken.manifest["accepted"], taken.faults) == (3, [])
    assert set(taken.manifest["columns"][""]) >= {c.name for c in SOURCES[source].columns if c.label in record(source)}


def test_an_unknown_source_is_named_with_those_there_are():
    with pytest.raises(DomainError) as refusal:
        sources.find("tax")
    assert refusal.value.code == "INTAKE_UNKNOWN_SOURCE"
    assert "school_roll" in str(refusal.value)
