"""New rows about people in a workbook: bound by the identity number and nothing else, and nobody learns who is elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base import vault
from huaiyuan.core.kernel import clock, identity
from huaiyuan.county.ledger.models import EntryChange
from huaiyuan.county.ledger.trip import merging, queries
from huaiyuan.county.registry.models import Household, Membership, Person, Residence
from tests import cast as places_of
from tests.integration.ledger.books import Book, bring_back
from tests.kit.models import GRANTS, Grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "today", "same_process")]

TERM, AMOUNT, ID, NAME = "2026秋", "金额（元）", "证件号码", "姓名"
BORN = dt.date(2015, 1, 1)


def living(order, name, village):
    """Somebody of the registry: person number, name, identity number."""
    first17 = f"990330{BORN:%Y%m%d}{order:03}"
    number = first17 + identity.check_digit(first17)
    who = Person.objects.create(
        id=order, person_id=f"R{order}", name=name, sex="男", birth_on=BORN, id_kind="居民身份证",
        id_index=vault.index_one(number, purpose="id"),
    )  # fmt: skip
    home = Household.objects.create(id=order, household_no=f"{village}-{order:04}", registered_on=BORN)
    since = {"valid_from": BORN, "recorded_at": clock.now(), "source_kind": "import"}
    Membership.objects.create(person=who, household=home, relation="户主", is_head=True, **since)
    Residence.objects.create(household=home, village_code=village, **since)
    return who.person_id, name, number


@pytest.mark.usefixtures("places")
def test_a_pupil_is_added_by_the_number_and_whoever_is_not_there_or_elsewhere_or_called_otherwise_is_refused(
    cast, tmp_path
):
    first, second, third = (
        living(n, name, places_of.VILLAGE) for n, name in enumerate(("张一一", "李二", "王三三"), 1)
    )
    foreign = living(4, "赵四四", places_of.OTHER_VILLAGE)
    by, book = cast.town, Book.of(GRANTS, cast.town)
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
    row = opened[first[0]]
    assert (row.household_no, row.village_code) == (f"{places_of.VILLAGE}-0001", places_of.VILLAGE)
    assert row.amount == 50_000
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
