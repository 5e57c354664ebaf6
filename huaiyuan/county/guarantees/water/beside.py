"""What stands beside a works and an order: whom it serves, what was mended last, its water, its money, who called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Sum

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock, yuan
from huaiyuan.county.ledger.declaration import LEDGERS, Beside
from huaiyuan.county.ledger.queries import does

LAST, CALLERS = 3, 12


def of_works(row: Any, _account: object) -> Iterator[Beside]:
    """Whom it serves, its latest samples, what was mended, what it cost, and the code for its pump house."""
    served = list(row.served.filter(state="on").order_by("village_code", "group_name"))
    places = reference.places_by_code({one.village_code for one in served})
    ways = {"": "", **dict(LEDGERS["water-served"].column("way").choices_shown)}
    lines = tuple(
        (f"{places[one.village_code].short_name}{one.group_name or '全村'}", f"{one.households or '—'} 户 {one.people or '—'} 人 {ways[one.way]}", ())
        for one in served if one.village_code in places
    )  # fmt: skip
    yield Beside("供哪些村", lines or (("还没有登记", "在“供水范围”里建账", ()),))
    yield Beside("水质", tuple(_samples(row)))
    yield from _mended(row)
    spent = row.money.filter(way="out", state="booked").aggregate(n=Count("pk"), fen=Sum("amount"))
    yield Beside("维修基金", ((f"花了 {yuan.shown(yuan.to_yuan(spent['fen'] or 0))} 元", f"{spent['n']} 笔", ()),))
    yield Beside("井房上的码", (("打印这处工程的码", "贴在井房上，农户扫了就能报修", ("water.poster", row.number)),))


def _samples(works: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    tests = LEDGERS["water-tests"]
    latest = {}
    for one in works.tests.order_by("sampled_on", "pk"):
        latest[one.sample] = one
    for code, label in tests.column("sample").choices_shown:
        one = latest.get(code)
        says = f"{label} {one.get_state_display() if one else '未测'}"
        yield says, one.sampled_on.isoformat() if one else "", ("ledger_entry", tests.code, one.number) if one else ()


def of_repair(row: Any, account: object) -> Iterator[Beside]:
    """Where it is and what stands there, what was mended last, and who called."""
    works = row.works
    where = tuple((says, under, ()) for says, under in ((works.place, "位置"), (works.pump, "设备型号")) if says)
    yield Beside("工程", where or (("还没有登记位置和型号", "", ()),))
    yield from _mended(works, but=row.pk)
    calls = list(row.reports.order_by("filed_at")[:CALLERS])
    acts = does(LEDGERS["water-repairs"], LEDGERS["water-repairs"].amend, account, row)
    if calls:
        yield Beside("谁报的", tuple(
            (f"{one.filed_at.astimezone(clock.SHANGHAI):%m-%d %H:%M} 扫码报修", "看电话会留痕" if acts else "",
             ("water.caller", str(one.pk)) if acts else ())
            for one in calls
        ))  # fmt: skip


def _mended(works: Any, *, but: int | None = None) -> Iterator[Beside]:
    done = works.repairs.filter(restored_on__isnull=False).exclude(pk=but).order_by("-restored_on", "-pk")[:LAST]
    ledger = LEDGERS["water-repairs"]
    lines = tuple(
        (f"{one.restored_on} {ledger.column('trouble').shown(one.trouble)}", one.parts or one.used or "没有换配件",
         ("ledger_entry", ledger.code, one.number))
        for one in done
    )  # fmt: skip
    yield Beside("上次修了什么", lines or (("没有修过", "", ()),))
