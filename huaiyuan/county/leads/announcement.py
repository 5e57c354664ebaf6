"""The text that the county may paste into a work group after 交办: numbers, villages and deadlines, no names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.types import RANK, Grade

TOWNSHIP = 9


def text(
    by_village: Mapping[str, int], by_grade: Mapping[Grade, int], due_at: Mapping[Grade, dt.datetime], at: dt.datetime
) -> str:
    """For instance 交办线索46户……红色3户，11月25日10:30前入户……月河镇：王湾村4户……."""
    total = sum(by_village.values())
    head = f"{_day(at)}交办入户核实线索{total}户，涉及{len(by_village)}个村（社区）。"
    limits = [
        f"{grade.label}色{by_grade[grade]}户，{_moment(due_at[grade])}前入户核实"
        for grade in sorted(by_grade, key=lambda g: RANK[g])
    ]
    return "\n".join(
        [head, "；".join(limits) + "。", *_townships(by_village), "请登录系统“待办”查看，请勿在群里发户名。"]
    )


def _townships(by_village: Mapping[str, int]) -> list[str]:
    places = reference.places_by_code({*by_village, *(code[:TOWNSHIP] for code in by_village)})
    names = {code: place.short_name for code, place in places.items()}
    lines: dict[str, list[str]] = {}
    for code, count in sorted(by_village.items()):
        lines.setdefault(code[:TOWNSHIP], []).append(f"{names.get(code, code)}{count}户")
    return [f"{names.get(township, township)}：{'、'.join(villages)}" for township, villages in lines.items()]


def _day(at: dt.datetime) -> str:
    here = at.astimezone(clock.SHANGHAI)
    return f"{here.month}月{here.day}日"


def _moment(at: dt.datetime) -> str:
    here = at.astimezone(clock.SHANGHAI)
    # A day's last second reads as the day itself.
    time = "" if (here.hour, here.minute) == (23, 59) else f"{here:%H:%M}"
    return f"{_day(at)}{time}"
