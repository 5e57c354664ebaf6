"""Text files (文本): encodings and what goes wrong in them."""

from __future__ import annotations

from tests.corpus.case import Case, Variant, kind, rows
from tests.intake_files import text

G = "text"


def _plain(v: Variant, encoding: str) -> Case:
    people = v.people()
    return Case(text(rows(people), encoding, v.one_of(",", "\t", "；")), people)


for _name, _encoding in (
    ("GBK", "gbk"), ("UTF-8", "utf-8"), ("UTF-8 with a mark", "utf-8-sig"), ("UTF-16 without a mark", "utf-16-le"),
):  # fmt: skip
    kind(G, _name)(lambda v, e=_encoding: _plain(v, e))


@kind(G, "GB18030 with four bytes")
def rare(v: Variant) -> Case:
    people = v.people()
    people[1]["姓名"] = f"王{v.one_of('䶮', '㛃', '𬭎')}"
    return Case(text(rows(people), "gb18030"), people)


@kind(G, "UTF-16 LE")
def little(v: Variant) -> Case:
    people = v.people()
    return Case(b"\xff\xfe" + text(rows(people), "utf-16-le", "\t"), people)


@kind(G, "UTF-16 BE")
def big(v: Variant) -> Case:
    people = v.people()
    return Case(b"\xfe\xff" + text(rows(people), "utf-16-be"), people)


@kind(G, "GBK and UTF-8 mixed")
def mixed(v: Variant) -> Case:
    people = v.people(6)
    lines = text(rows(people), "utf-8").split(b"\r\n")
    odd = [line.decode().encode("gbk") if i in {1, 4} else line for i, line in enumerate(lines)]
    return Case(b"\r\n".join(odd), people)


@kind(G, "Big5")
def big5(v: Variant) -> Case:
    people = [p | {"性别": "男", "姓名": "王芳"} for p in v.people()]
    written = [
        {
            "姓名": p["姓名"],
            "身份證號": p["证件号码"],
            "性別": p["性别"],
            "出生日期": p["出生日期"],
            "鄉鎮": "甲鎮",
            "村": "甲一村",
        }
        for p in people
    ]
    return Case(text(rows(written), "big5"), refused=("BAD_TEXT",))


@kind(G, "NUL")
def nul(v: Variant) -> Case:
    people = v.people()
    before, after = v.one_of((b",", b"\0,"), (b"\r\n", b"\r\n\0"), ("甲".encode(), "甲\0".encode()))
    return Case(text(rows(people), "utf-8").replace(before, after), people)


@kind(G, "CR only")
def old_mac(v: Variant) -> Case:
    people = v.people()
    return Case(text(rows(people)).replace(b"\r\n", b"\r"), people)


@kind(G, "line break in quotes")
def quoted(v: Variant) -> Case:
    people = v.people()
    written = [p | {"就读学校": "甲镇\n小学"} if i == 1 else p for i, p in enumerate(people)]
    people[1]["就读学校"] = "甲镇 小学"
    return Case(text(rows(written)), people)


@kind(G, "private characters")
def private(v: Variant) -> Case:
    people = v.people()
    people[2]["姓名"] = "李" + chr(v.rng.randrange(0xE000, 0xF8FF))
    return Case(text(rows(people), "utf-8"), people, said={2: {"NAME_PRIVATE"}})
