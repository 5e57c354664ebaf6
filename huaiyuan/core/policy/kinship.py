"""Relations to the head of a household when somebody else becomes the head (与户主关系, domain §3.2).

A proposal for a form: what follows for certain is given, everything else is 其他 for a person to settle.
"""

from __future__ import annotations

HEAD, SPOUSE, OTHER = "户主", "配偶", "其他"
RELATIONS = (
    HEAD, SPOUSE, "之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女", "之外孙子", "之外孙女", "之父", "之母", "之岳父",
    "之岳母", "之公公", "之婆婆", "之祖父", "之祖母", "之外祖父", "之外祖母", "之兄弟姐妹", "之兄弟媳妇", "之叔伯", "之侄儿",
    "之侄女", "之曾孙子", "之曾孙女", OTHER,
)  # fmt: skip
MALE = "男"
_SIBLING = "之兄弟姐妹"
# What the old head is to the new one, by what the new one was to the old: for an old head who is a man, a woman.
_OLD_HEAD = {
    SPOUSE: (SPOUSE, SPOUSE), "之子": ("之父", "之母"), "之女": ("之父", "之母"), "之儿媳": ("之公公", "之婆婆"),
    "之女婿": ("之岳父", "之岳母"), "之孙子": ("之祖父", "之祖母"), "之孙女": ("之祖父", "之祖母"),
    "之外孙子": ("之外祖父", "之外祖母"), "之外孙女": ("之外祖父", "之外祖母"), "之父": ("之子", "之女"),
    "之母": ("之子", "之女"), _SIBLING: (_SIBLING, _SIBLING), "之祖父": ("之孙子", "之孙女"), "之祖母": ("之孙子", "之孙女"),
    "之岳父": ("之女婿", OTHER), "之岳母": ("之女婿", OTHER), "之公公": (OTHER, "之儿媳"), "之婆婆": (OTHER, "之儿媳"),
}  # fmt: skip
_CHILDREN = {name: name for name in ("之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女", "之外孙子", "之外孙女")}
_OF_CHILD = {"之子": _SIBLING, "之女": _SIBLING, "之父": "之祖父", "之母": "之祖母"}
_OF_PARENT = {
    "之子": "之孙子", "之女": "之孙女", "之孙子": "之曾孙子", "之孙女": "之曾孙女", "之父": SPOUSE, "之母": SPOUSE,
}  # fmt: skip
# What other members are to the new head.
_OTHERS = {
    SPOUSE: _CHILDREN,
    "之子": _OF_CHILD
    | {"之儿媳": SPOUSE, "之孙子": "之子", "之孙女": "之女", "之曾孙子": "之孙子", "之曾孙女": "之孙女"},
    "之女": _OF_CHILD | {"之女婿": SPOUSE, "之外孙子": "之子", "之外孙女": "之女"},
    "之儿媳": {"之子": SPOUSE, "之孙子": "之子", "之孙女": "之女"},
    "之女婿": {"之女": SPOUSE, "之外孙子": "之子", "之外孙女": "之女"},
    "之父": _OF_PARENT,
    "之母": _OF_PARENT,
    _SIBLING: {"之父": "之父", "之母": "之母", _SIBLING: _SIBLING, "之祖父": "之祖父", "之祖母": "之祖母"},
}
_PARENTS_OF_SPOUSE = {
    # The new head is the old head's wife, or husband.
    "女": {"之父": "之公公", "之母": "之婆婆", "之岳父": "之父", "之岳母": "之母"},
    MALE: {"之父": "之岳父", "之母": "之岳母", "之公公": "之父", "之婆婆": "之母"},
}


def under_new_head(new_heads: str, new_heads_sex: str, relation: str, sex: str) -> str:
    """What a member is to the new head. Both relations are those to the old head; 其他 where it cannot be told.

    A grandchild of the old head may be a nephew of the new one, so a proposal is looked at by a person.
    """
    if relation == HEAD:
        by_sex = _OLD_HEAD.get(new_heads, (OTHER, OTHER))
        return by_sex[0] if sex == MALE else by_sex[1]
    if new_heads == HEAD:
        return relation
    if relation == SPOUSE:
        return _old_heads_spouse(new_heads, sex)
    found = _OTHERS.get(new_heads, {}).get(relation)
    if found is None and new_heads == SPOUSE:
        found = _PARENTS_OF_SPOUSE.get(new_heads_sex, {}).get(relation)
    return found or OTHER


def _old_heads_spouse(new_heads: str, sex: str) -> str:
    by_sex = {
        "之子": ("之父", "之母"), "之女": ("之父", "之母"), "之儿媳": ("之公公", "之婆婆"), "之女婿": ("之岳父", "之岳母"),
        "之父": ("之女婿", "之儿媳"), "之母": ("之女婿", "之儿媳"), _SIBLING: (OTHER, "之兄弟媳妇"),
        "之孙子": ("之祖父", "之祖母"), "之孙女": ("之祖父", "之祖母"),
    }  # fmt: skip
    pair = by_sex.get(new_heads, (OTHER, OTHER))
    return pair[0] if sex == MALE else pair[1]
