# ruff: noqa: D102 - what the overridden methods mean is said once, in Column
"""Columns of a ledger (台账的列): Django fields that also say their unit, their codes, who may see them and where they come from.

A ledger's table is its declaration: what stands in lists, forms, workbooks, histories, extracts and documents is read from
these fields and from nowhere else. In migrations they are plain Django fields, so that a changed word changes no table.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.db import models
from django.utils.module_loading import import_string

from huaiyuan.base.pages import typed
from huaiyuan.core.engine import extracts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import source as files
from huaiyuan.county.ledger import errors

SHOWN, MOST_FEN = 20, 10**13


class Column:
    """What every column of a ledger says beside what the database keeps.

    `required`: a row cannot be opened without it. `personal`: only posts that see names in clear see it. `source`: where
    it comes from, in words; `note`: what to write, shown under the field of a form. `listed`: a column of the list from
    the start; `asked`: on the form that opens a row; `filled`: may be changed by a form and by a workbook, else only the
    ledger's own acts write it.
    """

    file_type: ClassVar[files.Type] = "text"
    duck: ClassVar[str] = "VARCHAR"

    def __init__(
        self, title: str, *, required: bool = False, unit: str = "", personal: bool = False, source: str = "",
        note: str = "", listed: bool = True, asked: bool = True, filled: bool = True, **field: Any,
    ) -> None:  # fmt: skip
        self.required, self.unit, self.personal, self.source, self.note = required, unit, personal, source, note
        self.listed, self.asked, self.filled = listed, asked, filled
        super().__init__(verbose_name=title, **field)  # type: ignore[call-arg]

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """As the plain field that migrations know."""
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        kwargs.pop("choices", None)
        return name, f"django.db.models.{self.plain_field().__name__}", args, kwargs

    def clone(self) -> Any:
        """The plain field of a migration's state."""
        _, path, args, kwargs = self.deconstruct()
        return import_string(path)(*args, **kwargs)

    @classmethod
    def plain_field(cls) -> type[models.Field]:
        """The Django field that the table is made of."""
        return next(base for base in cls.__mro__ if base.__module__.startswith("django.db.models"))

    @property
    def title(self) -> str:
        """What the column is called."""
        return str(self.verbose_name)  # type: ignore[attr-defined]

    @property
    def head(self) -> str:
        """What it is called where a unit stands with it."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title

    @property
    def choices_shown(self) -> list[tuple[str, str]]:
        """Coded values with their words; empty where anything may be written."""
        return []

    def read(self, text: str | None) -> Any:
        """The value of what somebody typed; None or an empty text for nothing. Raises LEDGER_BAD_CELL."""
        written = unicodedata.normalize("NFKC", text or "").strip()
        return self.value_of(written) if written else self.nothing

    @property
    def nothing(self) -> Any:
        """What stands there when nothing does."""
        return None

    def value_of(self, written: str) -> Any:
        """The value of what is written, which is not nothing. Raises LEDGER_BAD_CELL."""
        return written

    def plain(self, value: Any) -> str:
        """The value as a history and a comparison keep it: the same text for the same value."""
        return "" if value is None else str(value)

    def shown(self, value: Any) -> str:
        """The value as people read it, without its unit."""
        return self.plain(value)

    def shown_plain(self, text: str) -> str:
        """A value that a history kept, as people read it."""
        return text

    def cell(self, typed_name: str) -> str:
        """DuckDB: a cell that intake has read, as `plain` would write it."""
        return f"coalesce(CAST({typed_name} AS VARCHAR), '')"

    @property
    def field(self) -> str:
        """What a query asks for to read it as text."""
        return str(self.name)  # type: ignore[attr-defined]

    def kept(self, text: str) -> str:
        """DuckDB: what the table keeps, read as text, as `plain` would write it."""
        return f"coalesce({text}, '')"

    def stored(self, plain: str) -> str | None:
        """What `plain` wrote, as a text that the table takes."""
        return plain or None

    def in_extract(self, dialect: str) -> str:
        """SQL of the column as a snapshot takes it from the business database."""
        del dialect
        return f'"{self.name}"'  # type: ignore[attr-defined]

    def for_file(self) -> files.Column:
        """The column as a workbook that comes back is read by."""
        return files.Column(
            f"c_{self.name}", self.title, self.file_type, (self.head,), unit=self.unit or None,  # type: ignore[attr-defined]
            codes=tuple(files.Code(label, (value,) if value != label else ()) for value, label in self.choices_shown) or None,
            sealed=self.personal,
        )  # fmt: skip

    def refuse(self, given: str, expected: str) -> DomainError:
        """What cannot be read, and what was expected."""
        return DomainError(errors.BAD_CELL, column=self.title, given=given[:SHOWN], expected=expected)


class Text(Column, models.CharField):
    """Words on one line; `most` is how many characters."""

    def __init__(self, title: str, *, most: int = 60, **said: Any) -> None:
        self.most = most
        super().__init__(title, max_length=most, blank=True, default="", **said)

    @property
    def nothing(self) -> str:
        return ""

    def stored(self, plain: str) -> str | None:
        return plain

    def read(self, text: str | None) -> Any:
        # Words stay as they were written: the comma of a sentence is no half-width one.
        written = (text or "").strip()
        return self.value_of(written) if written else self.nothing

    def value_of(self, written: str) -> str:
        if len(written) > self.most:
            raise self.refuse(written, f"最多{self.most}个字，现在{len(written)}个")
        return written


class Note(Text):
    """A sentence or a few."""

    def __init__(self, title: str, *, most: int = 200, **said: Any) -> None:
        super().__init__(title, most=most, **{"listed": False, **said})


class Coded(Column, models.CharField):
    """One of a list of codes, whose words people read and write."""

    file_type = "code"

    def __init__(self, title: str, codes: type[models.TextChoices], **said: Any) -> None:
        self.codes = codes
        super().__init__(title, max_length=24, blank=True, default="", **said)

    @property
    def nothing(self) -> str:
        return ""

    def stored(self, plain: str) -> str | None:
        return plain

    @property
    def choices_shown(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in self.codes.choices]

    def value_of(self, written: str) -> str:
        for value, label in self.choices_shown:
            # What is written was made plain: full-width brackets are half-width ones by now.
            if written in (value, unicodedata.normalize("NFKC", label)):
                return value
        raise self.refuse(written, f"只能填{'、'.join(label for _, label in self.choices_shown)}")

    def shown(self, value: Any) -> str:
        return self.shown_plain(str(value or ""))

    def shown_plain(self, text: str) -> str:
        return dict(self.choices_shown).get(text, text)

    def cell(self, typed_name: str) -> str:
        # Intake reads a code as its word; here its value is compared.
        whens = " ".join(f"WHEN '{label}' THEN '{value}'" for value, label in self.choices_shown)
        return f"CASE {typed_name} {whens} ELSE '' END"


class Day(Column, models.DateField):
    """A day; `ahead` says that it may lie in the future."""

    file_type, duck = "date", "DATE"

    def __init__(self, title: str, *, ahead: bool = False, **said: Any) -> None:
        self.ahead = ahead
        super().__init__(title, null=True, blank=True, **said)

    def value_of(self, written: str) -> dt.date:
        try:
            day = typed.day(written, self.title)
        except DomainError as refusal:
            raise self.refuse(written, "日期写成2026-11-23这样") from refusal
        if day is None:
            raise self.refuse(written, "日期写成2026-11-23这样")
        return self.within(day)

    def within(self, day: dt.date) -> dt.date:
        """The day, unless it has not come yet where it must have. Raises LEDGER_BAD_CELL."""
        if not self.ahead and day > clock.today():
            raise self.refuse(day.isoformat(), "不能晚于今天")
        return day

    def plain(self, value: Any) -> str:
        return "" if value is None else value.isoformat()


class Count(Column, models.IntegerField):
    """A whole number of something, named by its unit."""

    file_type, duck = "int", "BIGINT"

    def __init__(self, title: str, *, unit: str, lo: int = 0, hi: int = 10_000_000, **said: Any) -> None:
        self.lo, self.hi = lo, hi
        super().__init__(title, unit=unit, null=True, blank=True, **said)

    def value_of(self, written: str) -> int:
        bare = written.removesuffix(self.unit).strip()
        whole = bare.removeprefix("-")
        if not (whole.isascii() and whole.isdigit()) or not self.lo <= int(bare) <= self.hi:
            raise self.refuse(written, f"填{self.lo}到{self.hi}的整数，单位{self.unit}")
        return int(bare)

    def shown(self, value: Any) -> str:
        return "" if value is None else f"{value:,}"


class Amount(Column, models.BigIntegerField):
    """Money in 元, kept as 分."""

    file_type, duck = "yuan", "DECIMAL(14,2)"

    def __init__(self, title: str, *, lo: Decimal = Decimal(0), **said: Any) -> None:
        self.lo = lo
        super().__init__(title, unit="元", null=True, blank=True, **said)

    def value_of(self, written: str) -> int:
        bare = written.removesuffix("元").replace(",", "").strip()
        try:
            value = Decimal(bare)
        except InvalidOperation:
            raise self.refuse(written, "填金额，单位元，最多两位小数") from None
        if not value.is_finite() or value < self.lo or value * 100 % 1 or value * 100 > MOST_FEN:
            raise self.refuse(written, "填金额，单位元，最多两位小数")
        return money.to_fen(value)

    def plain(self, value: Any) -> str:
        return "" if value is None else str(money.to_yuan(value))

    def shown(self, value: Any) -> str:
        return "" if value is None else money.shown(money.to_yuan(value))

    def shown_plain(self, text: str) -> str:
        return money.shown(Decimal(text)) if text else ""

    def cell(self, typed_name: str) -> str:
        return f"coalesce(CAST(CAST({typed_name} AS DECIMAL(14, 2)) AS VARCHAR), '')"

    def kept(self, text: str) -> str:
        return f"coalesce(CAST(CAST(CAST({text} AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(18, 2)) AS VARCHAR), '')"

    def stored(self, plain: str) -> str | None:
        return str(money.to_fen(Decimal(plain))) if plain else None

    def in_extract(self, dialect: str) -> str:
        return f'{extracts.yuan(f"{chr(34)}{self.name}{chr(34)}", dialect)} AS "{self.name}"'


class Measure(Column, models.DecimalField):
    """A measured number with its unit, such as 吨/日."""

    file_type, duck = "text", "DECIMAL(14,3)"

    def __init__(self, title: str, *, unit: str, places: int = 2, lo: Decimal = Decimal(0), **said: Any) -> None:
        self.places, self.lo = places, lo
        super().__init__(title, unit=unit, max_digits=14, decimal_places=places, null=True, blank=True, **said)

    def value_of(self, written: str) -> Decimal:
        try:
            value = Decimal(written.removesuffix(self.unit).replace(",", "").strip())
        except InvalidOperation:
            raise self.refuse(written, f"填数，单位{self.unit}，最多{self.places}位小数") from None
        if not value.is_finite() or value < self.lo or value.adjusted() > 9 or value != round(value, self.places):
            raise self.refuse(written, f"填数，单位{self.unit}，最多{self.places}位小数")
        return value

    def plain(self, value: Any) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}"

    def cell(self, typed_name: str) -> str:
        # Read as text and judged like what is typed; the long tail of a spreadsheet's own sums is its own.
        rounded = f"CAST(round(try_cast({typed_name} AS DOUBLE), {self.places}) AS VARCHAR)"
        return self.kept(
            f"CASE WHEN regexp_full_match({typed_name}, '-?\\d+\\.\\d{{10,}}') THEN {rounded} ELSE {typed_name} END"
        )

    def kept(self, text: str) -> str:
        # Trailing zeros say nothing.
        trimmed = f"regexp_replace({text}, '(\\.\\d*?)0+$', '\\1')"
        return f"coalesce(regexp_replace({trimmed}, '\\.$', ''), '')"


class Link(Column, models.ForeignKey):
    """An entry of another ledger of the same department, such as the works a repair belongs to."""

    def __init__(self, title: str, to: Any, **said: Any) -> None:
        optional = not said.get("required", False)
        field = {"on_delete": models.PROTECT, "null": optional, "blank": optional, "related_name": "+"}
        super().__init__(title, to=to, **{"filled": False, **field, **said})

    @property
    def field(self) -> str:
        return f"{self.name}__number"

    def in_extract(self, dialect: str) -> str:
        del dialect
        table = self.remote_field.model._meta.db_table
        return f'(SELECT number FROM {table} o WHERE o.id = "{self.attname}") AS "{self.name}"'  # noqa: S608


def columns_of(model: type[models.Model]) -> list[Any]:
    """The columns that a table declares, in their order."""
    return [field for field in model._meta.concrete_fields if isinstance(field, Column)]


def linked(model: type[models.Model]) -> list[str]:
    """What a row names and what that names in turn, by which both are called: for `select_related`."""
    found = []
    for link in (column for column in columns_of(model) if isinstance(column, Link)):
        further = [column.name for column in columns_of(link.related_model) if isinstance(column, Link)]
        found += [link.name, *(f"{link.name}__{name}" for name in further)]
    return found


def named(columns: Iterable[Any], names: Iterable[str]) -> list[Any]:
    """Columns by name, in the order asked for. Raises KeyError."""
    by_name = {column.name: column for column in columns}
    return [by_name[name] for name in names]
