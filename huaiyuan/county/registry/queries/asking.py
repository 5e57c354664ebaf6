"""What a text in the search box asks for: one box, and it says how it understood what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
from django.db.models import Q

from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import identity
from huaiyuan.county.registry.models import Person

HOUSEHOLD_NO = re.compile(r"^\d{12}(-\d*)?$")
TAIL = re.compile(r"^(\d{3}|\d{5})[\dXx]$")
PHONE = re.compile(r"^1\d{10}$")
LETTERS = re.compile(r"^[A-Za-z]{1,20}$")
DOTS = re.compile(r"[•.．・‧‐]")
GAPS = re.compile(r"[\s\-]")
COUNTED = {4: "四", 6: "六"}
PHONE_TAIL = 4
LAST_CHARACTER = "\U0010ffff"
BY_NAME = ("name", "person_id")
BY_INITIALS = ("initials", "name", "person_id")


@dataclass(frozen=True)
class Asked:
    """A question to the people of the registry: in which word it is said, what that means, whom it fits, in what order.

    `begins` is the column and its beginning when the question is a range of an index.
    """

    word: str
    means: str
    fits: Q
    order: tuple[str, ...] = BY_NAME
    begins: tuple[str, str] | None = None

    def within(self, prefix: str) -> Q:
        """The range as a condition on rows that lead to people by `prefix`."""
        return starts(f"{prefix}{self.begins[0]}", self.begins[1]) if self.begins else Q()

    def behind(self, after: str | None, prefix: str = "") -> Q:
        """People after a key in the question's order."""
        values = (after or "").split("|")
        if len(values) != len(self.order):
            return Q()
        later, same = Q(pk__in=[]), Q()
        for column, value in zip(self.order, values, strict=True):
            later |= same & Q(**{f"{prefix}{column}__gt": value})
            same &= Q(**{f"{prefix}{column}": value})
        # The plain bound beside it is what an index is walked by.
        return Q(**{f"{prefix}{self.order[0]}__gte": values[0]}) & later


def asked(text: str) -> Asked:
    """How a text is understood. Household numbers are another matter: see `HOUSEHOLD_NO`."""
    reading, close = identity.read(text), GAPS.sub("", text)
    if reading.number is not None:
        return Asked("证件号码", "整个证件号码", Q(id_index=vault.index_one(reading.number, purpose="id")))
    if PHONE.match(close):
        return Asked("电话", "整个电话号码", Q(pk__in=keys_by_phone(close)))
    if TAIL.match(close):
        return _by_tail(close.upper())
    if LETTERS.match(text):
        letters = text.upper()
        return Asked(
            "拼音首字母", "姓名的拼音首字母，从头打起，姓氏按姓的读音", starts("initials", letters), BY_INITIALS, ("initials", letters)
        )  # fmt: skip
    name = DOTS.sub("·", text)
    return Asked("姓名", "姓名，从头打起", starts("name", name), begins=("name", name))


def starts(field: str, beginning: str) -> Q:
    """Values that begin so: a range, because SQLite's LIKE passes the index by."""
    return Q(**{f"{field}__gte": beginning, f"{field}__lt": beginning + LAST_CHARACTER})


def _by_tail(tail: str) -> Asked:
    keys = _holding("id_tail", "id_sealed", tail)
    means = f"证件号码的末{COUNTED[len(tail)]}位"
    if len(tail) == PHONE_TAIL:
        keys |= _holding("phone_tail", "phone_sealed", tail)
        means = f"{means}，或电话的末四位"
    return Asked("尾号", means, Q(pk__in=keys))


def keys_by_phone(phone: str) -> set[int]:
    """Row keys of the people whose phone it is."""
    return _holding("phone_tail", "phone_sealed", phone)


def _holding(index: str, column: str, ending: str) -> set[int]:
    """Candidates share a coarse bucket with about two dozen others; the values themselves decide, in memory."""
    bucket = Person.objects.filter(**{index: vault.index_one(ending[-PHONE_TAIL:], purpose=index)})
    pairs = list(bucket.values_list("pk", column))
    if not pairs:
        return set()
    keys = pa.array([key for key, _ in pairs], pa.int64())
    sealed = pa.array([bytes(value) for _, value in pairs], pa.binary())
    opened = vault.open_many(sealed, column=f"registry_person.{column}", ids=keys)
    return {key for key, value in zip(keys.to_pylist(), opened.to_pylist(), strict=True) if value.endswith(ending)}
