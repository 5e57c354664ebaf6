"""What a rule needs on a day, put together: is it switched on, and with which values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal

from huaiyuan.core.policy.check import AS_OF, Checked, ParameterShape
from huaiyuan.core.policy.compile import Bound, Value
from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.parameters import Shipped


def kinds(shipped: Mapping[str, Shipped], held: Collection[str] = ()) -> dict[str, ParameterShape]:
    """The shape of every parameter, by what it has ever held; those in `held` have a value whatever was shipped."""
    return {
        name: ParameterShape(_kind(parameter), parameter.word, None if name in held else parameter.ended)
        for name, parameter in shipped.items()
    }


def _kind(parameter: Shipped) -> Kind:
    held = [dated.value for dated in parameter.values if dated.value is not None]
    return Kind.TEXT if held and isinstance(held[0], str) else Kind.NUMBER


def off_because(checked: Checked, as_of: dt.date, values: Mapping[str, Value], shipped: Mapping[str, Shipped]) -> str:
    """Why a rule is switched off on a day, empty when it is on. `values` are the parameters in force, by name."""
    if not checked.rule.holds_on(as_of):
        return f"规则从{checked.rule.since.isoformat()}起施行" if as_of < checked.rule.since else "规则已经停用"
    if other := _other_mode(checked, values):
        return other
    missing = sorted({name for name in checked.needs.values() if values.get(name) is None})
    if missing:
        return "；".join(shipped[name].missing_on(as_of) for name in missing)
    return "；".join(f"缺“{name}”数据源" for name in checked.lacks)


def _other_mode(checked: Checked, values: Mapping[str, Value]) -> str:
    """Said of a rule that is another way to count than the one the county has chosen."""
    mode = checked.rule.only_when
    chosen = values.get(mode.parameter) if mode else None
    if mode is None or chosen is None or chosen == mode.equals:
        return ""
    return f"本县用“{chosen}”口径，本规则是“{mode.equals}”口径"


def bind(checked: Checked, as_of: dt.date, values: Mapping[str, Value]) -> Bound:
    """The rule with its values on a day. Raises KeyError when one is missing: ask `off_because` first."""
    bound = {alias: values[name] for alias, name in checked.needs.items()}
    return Bound(checked, {**bound, AS_OF: as_of})


def shipped_values(shipped: Mapping[str, Shipped], as_of: dt.date) -> dict[str, Decimal | str]:
    """The shipped values in force on a day, by name."""
    found = {name: parameter.on(as_of) for name, parameter in shipped.items()}
    return {name: value for name, value in found.items() if value is not None}
