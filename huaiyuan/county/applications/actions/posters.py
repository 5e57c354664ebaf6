"""Codes of villages' posters: short, drawn at random, changed when one is abused."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock, receipt
from huaiyuan.county.applications import trail
from huaiyuan.county.applications.models import PosterCode

# Capitals and digits, so that the picture stays coarse enough for an old camera.
LENGTH = 6


@transaction.atomic
def codes_of(
    villages: Iterable[str], *, by: Account | None, at: dt.datetime | None = None,
    draw: Callable[[int], int] = secrets.randbelow,
) -> dict[str, str]:  # fmt: skip
    """The code in use of each village; a village without one gets it now. A demo draws by its seed."""
    wanted = sorted(set(villages))
    held = dict(PosterCode.objects.filter(village_code__in=wanted, retired_at=None).values_list("village_code", "code"))
    missing = [village for village in wanted if village not in held]
    if missing:
        made = [PosterCode(code=_draw(draw), village_code=v, made_at=at or clock.business_now()) for v in missing]
        PosterCode.objects.bulk_create(made)
        held |= {row.village_code: row.code for row in made}
        audit.record(trail.CODES_MADE, by=by, subject="application:poster", writes=True, count=len(made))
    return held


@transaction.atomic
def change_code(village_code: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> str:
    """Give a village another code; what was printed with the old one asks for the village again."""
    moment = at or clock.business_now()
    PosterCode.objects.filter(village_code=village_code, retired_at=None).update(retired_at=moment)
    row = PosterCode.objects.create(code=_draw(secrets.randbelow), village_code=village_code, made_at=moment)
    audit.record(
        trail.CODE_CHANGED, by=by, subject="application:poster", village_code=village_code, writes=True, reason=reason
    )
    return row.code


def _draw(below: Callable[[int], int]) -> str:
    return "".join(receipt.ALPHABET[below(len(receipt.ALPHABET))] for _ in range(LENGTH))
