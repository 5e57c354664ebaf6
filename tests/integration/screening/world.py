"""A tiny county for screening: a snapshot and batches as Parquet, made of a few lines, with no database."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.engine import lake, snapshot_child
from huaiyuan.core.engine.lake import MATCHES, ROWS
from huaiyuan.core.engine.screening import kept, orders, run
from huaiyuan.core.engine.tables import DECLARED, TABLES
from huaiyuan.core.policy import inforce, parameters, rule
from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.sources import SourceShape
from tests.spec.policy.shapes import SHAPES

TODAY = dt.date(2026, 11, 23)
# Those about the registry itself run apart, as in the county.
RISK_RULES = {file: text for file, text in rule.shipped_texts().items() if not rule.is_quality(file)}
LONG_AGO, OPEN = dt.date(2000, 1, 1), dt.date(9999, 12, 31)
VILLAGE, NEXT = "411330101200", "411330101201"
ARROW = {Kind.NUMBER: pa.decimal128(14, 2), Kind.TEXT: pa.string(), Kind.DATE: pa.date32()}
COMMON = {
    "sheet": pa.string(), "row": pa.int32(), "name": pa.string(), "id_key": pa.string(), "birth_on": pa.date32(),
    "township_code": pa.string(), "village_code": pa.string(),
}  # fmt: skip
MATCH = {
    "sheet": pa.string(), "row": pa.int32(), "outcome": pa.string(), "person_id": pa.string(),
    "candidates": pa.list_(pa.string()),
}  # fmt: skip


class World:
    """People and batches, added one by one; `screen()` runs its rules over them in this process."""

    def __init__(
        self, root: Path, sources: Mapping[str, SourceShape] = SHAPES, rules: Mapping[str, str] = RISK_RULES
    ) -> None:
        self.root, self.sources, self.rules = root, sources, rules
        self.people: list[dict] = []
        self._own: dict[str, dict] = {}
        self._homes: set[str] = set()
        self.rows: dict[tuple[str, str], list[dict]] = {}
        self.covers: dict[str, tuple[str, ...]] = {}
        self.dead: list[dict] = []
        self.visits: list[dict] = []
        self.measures: list[dict] = []
        self.bare_villages: tuple[str, ...] = ()
        self.books: tuple[kept.Kept, ...] = ()
        self.entries: dict[str, list[dict]] = {}

    def person(
        self, name, born="1970-05-01", *, village=VILLAGE, lifted=False, monitored=False, home=None, labour=None, **more
    ):
        """`more`: sex, relation, is_head, health, joined_on, id_kind, has_phone, number (None: has none), monitoring."""
        number = len(self.people) + 1
        person = {
            "person_id": f"P{number:09}", "household_no": home or f"{village}-{number:04}", "name": name,
            "birth_on": dt.date.fromisoformat(born), "village": village, "lifted": lifted, "monitored": monitored,
            "labour": labour, "sex": "男", "relation": "户主", "health": None, "joined_on": LONG_AGO,
            "id_kind": "居民身份证", "has_phone": False, "number": f"P{number:09}", "monitoring": None, **more,
        }  # fmt: skip
        person.setdefault("is_head", person["household_no"] not in self._homes)
        self._homes.add(person["household_no"])
        self._own[person["person_id"]] = person
        self.people.append(person)
        return person["person_id"]

    def dead_member(self, home, died_on):
        """Somebody whose death is registered and who never left the household."""
        number = f"P9{len(self.dead):08}"
        self.dead.append({"person_id": number, "household_no": home, "died_on": died_on})

    def visited(self, home, on):
        """A helper has been there."""
        self.visits.append({"household_no": home, "visited_on": on, "way": "home"})

    def helped(self, home, until, *, state="planned", plan_state="running"):
        """A measure of a plan, to be done by a day."""
        self.measures.append({
            "measure_no": f"CS{len(self.measures):06}", "plan_no": f"JH{home}", "household_no": home, "planned_to": until,
            "planned_from": LONG_AGO, "state": state, "plan_state": plan_state,
        })  # fmt: skip

    def batch(self, source, period="2026-10"):
        self.rows.setdefault((source, period), [])

    def row(self, source, person_id=None, outcome="exact", *, period="2026-10", candidates=(), **cells):
        """A row; the six common cells are the person's own unless said otherwise."""
        rows = self.rows.setdefault((source, period), [])
        own = self._own.get(person_id, {})
        common = {
            "name": own.get("name"), "birth_on": own.get("birth_on"), "village_code": own.get("village"),
            "township_code": own.get("village", "")[:9] or None, "id_key": None,
        }  # fmt: skip
        place = {"sheet": "Sheet1", "row": len(rows) + 3}
        found = person_id if outcome in {"exact", "normalised", "probable"} else None
        rows.append(
            {**common, **cells, **place, "outcome": outcome, "person_id": found, "candidates": list(candidates)}
        )

    def bill(self, person_id, paid, **more):
        amount = None if paid is None else Decimal(paid)
        self.row("medical_bills", person_id, in_policy_paid_yuan=amount, **more)

    def entry(self, ledger, **cells):
        """A row of a book that is kept here, as its snapshot table has it."""
        rows = self.entries.setdefault(f"ledger_{ledger}", [])
        rows.append({"number": f"{ledger}-{len(rows) + 1:03}", "opened_on": LONG_AGO, "state_since": LONG_AGO, **cells})
        return rows[-1]["number"]

    def villages(self) -> list[str]:
        """The villages that people live in or rows name, and the two that always stand there."""
        named = {row["village_code"] for rows in self.rows.values() for row in rows} - {None}
        return sorted({VILLAGE, NEXT, *self.bare_villages} | named | {p["village"] for p in self.people})

    def snapshot(self) -> Path:
        """The folder of a snapshot that holds them."""
        folder, tables = self.root / "snapshots" / "tiny", self._tables()
        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as engine:
            for name, columns in TABLES.items():
                lines = [{column: line.get(column) for column in columns} for line in tables.get(name, [])]
                empty = pa.table({column: pa.array([], pa.string()) for column in columns})
                snapshot_child.write_table(engine, name, pa.Table.from_pylist(lines) if lines else empty, folder)
            for name, rows in self.entries.items():
                columns = ", ".join(f'"{column}" {kind.rstrip("?")}' for column, kind in DECLARED[name].items())
                engine.execute(f"CREATE TABLE {name} ({columns})")
                for row in rows:
                    engine.execute(
                        f"INSERT INTO {name} BY NAME SELECT {', '.join(f'? AS {c}' for c in row)}", list(row.values())
                    )
                engine.execute(f"COPY {name} TO '{folder}/{name}.parquet'")
        there = dict.fromkeys((*TABLES, *self.entries), 0)
        lake.write_manifest(folder, {"hash": "tiny", **({"rows": there} if self.entries else {})})
        return folder

    def _tables(self) -> dict[str, list[dict]]:
        def span(more):
            return {"valid_from": LONG_AGO, "valid_to": OPEN, **more}

        homes = {}
        for person in self.people:
            homes.setdefault(person["household_no"], person)
        return {
            "persons": [
                {"person_id": p["person_id"], "name": p["name"], "sex": p["sex"], "birth_on": p["birth_on"],
                 "id_key": p["number"] and hashlib.sha256(p["number"].encode()).hexdigest()[:32],
                 "id_kind": p["id_kind"], "has_phone": p["has_phone"]}
                for p in self.people
            ] + [{"person_id": p["person_id"], "name": "某", "sex": "男", "birth_on": LONG_AGO, "died_on": p["died_on"],
                  "id_kind": "无"} for p in self.dead],
            "memberships": [
                {**span({"person_id": p["person_id"], "household_no": p["household_no"], "relation": p["relation"],
                         "is_head": p["is_head"]}), "valid_from": p["joined_on"]}
                for p in self.people
            ] + [span({"person_id": p["person_id"], "household_no": p["household_no"], "relation": "之父",
                       "is_head": False}) for p in self.dead],
            "areas": [
                span({"code": code, "name": f"村{code[-3:]}", "short_name": f"村{code[-3:]}", "level": "village",
                      "kind": "行政村", "parent_code": code[:9], "lifted_village": False, "aliases": "", "sort": n})
                for n, code in enumerate(self.villages())
            ],
            "home_visits": self.visits,
            "measures": self.measures,
            "labour": [span({"person_id": p["person_id"], "labour": p["labour"]}) for p in self.people if p["labour"]],
            "health": [span({"person_id": p["person_id"], "health": p["health"]}) for p in self.people if p["health"]],
            "households": [{"household_no": no, "registered_on": LONG_AGO, "rural": True} for no in homes],
            "residences": [
                span({"household_no": no, "village_code": p["village"], "walk_order": 1}) for no, p in homes.items()
            ],
            "archive_types": [
                span({"household_no": no, "archive_type": "脱贫户" if p["lifted"] else "一般农户"})
                for no, p in homes.items() if p["lifted"] is not None
            ],
            "monitoring": [
                span({"household_no": no, "cycle": 1, "category": "突发严重困难户", "risk_state": "未消除",
                      "approved_on": LONG_AGO, "entry_kind": "首次", "risks": "因病"})
                for no, p in homes.items() if p["monitored"] and p["monitoring"] is None
            ] + [
                span({"household_no": no, "cycle": 1, "entry_kind": "首次", **p["monitoring"]})
                for no, p in homes.items() if p["monitoring"]
            ],
        }  # fmt: skip

    def batches(self) -> tuple[orders.Batch, ...]:
        found = []
        for (source, period), rows in self.rows.items():
            batch = f"{source}-{period}-01"
            folder = self.root / "lake" / source / batch
            folder.mkdir(parents=True, exist_ok=True)
            columns = {name: ARROW[kind] for name, kind in self.sources[source].columns.items()}
            own = pa.schema({**COMMON, **columns})
            pq.write_table(pa.Table.from_pylist(rows, schema=own), folder / ROWS)
            pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(MATCH)), folder / MATCHES)
            found.append(orders.Batch(batch, source, period, folder, self.covers.get(source, ("411330",))))
        return tuple(found)

    def order(self, into: str = "run", as_of: dt.date = TODAY, rules=None, **parameter_values) -> orders.Order:
        values = inforce.shipped_values(parameters.load(), as_of) | parameter_values
        folder = self.root / into
        folder.mkdir(parents=True, exist_ok=True)
        return orders.Order(
            self.snapshot(), as_of, self.batches(), self.sources, rules or self.rules, values, folder, self.books
        )  # fmt: skip

    def screen(self, into: str = "run", as_of: dt.date = TODAY, rules=None, **parameter_values) -> Outcome:
        order = self.order(into, as_of, rules, **parameter_values)
        (self.root / "tmp").mkdir(exist_ok=True)
        answer = run.run(orders.pack(order), lambda *_: None)
        return Outcome(answer, order.into)


class Outcome:
    """What a run wrote, as plain rows."""

    def __init__(self, answer: dict, folder: Path) -> None:
        self.answer, self.folder = answer, folder
        self.rules = {line["id"]: line for line in answer["rules"]}
        self.all_hits = pq.read_table(folder / "hits.parquet").to_pylist()
        self.all_unknown = pq.read_table(folder / "unknown.parquet").to_pylist()

    def hits(self, rule_id: str) -> list[dict]:
        return [hit for hit in self.all_hits if hit["rule"] == rule_id]

    def unknown(self, rule_id: str) -> dict[str, str]:
        return {line["person_id"]: line["because"] for line in self.all_unknown if line["rule"] == rule_id}
