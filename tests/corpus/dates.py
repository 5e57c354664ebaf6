"""Dates (日期): those with one meaning are read, all others are returned."""

from __future__ import annotations

import datetime as dt

import openpyxl.utils.datetime

from tests.corpus import books
from tests.corpus.case import Case, Variant, kind, rows
from tests.intake_files import text, xlsx

G = "date"
LUNAR = ("农历三月初三", "一九六〇年腊月十五", "阴历1960年3月3日")


def _births(v: Variant, write, *, readable: bool = True, make=None) -> Case:
    people = v.people(5)
    which = v.rng.sample(range(5), 2)
    written = [
        p | {"出生日期": write(dt.date.fromisoformat(p["出生日期"]))} if i in which else p for i, p in enumerate(people)
    ]
    back = frozenset() if readable else frozenset(which)
    make = make or v.one_of(xlsx, text, xlsx)
    return Case(make(rows(written)), people, back=back, said={} if readable else {i: {"DATE"} for i in which})


def _serial(day: dt.date) -> int:
    return (day - dt.date(1899, 12, 30)).days


@kind(G, "serial of 1900")
def serial_1900(v: Variant) -> Case:
    if v.number % 2:
        return _births(v, lambda d: d, make=xlsx)
    return _births(v, _serial)


@kind(G, "serial of 1904")
def serial_1904(v: Variant) -> Case:
    people = v.people(5)

    def set_epoch(sheet) -> None:
        sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    written = []
    for i, p in enumerate(people):
        day = dt.date.fromisoformat(p["出生日期"])
        serial = (day - dt.date(1904, 1, 1)).days
        written.append(p | {"出生日期": (day if v.number % 2 else serial) if i % 2 else p["出生日期"]})
    for p in people:
        assert p["出生日期"] >= "1932"
    return Case(books.edited(rows(written), set_epoch), people)


@kind(G, "1950.1.1")
def dots(v: Variant) -> Case:
    return _births(v, lambda d: f"{d.year}.{d.month}.{d.day}")


@kind(G, "1950/1/1")
def slashes(v: Variant) -> Case:
    return _births(v, lambda d: f"{d.year}/{d.month}/{d.day}" if v.number % 2 else f"{d.year}/{d.month:02}/{d.day:02}")


@kind(G, "1950-01")
def month(v: Variant) -> Case:
    return _births(v, lambda d: f"{d:%Y-%m}", readable=False)


@kind(G, "19500101")
def eight(v: Variant) -> Case:
    return _births(v, lambda d: f"{d:%Y%m%d}" if v.number % 2 else int(f"{d:%Y%m%d}"))


@kind(G, "195001")
def six(v: Variant) -> Case:
    return _births(v, lambda d: f"{d:%Y%m}", readable=False)


@kind(G, "二〇二六年")
def chinese_year(v: Variant) -> Case:
    digits = str.maketrans("0123456789", "〇一二三四五六七八九")
    if v.number % 2:
        return _births(v, lambda d: f"{d.year}年".translate(digits), readable=False)
    numerals = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")

    def number(n: int) -> str:
        return (numerals[n // 10] if n >= 20 else "") + ("十" if n >= 10 else "") + numerals[n % 10]

    return _births(v, lambda d: str(d.year).translate(digits) + f"年{number(d.month)}月{number(d.day)}日")


@kind(G, "2026年9月3日")
def chinese(v: Variant) -> Case:
    return _births(v, lambda d: f"{d.year}年{d.month}月{d.day}{v.one_of('日', '号', '')}")


@kind(G, "农历")
def lunar(v: Variant) -> Case:
    return _births(v, lambda d: v.rng.choice(LUNAR), readable=False)


@kind(G, "30 February")
def impossible(v: Variant) -> Case:
    return _births(v, lambda d: f"{d.year}-{v.one_of('02-30', '02-31', '06-31')}", readable=False)


@kind(G, "9/3/2026")
def month_first(v: Variant) -> Case:
    people = v.people(4)
    days = [
        f"{p['出生日期'][:4]}-{m}-{d}"
        for p, (m, d) in zip(people, (("09", "03"), ("09", "13"), ("05", "05"), ("11", "30")), strict=True)
    ]
    for p, day in zip(people, days, strict=True):
        p["出生日期"], p["证件号码"] = day, ""
    shown = [f"{int(d[5:7])}/{int(d[8:])}/{d[:4]}" for d in days]
    written = [p | {"出生日期": s} for p, s in zip(people, shown, strict=True)]
    return Case(
        text(rows(written)),
        people,
        back=frozenset({0}),
        said={0: {"DATE", "ID_MISSING"}, **{i: {"ID_MISSING"} for i in (1, 2, 3)}},
    )


@kind(G, "with a zone")
def zone(v: Variant) -> Case:
    def write(day: dt.date) -> str:
        before = day - dt.timedelta(days=1)
        return v.one_of(f"{day}T00:00:00+08:00", f"{before}T16:00:00Z", f"{day} 08:30:00 +0800")

    return _births(v, write, make=text)


@kind(G, "26.9.3")
def short_year(v: Variant) -> Case:
    return _births(v, lambda d: f"{d:%y}.{d.month}.{d.day}", readable=False, make=text)


@kind(G, "29 February 1900")
def never_was(v: Variant) -> Case:
    return _births(v, lambda d: v.one_of("1900-02-29", "29-Feb-1900", "60"), readable=False, make=text)


@kind(G, "长期")
def for_ever(v: Variant) -> Case:
    return _births(v, lambda d: v.one_of("长期", "永久", "长期有效"), readable=False)
