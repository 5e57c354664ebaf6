"""Recording what was found at a household's door (逐户排查), and taking the last record back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.types import Channel, Grade
from huaiyuan.county.rounds import errors, tasks, trail
from huaiyuan.county.rounds.actions.standing import closing_of, line_for, name_of
from huaiyuan.county.rounds.models import Line, RoundProblem, Tick, TickPhoto
from huaiyuan.county.rounds.moves import LINE
from huaiyuan.county.rounds.types import Change, EmptyReason, Look, Result, State, Way
from huaiyuan.county.worklist import actions as worklist

NOTE_MOST = 200
PROBLEM_LIMIT = "round.problem_days"
PHOTO_KINDS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Report:
    """What somebody found: `looks` are the five points of a key household (True is good), `photo` shows an empty house."""

    result: Result
    way: Way = Way.HOME
    looks: Mapping[Look, bool] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    risks: tuple[str, ...] = ()
    empty_reason: str = ""
    photo: bytes | None = None
    note: str = ""
    looked_on: dt.date | None = None
    by_sheet: bool = False


@dataclass(frozen=True)
class Looked:
    """A record that stands. `again`: it had come before. `leads` carry the problems found."""

    household_no: str
    client_uuid: uuid.UUID
    version: int
    again: bool = False
    leads: tuple[str, ...] = ()


@transaction.atomic
def look(
    number: str, household_no: str, report: Report, *, by: Account, client_uuid: uuid.UUID, base_version: int,
    at: dt.datetime | None = None,
) -> Looked:  # fmt: skip
    """Record a look; the same `client_uuid` again changes nothing. Problems land in the household's one lead.

    Raises: ROUND_NOT_FOUND, ROUND_CLOSED, ROUND_LINE_CHANGED, ROUND_LINE_GONE, ROUND_KEY_LOOKS, ROUND_NO_CHANGE,
    ROUND_NO_RISK, ROUND_NO_EMPTY_REASON, ROUND_NO_PHOTO, ROUND_BAD_DAY, ROUND_NOTE_LONG, VAULT_NOT_A_PICTURE.
    """
    line = line_for(by, number, household_no, P.ROUND_LOOK)
    earlier = _earlier(client_uuid, line)
    if earlier is not None:
        return earlier
    _refuse_closed(line)
    moment = at or clock.business_now()
    said = _complete(report, line)
    picture = pictures.tidy(said.photo, formats=PHOTO_KINDS) if said.photo else None
    # Whatever it was before, a line somebody has looked at since is not overwritten.
    rows = Line.objects.filter(pk=line.pk, version=base_version, state__in=_sources(line))
    day = said.looked_on or clock.today()
    changed = rows.update(
        state=State.DONE, result=said.result, way=said.way, reason=_reason(said), looked_on=day,
        first_on=line.first_on or day, changed_by=by.display_name, changed_at=moment, version=F("version") + 1,
    )  # fmt: skip
    if changed != 1:
        line.refresh_from_db()
        return _earlier(client_uuid, line) or _refuse_changed(line)
    tick = _written(said, line, day, by, client_uuid, base_version, moment)
    if picture is not None:
        TickPhoto.objects.create(tick=tick, file_name=media.keep(picture.data), size=len(picture.data))
    numbers = _into_leads(said, line, tick, day, by, moment)
    audit.record(
        trail.LOOKED, by=by, subject=f"round:{number}", household_no=household_no, village_code=line.village_code,
        writes=True, round=number, result=said.result.label, way=said.way.label,
    )  # fmt: skip
    _settle_again(line, by, moment)
    return Looked(household_no, client_uuid, base_version + 1, leads=numbers)


def look_many(
    number: str, reports: Sequence[tuple[str, Report, int]], *, by: Account, sheet: uuid.UUID,
    at: dt.datetime | None = None,
) -> tuple[list[Looked], dict[str, str]]:  # fmt: skip
    """Enter a tick sheet of a group: (household, report, version seen) each. What one line is refused for stops no other.

    Returns what stands and, by household, why the others do not. The same `sheet` again changes nothing.
    """
    done: list[Looked] = []
    refused: dict[str, str] = {}
    for household_no, report, version in reports:
        try:
            done.append(
                look(number, household_no, replace(report, by_sheet=True), by=by, base_version=version,
                     client_uuid=uuid.uuid5(sheet, household_no), at=at)
            )  # fmt: skip
        except DomainError as refusal:
            refused[household_no] = str(refusal)
    return done, refused


@transaction.atomic
def undo(client_uuid: uuid.UUID, *, by: Account, at: dt.datetime | None = None) -> Line:
    """Take back the last record of a household; what it found before holds again. A problem leaves its lead with it.

    Raises: ROUND_NOT_FOUND, ROUND_CLOSED, ROUND_NOTHING_TO_UNDO, LEAD_STAGE when the village is at the lead already.
    """
    tick = Tick.objects.filter(client_uuid=client_uuid).select_related("line__round").first()
    if tick is None:
        raise DomainError(errors.NOT_FOUND)
    line = line_for(by, tick.line.round.number, tick.line.household_no, P.ROUND_LOOK)
    _refuse_closed(line)
    valid = Tick.objects.filter(line=line, undone_at__isnull=True).order_by("-id")
    if line.state != State.DONE or valid.first() != tick:
        raise DomainError(errors.NOTHING_TO_UNDO)
    moment = at or clock.business_now()
    because = f"{line.round.number}撤销排查记录"
    for problem in tick.problems.filter(withdrawn_at__isnull=True, hit_id__isnull=False):
        leads.withdraw_report(problem.hit_id or 0, because=because, by=by, at=moment)
    tick.problems.update(withdrawn_at=moment)
    Tick.objects.filter(pk=tick.pk).update(undone_at=moment, undone_by=by)
    _restore(line, valid.exclude(pk=tick.pk).first(), by, moment)
    audit.record(
        trail.UNDONE, by=by, subject=f"round:{line.round.number}", household_no=line.household_no,
        village_code=line.village_code, writes=True, round=line.round.number,
    )  # fmt: skip
    return line


@transaction.atomic
def open_photo(client_uuid: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of an empty house, for those who may read its round; that it was looked at is recorded.

    Raises: ROUND_NOT_FOUND.
    """
    photo = TickPhoto.objects.filter(tick__client_uuid=client_uuid).select_related("tick__line__round").first()
    if photo is None:
        raise DomainError(errors.NOT_FOUND)
    line = line_for(by, photo.tick.line.round.number, photo.tick.line.household_no, P.ROUND_READ)
    audit.record(
        trail.PHOTO_SHOWN, by=by, subject=f"round:{line.round.number}", household_no=line.household_no,
        village_code=line.village_code, writes=False, round=line.round.number,
    )  # fmt: skip
    return media.opened(photo.file_name)


