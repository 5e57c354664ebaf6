"""A thousand sheets for the village board: nothing on them but what may hang there; what is planted is refused."""

from __future__ import annotations

import datetime as dt
import random
import re

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework.sheets import Fields, build
from huaiyuan.county.casework.types import SheetKind

RISKS = (
    "因病",
    "因残",
    "因学",
    "因自然灾害",
    "因意外事故",
    "因产业项目失败",
    "因务工就业不稳",
    "缺劳动力",
    "因安全住房",
    "因安全饮水",
    "其他",
)
CATEGORIES = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户")
# Written down apart from the product's words: long rows of digits, and what tells of an illness.
SECRET = re.compile(r"\d{11,}|因病|因残|癌|肿瘤|透析|残疾|精神病|尿毒症|患")
PLANTED = ("990330197501011234", "19900001234", "6222021234567890128", "尿毒症", "肺癌", "三级残疾", "精神分裂症")


def drawn(draw: random.Random, *, head: str = "", risks: str = "") -> Fields:
    return Fields(
        head or draw.choice("王李张刘陈杨黄吴") + "".join(draw.sample("桂英秀兰建国志强玉珍海涛", 2)), "月河镇",
        draw.choice(("徐寨村", "林庙村")), draw.choice(CATEGORIES),
        risks or ";".join(draw.sample(RISKS, draw.randint(1, 5))), "县防返贫工作专班", "桐防返贫〔2026〕9号",
        dt.date(2026, 11, draw.randint(1, 28)), dt.date(2026, 11, draw.randint(1, 28)), leaving=draw.random() < 0.5,
    )  # fmt: skip


def test_a_thousand_sheets_tell_nothing_they_may_not():
    draw = random.Random(20261126)
    texts = [build(draw.choice(list(SheetKind)), drawn(draw)) for _ in range(1000)]
    assert [text for text in texts if SECRET.search(text)] == []
    assert sum("突发困难" in text for text in texts) > 300
    assert sum("风险消除" in text for text in texts) > 300


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("kind", list(SheetKind))
def test_what_is_planted_in_any_field_is_refused(kind, planted):
    draw = random.Random(planted)
    for fields in (drawn(draw, head=f"王桂英（{planted}）"), drawn(draw, risks=f"因学;{planted}")):
        with pytest.raises(DomainError) as refusal:
            build(kind, fields)
        assert refusal.value.code == "CASEWORK_PERSONAL_TEXT"
