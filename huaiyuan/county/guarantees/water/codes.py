"""Codes on pump houses (井房码): short, drawn at random, changed when one is abused."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable

from django.db import models, transaction
from django.db.models import Q

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock, receipt
from huaiyuan.county.guarantees.water import trail
from huaiyuan.county.guarantees.water.works import WaterWorks

# Capitals and digits, so that the picture stays coarse enough for an old camera.
LENGTH = 6


class PumpCode(models.Model):
    """The code on a works' pump house (井房码). One given up opens the same form, which then asks for the village."""

    code = models.CharField("码", max_length=8, unique=True)
    works = models.ForeignKey(WaterWorks, models.PROTECT, verbose_name="供水工程", related_name="codes")
    made_at = models.DateTimeField("启用时刻")
    retired_at = models.DateTimeField("停用时刻", null=True)

    class Meta:
        verbose_name = "井房码"
        constraints = [
            models.UniqueConstraint(
                fields=["works"], condition=Q(retired_at__isnull=True), name="pump_code_one_a_works",
                violation_error_message="一处工程只有一个在用的码",
            )
        ]  # fmt: skip

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "code", "works", "made_at", "retired_at"}


@transaction.atomic
def codes_of(
    keys: Iterable[int], *, by: Account | None, draw: Callable[[int], int] = secrets.randbelow
) -> dict[int, str]:  # fmt: skip
    """The code in use of each works, by its key; one without gets it now. A demo draws by its seed."""
    wanted = sorted(set(keys))
    held = dict(PumpCode.objects.filter(works__in=wanted, retired_at=None).values_list("works", "code"))
    missing = [key for key in wanted if key not in held]
    if missing:
        now = clock.business_now()
        made = [PumpCode(code=_drawn(draw), works_id=key, made_at=now) for key in missing]
        PumpCode.objects.bulk_create(made)
        held |= {row.works_id: row.code for row in made}
        audit.record(trail.CODES_MADE, by=by, subject="water:codes", writes=True, count=len(made))
    return held


@transaction.atomic
def change_code(works: WaterWorks, *, reason: str, by: Account) -> str:
    """Give a works another code; what was printed with the old one asks for the village."""
    now = clock.business_now()
    PumpCode.objects.filter(works=works, retired_at=None).update(retired_at=now)
    row = PumpCode.objects.create(code=_drawn(secrets.randbelow), works=works, made_at=now)
    audit.record(
        trail.CODE_CHANGED, by=by, subject=f"water:{works.number}", village_code=works.village_code, writes=True,
        reason=reason, works=works.name,
    )  # fmt: skip
    return row.code


def every_works() -> list[int]:
    """The keys of all works, to print a whole county's codes."""
    return list(WaterWorks.objects.order_by("number").values_list("pk", flat=True))


def works_of(code: str) -> WaterWorks | None:
    """The works of a code in use; None for any other."""
    row = PumpCode.objects.filter(code=code.upper(), retired_at=None).select_related("works").first()
    return row.works if row else None


def some_code() -> str | None:
    """Some code in use, to look at the page with."""
    rows = PumpCode.objects.filter(retired_at=None).order_by("works__number")
    return rows.values_list("code", flat=True).first()


def _drawn(below: Callable[[int], int]) -> str:
    return "".join(receipt.ALPHABET[below(len(receipt.ALPHABET))] for _ in range(LENGTH))
