"""The blank form of a source is taken as any department's file is."""

from __future__ import annotations

import io

import openpyxl
import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import blank
from huaiyuan.county.intake.sources import SOURCES
from tests.intake_files import record, take


@pytest.mark.parametrize("source", SOURCES)
def test_a_filled_in_form_is_taken_whole_and_an_empty_one_says_that_it_is_empty(source):
    form = blank.form(SOURCES[source])
    with pytest.raises(DomainError) as refusal:
        take(form, source)
    assert refusal.value.code == "INTAKE_NO_ROWS"
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet, cells = book.active, record(source)
    labels = [cell.value for cell in sheet[1]]
    assert labels == [column.label for column in SOURCES[source].columns]
    sheet.append([cells.get(label) for label in labels])
    out = io.BytesIO()
    book.save(out)
    taken = take(out.getvalue(), source)
    assert (taken.manifest["accepted"], taken.faults) == (1, [])
    assert len(sheet.data_validations.dataValidation) == sum(bool(c.codes) for c in SOURCES[source].columns)
