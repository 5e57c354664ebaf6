"""The one list component: declared columns, filters and sorts; the address bar holds the state.

    LEADS = Listing(
        name="leads",
        columns=(Column("head", "户主", lambda r: r.head_name, link=lambda r: url("lead", r), card="o0", row_head=True), …),
        filters=(Choice("grade", "级别", lambda _: [("红", "红"), …], field="grade"), Text("q", "户主", …)),
        sorts=(Sort("due", "按期限从近到远", ("due_at",)), …),
        views=(View("all", "全部"), View("late", "超期", narrow=lambda rows, request: rows.filter(…))),
    )
    table = LEADS.read(request, request.reach.filter(Lead.objects.all()))
    return render(request, "web/leads.html", {"table": table})          {% include "parts/listing.html" %}

Rows that do not come from the ORM (a DuckDB drill-down) are shown by the same template: `LEADS.show(request, rows, …)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from huaiyuan.base.pages import keyset
from huaiyuan.base.pages.keyset import Row, Slice

PAGE_SIZE = 50
PAGING = ("after", "before")
Narrow = Callable[[QuerySet[Any], HttpRequest], QuerySet[Any]]


@dataclass(frozen=True)
class Column:
    """One column. `cell` gives the value (text, number, or safe markup of a template tag).

    `unit` stands in the head, never in cells. `under` is the second, smaller line. `card` places the cell on the
    phone's card: o0 (name, left), o1 (level, right), start, end, full, hide. `export` gives the value for a file
    where it differs from the cell (an icon's word); a column not `chosen` is hidden until somebody chooses it.
    """

    name: str
    title: str
    cell: Callable[[Any], Any]
    unit: str = ""
    under: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    numeric: bool = False
    row_head: bool = False
    sort: str = ""
    card: str = "full"
    card_label: bool = False
    chosen: bool = True
    export: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Choice:
    """A filter chip with choices; several may be ticked. `options(request)` → (value, label) pairs."""

    name: str
    title: str
    options: Callable[[HttpRequest], Sequence[tuple[str, str]]]
    field: str = ""
    apply: Callable[[QuerySet[Any], list[str]], QuerySet[Any]] | None = None

    def narrow(self, rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        """The rows with one of the values."""
        return self.apply(rows, values) if self.apply else rows.filter(**{f"{self.field}__in": values})


@dataclass(frozen=True)
class Sort:
    """A named order; `order` as Django writes it."""

    name: str
    title: str
    order: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A saved view shown as a tab; `count(request)` gives its number where that is cheap."""

    name: str
    title: str
    narrow: Narrow = lambda rows, _request: rows
    count: Callable[[HttpRequest], int | None] | None = None


@dataclass(frozen=True)
class Chip:
    """A filter as shown: its options with what is ticked, its words when active, the address without it."""

    name: str
    title: str
    options: list[tuple[str, str, bool]]
    says: str
    without: str
    carried: list[tuple[str, str]]


@dataclass(frozen=True)
class Head:
    """A column head as shown."""

    column: Column
    url: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell as shown."""

    column: Column
    value: Any
    under: Any
    url: str


@dataclass(frozen=True)
class Line:
    """A row as shown, with the row itself for the page's own needs."""

    row: Any
    cells: list[Cell]
    pick: str = ""


@dataclass(frozen=True)
class Table:
    """Everything the list template needs."""

    listing: Listing
    heads: list[Head]
    lines: list[Line]
    total: int | None
    chips: list[Chip]
    tabs: list[dict[str, Any]]
    sorts: list[dict[str, Any]]
    sort: Sort | None
    column_options: list[tuple[str, str, bool]]
    clear: str
    next: str
    previous: str
    export_query: str
    carried: list[tuple[str, str]]
    filtered: bool

    @property
    def rows(self) -> list[Any]:
        """The rows of this page."""
        return [line.row for line in self.lines]


@dataclass(frozen=True)
class Listing:
    """A declared list."""

    name: str
    columns: tuple[Column, ...]
    filters: tuple[Choice, ...] = ()
    sorts: tuple[Sort, ...] = ()
    views: tuple[View, ...] = ()
    page_size: int = PAGE_SIZE
    unit: str = "条"
    pick: Callable[[Any], str] | None = None
    as_cards: bool = True
    dense: bool = False
    empty: str = "没有"
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        names = {"view", "sort", "cols", *PAGING, *(f.name for f in self.filters)}
        object.__setattr__(self, "known", frozenset(names))

    def narrow(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows by view and filters of the address bar, unordered: also what an export takes."""
        view = self._view(request)
        if view is not None:
            rows = view.narrow(rows, request)
        for one in self.filters:
            values = self._values(request, one)
            if values:
                rows = one.narrow(rows, values)
        return rows

    def order(self, request: HttpRequest) -> tuple[str, ...]:
        """The order of the address bar, the first declared one by default."""
        sort = self._sort(request)
        return sort.order if sort else ("pk",)

    def read(self, request: HttpRequest, rows: QuerySet[Any], *, count: bool = True) -> Table:
        """One page of the rows, by the address bar: two queries, one without the count."""
        narrowed = self.narrow(request, rows)
        found = self.part(request, narrowed)
        total = narrowed.count() if count else None
        return self.show(request, found.rows, total=total, after=found.after, before=found.before)

    def part(self, request: HttpRequest, narrowed: QuerySet[Row]) -> Slice[Row]:
        """The stretch of narrowed rows that the address bar asks for, for pages that make lines of them. One query."""
        return keyset.slice_of(
            narrowed, self.order(request), self.page_size, after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )  # fmt: skip

    def show(
        self, request: HttpRequest, rows: Iterable[Any], *, total: int | None, after: str = "", before: str = ""
    ) -> Table:
        """Rows already read, as a table. Cursors are the caller's own where the rows did not come from `read`."""
        query = request.GET
        columns = self.chosen(request)
        sort = self._sort(request)
        return Table(
            listing=self,
            heads=[self._head(query, c, sort) for c in columns],
            lines=[Line(row, [_cell(c, row) for c in columns], self.pick(row) if self.pick else "") for row in rows],
            total=total,
            chips=[self._chip(request, f) for f in self.filters],
            tabs=[self._tab(request, v) for v in self.views],
            sorts=[{"sort": s, "url": _url(query, sort=s.name), "current": s == sort} for s in self.sorts],
            sort=sort,
            column_options=[(c.name, c.title, c in columns) for c in self.columns if not c.row_head],
            clear=_url(query, **{f.name: None for f in self.filters}),
            next=_url(query, after=after) if after else "",
            previous=_url(query, before=before) if before else "",
            export_query=_url(query),
            carried=_carried(query, {"cols"}),
            filtered=any(self._values(request, f) for f in self.filters),
        )

    def chosen(self, request: HttpRequest) -> list[Column]:
        """The columns shown: those the address bar names, else the default ones. Row heads always."""
        names = request.GET.getlist("cols")
        picked = [c for c in self.columns if c.row_head or (c.name in names if names else c.chosen)]
        return picked or list(self.columns)

    def _values(self, request: HttpRequest, one: Choice) -> list[str]:
        return [v for v in request.GET.getlist(one.name) if v]

    def _view(self, request: HttpRequest) -> View | None:
        wanted = request.GET.get("view", "")
        return next((v for v in self.views if v.name == wanted), self.views[0] if self.views else None)

    def _sort(self, request: HttpRequest) -> Sort | None:
        wanted = request.GET.get("sort", "")
        return next((s for s in self.sorts if s.name == wanted), self.sorts[0] if self.sorts else None)

    def _head(self, query: QueryDict, column: Column, current: Sort | None) -> Head:
        if not column.sort:
            return Head(column)
        both = [s for s in self.sorts if s.name in {column.sort, f"-{column.sort}"}]
        if not both:
            return Head(column)
        here = current if current in both else None
        other = next((s for s in both if s != here), both[0])
        direction = "" if here is None else "descending" if here.name.startswith("-") else "ascending"
        return Head(column, _url(query, sort=other.name), direction)

    def _chip(self, request: HttpRequest, one: Choice) -> Chip:
        values = set(self._values(request, one))
        options = [(v, label, v in values) for v, label in one.options(request)]
        says = "、".join(label for _, label, ticked in options if ticked)
        without = _url(request.GET, **{one.name: None})
        return Chip(one.name, one.title, options, says, without, _carried(request.GET, {one.name}))

    def _tab(self, request: HttpRequest, view: View) -> dict[str, Any]:
        count = view.count(request) if view.count else None
        return {
            "view": view,
            "count": count,
            "current": view == self._view(request),
            "url": _url(request.GET, view=view.name if view != self.views[0] else None),
        }


def _cell(column: Column, row: Any) -> Cell:
    return Cell(
        column,
        column.cell(row),
        column.under(row) if column.under else None,
        column.link(row) if column.link else "",
    )


def _url(query: QueryDict, **changes: str | None) -> str:
    """The address with changes; any change but paging itself goes back to the first page."""
    changed = query.copy()
    for name in PAGING:
        changed.pop(name, None)
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = value
    return f"?{changed.urlencode()}"


def _carried(query: QueryDict, without: set[str]) -> list[tuple[str, str]]:
    return [(k, v) for k, values in query.lists() if k not in without and k not in PAGING for v in values]
