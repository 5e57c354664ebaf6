"""Everything of water at once through the ledgers' bulk door; what is planted goes to `truth/water.parquet`."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import parameters
from huaiyuan.synth import targets
from huaiyuan.synth.watering import orders, works

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

TRUTH, HERE = "water.parquet", "411330101200"
YEARS = 2
QUOTA, CLEAR, OUTAGE, HAUL = "water.repair_quota", "water.clear_days", "water.outage_hours", "water.haul_days"
TROUBLES, SHARES = ("burst", "none", "low", "muddy", "hazard"), (0.36, 0.22, 0.22, 0.10, 0.10)
PARTS = ("PE管2米、接头2个", "闸阀1个", "水泵密封圈", "水泵1台", "水表3块", "配电箱空开")
USED = ("换了一个水龙头", "紧了接头", "清了滤网", "换了一截软管")
UNTESTED, TAP_FAILED, WAITING, DUE = 9, 4, 12, 18
# Of a thousand patrols so many find something, in a whole county. Ours.
HAZARDS = 50
# Yearly income of the fund in a whole county, in 元. Ours.
BUDGET, FEES = 260_000, 32_000
CALLS = (("none", "19900071001"), ("none", "19900071002"), ("low", "19900071003"))


def load(county: County, truth: Path, *, seed: int) -> dict[str, int]:
    """Works, orders, patrols, samples and money until the county's day; the same for the same seed."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.guarantees.water import actions, ledgers
    from huaiyuan.county.ledger import bulk

    rng = np.random.default_rng([seed, 71])
    sites, served = works.make(county, rng)
    with duckdb.connect(config={"threads": 2}) as engine:
        engine.execute(f"SET TimeZone = '{clock.SHANGHAI.key}'")
        made = _events(engine, sites, county, rng)
    made |= {"water-works": (sites, None), "water-served": (served, None)}
    loaded = {one.code: bulk.load(one, *made[one.code]) for one in ledgers.LEDGERS if one.code in made}
    truth.mkdir(parents=True, exist_ok=True)
    pq.write_table(made["truth"][0], truth / TRUTH)
    below = np.random.default_rng([seed, 72])
    actions.codes_of(actions.every_works(), by=access.acting(), draw=lambda most: int(below.integers(0, most)))
    return loaded


def go_on() -> dict[str, int]:
    """What November itself brings: families call from pump houses, and the county's chores catch up."""
    from huaiyuan.county.guarantees.water import actions

    for place, (trouble, phone) in enumerate(CALLS):
        actions.report(
            "", HERE, trouble, phone, client_uuid=uuid.UUID(int=0x71 << 64 | place), address=f"10.7.1.{place + 1}",
            at=clock.business_now() - dt.timedelta(minutes=50 - 10 * place),
        )  # fmt: skip
    told = {"patrols": 0, "hauls": 0, "leads": 0}
    while any(done := actions.keep_up().values()):
        told = {name: count + more for (name, count), more in zip(told.items(), done, strict=True)}
    return told


