"""Words that must read the same on every page: states, deadlines, departments' icons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.core.kernel import clock


@dataclass(frozen=True)
class Shown:
    """How a state is shown: the colour kind, the words, the shape."""

    kind: str
    text: str
    icon: str


# Apps add theirs at start with `register_state`; these are the ones the design drew.
STATES: dict[str, Shown] = {
    "open": Shown("plain", "待交办", "inbox"),
    "sent": Shown("plain", "已派村", "send"),
    "visiting": Shown("blue", "核实中", "footprints"),
    "confirmed": Shown("amber", "属实", "circle-check"),
    "covered": Shown("green", "已有保障", "shield-check"),
    "cleared": Shown("plain", "核实未成立", "circle-x"),
    "withheld": Shown("plain", "不交办", "ban"),
    "withdrawn": Shown("plain", "已撤回", "undo-2"),
    "at_risk": Shown("red", "有风险", "triangle-alert"),
    "safe": Shown("green", "有保障", "check"),
    "unknown": Shown("unknown", "不明", "circle-help"),
    "off": Shown("unknown", "停用", "ban"),
    "holds": Shown("green", "成立", "check"),
    "fails": Shown("amber", "不成立", "triangle-alert"),
    "cannot_tell": Shown("unknown", "不明", "circle-help"),
}

DEPARTMENT_ICONS = {
    "医保局": "stethoscope",
    "残联": "accessibility",
    "教体局": "graduation-cap",
    "民政局": "hand-heart",
    "住建局": "house",
    "水利局": "sprout",
}


def register_state(code: str, kind: str, text: str, icon: str) -> None:
    """Add or reword a state of an app. Raises ValueError when another wording stands already."""
    shown = Shown(kind, text, icon)
    if STATES.setdefault(code, shown) != shown:
        raise ValueError(f"state {code} is shown as {STATES[code]}")


def department_icon(name: str) -> str:
    """The icon of a department, a building when it has none of its own."""
    return DEPARTMENT_ICONS.get(name, "building-2")


@dataclass(frozen=True)
class Deadline:
    """A deadline in words: kind late, soon, ok or done."""

    kind: str
    icon: str
    text: str


def deadline(
    due: dt.datetime | dt.date | None,
    now: dt.datetime,
    *,
    done: bool | None = None,
    unit: str = "天",
    left: int | None = None,
) -> Deadline:
    """A deadline in words against the business clock.

    `done` True: closed in time, False: closed late. `left` is the distance in `unit` (个工作日) when the caller
    counted it; else calendar days are meant. Journeys, words 26: 还有3天／今天到期／超期2天.
    """
    if done is not None:
        return Deadline("done", "check", "按时办结") if done else Deadline("ok", "check", "超期办结")
    if due is None:
        return Deadline("ok", "clock", "没有期限")
    instant = due if isinstance(due, dt.datetime) else None
    on = instant.astimezone(clock.SHANGHAI).date() if instant else due
    today = now.astimezone(clock.SHANGHAI).date()
    days = (on - today).days
    late = instant < now if instant else days < 0
    if late:
        return Deadline("late", "circle-alert", _late(left, unit, -days))
    at = f" {instant.astimezone(clock.SHANGHAI):%H:%M} 前" if instant else ""
    if days == 0:
        return Deadline("soon", "hourglass", f"今天{at or '到期'}")
    if days == 1:
        return Deadline("soon", "hourglass", f"明天{at or '到期'}")
    ahead = left if left is not None else days
    return Deadline("ok", "clock", f"{_short(on, today)} 还有 {ahead} {unit}")


def _late(left: int | None, unit: str, days: int) -> str:
    behind = abs(left) if left is not None else days
    return f"超期 {behind} {unit}" if behind else "今天已超期"


def _short(on: dt.date, today: dt.date) -> str:
    return f"{on:%m-%d}" if on.year == today.year else on.isoformat()


def counted(said: str, colour: str) -> Deadline:
    """A deadline whose words (还有3天) and colour (`red`, `amber`, else calm) were counted elsewhere, as a badge."""
    kind, icon = {"red": ("late", "circle-alert"), "amber": ("soon", "hourglass")}.get(colour, ("ok", "clock"))
    return Deadline(kind, icon, said)
