"""What everybody is to a new head: certain relations are proposed, doubtful ones are left to a person."""

from __future__ import annotations

import pytest

from huaiyuan.core.policy.kinship import HEAD, OTHER, RELATIONS, under_new_head

CASES = [
    # new head was, and is a; member was, and is a; member becomes
    ("配偶", "女", "户主", "男", "配偶"),
    ("配偶", "女", "之父", "男", "之公公"),
    ("配偶", "女", "之岳母", "女", "之母"),
    ("配偶", "男", "之父", "男", "之岳父"),
    ("配偶", "女", "之孙子", "男", "之孙子"),
    ("之子", "男", "户主", "男", "之父"),
    ("之子", "男", "户主", "女", "之母"),
    ("之子", "男", "配偶", "女", "之母"),
    ("之子", "男", "之儿媳", "女", "配偶"),
    ("之子", "男", "之孙女", "女", "之女"),
    ("之子", "男", "之女", "女", "之兄弟姐妹"),
    ("之子", "男", "之女婿", "男", "其他"),
    ("之女", "女", "之女婿", "男", "配偶"),
    ("之儿媳", "女", "户主", "女", "之婆婆"),
    ("之儿媳", "女", "之子", "男", "配偶"),
    ("之女婿", "男", "户主", "男", "之岳父"),
    ("之父", "男", "户主", "男", "之子"),
    ("之父", "男", "配偶", "女", "之儿媳"),
    ("之母", "女", "之父", "男", "配偶"),
    ("之孙子", "男", "户主", "女", "之祖母"),
    ("之叔伯", "男", "之侄儿", "男", "其他"),
]


@pytest.mark.parametrize(("heir", "heirs_sex", "relation", "sex", "becomes"), CASES)
def test_a_relation_follows_the_head(heir, heirs_sex, relation, sex, becomes):
    assert under_new_head(heir, heirs_sex, relation, sex) == becomes


def test_whatever_was_written_the_proposal_is_a_relation_of_the_national_list_and_never_a_second_head():
    for heir in set(RELATIONS) - {HEAD}:
        for relation in (*RELATIONS, "之表叔"):
            for sex in "男女":
                assert under_new_head(heir, sex, relation, sex) in set(RELATIONS) - {HEAD}


def test_a_strange_word_becomes_other():
    assert under_new_head("之子", "男", "之表叔", "男") == OTHER
