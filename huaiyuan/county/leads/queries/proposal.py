"""研判: what would go out, what merged into leads that are out already, and what stays quiet; by village and department."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads import capacity
from huaiyuan.county.leads.models import Hit, Lead, Opening
from huaiyuan.county.leads.types import LIVE, Grade, State

VILLAGE_CAP = "lead.village_cap"


@dataclass(frozen=True)
class VillageLine:
    """A village: households that would be visited by grade, what came with the newest run besides, and its month.

    `sent` were handed out this month already; `within` of those waiting fit the month's cap, every 红 among them.
    """

    code: str
    name: str
    township_name: str
    red: int
    orange: int
    yellow: int
    merged: int
    quiet: int
    over_cap: bool
    sent: int
    within: int

    @property
    def to_send(self) -> int:
        """Households that would be visited."""
        return self.red + self.orange + self.yellow

    @property
    def month(self) -> int:
        """This month with what would go out."""
        return self.sent + self.to_send


@dataclass(frozen=True)
class DepartmentLine:
    """A department: households its hits would send out, merged or left quiet; one household may have several."""

    name: str
    to_send: int
    merged: int
    quiet: int


@dataclass(frozen=True)
class Proposal:
    """What 交办 would do now. `cap` is the most that the county wants to give a village at once, `month_cap` in a
    month, None when not set; `hits` are those of the households waiting, `several` of these have more than one.
    """

    run_id: str
    to_send: int
    red: int
    merged: int
    quiet: int
    villages: list[VillageLine]
    departments: list[DepartmentLine]
    most: VillageLine | None
    cap: int | None
    month_cap: int | None
    hits: int
    several: int

    @property
    def within(self) -> int:
        """Households that may go out within the villages' month."""
        return sum(line.within for line in self.villages)

    @property
    def says(self) -> str:
        """The whole in one sentence."""
        most = f"，最多的村 {self.most.to_send} 户" if self.most else ""
        return f"拟交办 {self.to_send} 户，并入在办 {self.merged} 户，刚核过不再推 {self.quiet} 户{most}"


@dataclass(frozen=True)
class Waiting:
    """How many households wait for 交办, and how many of them are 红."""

    to_send: int
    red: int


@dataclass(frozen=True)
class _Fates:
    """(household, village) → departments, by what becomes of its hits."""

    waiting: dict[str, tuple[str, str]]
    merged: dict[str, str]
    quiet: dict[str, str]
    departments: dict[str, list[tuple[str, str]]]
    hits: Counter[str]
    sent: dict[str, int]


def proposal(account: object) -> Proposal:
    """What waits for 交办 within the account's rows, and what else the newest run found."""
    scope = access.scope_of(account, P.LEAD_DISPATCH)
    run_id = Opening.objects.order_by("-id").values_list("run_id", flat=True).first() or ""
    found = _fates(scope, run_id)
    limits = reference.parameters([VILLAGE_CAP, capacity.MONTH_CAP], clock.today())
    cap, month_cap = (int(limits[name].value) if name in limits else None for name in (VILLAGE_CAP, capacity.MONTH_CAP))
    villages = _villages(found, cap, month_cap)
    sending = [line for line in villages if line.to_send]
    return Proposal(
        run_id=run_id, to_send=len(found.waiting), red=sum(line.red for line in villages), merged=len(found.merged),
        quiet=len(found.quiet), villages=villages, departments=_departments(found),
        most=max(sending, key=lambda line: (line.to_send, line.code), default=None),
        cap=cap, month_cap=month_cap, hits=found.hits.total(),
        several=sum(n > 1 for n in found.hits.values()),
    )  # fmt: skip


def waiting(account: object) -> Waiting:
    """What waits for 交办 within the account's rows, in one query; the whole of it is `proposal`."""
    rows = access.scope_of(account, P.LEAD_DISPATCH).filter(Lead.objects.filter(state=State.OPEN))
    found = rows.aggregate(to_send=Count("id"), red=Count("id", filter=Q(grade=Grade.RED)))
    return Waiting(**found)


def _fates(scope: Scope, run_id: str) -> _Fates:
    waiting = scope.filter(Lead.objects.filter(state=State.OPEN)).order_by()
    hits = list(waiting.values_list("household_no", "village_code", "grade", "hits__department"))
    sending = set(hits)
    # A household with a live lead is told there; its quiet hits do not make it quiet.
    live = Exists(Lead.objects.filter(state__in=LIVE, household_no=OuterRef("lead__household_no")))
    newest = scope.filter(Hit.objects.filter(last_run_id=run_id), "lead__village_code").exclude(lead__run_id=run_id)
    columns = ("lead__household_no", "lead__village_code", "department", "lead__state", "has_live")
    found = set(newest.order_by().annotate(has_live=live).values_list(*columns))
    merged = [row for row in found if row[3] in LIVE]
    quiet = [row for row in found if row[3] not in LIVE and not row[4]]
    return _Fates(
        waiting={no: (village, grade) for no, village, grade, _ in sending},
        merged={no: village for no, village, *_ in merged},
        quiet={no: village for no, village, *_ in quiet},
        departments={
            "to_send": list({(name, no) for no, _, _, name in sending if name}),
            "merged": list({(name, no) for no, _, name, *_ in merged}),
            "quiet": list({(name, no) for no, _, name, *_ in quiet}),
        },
        hits=Counter(no for no, *_ in hits),
        sent=_sent(scope),
    )


def _sent(scope: Scope) -> dict[str, int]:
    rows = scope.filter(capacity.sent_in_month(clock.today())).order_by()
    return dict(rows.values_list("village_code").annotate(n=Count("id")))


def _villages(found: _Fates, cap: int | None, month_cap: int | None) -> list[VillageLine]:
    by_grade = Counter((village, grade) for village, grade in found.waiting.values())
    merged, quiet = Counter(found.merged.values()), Counter(found.quiet.values())
    codes = {village for village, _ in by_grade} | set(merged) | set(quiet)
    places = reference.places_by_code(codes | {code[:9] for code in codes})
    names = {code: place.short_name for code, place in places.items()}
    lines = []
    for code in codes:
        red, orange, yellow = (by_grade[code, str(grade)] for grade in Grade)
        to_send, sent = red + orange + yellow, found.sent.get(code, 0)
        room = to_send if month_cap is None else max(month_cap - sent, 0)
        over = (cap is not None and to_send > cap) or to_send > room
        lines.append(
            VillageLine(
                code,
                names.get(code, code),
                names.get(code[:9], ""),
                red,
                orange,
                yellow,
                merged[code],
                quiet[code],
                over,
                sent,
                max(red, min(to_send, room)),
            )
        )
    # Red first, then the most laden.
    return sorted(lines, key=lambda line: (-line.red, -line.to_send, line.code))


def _departments(found: _Fates) -> list[DepartmentLine]:
    counts = {fate: Counter(name for name, _ in pairs) for fate, pairs in found.departments.items()}
    names = sorted(set().union(*counts.values()))
    return [DepartmentLine(name, *(counts[fate][name] for fate in ("to_send", "merged", "quiet"))) for name in names]
