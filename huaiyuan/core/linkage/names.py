"""Names as people write them (姓名): one plain form, and how far two of them are apart.

Distances count characters, never bytes: a Chinese character is three bytes, and one wrong character is one slip.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

# Old and variant forms that stand in registers beside today's standard form: first the form met, then the standard.
_PAIRS = (
    "張张 陳陈 劉刘 楊杨 趙赵 黃黄 吳吴 鄭郑 馬马 許许 孫孙 葉叶 羅罗 華华 國国 軍军 麗丽 蘭兰 鳳凤 榮荣 興兴 雲云 東东 慶庆 "
    "貴贵 強强 龍龙 偉伟 傑杰 靜静 萬万 馮冯 鄧邓 蕭萧 謝谢 韓韩 蔣蒋 蘇苏 盧卢 賈贾 陸陆 鍾钟 譚谭 範范 嚴严 賀贺 錢钱 湯汤 "
    "龔龚 顧顾 峯峰 喆哲 昇升 甦苏 勛勋 喬乔 煒炜 瑋玮 瓊琼 繡绣 愛爱 義义 禮礼 順顺 書书 長长 紅红 蓮莲 連连 銀银 鐵铁 鳴鸣 "
    "鵬鹏 齊齐 學学 業业 樹树 勝胜 濤涛 聖圣 衛卫 閆闫 閻阎 祕秘 羣群 詠咏 淨净 溫温 鄒邹 賴赖 範范 鄔邬 龐庞 魯鲁 樑梁 俠侠"
)
VARIANTS = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
_NOTE = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_NOT_A_LETTER = re.compile(r"[\W\d_]+")
# What may need a second look: anything but plain characters, compatibility forms, or a variant form.
_ODD = r"[^\p{Han}]|[\x{F900}-\x{FAFF}\x{2F800}-\x{2FA1F}]|[" + "".join(map(chr, VARIANTS)) + "]"

# Names at least this long are of minorities; two slips in them are like one in a short name.
LONG_NAME = 6
FAR = 3
# Grows whenever `plain` gives another form: what was kept of the old one is then made anew.
PLAIN_FORM = 1


def plain(name: str) -> str:
    """A name without spaces, dots, notes in brackets and digits; half-width, standard characters, small letters."""
    text = _NOTE.sub("", unicodedata.normalize("NFKC", name))
    return _NOT_A_LETTER.sub("", text).casefold().translate(VARIANTS)


def plain_many(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """`plain` for a column; null and names without a letter become null. Only odd names are looked at one by one."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    coded = array.cast(pa.string()).dictionary_encode()
    odd = pc.match_substring_regex(coded.dictionary, _ODD)
    mended = pa.array([plain(name) or None for name in coded.dictionary.filter(odd).to_pylist()], pa.string())
    forms = pc.replace_with_mask(coded.dictionary, odd, mended)
    forms = pc.if_else(pc.equal(forms, ""), pa.scalar(None, pa.string()), forms)
    return forms.take(coded.indices)


def distances(left: pa.Array, right: pa.Array) -> pa.Array:
    """Slips between plain names, pair by pair: a wrong, missing, doubled character or two changed places; 3 is far."""
    found = cpdist(
        left.to_pylist(), right.to_pylist(), scorer=OSA.distance, score_cutoff=FAR - 1, dtype=np.uint8, workers=2
    )
    return pa.array(np.minimum(found, FAR), pa.uint8())


def compare(left: pa.Array, right: pa.Array) -> dict[str, pa.Array]:
    """How far each pair of plain names is apart (`name_distance`), and whether it is a slip of sound (`name_alike`)."""
    far = distances(left, right)
    alike = [
        distance == 1 and sound_alike(a, b)
        for distance, a, b in zip(far.to_pylist(), left.to_pylist(), right.to_pylist(), strict=True)
    ]
    return {"name_distance": far, "name_alike": pa.array(alike, pa.bool_())}


def sound_alike(left: str, right: str) -> bool:
    """Whether names of the same length differ in one character that is read the same (同音字)."""
    if len(left) != len(right):
        return False
    wrong = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return len(wrong) == 1 and not readings(wrong[0][0]).isdisjoint(readings(wrong[0][1]))


@lru_cache(maxsize=20_000)
def readings(character: str) -> frozenset[str]:
    """All readings of a character without tones; itself when it has none."""
    # Loading the dictionary takes longer than most batches need it.
    from pypinyin import Style, pinyin  # noqa: PLC0415

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
