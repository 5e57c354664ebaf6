"""Pinyin initials of names (拼音首字母), as people type them to find somebody: 单志强 → SZQ, 尉迟明 → YCM.

A surname is read as a surname: 单 shan, 仇 qiu, 曾 zeng. A character that no table reads stands as `UNREAD`, so that the
letters before it still find the person. Marks between the parts of a minority name (·) have no letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

UNREAD = "?"
# Initials of surnames whose reading differs from the character's commonest one. Sources: 现代汉语词典（第7版）,
# 通用规范汉字字典, "姓" entries; where a surname has two readings the commoner one in Henan stands first here.
_SURNAMES = (
    "单S 仇Q 曾Z 解X 查Z 区O 朴P 任R 华H 盖G 翟Z 缪M 乐Y 员Y 覃Q 召S 种C 秘B 繁P 纪J 冼X 黑H 折S 祭Z 句G 那N 谌C 逄P 郗X 过G "
    "哈H 盛S 车C 卜B 柏B 贾J 夏X 石S 沈S 谷G 褚C 宁N 葛G 俞Y 朝C 尉W 么Y 撒S 长C 行X 参S 殷Y 尹Y 隗W 燕Y 令L 应Y 相X "
    "能N 宓M 兴X 钭T 佴N 晟C 嵺L 缴J 郇X 佟T 訾Z 昝Z 亓Q 乜N 厍S 妫G 冼X 阚K 郏J 邸D 邬W 臧Z 瞿Q 芮R 靳J 戚Q 丘Q 邱Q"
)
_COMPOUND = (
    "尉迟YC 万俟MQ 长孙ZS 澹台TT 单于CY 欧阳OY 上官SG 司马SM 诸葛ZG 令狐LH 皇甫HF 慕容MR 夏侯XH 东方DF 公孙GS 司徒ST 轩辕XY "
    "宇文YW 呼延HY 端木DM 南宫NG 西门XM 独孤DG 第五DW 濮阳PY 淳于CY 太史TS 申屠ST 钟离ZL 闻人WR 东郭DG 拓跋TB 百里BL 赫连HL"
)
# Characters of the county's people that older dictionaries of readings lack.
_RARE = {"㙍": "D", "䶮": "Y", "𬭎": "H", "𬱖": "D", "𬍛": "S", "𬬭": "L"}
SURNAMES = {pair[0]: pair[1] for pair in _SURNAMES.split()}
COMPOUND = {pair[:2]: pair[2:] for pair in _COMPOUND.split()}
_MARKS = re.compile(r"[\s·•.・‧]")


def initials(name: str) -> str:
    """The initials of one name in capitals."""
    text = _MARKS.sub("", name)
    head = COMPOUND.get(text[:2], "") if len(text) > 2 else ""
    if head:
        return head + "".join(map(_letter, text[2:]))
    return "".join([SURNAMES.get(text[:1]) or _letter(text[:1]), *map(_letter, text[1:])]) if text else ""


def initials_many(names: pa.Array | pa.ChunkedArray) -> pa.Array:
    """`initials` for a column; null stays null. Read place by place, so that only distinct characters are looked up."""
    array = names.combine_chunks() if isinstance(names, pa.ChunkedArray) else names
    coded = pc.replace_substring_regex(array.cast(pa.string()), r"[\s·•.・‧]", "").dictionary_encode()
    plain, lengths = coded.dictionary, pc.utf8_length(coded.dictionary)
    compound = pc.and_(pc.is_in(_at(plain, 0, 2), value_set=pa.array(list(COMPOUND))), pc.greater(lengths, 2))
    two = _read(_at(plain, 0, 2), lambda head: COMPOUND.get(head, ""))
    one = _read(_at(plain, 0, 1), lambda head: SURNAMES.get(head) or _letter(head))
    second = _read(_at(plain, 1, 2), _letter)
    read = pc.if_else(compound, two, pc.binary_join_element_wise(one, second, ""))
    for place in range(2, pc.max(lengths).as_py() or 0):
        reaches = pc.indices_nonzero(pc.greater(lengths, place))
        grown = pc.binary_join_element_wise(
            read.take(reaches), _read(_at(plain.take(reaches), place, place + 1), _letter), ""
        )
        read = pc.replace_with_mask(read, pc.greater(lengths, place), grown)
    return read.take(coded.indices)


def _at(texts: pa.Array, start: int, stop: int) -> pa.Array:
    return pc.utf8_slice_codeunits(texts, start, stop)


def _read(characters: pa.Array, letters: Callable[[str], str]) -> pa.Array:
    coded = characters.dictionary_encode()
    known = [letters(character) if character else "" for character in coded.dictionary.to_pylist()]
    return pa.array(known, pa.string()).take(coded.indices)


@lru_cache(maxsize=20_000)
def _letter(character: str) -> str:
    if character in _RARE:
        return _RARE[character]
    if character.isascii():
        return character.upper() if character.isalpha() else UNREAD
    # Loading the dictionary takes a moment that most commands do not need.
    from pypinyin import Style, pinyin  # noqa: PLC0415

    read: str = pinyin(character, style=Style.NORMAL)[0][0]
    first = read[:1].upper()
    return first if first.isascii() and first.isalpha() else UNREAD
