"""Numbers (号码和数): what spreadsheets and hands do to identity numbers, phones, cards and amounts."""

from __future__ import annotations

from huaiyuan.core.kernel import identity
from tests.corpus.case import Case, Record, Variant, kind, rows
from tests.intake_files import text, xlsx

G = "number"
NOBODYS: Record = {"证件号码": ""}
WIDE = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")


def _ids(v: Variant, write, said: str | None = None, *, book=None) -> Case:
    """Some of the people have their number written in another way; with `said` it cannot be trusted any more."""
    people = v.people(6)
    which = v.rng.sample(range(6), 3)
    written = [p | {"证件号码": write(p["证件号码"])} if i in which else p for i, p in enumerate(people)]
    meant = [p | NOBODYS if said and i in which else p for i, p in enumerate(people)]
    make = book or v.one_of(xlsx, text, xlsx)
    return Case(make(rows(written)), meant, said={i: {said} for i in which} if said else {})


@kind(G, "4.11330E+17")
def scientific(v: Variant) -> Case:
    return _ids(
        v,
        lambda n: v.rng.choice([f"{n[0]}.{n[1:6]}E+17", f"{n[0]}.{n[1:3]}e17", f"{n[0]}.{n[1:6]}E+17"]),
        "ID_LOST_DIGITS",
    )


@kind(G, "15 digits and 000")
def fifteen_and_zeros(v: Variant) -> Case:
    if v.number % 2:
        return _ids(v, lambda n: n[:15] + "000", "ID_LOST_DIGITS")
    return _ids(v, lambda n: int(n[:15] + "000"), "ID_LOST_DIGITS", book=xlsx)


@kind(G, "apostrophe")
def apostrophe(v: Variant) -> Case:
    return _ids(v, lambda n: v.rng.choice(["'", "‘", "’"]) + n)


@kind(G, "no-break space")
def nbsp(v: Variant) -> Case:
    return _ids(
        v, lambda n: v.rng.choice([f"\u00a0{n}", f"{n}\u00a0", f"{n[:6]}\u00a0{n[6:14]}\u00a0{n[14:]}"]), book=xlsx
    )


@kind(G, "zero width")
def zero_width(v: Variant) -> Case:
    return _ids(v, lambda n: v.rng.choice(["\u200b", "\ufeff", "\u200e"]) + n[:9] + "\u200b" + n[9:], book=xlsx)


def _ending_in_x(v: Variant, x: str) -> Case:
    people = v.people(4)
    for p in people:
        first = p["证件号码"][:14]
        serial = next(
            s for s in range(int(p["证件号码"][14:17]) % 2 + 100, 999, 2) if identity.check_digit(f"{first}{s}") == "X"
        )
        p["证件号码"] = f"{first}{serial}X"
    return Case(text(rows([p | {"证件号码": p["证件号码"][:-1] + x} for p in people]), "utf-8"), people)


@kind(G, "x")
def small_x(v: Variant) -> Case:
    return _ending_in_x(v, "x")


@kind(G, "Ｘ")
def wide_x(v: Variant) -> Case:
    return _ending_in_x(v, v.one_of("Ｘ", "ｘ", " Ｘ"))


@kind(G, "full-width digits")
def full_width(v: Variant) -> Case:
    return _ids(v, lambda n: n.translate(WIDE))


@kind(G, "15 digits, first generation")
def first_generation(v: Variant) -> Case:
    people = [p for p in v.people(12) if p["出生日期"] < "2000"][:4]
    for p in people:
        fifteen = p["证件号码"][:6] + p["证件号码"][8:17]
        p["证件号码"] = identity.from_first_generation(fifteen)
    written = [p | {"证件号码": p["证件号码"][:6] + p["证件号码"][8:17]} for p in people]
    return Case(xlsx(rows(written)), people)


@kind(G, "bad check digit")
def bad_check(v: Variant) -> Case:
    return _ids(v, lambda n: n[:17] + v.rng.choice([d for d in "0123456789X" if d != n[17]]), "ID_BAD_CHECK")