def _earlier(client_uuid: uuid.UUID, line: Line) -> Looked | None:
    tick = Tick.objects.filter(client_uuid=client_uuid, line=line).first()
    if tick is None:
        return None
    numbers = tuple(tick.problems.exclude(lead_no="").order_by("id").values_list("lead_no", flat=True))
    return Looked(line.household_no, client_uuid, line.version, again=True, leads=numbers)


def _sources(line: Line) -> tuple[State, ...]:
    return LINE["look_again"].sources if line.state == State.AGAIN else LINE["look"].sources


def _refuse_closed(line: Line) -> None:
    if line.state == State.GONE:
        raise DomainError(errors.GONE)
    if line.state != State.AGAIN and closing_of(line.round, line.village_code) is not None:
        raise DomainError(errors.CLOSED, area=name_of(line.village_code))


def _refuse_changed(line: Line) -> Looked:
    at = line.changed_at.astimezone(clock.SHANGHAI) if line.changed_at else clock.business_now()
    shown = f"{at:%H:%M}" if at.date() == clock.today() else f"{at:%m-%d %H:%M}"
    what = Result(line.result).label if line.result else line.get_state_display()
    raise DomainError(errors.CHANGED, who=line.changed_by or "系统", at=shown, what=what)


def _complete(report: Report, line: Line) -> Report:
    """The report when it says all that its result needs; a problem beside a change is a problem."""
    said = replace(report, result=Result.PROBLEM) if report.risks else report
    if line.is_key and said.result != Result.EMPTY:
        missing = [look.label for look in Look if look not in said.looks]
        if missing:
            raise DomainError(errors.KEY_LOOKS, missing="、".join(missing))
    _refuse_incomplete(said)
    if len(said.note) > NOTE_MOST:
        raise DomainError(errors.NOTE_LONG, length=len(said.note), most=NOTE_MOST)
    day, since = said.looked_on or clock.today(), line.round.starts_on
    if not since <= day <= clock.today():
        raise DomainError(errors.BAD_DAY, on=day, since=since, until=clock.today())
    return said


