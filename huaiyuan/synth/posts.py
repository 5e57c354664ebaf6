"""The people who hold posts in the demo: county centre, leaders, townships, villages, departments."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from huaiyuan.synth import names, places, targets
from huaiyuan.synth.places import Place

_COUNTY_CENTRE, _LEADERS, _A_TOWNSHIP = 6, 3, 3
_THIRD_IN_VILLAGE = 0.3
_LETTERS = "abc"
_DEPARTMENTS = {
    "dep_yibao": "医保局", "dep_canlian": "残联", "dep_jiaoti": "教体局", "dep_zhujian": "住建局", "dep_shuili": "水利局",
    "dep_minzheng": "民政局",
}  # fmt: skip
_STATION = "县农村饮水安全工程维修站"
_OF_WATER = {"water_station": "水利局", "water_keeper": "水利局"}
# Who may log in on the demo's page: two of the county, a leader, two townships, and three villages' people.
_DEMO = frozenset({
    "county1", "county2", "leader1", "dep_yibao", "dep_canlian", "dep_jiaoti", "dep_zhujian", "dep_shuili", "dep_minzheng", "t411330101", "t411330105", "v411330101200a", "v411330101200b", "v411330105200a",
    "wxz1", "g411330101200", "g411330105200",
})  # fmt: skip


def accounts(villages: list[Place], seed: int) -> pa.Table:
    """username, display_name, post_code, area_code, demo_login, department, unit_no, unit_name; several people may hold one village."""
    rng = np.random.default_rng([seed, 11])
    rows = [(f"county{i + 1}", "county_center", places.COUNTY) for i in range(_COUNTY_CENTRE)]
    rows += [(f"leader{i + 1}", "leader", places.COUNTY) for i in range(_LEADERS)]
    for code, _ in places.townships():
        rows += [(f"t{code}{letter if i else ''}", "township", code) for i, letter in enumerate(_LETTERS[:_A_TOWNSHIP])]
    for place in villages:
        held = 3 if rng.random() < _THIRD_IN_VILLAGE else 2
        rows += [(f"v{place.code}{letter}", "village", place.code) for letter in _LETTERS[:held]]
    rows += [(username, "department", places.COUNTY) for username in _DEPARTMENTS]
    called, units = names.staff(len(rows), rng), [""] * len(rows)
    below = _below_departments(villages)
    called += names.staff(len(below), np.random.default_rng([seed, 73]))
    rows += [(username, post, area) for username, post, area, _ in below]
    units += [unit for *_, unit in below]
    usernames, post_codes, area_codes = zip(*rows, strict=True)
    return pa.table({
        "username": usernames,
        "display_name": called,
        "post_code": post_codes,
        "area_code": area_codes,
        "demo_login": [username in _DEMO for username in usernames],
        "department": [_DEPARTMENTS.get(username, _OF_WATER.get(post, "")) for username, post, _ in rows],
        "unit_no": units,
        "unit_name": [_STATION if post == "water_station" else "" for _, post, _ in rows],
    })  # fmt: skip


def _below_departments(villages: list[Place]) -> list[tuple[str, str, str, str]]:
    """(username, post, area, unit) of the repair station's people and of each village's 管水员."""
    station = [
        (f"wxz{i + 1}", "water_station", places.COUNTY, targets.WATER_STATION) for i in range(targets.STATION_WORKERS)
    ]
    return [*station, *((f"g{place.code}", "water_keeper", place.code, "") for place in villages)]
