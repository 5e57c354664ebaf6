"""What each rule says of each subject, worked out row by row from the rule's YAML (docs/adr/0010, 0015).

Nothing here is taken from the engine: windows, coverage, doubt, blank cells and grades are written again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from tests.oracle.expressions import Answer, AtLeast, both, read

CLAIMED = {"exact", "normalised", "probable"}
WORKING = {"普通劳动力", "技能劳动力"}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Roll:
    """A source as the oracle knows it: is a row due for everyone, is it about villages, what dates it."""

    full: bool
    village: bool
    dated_by: str


@dataclass
class County:
    """Everything a run is asked over. `rows` by (source, period); `covers` by source: area prefixes."""

    as_of: dt.date
    people: list[dict[str, Any]]
    villages: list[str]
    rows: Mapping[tuple[str, str], list[Row]]
    rolls: Mapping[str, Roll]
    covers: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, Any]
    dead: Mapping[str, int] = field(default_factory=dict)
    visits: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)
    looked_after: Mapping[str, tuple[list[dt.date], list[dt.date]]] = field(default_factory=dict)
    homes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    holders: Mapping[str, int] = field(default_factory=dict)
    # What was told of every person, household or village, for many rules ask of the same.
    told: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        homes = defaultdict(list)
        for person in self.people:
            homes[person["household_no"]].append(person)
            self.by_id[person["person_id"]] = person
        self.holders = Counter(person["number"] for person in self.people)
        self.homes = dict(homes)
        self.looked_after = self._looked_after()

    def _looked_after(self) -> dict[str, tuple[list[dt.date], list[dt.date]]]:
        """Of every household the days up to today on which it was visited, and the last days of what was approved."""
        found: dict[str, tuple[list[dt.date], list[dt.date]]] = defaultdict(lambda: ([], []))
        for visit in self.visits:
            if visit["visited_on"] <= self.as_of:
                found[visit["household_no"]][0].append(visit["visited_on"])
        for one in self.measures:
            if one["state"] in {"planned", "done"} and one["plan_state"] in {"set", "running", "done"}:
                found[one["household_no"]][1].append(one["planned_to"])
        return dict(found)


@dataclass(frozen=True)
class Verdict:
    """是 (true) with a grade, or 不明 (none); 否 is not told."""

    answer: bool | None
    grade: str


def judge(text: str, county: County) -> dict[str, Verdict]:
    """The verdicts of a rule by the number of its subject."""
    return _Judge(yaml.safe_load(text), county).all()


class _Judge:
    def __init__(self, rule: dict[str, Any], county: County) -> None:
        self.rule, self.county = rule, county
        self.values = {f":{alias}": county.parameters[name] for alias, name in rule.get("parameters", {}).items()}
        self.values[":as_of"] = county.as_of
        self.population, self.when = read(rule["population"]), read(rule["when"])
        if rule["subject"] not in county.told:
            county.told[rule["subject"]] = dict(self._subjects())
        self.subjects = county.told[rule["subject"]]
        self.inputs = {name: _Taker(self, given) for name, given in rule.get("inputs", {}).items()}

    def all(self) -> dict[str, Verdict]:
        found = {}
        for key, facts in self.subjects.items():
            belongs = self.population({**facts, **self.values})
            if belongs is False:
                continue
            known = {**facts, **self.values, **{name: taker.of(key, facts) for name, taker in self.inputs.items()}}
            answer = both(belongs, self.when(known))
            if answer is not False:
                found[key] = Verdict(answer, self._grade(known) if answer else "")
        return found

    def _grade(self, known: Mapping[str, Any]) -> str:
        if "grade" not in self.rule:
            return ""
        if isinstance(self.rule["grade"], str):
            return self.rule["grade"]
        # A lower bound says how pressing it is at least.
        plain = {name: Decimal(value) if isinstance(value, AtLeast) else value for name, value in known.items()}
        return next(c["grade"] for c in self.rule["grade"] if "when" not in c or read(c["when"])(plain) is True)

    def _subjects(self) -> Iterator[tuple[str, dict[str, Any]]]:
        if self.rule["subject"] == "village":
            homes = [members[0]["village"] for members in self.county.homes.values()]
            for code in self.county.villages:
                yield code, {"village": code, "households": Decimal(homes.count(code))}
        elif self.rule["subject"] == "household":
            for number, members in self.county.homes.items():
                dead = Decimal(self.county.dead.get(number, 0))
                facts = {**_whole(members, self.county.as_of), "dead_members": dead}
                yield number, {**facts, **self._looked_after(number, facts["approved_on"])}
        else:
            for person in self.county.people:
                yield person["person_id"], self._person(person)

    def _looked_after(self, number: str, approved_on: dt.date | None) -> dict[str, Any]:
        """The last visit, identification where there was none; the last day of what was approved."""
        seen, helped = self.county.looked_after.get(number, ([], []))
        return {"seen_on": max(seen, default=approved_on), "helped_until": max(helped, default=None)}

    def _person(self, person: dict[str, Any]) -> dict[str, Any]:
        members, day = self.county.homes[person["household_no"]], self.county.as_of
        heads = [member for member in members if member["is_head"]]
        words = None if person["health"] is None else set(person["health"].split(";"))
        return {
            **_home(members), "birth_on": person["birth_on"], "village": person["village"],
            **{name: person[name] for name in ("sex", "relation", "health", "is_head", "labour", "id_kind", "joined_on")},
            "healthy": words and words == {"健康"}, "serious": words and "患有大病" in words,
            "disabled": words and "残疾" in words, "has_health": words is not None,
            "has_labour": person["labour"] is not None, "has_id": person["number"] is not None,
            "has_phone": person["has_phone"],
            "same_number": person["number"] and Decimal(self.county.holders[person["number"]]),
            "head_sex": max((head["sex"] for head in heads), default=None),
            "head_age": _age(max(head["birth_on"] for head in heads), day) if heads else None,
            "age": _age(person["birth_on"], self.county.as_of),
            "school_age": _age(person["birth_on"], self.school_base()), "person": person,
        }  # fmt: skip

    def school_base(self) -> dt.date:
        """The last 31 August up to the day."""
        day = self.county.as_of
        return dt.date(day.year if (day.month, day.day) >= (8, 31) else day.year - 1, 8, 31)


def _whole(members: list[dict[str, Any]], day: dt.date) -> dict[str, Any]:
    """What is asked of a household beside what its people are asked too."""
    health = [None if m["health"] is None else set(m["health"].split(";")) for m in members]
    spouses = [m for m in members if m["relation"] == "配偶"]
    heads = [m for m in members if m["is_head"]]
    cycle = members[0]["monitoring"] or {}
    risks = set(cycle["risks"].split(";")) - {""} if cycle else None
    return {
        **_home(members), "village": members[0]["village"], "heads": Decimal(len(heads)),
        "spouses": Decimal(len(spouses)), "youngest": min(_age(m["birth_on"], day) for m in members),
        "head_sex": max((m["sex"] for m in heads), default=None),
        "spouse_sex": max((m["sex"] for m in spouses), default=None),
        "any_ill": _any(None if words is None else bool(words & {"长期慢性病", "患有大病"}) for words in health),
        "any_disabled": _any(None if words is None else "残疾" in words for words in health),
        "any_phone": any(m["has_phone"] for m in members), "category": cycle.get("category", "无"),
        "risk_state": cycle.get("risk_state", "无"), "approved_on": cycle.get("approved_on"),
        "cleared_on": cycle.get("cleared_on"), "risk_named": None if risks is None else bool(risks),
        **{
            name: None if risks is None else word in risks
            for name, word in (
                ("risk_ill", "因病"), ("risk_disabled", "因残"), ("risk_study", "因学"),
                ("risk_work", "因务工就业不稳"), ("risk_hands", "缺劳动力"), ("risk_housing", "因安全住房"),
            )
        },
    }  # fmt: skip


def _any(answers: Iterator[bool | None]) -> bool | None:
    """Whether one is true: known when one is, else only when all are known."""
    given = list(answers)
    return True if True in given else None if None in given else False


def _home(members: list[dict[str, Any]]) -> dict[str, Any]:
    skills = [person["labour"] for person in members]
    return {
        "archive_type": {True: "脱贫户", False: "一般农户", None: None}[members[0]["lifted"]],
        "monitored": members[0]["monitored"],
        "members": Decimal(len(members)),
        "labourers": None if None in skills else Decimal(sum(skill in WORKING for skill in skills)),
    }


def _age(born: dt.date, day: dt.date) -> Decimal:
    return Decimal(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


class _Taker:
    """One declared input: what is known of it for each subject."""

    def __init__(self, judge: _Judge, given: dict[str, Any]) -> None:
        self.judge, self.county, self.given = judge, judge.county, given
        self.roll = self.county.rolls[given["source"]]
        self.where: Answer = read(given["where"]) if "where" in given else lambda _: True
        self.period = self._period()
        self.rows = self.county.rows.get((given["source"], self.period), [])
        self.mine = self._by_subject()
        self.covered = self._covered()

    def _period(self) -> str:
        """Which batch the window means, by its month."""
        day, window = self.county.as_of, self.given.get("window", "latest_batch")
        months = sorted(p for source, p in self.county.rows if source == self.given["source"] and p <= f"{day:%Y-%m}")
        if window in {"calendar_year", "calendar_month"}:
            months = [month for month in months if month[:4] == f"{day:%Y}"]
        if window == "school_year":
            base = self.judge.school_base()
            months = [month for month in months if month > f"{base:%Y-%m}"]
        if window == "previous_batch":
            months = months[:-1]
        return months[-1] if months else ""

    def _by_subject(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row["outcome"] in CLAIMED and (key := self._whose(row)):
                found[key].append(row)
        return found

    def _whose(self, row: Row) -> str | None:
        if self.roll.village:
            return row["village_code"]
        person = self.county.by_id.get(row["person_id"])
        if person is None or self.judge.rule["subject"] == "person":
            return person and person["person_id"]
        return person["household_no"]

    def _counts(self, row: Row) -> bool | None:
        answer = self.where({**row, **self.judge.values})
        if self.given.get("window") == "calendar_month":
            dated = row[self.roll.dated_by]
            answer = both(answer, None if dated is None else f"{dated:%Y-%m}" == self.period)
        return answer

    def of(self, key: str, facts: dict[str, Any]) -> Any:
        """The value, none where it is not known."""
        judged = [(row, self._counts(row)) for row in self.mine.get(key, ())]
        sure = [row for row, counts in judged if counts is True]
        perhaps = [row for row, counts in judged if counts is None]
        if sure or perhaps:
            return self._value(sure, perhaps)
        otherwise = self.given.get("else")
        if otherwise is None or not self._silence_means(facts):
            return None
        return Decimal(otherwise) if type(otherwise) is int else otherwise

    def _value(self, sure: list[Row], perhaps: list[Row]) -> Any:
        take, column = self.given["take"], self.given.get("column", "")
        if take == "any":
            return True if sure else None
        cells = [row[column] for row in sure] if column else []
        if self.given.get("empty_cells") == "at_least":
            return self._least(sure, [cell for cell in cells if cell is not None], bool(perhaps) or None in cells)
        if perhaps:
            return None
        if take == "count":
            return Decimal(len(sure))
        if take == "latest":
            by = self.given["by"]
            return max(sure, key=lambda row: (row[by] is not None, row[by] or 0, row["sheet"], row["row"]))[column]
        return None if None in cells else {"sum": sum, "max": max, "min": min}[take](cells)

    def _least(self, sure: list[Row], cells: list[Any], partial: bool) -> Any:
        take = self.given["take"]
        if take == "max" and not cells:
            return None
        value = Decimal(len(sure)) if take == "count" else sum(cells, Decimal(0)) if take == "sum" else max(cells)
        return AtLeast(value) if partial else value

    def _silence_means(self, facts: dict[str, Any]) -> bool:
        if self.given.get("absent") != "unknown_unless_covered" or not self.period:
            return False
        if self.given.get("doubt") and self._could_be_here(facts["person"]):
            return False
        if not self.roll.full:
            return any(facts["village"].startswith(area) for area in self.county.covers[self.given["source"]])
        return facts["village"] in self.covered

    def _covered(self) -> set[str]:
        if "covered_share" in self.given:
            return self._shared(self.county.parameters[self.given["covered_share"]])
        claimed = [row for row in self.rows if row["outcome"] in CLAIMED]
        named = {row["village_code"] for row in claimed}
        return named | {
            self.county.by_id[r["person_id"]]["village"] for r in claimed if r["person_id"] in self.county.by_id
        }

    def _shared(self, share: Decimal) -> set[str]:
        there, all_ = defaultdict(int), defaultdict(int)
        for key, facts in self.judge.subjects.items():
            if self.judge.population({**facts, **self.judge.values}) is True:
                all_[facts["village"]] += 1
                there[facts["village"]] += key in self.mine
        return {village for village, n in all_.items() if there[village] * 100 >= n * share}

    def _could_be_here(self, person: dict[str, Any]) -> bool:
        loose = [row for row in self.rows if row["outcome"] in {"ambiguous", "unmatched"}]
        return any(_could_be(row, person) for row in loose)


def _could_be(row: Row, person: dict[str, Any]) -> bool:
    if row["outcome"] == "ambiguous" and person["person_id"] in row["candidates"]:
        return True
    same_name = row["name"] is not None and row["name"] == person["name"]
    same_birth = row["birth_on"] is not None and row["birth_on"] == person["birth_on"]
    if row["id_key"] is not None:
        return same_name and same_birth
    same_village = row["village_code"] == person["village"]
    same_town = row["township_code"] == person["village"][:9]
    near = same_village or same_town or row["birth_on"] is None
    somewhere_near = same_town or row["township_code"] is None
    return (
        (same_name and (same_birth or near))
        or (same_birth and same_village)
        or (same_birth and row["name"] is not None and row["name"][0] == person["name"][0] and somewhere_near)
        or (same_birth and row["name"] is None and somewhere_near)
    )
