"""Reading a form: texts as amounts, what was left empty as 不明 where it was expected."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy.income import items
from huaiyuan.county.income import errors
from huaiyuan.county.income.actions import Amount
from huaiyuan.county.income.draft import Box, Draft
from huaiyuan.county.income.types import Origin

MOST_PEOPLE = 30
LARGEST = Decimal(10_000_000)


def amounts(said: Mapping[str, str], none_of: set[policy.Kind], draft: Draft) -> list[Amount]:
    """The amounts a form says. An expected item left empty is 不明; where the kind is 没有, what was only brought along
    falls away. Raises: INCOME_STRANGE_AMOUNT.
    """
    found = []
    for section in draft.sections:
        for box in (*section.boxes, *section.more):
            yuan = amount(box.item, said.get(box.item.code, ""))
            brought = box.expected and yuan == box.yuan
            if section.kind in none_of and (yuan is None or brought):
                continue
            if yuan is None and not (box.expected and box.item.kind is not policy.Kind.EXCLUDED):
                continue
            found.append(_from(box, yuan))
    return found


def amount(item: items.Item, text: str) -> Decimal | None:
    """One amount as people write it: full width, with separators, with 元; empty is None. Raises: INCOME_STRANGE_AMOUNT."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("元").replace(",", "").replace(" ", "")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise DomainError(errors.STRANGE_AMOUNT, title=item.title, text=text[:20]) from None
    if not value.is_finite() or abs(value) > LARGEST:
        raise DomainError(errors.STRANGE_AMOUNT, title=item.title, text=text[:20])
    return value


def size(text: str) -> int:
    """How many live there. Raises: INCOME_STRANGE_SIZE."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain.isdigit() or not 1 <= int(plain) <= MOST_PEOPLE:
        raise DomainError(errors.STRANGE_SIZE, text=text[:10] or "空着")
    return int(plain)


def _from(box: Box, yuan: Decimal | None) -> Amount:
    """The amount with where it is from: as brought along, or asked for."""
    if box.expected and yuan is not None and yuan == box.yuan and box.origin is not Origin.LOADED:
        return Amount(box.item.code, yuan, box.origin, box.origin_ref)
    return Amount(box.item.code, yuan)
