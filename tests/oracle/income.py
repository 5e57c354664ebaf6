"""The sum of a family's income told again, in whole 分 and by the letters of the national form alone."""

from __future__ import annotations

from fractions import Fraction

# 支出对应的收入：有收入没写支出，就不知道。
COST = {"b1": "e1", "b2": "e2", "b3": "e3", "b4": "e4", "b41": "e41", "b42": "e42", "b43": "e43"}
LETTERS = {"wage": "a", "business": "b", "property": "c", "transfer": "d", "cost": "e", "claim": "f", "burden": "g"}


def told(rows: list[tuple[str, int | None]], none_of: set[str], size: int | None) -> dict[str, Fraction | None]:
    """`rows`: code and 分, None where nobody knows. Answers net, reference and each per head, in yuan."""
    dark = set()
    for kind, letter in LETTERS.items():
        of_kind = [fen for code, fen in rows if code[0] == letter]
        if None in of_kind or (not of_kind and kind not in none_of):
            dark.add(letter)
    for code, fen in rows:
        if code in COST and fen != 0 and not any(other == COST[code] for other, _ in rows):
            dark.add("e")
    sums = {letter: sum(fen or 0 for code, fen in rows if code[0] == letter) for letter in "abcdefg"}
    net = None if dark & set("abcde") else Fraction(sum(sums[x] for x in "abcd") - sums["e"], 100)
    reference = None if net is None or dark & set("fg") else net + Fraction(sums["f"] - sums["g"], 100)
    per = {"net": net, "reference": reference}
    heads = {f"{name}_per_head": None if v is None or size is None else v / size for name, v in per.items()}
    return {**per, **heads}