@kind(G, "born on 30 February")
def bad_birth(v: Variant) -> Case:
    def write(number: str) -> str:
        first = number[:10] + v.rng.choice(["0230", "0431", "1301"]) + number[14:17]
        return first + identity.check_digit(first)

    return _ids(v, write, "ID_BAD_DATE")


@kind(G, "20 digits of a disability card")
def certificate(v: Variant) -> Case:
    return _ids(v, lambda n: n + v.rng.choice(["42", "43", "11B1"]))


@kind(G, "two numbers in a cell")
def two(v: Variant) -> Case:
    other = v.people(1)[0]["证件号码"]
    return _ids(v, lambda n: n + v.rng.choice(["/", "、", " ", "\n"]) + other, "ID_BAD_LENGTH", book=xlsx)


@kind(G, "无 and 同上")
def none(v: Variant) -> Case:
    return _ids(v, lambda n: v.rng.choice(["无", "同上", "不详", "/"]), "ID_MISSING")


@kind(G, "O for 0")
def letter_o(v: Variant) -> Case:
    return _ids(v, lambda n: n.replace("0", "O", 1) if v.number % 2 else n.replace("0", "O"), "ID_NOT_ID")


def _undeclared(v: Variant, title: str, write) -> Case:
    """Nobody asked for this column: it is named, and nothing of it is stored."""
    people = v.people()
    return Case(xlsx(rows([p | {title: write()} for p in people])), people, manifest={"unused": [title]})


@kind(G, "+86")
def plus_86(v: Variant) -> Case:
    return _undeclared(
        v, "联系电话", lambda: v.rng.choice(["+86 ", "+86-", "0086"]) + f"19900{v.rng.randrange(10**6):06d}"
    )


@kind(G, "bank card with spaces")
def bank_card(v: Variant) -> Case:
    return _undeclared(v, "银行卡号", lambda: " ".join(f"{v.rng.randrange(10**4):04d}" for _ in range(4)) + " 123")


@kind(G, "bank card as a number")
def bank_number(v: Variant) -> Case:
    return _undeclared(v, "银行卡号", lambda: float(v.rng.randrange(10**18, 9 * 10**18)))


def _amounts(v: Variant, write, *, back: bool = False, title: str = "自费") -> Case:
    people = v.people(4, source="medical_bills")
    for p in people:
        p["总费用"], p["自费"] = 900 + 12_500, 12_500
    written = [p | {title: write(p[title])} if i % 2 else p for i, p in enumerate(people)]
    return Case(xlsx(rows(written)), people, source="medical_bills", back=frozenset({1, 3}) if back else frozenset())


@kind(G, "1,250元")
def with_unit(v: Variant) -> Case:
    return _amounts(v, lambda n: v.rng.choice([f"{n:,}元", f"￥{n:,}", f"{n:,.2f} 元", f"人民币{n}元"]))


@kind(G, "1.25万")
def ten_thousands(v: Variant) -> Case:
    return _amounts(v, lambda n: v.rng.choice(["1.25万", "1.25万元", "1.250 万"]))


@kind(G, "(1,250)")
def negative(v: Variant) -> Case:
    people = v.people(4, source="medical_bills")
    for p in people:
        p["总费用"], p["自费"] = 900 - 250, -250
    written = [p | {"自费": v.one_of("(250)", "（250.00）", "-250")} for p in people]
    return Case(xlsx(rows(written)), people, source="medical_bills")


@kind(G, "元 against 万元")
def unit_in_header(v: Variant) -> Case:
    people = v.people(4, source="medical_bills")
    for p in people:
        p["总费用"], p["自费"] = 13_400, 12_500
    head, *records = rows(people)
    place = head.index("自费")
    head[place] = v.one_of("自费（万元）", "自费(单位：万元)", "自费\n（万元）")
    for record in records:
        record[place] = 1.25
    return Case(xlsx([head, *records]), people, source="medical_bills")
