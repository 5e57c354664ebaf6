"""扫码报修: a family says without a login that it has no water; it becomes an order with the village's 管水员.

Nothing of the registry is looked at, so nobody can learn here who is known. A second family that says the same of the same
works comes to the order that is open.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, models, transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock, phone, receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications.actions import floods, pictures
from huaiyuan.county.guarantees.water import codes, errors, trail
from huaiyuan.county.guarantees.water.repairs import OVER, REPAIRS, Trouble, WaterRepair
from huaiyuan.county.guarantees.water.served import WaterServed
from huaiyuan.county.guarantees.water.works import WaterWorks
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger import queries as ledgers

TABLE = "guarantees_waterreport"
PHONE, RECEIPT = f"{TABLE}.phone_sealed", f"{TABLE}.receipt_sealed"
KIND = "water"
# No words of the desk reach the public page.
SAYS: dict[str, str] = {
    WaterRepair.States.DROPPED: "管水员去看过，没有发现问题。还有问题，请再报一次，或者打电话给村里"
}
# What a family at the pump house can say.
TROUBLES = (Trouble.NONE, Trouble.LOW, Trouble.MUDDY, Trouble.BURST)


class WaterReport(models.Model):
    """One call from a pump house (扫码报修): what is wrong, a phone to call back, and the order it came to."""

    id = models.BigIntegerField("序号", primary_key=True, help_text="预留号段内的编号，也是封存值的一部分")
    client_uuid = models.UUIDField("手机编号", unique=True, help_text="打开页面时生成，连点两下不会收两次")
    receipt_index = models.CharField("回执号索引", max_length=32, unique=True)
    receipt_sealed = models.BinaryField("回执号（封存）")
    phone_sealed = models.BinaryField("电话（封存）")
    trouble = models.CharField("什么情况", max_length=24)
    repair = models.ForeignKey(WaterRepair, models.PROTECT, verbose_name="报修单", related_name="reports")
    crowded = models.BooleanField("同一网络短时间报修很多", default=False)
    filed_at = models.DateTimeField("报修时刻")

    class Meta:
        verbose_name = "扫码报修"

    class Privacy:
        personal = {"receipt_index", "receipt_sealed", "phone_sealed"}
        plain = {"id", "client_uuid", "trouble", "repair", "crowded", "filed_at"}


@dataclass(frozen=True)
class Received:
    """What was received, and sentences about photos that could not be kept."""

    receipt: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """How far a report has come, in fixed words, with its steps as (moment, words). No name and no phone."""

    receipt: str
    works: str
    says: str
    steps: list[tuple[dt.datetime, str]]
    done: bool


def report(
    code: str, village_code: str, trouble: str, typed_phone: str, *, client_uuid: uuid.UUID, address: str,
    photos: Sequence[bytes] = (), at: dt.datetime | None = None,
) -> Received:  # fmt: skip
    """A family reports; the same `client_uuid` again is the same report, with its receipt.

    Raises: WATER_NO_TROUBLE, WATER_NO_PHONE, WATER_NO_PLACE, WATER_NO_WORKS, APPLICATION_BUSY.
    """
    earlier = WaterReport.objects.filter(client_uuid=client_uuid).first()
    if earlier is not None:
        return Received(_receipt(earlier))
    number = phone.read(typed_phone).number
    if trouble not in TROUBLES:
        raise DomainError(errors.NO_TROUBLE)
    if number is None:
        raise DomainError(errors.NO_PHONE)
    works = codes.works_of(code) or _works_of_village(village_code)
    crowded = floods.let_in(address, works.village_code, kind=KIND)
    kept, left_out = pictures.read([] if crowded else photos)
    try:
        with transaction.atomic():
            drawn = _write(works, trouble, number, [one.data for one in kept], client_uuid, crowded, at)
    except IntegrityError:
        # Two taps at the same instant: the other one was first.
        twin = WaterReport.objects.filter(client_uuid=client_uuid).first()
        if twin is None:
            raise
        return Received(_receipt(twin))
    return Received(drawn, (pictures.LATER,) if crowded and photos else left_out)


def _works_of_village(village_code: str) -> WaterWorks:
    """The works that serves the most families of a village. Raises WATER_NO_PLACE, WATER_NO_WORKS."""
    if not village_code:
        raise DomainError(errors.NO_PLACE)
    rows = WaterServed.objects.filter(village_code=village_code, state=WaterServed.States.ON).select_related("works")
    found = rows.exclude(works__state=WaterWorks.States.SCRAPPED).order_by("-households", "works__number").first()
    if found is None:
        raise DomainError(errors.NO_WORKS)
    return found.works


def _write(
    works: WaterWorks, trouble: str, number: str, photos: list[bytes], client_uuid: uuid.UUID, crowded: bool,
    at: dt.datetime | None,
) -> str:  # fmt: skip
    moment, drawn = at or clock.business_now(), receipt.make(secrets.randbelow)
    same = WaterRepair.objects.filter(works=works, trouble=trouble).exclude(state__in=OVER)
    # Water that came back and is gone again is another order.
    repair = same.exclude(state=WaterRepair.States.WATER).order_by("-pk").first() or actions.open_entry(
        REPAIRS, actions.Place(), {"trouble": trouble, "came": WaterRepair.Came.CODE}, by=None, links={"works": works},
        pictures=photos, at=moment, trusted=True,
    )  # fmt: skip
    [key] = vault.reserve(TABLE, 1)
    WaterReport.objects.create(
        id=key, client_uuid=client_uuid, receipt_index=vault.index_one(drawn, purpose="receipt"),
        receipt_sealed=vault.seal_one(drawn, column=RECEIPT, id=key), phone_sealed=vault.seal_one(number, column=PHONE, id=key),
        trouble=trouble, repair=repair, crowded=crowded, filed_at=moment,
    )  # fmt: skip
    audit.record(
        trail.REPORTED, by=None, subject=f"water:{repair.number}", village_code=works.village_code, writes=True,
        receipt=repair.number, works=works.name, trouble=Trouble(trouble).label,
    )  # fmt: skip
    return drawn


def status_of(typed: str) -> Status | None:
    """How far the report behind a receipt number has come; None alike for a number mistyped and one that is not there."""
    number = receipt.read(typed)
    row = number and WaterReport.objects.filter(receipt_index=vault.index_one(number, purpose="receipt")).first()
    if not row:
        return None
    repair = row.repair
    told = {move.title for move in REPAIRS.moves if move.name != "drop"}
    steps = [(past.at, past.did) for past in reversed(ledgers.history(REPAIRS, repair)) if past.did in told]
    return Status(
        receipt.shown(number or ""), repair.works.name, SAYS.get(repair.state, repair.get_state_display()),
        [(row.filed_at, "收到报修"), *steps],
        repair.state in (*OVER, WaterRepair.States.WATER),
    )  # fmt: skip


def ask(typed: str, *, address: str) -> Status | None:
    """The status behind a receipt number; only questions that find nothing are counted. Raises APPLICATION_BUSY."""
    found = status_of(typed)
    if found is None:
        floods.let_ask(address)
    return found


def show_phone(key: int, *, by: Account) -> tuple[str, WaterRepair]:
    """The phone of who reported, for whoever has to act on the order; the look is recorded. Raises WATER_NOT_FOUND."""
    row = WaterReport.objects.filter(pk=key).select_related("repair__works").first()
    if row is None or not ledgers.does(REPAIRS, REPAIRS.amend, by, row.repair):
        raise DomainError(errors.NOT_FOUND)
    with transaction.atomic():
        audit.record(
            trail.CALLER_SHOWN, by=by, subject=f"water:{row.repair.number}", village_code=row.repair.village_code,
            order=row.repair.number,
        )  # fmt: skip
    return vault.open_one(bytes(row.phone_sealed), column=PHONE, id=row.pk), row.repair


def _receipt(row: WaterReport) -> str:
    return vault.open_one(bytes(row.receipt_sealed), column=RECEIPT, id=row.pk)