def _events(
    engine: duckdb.DuckDBPyConnection, sites: pa.Table, county: County, rng: np.random.Generator
) -> dict[str, tuple[pa.Table, pa.Table | None]]:
    today = county.today
    at = _limits(today)
    engine.register("sites", sites)
    engine.register("turns", _turns(sites, rng))
    since = today - dt.timedelta(days=365 * YEARS)
    for name in ("monitoring", "residences"):
        engine.register(name, county.tables[name])
    found = max(2, round(HAZARDS * county.scale))
    engine.execute(orders.PATROLS, {"today": today, "since": since, "permille": found})
    hazards = engine.sql("SELECT works, looked_on FROM patrols WHERE state = 'hazard' ORDER BY ALL").to_arrow_table()
    drawn, planted = _drawn(sites, hazards, county, since, rng)
    engine.register("drawn", drawn)
    engine.execute(orders.ORDERS, {"quota": at[QUOTA] * 100})
    engine.register("sampled", _sampled(sites, rng))
    engine.register("income", _income(county, since))
    limits = {"clear": at[CLEAR], "outage": max(1, at[OUTAGE] // 24), "haul": at[HAUL]}
    engine.execute("CREATE TEMP TABLE money AS " + orders.MONEY)
    return {
        "water-repairs": (_arrow(engine, orders.repairs(), limits), _arrow(engine, orders.past())),
        "water-patrols": (_arrow(engine, orders.PATROL_ROWS), _arrow(engine, orders.PATROL_PAST)),
        "water-tests": (_arrow(engine, orders.TESTS, {"today": today}), None),
        "water-fund": (
            _arrow(engine, "SELECT * EXCLUDE (order_no, t_water, t_clear, keeper) FROM money"),
            _arrow(engine, orders.MONEY_PAST, {"quota": at[QUOTA] * 100}),
        ),
        "water-homes": (_arrow(engine, orders.HOMES, {"today": today}), None),
        "truth": (planted, None),
    }  # fmt: skip


def _arrow(engine: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any] | None = None) -> pa.Table:
    return engine.sql(sql, params=values or {}).to_arrow_table()


def _limits(on: dt.date) -> dict[str, int]:
    shipped = parameters.load()
    return {name: int(str(shipped[name].on(on))) for name in (QUOTA, CLEAR, OUTAGE, HAUL)}


def _turns(sites: pa.Table, rng: np.random.Generator) -> pa.Table:
    """When each works was looked at last, and whether its next turn waits with the 管水员."""
    n = sites.num_rows
    phase = rng.integers(1, 80, n)
    waited = np.full(n, -1)
    due = rng.permutation(n)[:DUE]
    phase[due], waited[due] = rng.integers(91, 99, DUE), rng.integers(0, 11, DUE)
    return pa.table({
        "works": sites["number"], "village_code": sites["village_code"], "unit_no": sites["unit_no"], "route": sites["route"],
        "households": sites["households"], "u": rng.random(n), "phase": phase,
        "waited": pa.array(waited, pa.int64(), mask=waited < 0),
    })  # fmt: skip


def _sampled(sites: pa.Table, rng: np.random.Generator) -> pa.Table:
    """Which works nobody sampled, whose tap failed, whose samples are at the laboratory."""
    central = np.flatnonzero(np.array(sites["supply"]) == "central")
    picked = rng.permutation(central)[: UNTESTED + TAP_FAILED + WAITING + 1]
    names = ("untested", "tap_failed", "waits", "source_failed")
    ends = np.cumsum((UNTESTED, TAP_FAILED, WAITING, 1))
    flags = {}
    for name, begin, end in zip(names, (0, *ends[:-1]), ends, strict=True):
        flag = np.zeros(sites.num_rows, bool)
        flag[picked[begin:end]] = True
        flags[name] = flag
    kept = sites.select(["number", "village_code", "unit_no", "supply"])
    return pa.table({**{c: kept[c] for c in kept.column_names}, "u": rng.random(sites.num_rows), **flags})


def _drawn(
    sites: pa.Table, hazards: pa.Table, county: County, since: dt.date, rng: np.random.Generator
) -> tuple[pa.Table, pa.Table]:
    """Orders as they were drawn: what patrols found, what families and 管水员 reported, and today's."""
    rows = sites.select(["number", "village_code", "households"]).to_pylist()
    index = {row["number"]: place for place, row in enumerate(rows)}
    wanted = targets.scaled(targets.REPAIRS_A_YEAR * YEARS, county.scale, least=60)
    keys = [index[one] for one in hazards["works"].to_pylist()]
    days = list(hazards["looked_on"].to_pylist())
    more = max(0, wanted - len(keys))
    span = (county.today - since).days - 6
    keys += [int(key) for key in rng.integers(0, len(rows), more)]
    days += [since + dt.timedelta(days=int(day)) for day in rng.integers(0, span, more)]
    trouble = ["hazard"] * hazards.num_rows + list(rng.choice(TROUBLES, more, p=SHARES))
    came = ["patrol"] * hazards.num_rows + list(rng.choice(("code", "call"), more, p=(0.3, 0.7)))
    kinds = _planted(rows, county.today, rng)
    keys += [key for key, *_ in kinds]
    days += [county.today - dt.timedelta(days=ago) for _, _, _, ago, _ in kinds]
    trouble += [what for *_, what in kinds]
    came += ["call"] * len(kinds)
    stage = ["cleared"] * (len(keys) - len(kinds)) + [stage for _, _, stage, *_ in kinds]
    table = _order_table(rows, keys, days, trouble, came, stage, rng)
    truth = pa.table({
        "kind": pa.array([kind for _, kind, *_ in kinds], pa.string()), "works": [rows[key]["number"] for key, *_ in kinds],
        "village_code": [rows[key]["village_code"] for key, *_ in kinds], "stage": [stage for _, _, stage, *_ in kinds],
        "opened_on": pa.array([county.today - dt.timedelta(days=ago) for _, _, _, ago, _ in kinds], pa.date32()),
    })  # fmt: skip
    return table, truth


def _planted(
    rows: list[dict[str, Any]], today: dt.date, rng: np.random.Generator
) -> list[tuple[int, str, str, int, str]]:  # fmt: skip
    """(works, kind, stage, days ago, trouble) of what is open on the demo's day; nothing that the report day would count."""
    here = [place for place, row in enumerate(rows) if row["village_code"] == HERE]
    others = [int(key) for key in rng.permutation(len(rows)) if int(key) not in here]
    small = min(others, key=lambda key: (rows[key]["households"] or 10**6, key))
    others.remove(small)
    told = [(here[0], "open", *one) for one in orders.HERE]
    told += [(others.pop(), "open", *one) for one in orders.OPEN]
    told += [(others.pop(), "late", *one) for one in orders.LATE]
    told += [(small, "dry", *one) for one in orders.DRY]
    return [one for one in told if today - dt.timedelta(days=one[3]) >= orders.FIRST_OPEN]


def _order_table(
    rows: list[dict[str, Any]], keys: list[int], days: list[dt.date], trouble: list[str], came: list[str],
    stage: list[str], rng: np.random.Generator,
) -> pa.Table:  # fmt: skip
    n, at_work = len(keys), np.array(stage)
    village = [rows[key]["village_code"] for key in keys]
    # What waits for money was dear; of the rest three in a hundred were.
    dear = (rng.random(n) < 0.03) | (at_work == "water")
    yuan = np.where(dear, rng.uniform(2_100, 8_800, n), np.clip(rng.lognormal(5.9, 0.7, n), 40, 1_990))
    own = np.where(at_work == "cleared", rng.random(n) < 0.38, at_work == "fixed")
    before = np.array([day < dt.date(2026, 10, 8) for day in days]) & (at_work == "cleared")
    late = np.where(before & (rng.random(n) < 0.05) & (np.array(trouble) != "none"), rng.integers(6, 14, n), 0)
    opener = [None if how == "code" else f"g{code}" for how, code in zip(came, village, strict=True)]
    station = [f"wxz{i}" for i in rng.integers(1, targets.STATION_WORKERS + 1, n)]
    return pa.table({
        "n": np.arange(n), "works": [rows[key]["number"] for key in keys], "village_code": village,
        "unit_no": [targets.WATER_STATION] * n, "opened_on": pa.array(days, pa.date32()), "trouble": trouble, "came": came,
        "note": [""] * n, "households": [rows[key]["households"] for key in keys], "stage": stage, "own": own,
        "amount": np.rint(yuan).astype(np.int64) * 100, "late": late, "used": rng.choice(USED, n), "parts": rng.choice(PARTS, n),
        "worker": rng.choice(("王师傅", "李师傅", "张师傅", "赵师傅"), n), "opener": pa.array(opener, pa.string()),
        "keeper": [f"g{code}" for code in village], "village": [f"v{code}a" for code in village], "station": station,
        **{f"u{i}": rng.random(n) for i in range(1, 6)},
    })  # fmt: skip


def _income(county: County, since: dt.date) -> pa.Table:
    """Budget money twice a year, a share of the water fees every quarter."""
    days = [dt.date(year, month, 12) for year in range(since.year, county.today.year + 1) for month in (1, 4, 7, 10)]
    told = [
        (day, what, round(yuan * county.scale) or 1)
        for day in days if since <= day <= county.today
        for what, yuan in (("fees", FEES), *((("budget", BUDGET),) if day.month in (1, 7) else ()))
    ]  # fmt: skip
    return pa.table({
        "day": pa.array([day for day, _, _ in told], pa.date32()), "what": pa.array([what for _, what, _ in told], pa.string()),
        "yuan": pa.array([yuan for *_, yuan in told], pa.int64()),
    })  # fmt: skip
