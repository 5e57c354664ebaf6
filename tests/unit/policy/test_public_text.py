"""Public texts: a planted number or word of illness is always found, and clean notices are left alone."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from huaiyuan.core.kernel.identity import check_digit
from huaiyuan.core.policy.public_text import Kind, findings, words

CLEAN = (
    "经{village}村民主评议，拟将{group}组{name}户（{size}人）纳入监测，类别为{category}，风险为突发困难。",
    "公示期{start}至{end}，不少于5天。如有异议请向村委会反映，监督电话0377-6821{tail}。",
    "本年度人均纯收入{amount}元，参考线{line}元，资金{money}元，文号桐农〔2026〕{no}号。",
    "防止因病返贫、因灾返贫，其中风险消除{no}户，集中风貌整治{no}处，户编号411330100{code}-{tail}。",
    "项目编号2026{code}{tail}，面积{amount}平方米，报名人数{no}、{size}、{no}，比分{size}-{no}-{size}。",
    "团结核心、健康帮扶、大病保险和残疾人两项补贴政策宣传，受益{no}人，投诉请打12317、12345。",
    "会议时间{start}上午{size}:30，应到{no}人，实到{no}人，同意{no}人。综合性病虫害防治补贴{amount}元。",
)  # fmt: skip
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
HANZI = str.maketrans("0123456789", "零一二三四五六七八九")


def clean(chance):
    first = dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(330))
    return chance.choice(CLEAN).format(
        village=chance.choice(["程湾", "石头庄", "月河店"]), group=chance.choice(["河西", "3", "老庄"]),
        name=chance.choice(["张某某", "李大山", "王淑英"]), size=chance.randrange(1, 9), no=chance.randrange(1, 400),
        category=chance.choice(["边缘易致贫户", "突发严重困难户"]), start=first, end=first + dt.timedelta(days=5),
        amount=f"{chance.randrange(1000, 90000):,}", line=f"{chance.randrange(6000, 9000):,}",
        money=f"{chance.randrange(10**6, 10**9):,}", tail=f"{chance.randrange(1000, 9999)}",
        code=f"{chance.randrange(1, 300):03d}",
    )  # fmt: skip


def id_number(chance):
    born = dt.date(1930, 1, 1) + dt.timedelta(days=chance.randrange(33000))
    first17 = f"990330{born:%Y%m%d}{chance.randrange(1000):03d}"
    return first17 + check_digit(first17)


def card(chance):
    body = "990330" + "".join(str(chance.randrange(10)) for _ in range(12))
    total = sum((d * 2 - 9 if d * 2 > 9 else d * 2) if i % 2 == 0 else d for i, d in enumerate(map(int, body[::-1])))
    return f"{body}{-total % 10}"


def grouped(number, sizes, sign):
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return sign.join([*parts, number[at:]] if at < len(number) else parts)


def planted(chance):
    """A kind and how somebody might write it."""
    kind = chance.choice([Kind.ID, Kind.PHONE, Kind.CARD, Kind.ILLNESS])
    if kind is Kind.ILLNESS:
        word = chance.choice(words().illness)
        return kind, chance.choice([word, " ".join(word), "\u200b".join(word), "患" + word + "多年"])
    number = {Kind.ID: id_number, Kind.CARD: card, Kind.PHONE: lambda c: f"19900{c.randrange(10**6):06d}"}[kind](chance)
    sign = chance.choice([" ", "-", "－", "·", "."])
    sizes = {Kind.ID: [6, 8, 4], Kind.CARD: [4, 4, 4, 4], Kind.PHONE: chance.choice([[3, 4, 4], [3, 3, 5], [4, 3, 4]])}
    ways = [number, number.translate(WIDE), "\u200b".join(number), " ".join(number), grouped(number, sizes[kind], sign)]
    if kind is Kind.PHONE:
        ways += [number.translate(HANZI), f"+86 {number}", f"电话{number}转"]
    if kind is Kind.ID:
        ways += [number.lower(), f"{number[:6]}********{number[-4:]}", f"{number}44"]
    return kind, chance.choice(ways)


def test_nothing_planted_in_a_thousand_texts_gets_through():
    chance = random.Random(25)
    for _ in range(1000):
        text, (kind, secret) = clean(chance), planted(chance)
        place = chance.choice([0, text.index("，"), len(text)])
        written = f"{text[:place]}，{secret}；{text[place:]}"
        found = [f for f in findings(written) if f.kind is kind]
        assert found, (kind, secret)
        start, end = written.index(secret), written.index(secret) + len(secret)
        assert any(start <= f.span[0] < f.span[1] <= end for f in found), (kind, written, found)


def test_clean_notices_are_left_alone():
    chance = random.Random(26)
    alarms = [text for text in (clean(chance) for _ in range(1000)) if findings(text)]
    assert alarms == []


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("身份证 990330198001011234", Kind.ID, "990330198001011234"),
        ("证号990330800101123。", Kind.ID, "990330800101123"),
        ("残疾证99033019800101123X44B1", Kind.ID, "99033019800101123X"),
        ("手机：(+86)138-1234-5678", Kind.PHONE, "86)138-1234-5678"),
        ("家里电话0377-68212345", Kind.PHONE, "0377-68212345"),
        ("账号 41001234567890", Kind.CARD, "41001234567890"),
        ("查出ＨＩＶ阳性", Kind.ILLNESS, "ＨＩＶ"),
        ("风险：因 病", Kind.RISK, "因 病"),
        ("张某某肢体残疾", Kind.ILLNESS, "肢体残疾"),
    ],
)
def test_each_kind_is_found_at_its_place_and_says_what_to_do(text, kind, found):
    told = [f for f in findings(text) if f.kind is kind]
    assert told, findings(text)
    assert text[slice(*told[0].span)] in found or found in text[slice(*told[0].span)]
    assert "请" in told[0].says


def test_a_county_may_decide_to_show_the_words_of_risks():
    assert [f.kind for f in findings("风险：因病")] == [Kind.RISK]
    assert findings("风险：因病", risk_words=False) == ()
    assert findings("") == ()


def test_a_number_is_told_once_and_a_long_row_does_not_stop_the_search():
    assert [f.kind for f in findings("卡号6222020200112233445")] == [Kind.CARD]
    assert findings("1 2 " * 2000)
