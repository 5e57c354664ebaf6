"""One row at a time: what each kind of dirt becomes, and what is never decided without a person."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from tests.unit.linkage import town as towns
from tests.unit.linkage.town import Resident, Row, Town, clean

RNG = random.Random(7)
V1, V2, V3, *_ = sorted(towns.VILLAGES)
FAR = sorted(towns.VILLAGES)[-1]


def person(n, name, birth="1980-05-12", village=V1, sex="男", household=None, numbered=True, number=None) -> Resident:
    day = dt.date.fromisoformat(birth)
    number = (number or towns.number(RNG, day, sex)) if numbered else None
    return Resident(f"P{n:09d}", name, sex, day, number, household or f"{village}-{n:04d}", village)


def answer(people: list[Resident], row: Row, **options) -> dict:
    return towns.run(Town(people), [row], **options)[0]


def claims(people, row, whom, outcome):
    found = answer(people, row)
    assert (found["outcome"], found["person_id"]) == (outcome, whom.person_id), found


def asks(people, row, *candidates):
    found = answer(people, row)
    assert (found["outcome"], found["person_id"]) == ("ambiguous", None), found
    assert set(found["candidates"]) == {c.person_id for c in candidates}, found


LI = person(1, "李建国")
OTHER = person(2, "王秀英", "1975-03-03", sex="女")


def test_number_and_name_agree():
    claims([LI, OTHER], clean(LI), LI, "exact")


@pytest.mark.parametrize(
    "written",
    ["李 建国", "李建囯", "李建", "李見国", "李健国", "李建国（户主）", "李建国1", "建李国"],
    ids=["space", "wrong", "short", "wrong2", "sound", "note", "digit", "swapped"],
)
def test_a_slip_in_the_name_does_not_lose_a_whole_number(written):
    claims([LI, OTHER], replace(clean(LI), name=written), LI, "exact")


def full_width(number):
    return number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})


@pytest.mark.parametrize(
    "write", [full_width, lambda n: n[:6] + " " + n[6:], lambda n: n[:6] + n[8:17], lambda n: n + "43"]
)
def test_a_number_whole_after_normalising_is_normalised(write):
    claims([LI, OTHER], replace(clean(LI), cell=write(LI.number)), LI, "normalised")


BROKEN = {
    "missing": lambda n: "",
    "one digit": lambda n: n[:16] + str((int(n[16]) + 3) % 10) + n[17],
    "swapped": lambda n: n[:8] + n[9] + n[8] + n[10:] if n[8] != n[9] else n[:5] + n[6] + n[5] + n[7:],
    "a digit lost": lambda n: n[:9] + n[10:],
    "a digit more": lambda n: n[:9] + "7" + n[9:],
    "as a float": lambda n: f"{n[0]}.{n[1:6]}E+17",
    "15 kept": lambda n: n[:15] + "000",
    "words": lambda n: "不详",
    "not a number": lambda n: "见户口簿",
}


@pytest.mark.parametrize("write", BROKEN.values(), ids=BROKEN)
def test_a_broken_number_is_found_by_name_birth_and_village(write):
    claims([LI, OTHER], replace(clean(LI), cell=write(LI.number)), LI, "probable")


@pytest.mark.parametrize(
    "slip",
    [
        {"name": "李健国"}, {"name": "李建"}, {"name": "李建业"}, {"name": "李 建国"}, {"birth_on": dt.date(1980, 12, 5)},
        {"birth_on": dt.date(1980, 5, 13)}, {"birth_on": dt.date(1981, 5, 12)}, {"birth_on": dt.date(1980, 5, 27)}, {"birth_on": dt.date(1980, 11, 12)},
        {"birth_on": dt.date(1967, 5, 12)}, {"birth_on": dt.date(1980, 5, 11)}, {"birth_on": dt.date(1908, 5, 12)},
        {"village": V2}, {"village": FAR, "township": FAR[:9]},
        {"village": None, "village_raw": ""}, {"village": None, "township": None, "village_raw": ""},
        {"village": None, "village_raw": "束河村"},
    ],
    ids=str,
)  # fmt: skip
def test_one_slip_beside_a_missing_number_is_still_found(slip):
    claims([LI, OTHER], replace(clean(LI), cell="", **slip), LI, "probable")


@pytest.mark.parametrize(
    "slips",
    [
        {"name": "李建业", "birth_on": dt.date(1980, 5, 13)}, {"name": "李建业", "village": FAR, "township": FAR[:9]},
        {"birth_on": dt.date(1980, 5, 13), "village": V2}, {"birth_on": dt.date(1990, 1, 1)},
        {"birth_on": None}, {"name": None}, {"name": "赵四"},
    ],
    ids=str,
)  # fmt: skip
def test_two_slips_beside_a_missing_number_claim_nobody(slips):
    assert answer([LI, OTHER], replace(clean(LI), cell="", **slips))["person_id"] is None


def test_two_slips_are_forgiven_when_the_number_is_one_digit_off():
    row = replace(clean(LI), cell=BROKEN["one digit"](LI.number), name="李建业", birth_on=dt.date(1980, 5, 13))
    claims([LI, OTHER], row, LI, "probable")


def test_birth_date_missing_in_its_column_is_read_from_what_is_left_of_the_number():
    claims([LI, OTHER], replace(clean(LI), cell=BROKEN["15 kept"](LI.number), birth_on=None), LI, "probable")


@pytest.mark.parametrize("village", [V1, V2, FAR])
@pytest.mark.parametrize("cell", ["", "4.11330E+17"])
@pytest.mark.parametrize("written", [V1, V2, None])
def test_namesakes_born_on_one_day_are_never_told_apart_by_the_village(village, cell, written):
    twin = person(3, LI.name, village=village)
    row = replace(clean(LI), cell=cell, village=written)
    asks([LI, OTHER, twin], row, LI, twin)


def test_lost_digits_are_not_guessed_even_where_what_is_left_fits_one_of_two():
    twin = person(3, LI.name)
    asks([LI, OTHER, twin], replace(clean(LI), cell=LI.number[:15] + "000"), LI, twin)


def test_namesakes_are_told_apart_by_a_number_one_digit_off():
    twin = person(3, LI.name)
    claims([LI, OTHER, twin], replace(clean(LI), cell=BROKEN["one digit"](LI.number)), LI, "probable")


def test_without_the_ambiguity_check_one_of_two_namesakes_is_taken():
    twin = person(3, LI.name)
    found = answer([LI, twin], replace(clean(LI), cell=""), distinct=False)
    assert found["outcome"] == "probable"
    assert found["person_id"] in {LI.person_id, twin.person_id}


def test_twins_with_their_own_names_are_told_apart():
    twin = person(3, "李建业", household=LI.household_no)
    claims([LI, twin], replace(clean(LI), cell=""), LI, "probable")


def test_a_name_halfway_between_twins_asks():
    twin = person(3, "李建业", household=LI.household_no)
    asks([LI, twin], replace(clean(LI), cell="", name="李建魑"), LI, twin)


CHILD = person(4, "李小明", "2015-08-01", household=LI.household_no)


def test_a_child_written_with_the_parents_number_is_the_child_probably():
    claims([LI, OTHER, CHILD], replace(clean(CHILD), cell=LI.number), CHILD, "probable")


def test_the_reason_says_that_the_number_is_another_of_the_households():
    found = answer([LI, OTHER, CHILD], replace(clean(CHILD), cell=LI.number))
    assert found["reason"].startswith("证件号写成了同户另一人的：")


def test_a_misspelt_child_with_the_parents_number_is_still_the_child():
    claims([LI, OTHER, CHILD], replace(clean(CHILD), cell=LI.number, name="李晓明"), CHILD, "probable")


def test_a_brother_one_character_apart_with_the_number_of_his_brother_is_himself():
    brother = person(5, "李建业", "1983-02-02", household=LI.household_no)
    claims([LI, brother], replace(clean(brother), cell=LI.number), brother, "probable")


def test_a_childs_name_beside_the_parents_number_and_birth_date_asks():
    asks([LI, OTHER, CHILD], replace(clean(LI), name=CHILD.name), LI, CHILD)


def test_the_number_of_a_stranger_asks():
    asks([LI, OTHER], replace(clean(OTHER), cell=LI.number), LI, OTHER)


def test_another_name_with_the_right_number_and_birth_date_asks():
    asks([LI, OTHER], replace(clean(LI), name="赵铁柱"), LI)


def test_a_number_without_a_name_is_believed_unless_the_birth_date_speaks_against_it():
    claims([LI, OTHER], replace(clean(LI), name=None), LI, "exact")
    asks([LI, OTHER], replace(clean(LI), name=None, birth_on=dt.date(2011, 9, 9)), LI)


def test_a_number_two_people_use_is_told_apart_by_name_else_asks():
    wife = person(6, "张桂兰", "1981-01-01", sex="女", household=LI.household_no, number=LI.number)
    claims([LI, wife], clean(LI), LI, "exact")
    claims([LI, wife], clean(wife), wife, "exact")
    double = person(7, LI.name, number=LI.number)
    asks([LI, double], clean(LI), LI, double)


def test_an_outsider_with_a_whole_number_is_nobody_even_with_a_locals_name():
    stranger = towns.number(RNG, LI.birth_on, "男", area="990331")
    assert answer([LI], replace(clean(LI), cell=stranger, village=FAR, township=FAR[:9]))["outcome"] == "unmatched"
    assert answer([LI], replace(clean(LI), cell=stranger, birth_on=dt.date(1980, 5, 13)))["outcome"] == "unmatched"
    asks([LI], replace(clean(LI), cell=stranger), LI)


def test_a_different_sex_speaks_against_a_candidate_who_is_not_faultless():
    row = replace(clean(LI), cell="", sex="女", name="李建业")
    asks([LI], row, LI)
    claims([LI], replace(clean(LI), cell="", sex="女"), LI, "probable")


def test_names_of_minorities_forgive_two_slips_and_any_dot():
    long = person(8, "阿卜杜热合曼·买买提", "1990-09-09")
    for written in ("阿卜杜热合曼•买买提", "阿卜杜热合曼.买买提", "阿不都热合曼买买提", "阿卜杜热合曼"):
        claims([LI, long], replace(clean(long), cell="", name=written), long, "probable")


def test_somebody_who_died_or_left_is_found_and_said_to_be_gone():
    gone = replace(LI, gone=True)
    found = answer([gone], clean(gone))
    assert found["person_id"] == gone.person_id
    assert "已减少" in found["reason"]


def test_a_person_without_a_number_in_the_registry_is_found_by_description():
    bare = person(9, "陈玉梅", "1949-10-01", sex="女", numbered=False)
    claims([LI, bare], replace(clean(bare), cell=""), bare, "probable")


def test_every_answer_has_a_reason_in_chinese_and_a_score_in_bounds():
    people = [LI, OTHER, CHILD]
    rows = [
        clean(LI),
        replace(clean(LI), cell=""),
        replace(clean(LI), name="赵铁柱"),
        replace(clean(LI), cell="", name="无名", birth_on=None),
    ]
    for found in towns.run(Town(people), rows):
        assert found["reason"]
        assert 0 <= found["score"] <= 100


def test_no_rows_and_no_people_give_no_answers():
    assert towns.run(Town([LI]), []) == []
    assert towns.run(Town([]), [clean(LI)])[0]["outcome"] == "unmatched"
