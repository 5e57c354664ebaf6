"""Layouts (版式): how a sheet is laid out around its records."""

from __future__ import annotations

import io

import openpyxl

from tests.corpus import books
from tests.corpus.case import Case, Record, Variant, kind, rows
from tests.intake_files import text, xlsx

G = "layout"


def _book(*sheets: tuple[str, list, str]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, lines, state in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for line in lines:
            sheet.append(list(line))
    book.save(out)
    return out.getvalue()


@kind(G, "title rows")
def titles(v: Variant) -> Case:
    people, above = v.people(), v.rng.randint(1, 6)
    lines = [[f"附件{i}：桐柏县2026年名册"] for i in range(above)]
    return Case(xlsx([*lines, *rows(people)]), people, at=[above + 2 + i for i in range(len(people))])


@kind(G, "two-row merged header")
def two_rows(v: Variant) -> Case:
    people = v.people(source="medical_bills")
    plain, *records = rows(people)
    groups = {
        "总费用": ("医疗费用", "总费用"),
        "统筹支付": ("基本统筹", "支付"),
        "大病支付": ("大病保险", "支付"),
        "救助支付": ("医疗救助", "支付"),
    }
    upper, lower = [], []
    for title in plain:
        group, own = groups.get(title, (title, None))
        upper.append(group)
        lower.append(own)
    if v.number % 2:
        return Case(text([upper, lower, *records]), people, source="medical_bills")
    ranges = [
        f"{openpyxl.utils.get_column_letter(i)}1:{openpyxl.utils.get_column_letter(i)}2"
        for i, t in enumerate(plain, 1)
        if t not in groups
    ]
    return Case(books.merged([upper, lower, *records], *ranges), people, source="medical_bills")


@kind(G, "household merged down")
def merged_down(v: Variant) -> Case:
    people = v.people(9)
    for at in range(0, 9, 3):
        for member in people[at : at + 3]:
            member |= {"乡镇": people[at]["乡镇"], "村": people[at]["村"], "户主": "户主"}
    if len({people[0]["村"], people[3]["村"]}) == 1 or people[3]["村"] == people[6]["村"]:
        for at, (town, village) in zip(
            (0, 3, 6), (("甲镇", "甲一村"), ("乙乡", "乙一村"), ("甲镇", "甲二村")), strict=True
        ):
            for member in people[at : at + 3]:
                member |= {"乡镇": town, "村": village}
    told: list[Record] = [
        p if i % 3 == 0 else p | {"乡镇": None, "村": None, "户主": None} for i, p in enumerate(people)
    ]
    lines = rows(told)
    places = [openpyxl.utils.get_column_letter(lines[0].index(t) + 1) for t in ("乡镇", "村", "户主")]
    ranges = [f"{c}{2 + at}:{c}{4 + at}" for c in places for at in range(0, 9, 3)]
    if v.number % 2 == 0:
        return Case(books.merged(lines, *ranges), people, manifest={"filled": {"乡镇": 6, "村": 6}})
    # The text file lost the merged cells. Townships may follow each other, so the village must be new each time.
    towns = len({p["乡镇"] for p in people[::3]}) > 1
    told = [p if i % 3 == 0 else p | {"村": None, "户主": None} for i, p in enumerate(people)]
    assert towns or told
    return Case(text(rows(told)), people, manifest={"filled": {"村": 6}})


@kind(G, "header repeated")
def repeated(v: Variant) -> Case:
    people = v.people(8)
    head, *records = rows(people)
    return Case(
        xlsx([head, *records[:3], head, *records[3:6], head, *records[6:]]),
        people,
        manifest={"not_records": {"重复的表头": 2}},
    )


@kind(G, "sum rows and signatures")
def sums(v: Variant) -> Case:
    people = v.people(source="medical_bills")
    head, *records = rows(people)
    foot = [v.one_of("合计", "总 计", "小计："), *[None] * 8, 99999]
    lines = [
        ["序号", *head],
        *([i, *r] for i, r in enumerate(records, 1)),
        foot,
        ["填表人：王某", None, "审核人：李某"],
    ]
    return Case(xlsx(lines), people, source="medical_bills", manifest={"not_records": {"合计行": 1, "填表说明": 1}})


@kind(G, "two tables in a sheet")
def two_tables(v: Variant) -> Case:
    people = v.people(6)
    first, second = rows(people[:3]), rows([{k: p[k] for k in reversed(p)} for p in people[3:]])
    if v.number % 3 == 0:
        return Case(xlsx([*first, [], ["二、乙镇部分"], *second]), people)
    if v.number % 3 == 1:
        other = [["姓名", "证件号码", "职务"], ["王干部", "", "村主任"], ["李干部", "", "会计"]]
        return Case(
            xlsx([*first, [], ["附：村干部"], *other]),
            people[:3],
            manifest={"skipped_sheets": ["“表1”第7行起是另一个表（姓名、证件号码），没有读"]},
        )
    beside = [[*a, None, *b] for a, b in zip(first, rows(people[3:]), strict=True)]
    return Case(xlsx(beside), people, at=[2, 3, 4, 2, 3, 4])


@kind(G, "a sheet for each township")
def by_township(v: Variant) -> Case:
    people = v.people(6)
    head, *records = rows(people)
    return Case(
        _book(
            ("甲镇", [head, *records[:2]], "visible"),
            ("乙乡", [["乙乡"], head, *records[2:]], "visible"),
            ("说明", [["请核对"]], "visible"),
        ),
        people,
    )


def _hidden(people: list[Record], which: list[int], *, filtered: bool) -> bytes:
    def hide(sheet) -> None:
        for row in which:
            sheet.row_dimensions[row].hidden = True
        if filtered:
            sheet.auto_filter.ref = sheet.dimensions

    return books.edited(rows(people), hide)


@kind(G, "hidden rows")
def hidden_rows(v: Variant) -> Case:
    people = v.people(7)
    which = sorted(v.rng.sample(range(2, 9), 3))
    return Case(_hidden(people, which, filtered=False), people, manifest={"hidden_rows": 3})


@kind(G, "hidden columns")
def hidden_columns(v: Variant) -> Case:
    people = v.people()

    def hide(sheet) -> None:
        for letter in v.rng.sample("ABCDEF", 2):
            sheet.column_dimensions[letter].hidden = True

    return Case(books.edited(rows(people), hide), people, manifest={"hidden_columns": 2})


@kind(G, "filtered rows")
def filtered(v: Variant) -> Case:
    people = v.people(7)
    return Case(_hidden(people, [2, 3, 5, 6], filtered=True), people, manifest={"hidden_rows": 4})


@kind(G, "very hidden sheet")
def very_hidden(v: Variant) -> Case:
    people, others = v.people(), v.people(source="school_roll")
    return Case(_book(("名册", rows(people), "visible"), ("底稿", rows(others), v.one_of("veryHidden", "hidden", "veryHidden"))), people,
                manifest={"skipped_sheets": ["“底稿”是隐藏的表，没有读"]})  # fmt: skip


@kind(G, "blank rows")
def blank(v: Variant) -> Case:
    people = v.people(6)
    head, *records = rows(people)
    return Case(
        xlsx([head, records[0], [], records[1], [" ", "　"], *records[2:4], [], [], *records[4:]]),
        people,
        at=[2, 4, 6, 7, 10, 11],
    )


@kind(G, "columns moved")
def moved(v: Variant) -> Case:
    people = v.people()
    order = v.rng.sample([*people[0]], len(people[0]))
    return Case(xlsx(rows([{k: p[k] for k in order} for p in people])), people)


@kind(G, "column missing")
def missing(v: Variant) -> Case:
    gone = v.one_of("村", "证件号码", "出生日期")
    return Case(xlsx(rows([{k: c for k, c in p.items() if k != gone} for p in v.people()])), refused=("NO_COLUMN",))


@kind(G, "column twice")
def twice(v: Variant) -> Case:
    people = v.people()
    title = v.one_of("就读学校", "年级", "学籍状态")
    head, *records = rows(people)
    return Case(xlsx([[*head, title], *([*r, "别的"] for r in records)]), people, manifest={"doubled": [title]})


@kind(G, "line break in a header")
def broken_title(v: Variant) -> Case:
    people = v.people()
    head, *records = rows(people)
    return Case(
        xlsx([[t[: len(t) // 2] + v.one_of("\n", " ", "　") + t[len(t) // 2 :] for t in head], *records]), people
    )


@kind(G, "synonyms")
def synonyms(v: Variant) -> Case:
    people = v.people()
    head, *records = rows(people)
    other = {
        "证件号码": v.one_of("身份证号", "公民身份号码", "证件号"),
        "姓名": "学生姓名",
        "村": "村（居）委会",
        "乡镇": "所属乡镇",
    }
    return Case(xlsx([[other.get(t, t) for t in head], *records]), people)


@kind(G, "pivot table")
def pivot(v: Variant) -> Case:
    lines = [
        ["村", *[f"{m}月" for m in range(1, 11)], "总计"],
        *([f"甲{i}村", *[v.rng.randrange(50) for _ in range(11)]] for i in range(5)),
    ]
    return Case(xlsx(lines), refused=("NO_HEADER",))


@kind(G, "a million formatted rows")
def formatted(v: Variant) -> Case:
    people = v.people()

    def fill(part: bytes) -> bytes:
        empty = b"".join(b'<row r="%d" ht="15" customHeight="1"/>' % i for i in range(len(people) + 2, 120_000 + 1))
        far = b'<row r="1048576" ht="15" customHeight="1"><c r="A1048576" s="0"/></row>'
        return part.replace(b"</sheetData>", empty + far + b"</sheetData>")

    return Case(books.sheet_xml(xlsx(rows(people)), fill), people)


@kind(G, "sixteen thousand columns")
def wide(v: Variant) -> Case:
    people = v.people()

    def fill(part: bytes) -> bytes:
        cells = b"".join(
            b'<c r="%s1" s="0"/>' % openpyxl.utils.get_column_letter(i).encode() for i in range(20, 16_385)
        )
        return part.replace(b"</row>", cells + b"</row>", 1)

    if v.number % 3 < 2:
        return Case(books.sheet_xml(xlsx(rows(people)), fill), people)
    lines = rows(people)
    lines[-1] = [*lines[-1], *[None] * 700, "x"]
    return Case(xlsx(lines), refused=("NO_HEADER",))


@kind(G, "false dimension")
def dimension(v: Variant) -> Case:
    people = v.people()
    claim = v.one_of(b'ref="A1:XFD1048576"', b'ref="A1"', b'ref="C9:D10"')
    import re

    return Case(
        books.sheet_xml(
            xlsx(rows(people)), lambda part: re.sub(rb'<dimension ref="[^"]*"', b"<dimension " + claim, part)
        ),
        people,
    )


@kind(G, "tabs")
def tabs(v: Variant) -> Case:
    people = v.people()
    return Case(text(rows(people), v.one_of("gbk", "utf-8", "utf-16"), "\t"), people)


@kind(G, "Chinese semicolons")
def semicolons(v: Variant) -> Case:
    people = v.people()
    return Case(text([["名册，2026年"], *rows(people)], "gbk", v.one_of("；", ";", "；")), people)
