"""A department's row beside a registered person, field by field, with the characters that differ marked."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from huaiyuan.base.access.permissions import Field
from huaiyuan.base.pages.masked import masked
from huaiyuan.county.matching.desk import Meant, Pair

SAME, OTHER, TIDIED, NOTHING = ("=", "一致"), ("≠", "不同"), ("≈", "规整后同"), ("−", "无从比")
SLIP = ("≠", "差一处")
# How the mark reads for each level of each comparison; a level not named here differs.
MARKS = {
    "number": {"same": SAME, "near": SLIP, "absent": NOTHING, "remains": NOTHING},
    "name": {"exact": SAME, "missing": NOTHING, "alike": SLIP, "slip": SLIP, "short_slip": SLIP, "part": ("≠", "只写了一部分")},
    "birth": {"same": SAME, "missing": NOTHING, "near": SLIP},
    "village": {"same": SAME, "missing": NOTHING, "alike": ("≈", "村名差一字"), "township": ("≠", "同乡镇")},
    "sex": {"agrees": SAME},
}  # fmt: skip
Parts = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Beside:
    """One field of both sides; parts are (text, differs)."""

    label: str
    left: Parts
    glyph: str
    word: str
    right: Parts

    @property
    def differs(self) -> bool:
        """Whether the row is marked."""
        return self.glyph == OTHER[0]


def lay(pair: Pair, meant: Meant) -> list[Beside]:
    """The fields of a row beside those of one person."""
    level = {reason.comparison: reason.level for reason in meant.reasons}
    person, line = meant.person, pair.line
    place = f"{person.township_name}{person.village_name}"
    return [
        _field("姓名", "name", level, pair.name, person.name),
        _field("证件号", "number", level, pair.id_shown, person.id_shown, marked=False),
        _field("出生日期", "birth", level, _birth(pair.birth_on, line.birth_on), _birth(person.birth_on, None)),
        _field("性别", "sex", level, line.sex, person.sex),
        _field("村", "village", level, line.village_raw, place, marked=False),
        Beside("户", _plain("—"), *NOTHING, _plain(_household(meant))),
    ]  # fmt: skip


def _household(meant: Meant) -> str:
    person = meant.person
    if not person.household_no:
        return "不在任何一户"
    who = "户主" if person.relation == "户主" else f"{person.head_name or '户主不详'}的户，{person.relation}"
    parts = [
        who,
        f"{person.members} 口人" if person.members else "",
        person.group_name,
        "已不在册" if person.gone else "",
    ]
    return "，".join(part for part in parts if part)


def _field(
    label: str, comparison: str, level: dict[str, str], left: str, right: str, *, marked: bool = True
) -> Beside:  # fmt: skip
    glyph, word = MARKS[comparison].get(level[comparison], OTHER)
    if not left or not right:
        glyph, word = NOTHING
    elif glyph == SAME[0] and comparison in {"name", "village"} and left != right and not right.endswith(left):
        glyph, word = TIDIED
    if comparison == "sex" and left and right and left != right:
        glyph, word = OTHER
    if marked and glyph == OTHER[0]:
        return Beside(label, *_apart(left, right, glyph, word))
    return Beside(label, _plain(left or "（没写）"), glyph, word, _plain(right or "—"))


def _apart(left: str, right: str, glyph: str, word: str) -> tuple[Parts, str, str, Parts]:
    a: list[tuple[str, bool]] = []
    b: list[tuple[str, bool]] = []
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        a.append((left[i:j], tag != "equal"))
        b.append((right[k:m], tag != "equal"))
    return tuple(p for p in a if p[0]), glyph, word, tuple(p for p in b if p[0])


def _plain(text: str) -> Parts:
    return ((text, False),)


def _birth(seen: object, hidden: object) -> str:
    if seen:
        return str(seen)
    return masked(Field.BIRTH, hidden) if hidden else ""
