"""Filing an application: by a family on its own phone, or by staff for who comes, calls or writes.

Nothing of the registry is looked at here. So neither answer, length nor time can tell whether somebody is known; who
it is, is decided at the township's desk.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock, phone, receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import hardships
from huaiyuan.county.applications import errors, sealed, tasks, trail
from huaiyuan.county.applications.actions import floods, pictures
from huaiyuan.county.applications.models import Application
from huaiyuan.county.applications.types import CHANNELS, Entry, ForWhom
from huaiyuan.county.leads.types import Channel
from huaiyuan.county.worklist import actions as worklist

NAME_MOST, NOTE_MOST = 20, 100
TOWNSHIP = 9


@dataclass(frozen=True)
class Filing:
    """What a form says, as it was typed."""

    name: str
    phone: str
    village_code: str
    hardship: str
    note: str = ""
    for_whom: str = ForWhom.OWN
    channel: str = Channel.APPLICATION


@dataclass(frozen=True)
class Filed:
    """What was received. `left_out` are sentences about photos that could not be kept; `again` says it was here before."""

    number: str
    receipt: str
    left_out: tuple[str, ...] = ()
    again: bool = False


def apply_publicly(
    filing: Filing, *, client_uuid: uuid.UUID, address: str, photos: Sequence[bytes] = (), at: dt.datetime | None = None
) -> Filed:
    """A family files for itself; the same `client_uuid` again is the same application, with its receipt.

    Raises: APPLICATION_NO_NAME, APPLICATION_NO_PHONE, APPLICATION_NO_VILLAGE, APPLICATION_NO_HARDSHIP,
    APPLICATION_NO_NOTE, APPLICATION_NOTE_TOO_LONG, APPLICATION_BUSY.
    """
    earlier = _earlier(client_uuid)
    if earlier is not None:
        return earlier
    read = checked(filing)
    crowded = floods.let_in(address, read.village_code)
    kept, left_out = pictures.read([] if crowded else photos)
    if crowded and photos:
        left_out = (pictures.LATER,)
    return _file(read, client_uuid, kept, left_out, Entry.PHONE, None, at, crowded=crowded)


def file_for(
    filing: Filing, *, by: Account, client_uuid: uuid.UUID, photos: Sequence[bytes] = (), at: dt.datetime | None = None
) -> Filed:
    """Staff enter what somebody came, called or wrote about; the channel is kept. Raises as `apply_publicly`; a village
    that is not the account's is no village.
    """  # fmt: skip
    if not access.scope_of(by, P.APPLICATION_FILE).covers(filing.village_code):
        raise DomainError(errors.NO_VILLAGE)
    earlier = _earlier(client_uuid)
    if earlier is not None:
        return earlier
    kept, left_out = pictures.read(photos)
    return _file(checked(filing, by_staff=True), client_uuid, kept, left_out, Entry.DESK, by, at, crowded=False)


def checked(filing: Filing, *, by_staff: bool = False) -> Filing:
    """The filing as it will be kept. Raises for the first thing that is missing, in the order of the form."""
    name, note = _plain(filing.name), _plain(filing.note)
    number = phone.read(filing.phone).number
    if not name or len(name) > NAME_MOST:
        raise DomainError(errors.NO_NAME, most=NAME_MOST)
    # Who writes to an office or on the net may not have said.
    if number is None and (filing.phone.strip() or not by_staff or filing.channel == Channel.APPLICATION):
        raise DomainError(errors.NO_PHONE)
    place = reference.places_by_code([filing.village_code]).get(filing.village_code)
    if place is None or place.level != "village":
        raise DomainError(errors.NO_VILLAGE)
    hardship = hardships.load().get(filing.hardship)
    if hardship is None:
        raise DomainError(errors.NO_HARDSHIP)
    if len(note) > NOTE_MOST:
        raise DomainError(errors.NOTE_TOO_LONG, most=NOTE_MOST)
    if hardship.needs_note and not note:
        raise DomainError(errors.NO_NOTE)
    if filing.channel not in CHANNELS:
        raise DomainError(errors.NO_CHANNEL)
    for_whom = ForWhom.OTHER if filing.for_whom == ForWhom.OTHER else ForWhom.OWN
    return Filing(name, number or "", place.code, hardship.code, note, for_whom, filing.channel)


def _plain(text: str) -> str:
    """One line without characters that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _earlier(client_uuid: uuid.UUID) -> Filed | None:
    row = Application.objects.filter(client_uuid=client_uuid).first()
    return None if row is None else Filed(row.number, sealed.receipt(row), again=True)


def _file(
    read: Filing, client_uuid: uuid.UUID, kept: Sequence[pictures.Picture], left_out: tuple[str, ...], entry: Entry,
    by: Account | None, at: dt.datetime | None, *, crowded: bool,
) -> Filed:  # fmt: skip
    moment, number = at or clock.business_now(), receipt.make(secrets.randbelow)
    try:
        with transaction.atomic():
            row = write(
                read, client_uuid=client_uuid, receipt_no=number, entry=entry, by=by, at=moment, crowded=crowded
            )
            pictures.keep(row, kept, moment)
    except IntegrityError:
        # Two taps at the same instant: the other one was first.
        earlier = _earlier(client_uuid)
        if earlier is None:
            raise
        return earlier
    return Filed(row.number, number, left_out)


def write(
    read: Filing, *, client_uuid: uuid.UUID, receipt_no: str, entry: Entry, by: Account | None, at: dt.datetime,
    crowded: bool = False,
) -> Application:  # fmt: skip
    """The row of a checked filing, the township's task and the audit event, in the caller's transaction."""
    [key] = vault.reserve(sealed.TABLE, 1)
    due_at = worklist.due(tasks.ACCEPT, at)
    row = Application.objects.create(
        id=key, number=f"SB{at.astimezone(clock.SHANGHAI).year}-{key:06}", client_uuid=client_uuid,
        receipt_index=vault.index_one(receipt_no, purpose="receipt"),
        receipt_sealed=sealed.seal(receipt_no, sealed.RECEIPT, key), channel=read.channel, entry=entry,
        for_whom=read.for_whom, hardship=read.hardship, name_sealed=sealed.seal(read.name, sealed.NAME, key),
        phone_sealed=sealed.seal(read.phone, sealed.PHONE, key),
        phone_index=vault.index_one(read.phone, purpose="phone") if read.phone else "",
        note_sealed=sealed.seal(read.note, sealed.NOTE, key), village_code=read.village_code, crowded=crowded,
        filed_at=at, filed_by=by, due_at=due_at,
    )  # fmt: skip
    worklist.open_one(
        tasks.ACCEPT, row.number, village_code=row.village_code, owner_area=row.village_code[:TOWNSHIP],
        about=hardships.load()[row.hardship].risk, due_at=due_at, by=by, at=at,
    )  # fmt: skip
    audit.record(
        trail.FILED, by=by, subject=f"application:{row.number}", village_code=row.village_code, writes=True,
        application=row.number, channel=row.get_channel_display(), entry=row.get_entry_display(),
    )  # fmt: skip
    return row
