"""Meaning (意思): files that are in order as files and odd as news."""

from __future__ import annotations

import datetime as dt

from huaiyuan.core.kernel import identity
from tests.corpus.case import Case, Link, Record, Variant, kind, rows
from tests.intake_files import text, xlsx

G = "meaning"
BILLS = "medical_bills"


def _registered(people: list[Record], **gone: bool) -> list[tuple[str, Record, bool]]:
    return [(f"P{i:09d}", p, gone.get(f"p{i}", False)) for i, p in enumerate(people)]


def _all(people: list[Record], outcome: str = "exact") -> list[tuple[str, str | None]]:
    return [(outcome, f"P{i:09d}") for i in range(len(people))]


@kind(G, "one number, two names")
def one_number(v: Variant) -> Case:
    people = v.people(5)
    people[3] |= {k: people[1][k] for k in ("证件号码", "性别", "出生日期")}
    people[3]["姓名"], people[1]["姓名"] = "赵某甲", "钱某乙"
    return Case(xlsx(rows(people)), people, said={1: {"ID_TWO_NAMES"}, 3: {"ID_TWO_NAMES"}})


@kind(G, "one name, two numbers")
def one_name(v: Variant) -> Case:
    people = v.people(5)
    people[3] |= {"姓名": people[1]["姓名"], "乡镇": people[1]["乡镇"], "村": people[1]["村"]}
    return Case(xlsx(rows(people)), people, link=Link(_registered(people), _all(people)))


@kind(G, "in two villages")
def two_villages(v: Variant) -> Case:
    people = v.people(4)
    again = people[0] | (
        {"乡镇": "乙乡", "村": "乙一村"} if people[0]["村"] != "乙一村" else {"乡镇": "甲镇", "村": "甲一村"}
    )
    return Case(
        xlsx(rows([*people, again])),
        [*people, again],
        link=Link(_registered(people), [*_all(people), ("exact", "P000000000")]),
    )


@kind(G, "dead")
def dead(v: Variant) -> Case:
    people = v.people(4)
    return Case(xlsx(rows(people)), people, link=Link(_registered(people, p1=True), _all(people)))


@kind(G, "moved away")
def moved(v: Variant) -> Case:
    people = v.people(4)
    away = people[2] | {"乡镇": "乙乡", "村": "乙一村"}
    registered = [p if i != 2 else away for i, p in enumerate(people)]
    return Case(xlsx(rows(people)), people, link=Link(_registered(registered, p2=v.number % 2 == 0), _all(people)))


@kind(G, "household split")
def split(v: Variant) -> Case:
    people = [p | {"户号": "0001"} for p in v.people(4)]
    return Case(xlsx(rows(people)), people, link=Link(_registered(people), _all(people)), manifest={"unused": ["户号"]})


@kind(G, "new head of household")
def new_head(v: Variant) -> Case:
    people = v.people(4)
    written = [p | {"户主姓名": people[v.rng.randrange(4)]["姓名"]} for p in people]
    return Case(
        xlsx(rows(written)), people, link=Link(_registered(people), _all(people)), manifest={"unused": ["户主姓名"]}
    )


@kind(G, "old village code")
def old_code(v: Variant) -> Case:
    people = v.people(4)
    written = [
        p | {"乡镇": "", "村": v.one_of("411330901299", "411330999201", "新庄村")} if i == 1 else p
        for i, p in enumerate(people)
    ]
    people[1] |= {"乡镇": "", "村": ""}
    return Case(text(rows(written)), people, said={1: {"VILLAGE_UNKNOWN"}})


@kind(G, "last month's file")
def last_month(v: Variant) -> Case:
    people = v.people(12)
    again = xlsx(rows(v.rng.sample(people, 12)))
    return Case(text(rows(people)), people, before=again, odd=("same",))


@kind(G, "older cut-off")
def older(v: Variant) -> Case:
    people = v.people(20, source=BILLS)
    now = people[: v.rng.randint(14, 18)]
    return Case(xlsx(rows(now)), now, source=BILLS, before=xlsx(rows(people)), odd=("older",))


@kind(G, "sum row")
def sum_row(v: Variant) -> Case:
    people = v.people(4, source=BILLS)
    head, *records = rows(people)
    sums = [None] * len(head)
    sums[v.one_of(0, 2, 4)], sums[9] = v.one_of("合计", "总计", "小计"), 4000
    lines = [head, *records[:2], sums, *records[2:]]
    if sums[0]:
        return Case(xlsx(lines), people, source=BILLS, manifest={"not_records": {"合计行": 1}})
    # A sum that stands under another column is no person either: it names nobody and is returned.
    lead = [None, *([None] * (len(head)))]
    lead[0], lead[10] = "合计", 4000
    lines = [["序号", *head], *([i, *r] for i, r in enumerate(records, 1)), lead]
    return Case(xlsx(lines), people, source=BILLS, manifest={"not_records": {"合计行": 1}})


@kind(G, "a row twice")
def row_twice(v: Variant) -> Case:
    people = v.people(5)
    twice = [*people, people[v.rng.randrange(5)]]
    return Case(xlsx(rows(twice)), twice, said={5: {"TWICE"}})


@kind(G, "wrong unit")
def wrong_unit(v: Variant) -> Case:
    people = v.people(20, source=BILLS)
    money = [k for k, c in people[0].items() if isinstance(c, int)]
    now = [p | {k: p[k] / 10_000 for k in money} for p in people]
    meant = [p | {k: str(p[k] / 10_000) for k in money} for p in people]
    return Case(xlsx(rows(now)), meant, source=BILLS, before=xlsx(rows(people)), odd=("scaled",))


@kind(G, "a township missing")
def township_missing(v: Variant) -> Case:
    people = [
        p | {"乡镇": "乙乡", "村": "乙一村"} if i % 4 == 0 else p | {"乡镇": "甲镇", "村": "甲一村"}
        for i, p in enumerate(v.people(20))
    ]
    now = [p for p in people if p["乡镇"] == "甲镇"]
    return Case(xlsx(rows(now)), now, before=xlsx(rows(people)), odd=("missing_townships",))


@kind(G, "half the usual rows")
def half(v: Variant) -> Case:
    people = [p | {"乡镇": "甲镇", "村": "甲一村"} for p in v.people(24)]
    now = people[: v.rng.randint(6, 12)]
    return Case(xlsx(rows(now)), now, before=xlsx(rows(people)), odd=("fewer",))


@kind(G, "a column slid by a row")
def slid(v: Variant) -> Case:
    people = v.people(14)
    for i, p in enumerate(people):
        day = dt.date(1950, 1, 1) + dt.timedelta(days=700 * i)
        first = f"990330{day:%Y%m%d}{101 + 2 * i}"
        p |= {"出生日期": day.isoformat(), "证件号码": first + identity.check_digit(first), "性别": "男"}
    title = v.one_of("证件号码", "出生日期", "证件号码")
    cells = [p[title] for p in people]
    slid_rows = [p | {title: cells[i - 1]} for i, p in enumerate(people)]
    return Case(xlsx(rows(slid_rows)), refused=("SHIFTED",))
