"""New rows about people in a workbook: bound by the identity number and nothing else, and nobody learns who is elsewhere."""

from __future__ import annotations

import pytest

from huaiyuan.county.ledger.models import EntryChange
from huaiyuan.county.ledger.trip import merging, queries
from huaiyuan.county.registry import queries as registry
from tests.integration.ledger.books import Book, bring_back
from tests.integration.registry.conftest import tiny, tiny_once
from tests.integration.registry.loaded import account
from tests.kit.models import GRANTS, Grant
from tests.pages import quick_hashing

__all__ = ["quick_hashing", "tiny", "tiny_once"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "today", "same_process")]

TERM, AMOUNT, ID, NAME = "2026秋", "金额（元）", "证件号码", "姓名"


@pytest.fixture
def people(tiny):
    """By where they live, who has a number: (person number, name, identity number)."""
    named = {one["person_id"]: one for one in tiny["persons"].to_pylist() if one["id_number"]}
    here = registry.named(named, account("yuehe"))
    there = registry.named(named, account("huilong"))
    return [[(no, named[no]["name"], named[no]["id_number"]) for no in sorted(found)] for found in (here, there)]


def test_a_pupil_is_added_by_the_number_and_whoever_is_not_there_or_elsewhere_or_called_otherwise_is_refused(
    people, tmp_path
):
    (first, second, third, *_), (foreign, *_) = people
    by, book = account("yuehe"), Book.of(GRANTS, account("yuehe"))
    nobody = foreign[2][:-1] + ("1" if foreign[2][-1] != "1" else "2")
    rows = [
        {NAME: first[1], ID: first[2]},
        {NAME: second[1][0] + "*" * (len(second[1]) - 1), ID: f" {second[2][:6]} {second[2][6:]}"},
        {NAME: "别的人", ID: third[2]},
        {NAME: foreign[1], ID: foreign[2]},
        {NAME: foreign[1], ID: "990330194001010000"},
        {NAME: foreign[1], ID: nobody},
        {NAME: first[1]},
    ]  # fmt: skip
    for place, row in enumerate(rows, start=book.head + 1):
        for title, value in {"编号": None, "学期": TERM, AMOUNT: "500", **row}.items():
            book.sheet.cell(place, book.titles[title]).value = value
    fill = bring_back(book, GRANTS, by, tmp_path)
    assert not Grant.objects.exists(), "nothing is written before somebody says so"
    done = merging.merge(GRANTS, fill.number, by=by)

    opened = {row.person_no: row for row in Grant.objects.all()}
    assert (opened.keys(), done.added) == ({first[0], second[0]}, 2)
    home = registry.named([first[0]], by)[first[0]]
    row = opened[first[0]]
    assert (row.household_no, row.village_code, row.amount) == (home.household_no, home.village_code, 50_000)
    assert EntryChange.objects.get(number=row.number).batch == fill.number

    told = {line["row"] - book.head: line for line in queries.refused(GRANTS, fill).lines}
    assert {n: (line["column"], line["code"]) for n, line in told.items()} == {
        3: (NAME, "LEDGER_FILL_OTHER_NAME"), 4: (ID, "LEDGER_FILL_NOBODY"), 5: (ID, "LEDGER_FILL_NOBODY"),
        6: (ID, "LEDGER_FILL_NOBODY"), 7: (ID, "LEDGER_FILL_NOBODY"),
    }  # fmt: skip
    absent, elsewhere = (told[n]["says"].replace(told[n]["shown"], "…") for n in (5, 4))
    assert absent == elsewhere, "who is in another township and who is nowhere are told of in the same words"
    assert not any(number in str(told) for _, _, number in (first, second, third, foreign))
    assert third[1] not in str(told)
