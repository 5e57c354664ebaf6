"""What a form begins with (预填): this period's own version, what departments have, what was there last time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy.income import items
from huaiyuan.county.income import departments, queries, sums
from huaiyuan.county.income.models import IncomeEntry, IncomeStatement
from huaiyuan.county.income.types import Origin, State
from huaiyuan.county.registry import queries as registry

# What comes once and not again is asked for anew: last time's amount would be wrong.
NOT_CARRIED = (policy.Kind.CLAIM, policy.Kind.BURDEN, policy.Kind.EXCLUDED)


@dataclass(frozen=True)
class Box:
    """One item of the form: what stands in it to begin with, and where that is from.

    `expected`: the family had it last time, or a department says so. Left empty it is 不明, not nothing.
    """

    item: items.Item
    yuan: Decimal | None
    expected: bool
    hint: str = ""
    origin: Origin = Origin.ASKED
    origin_ref: str = ""

    @property
    def text(self) -> str:
        """The amount as an input holds it."""
        return "" if self.yuan is None else money.shown(self.yuan).replace(",", "")


@dataclass(frozen=True)
class Section:
    """One kind of the form: what is expected, what may be added, whether the family had none."""

    kind: policy.Kind
    label: str
    boxes: list[Box]
    more: list[Box]
    none: bool


@dataclass(frozen=True)
class Draft:
    """A form to begin with. `version` is that of the statement it would take the place of, 0 when there is none."""

    household_no: str
    period: policy.Accounting
    size: int
    sections: list[Section]
    version: int
    before: IncomeStatement | None
    again: IncomeStatement | None

    @property
    def size_hint(self) -> str:
        """How many lived there the last time, where the registry now says otherwise."""
        return f"上次{self.before.size}人，底册{self.size}人" if self.before and self.before.size != self.size else ""

    @property
    def companion(self) -> str:
        """Who went along the last time."""
        last = self.again or self.before
        return last.companion if last else ""

    def box(self, code: str) -> Box | None:
        """The item as the form has it."""
        return next((box for s in self.sections for box in (*s.boxes, *s.more) if box.item.code == code), None)


def begin(household_no: str, period: policy.Accounting, account: Account, *, asks: bool = True) -> Draft:
    """The form of a household for a period. `asks` False leaves the departments out (a form that is being filled in).

    The caller has looked whether the household lies within the account's rows. Six queries at most.
    """
    people = registry.relatives(household_no, account)
    now = queries.current(household_no, period)
    before = now or _before(household_no)
    entries = {one.code: one for one in before.entries.all()} if before else {}
    known = departments.known([p.person_id for p in people], period, clock.today()) if asks else {}
    none = sums.none_of(before.none_of) if before else set()
    boxes = [_box(item, entries.get(item.code), known, before, now is not None) for item in policy.offered(period)]
    return Draft(
        household_no=household_no, period=period, size=now.size if now else len(people),
        sections=[_section(kind, boxes, none) for kind in (*policy.ASKED, policy.Kind.EXCLUDED)],
        version=now.version if now else 0, before=before if now is None else None, again=now,
    )  # fmt: skip


def _before(household_no: str) -> IncomeStatement | None:
    rows = IncomeStatement.objects.filter(household_no=household_no, superseded_at=None).exclude(state=State.RETURNED)
    return rows.order_by("-last_on", "-measured_on", "-id").first()


def _section(kind: policy.Kind, boxes: list[Box], none: set[policy.Kind]) -> Section:
    ours = [box for box in boxes if box.item.kind is kind]
    expected = [box for box in ours if box.expected]
    return Section(kind, kind.label, expected, [b for b in ours if not b.expected], kind in none and not expected)


def _box(
    item: items.Item, entry: IncomeEntry | None, known: Mapping[str, departments.Known],
    before: IncomeStatement | None, again: bool,
) -> Box:  # fmt: skip
    told = known.get(item.code)
    if again and entry is not None:
        yuan = None if entry.fen is None else money.to_yuan(entry.fen)
        return Box(item, yuan, True, entry.origin_ref or "上一版", Origin(entry.origin), entry.origin_ref)
    last = money.to_yuan(entry.fen) if entry is not None and entry.fen is not None else None
    had = f"上次{money.shown(last)}" if last is not None else ""
    if told is not None:
        hint = f"{told.says}；{had}" if had else told.says
        return Box(item, told.yuan, True, hint, Origin.DEPARTMENT, told.says)
    if entry is None or before is None or item.kind in NOT_CARRIED:
        return Box(item, None, False, had)
    return Box(item, last, True, had or "上次不明", Origin.CARRIED, before.number)