def _refuse_incomplete(said: Report) -> None:
    if said.result == Result.SAME and not all(said.looks.values()):
        raise DomainError(errors.NO_RISK)
    if said.result == Result.CHANGED and not said.changes:
        raise DomainError(errors.NO_CHANGE)
    if said.result == Result.PROBLEM and not said.risks:
        raise DomainError(errors.NO_RISK)
    if said.result == Result.EMPTY and said.empty_reason not in EmptyReason.values:
        raise DomainError(errors.NO_EMPTY_REASON)
    if said.result == Result.EMPTY and not said.photo:
        raise DomainError(errors.NO_PHOTO)


def _reason(said: Report) -> str:
    return EmptyReason(said.empty_reason).label if said.result == Result.EMPTY else ""


def _written(
    said: Report, line: Line, day: dt.date, by: Account, client_uuid: uuid.UUID, base_version: int, at: dt.datetime
) -> Tick:
    looked = {good: ";".join(look for look in Look if said.looks.get(look) is good) for good in (True, False)}
    return Tick.objects.create(
        client_uuid=client_uuid, line=line, base_version=base_version, result=said.result, way=said.way,
        by_sheet=said.by_sheet, looked_on=day, looks_good=looked[True], looks_bad=looked[False],
        changes=";".join(said.changes), reason=_reason(said), note=said.note.strip(), recorded_by=by, recorded_at=at,
    )  # fmt: skip


def _into_leads(said: Report, line: Line, tick: Tick, day: dt.date, by: Account, at: dt.datetime) -> tuple[str, ...]:
    """Each risk as a hit under the household's one lead, by the channel 集中排查."""
    numbers: list[str] = []
    for risk in dict.fromkeys(said.risks):
        told = f"{line.round.name}{said.way.label}排查发现{risk}问题" + (f"：{tick.note}" if tick.note else "") + "。"
        made = leads.take_report(
            leads.Report(
                household_no=line.household_no, village_code=line.village_code, risk_type=risk, grade=Grade.YELLOW,
                channel=Channel.ROUND, ref=f"{line.round.number}/{tick.pk}/{risk}", says=told, found_on=day,
            ),
            limit=PROBLEM_LIMIT, by=by, at=at,
        )  # fmt: skip
        RoundProblem.objects.create(
            line=line, tick=tick, risk_type=risk, found_on=day, lead_no=made.lead_no, hit_id=made.hit_id
        )
        numbers.append(made.lead_no)
    return tuple(dict.fromkeys(numbers))


def _restore(line: Line, before: Tick | None, by: Account, at: dt.datetime) -> None:
    asked_again = line.again_at is not None and (before is None or before.recorded_at < line.again_at)
    values: dict[str, object] = {"changed_by": by.display_name, "changed_at": at}
    if before is not None or asked_again:
        values["state"] = State.AGAIN if asked_again else State.DONE
    else:
        values |= {"state": State.WAITING, "first_on": None}
    if before is not None:
        values |= {
            "result": before.result, "way": before.way, "reason": before.reason, "looked_on": before.looked_on,
        }  # fmt: skip
    elif not asked_again:
        values |= {"result": "", "way": "", "reason": "", "looked_on": None}
    rows = Line.objects.filter(pk=line.pk, version=line.version, state__in=LINE["undo"].sources)
    if rows.update(**values, version=F("version") + 1) != 1:
        raise DomainError(errors.NOTHING_TO_UNDO)
    line.refresh_from_db()
    if asked_again:
        worklist.open_one(
            tasks.AGAIN, tasks.key(line.round.number, line.village_code), village_code=line.village_code,
            owner_area=line.village_code, about=line.round.name, by=by, at=at,
        )  # fmt: skip


def _settle_again(line: Line, by: Account, at: dt.datetime) -> None:
    """The village's task to look again is done with the last such household."""
    if line.state != State.AGAIN:
        return
    rows = Line.objects.filter(round=line.round, village_code=line.village_code, state=State.AGAIN)
    if not rows.exists():
        worklist.finish([tasks.AGAIN], [tasks.key(line.round.number, line.village_code)], proof="已重查", by=by, at=at)
