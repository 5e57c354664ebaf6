"""Words of forms: whose form it is, what a value is that a hand still has to write, what comes out of a rendering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import models


class Kind(models.TextChoices):
    """Whom a form is about (表的对象)."""

    FAMILY = "family", "一户"
    CASE = "case", "一件认定事项"
    STATEMENT = "statement", "一份收入测算"
    MEETING = "meeting", "一次审定会"
    ROUND = "round", "一轮排查的一个单位"


class Make(models.TextChoices):
    """What it is made as."""

    FORM = "form", "表（Word）"
    BOOK = "book", "册（PDF）"


# A cell: its words, or None where a hand writes. A table: its rows.
Row = Mapping[str, str | None]
Value = str | None | Sequence[Row]
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Subject:
    """One thing that a form is about, looked up within the account's rows."""

    kind: Kind
    key: str
    area_code: str
    household_no: str = ""
    says: str = ""


@dataclass(frozen=True)
class Counted:
    """How many cells of a form came from the system and how many a hand has to fill."""

    filled: int = 0
    typed: int = 0


@dataclass(frozen=True)
class Made:
    """A rendered form: the file and its counts."""

    data: bytes
    counted: Counted
    text: str = ""
