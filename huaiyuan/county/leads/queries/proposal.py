"""研判: what would go out, what merged into leads that are out already, and what stays quiet; by village and department."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.models import Hit, Lead, Opening
from huaiyuan.county.leads.types import LIVE, Grade, State

VILLAGE_CAP = "lead.village_cap"


@dataclass(frozen=True)
class VillageLine:
    """A village: households that would be visited by grade, and what came with the newest run besides."""

    code: str
    name: str
    township_name: str
    red: int
    orange: int
    yellow: int
    merged: int
    quiet: int
    over_cap: bool

    @property
    def to_send(self) -> int:
        """Households that would be visited."""
        return self.red + self.orange + self.yellow


@dataclass(frozen=True)
class DepartmentLine:
    """A department: households its hits would send out, merged or left quiet; one household may have several."""

    name: str
    to_send: int
    merged: int
    quiet: int


@dataclass(frozen=True)
class Proposal:
    """What 交办 would do now. `cap` is the most that the county wants to give a village at once, None when not set."""

    run_id: str
    to_send: int
    red: int
    merged: int
    quiet: int
    villages: list[VillageLine]
    departments: list[DepartmentLine]
    most: VillageLine | None
    cap: int | None

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


def proposal(account: object) -> Proposal:
    """What waits for 交办 within the account's rows, and what else the newest run found."""
    scope = access.scope_of(account, P.LEAD_DISPATCH)
    run_id = Opening.objects.order_by("-id").values_list("run_id", flat=True).first() or ""
    found = _fates(scope, run_id)
    cap = reference.parameter(VILLAGE_CAP, clock.today())
    villages = _villages(found, int(cap.value) if cap else None)
    sending = [line for line in villages if line.to_send]
    return Proposal(
        run_id=run_id, to_send=len(found.waiting), red=sum(line.red for line in villages), merged=len(found.merged),
        quiet=len(found.quiet), villages=villages, departments=_departments(found),
        most=max(sending, key=lambda line: (line.to_send, line.code), default=None),
        cap=int(cap.value) if cap else None,
    )  # fmt: skip


def waiting(account: object) -> Waiting:
    """What waits for 交办 within the account's rows, in one query; the whole of it is `proposal`."""
    rows = access.scope_of(account, P.LEAD_DISPATCH).filter(Lead.objects.filter(state=State.OPEN))
    found = rows.aggregate(to_send=Count("id"), red=Count("id", filter=Q(grade=Grade.RED)))
    return Waiting(**found)


def _fates(scope: Scope, run_id: str) -> _Fates:
    waiting = scope.filter(Lead.objects.filter(state=State.OPEN)).order_by()
    sending = set(waiting.values_list("household_no", "village_code", "grade", "hits__department"))
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
    )


def _villages(found: _Fates, cap: int | None) -> list[VillageLine]:
    by_grade = Counter((village, grade) for village, grade in found.waiting.values())
    merged, quiet = Counter(found.merged.values()), Counter(found.quiet.values())
    codes = {village for village, _ in by_grade} | set(merged) | set(quiet)
    places = reference.places_by_code(codes | {code[:9] for code in codes})
    names = {code: place.short_name for code, place in places.items()}
    lines = []
    for code in codes:
        red, orange, yellow = (by_grade[code, str(grade)] for grade in Grade)
        over = cap is not None and red + orange + yellow > cap
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
            )
        )
    # Red first, then the most laden.
    return sorted(lines, key=lambda line: (-line.red, -line.to_send, line.code))


def _departments(found: _Fates) -> list[DepartmentLine]:
    counts = {fate: Counter(name for name, _ in pairs) for fate, pairs in found.departments.items()}
    names = sorted(set().union(*counts.values()))
    return [DepartmentLine(name, *(counts[fate][name] for fate in ("to_send", "merged", "quiet"))) for name in names]
