"""The engine and the oracle asked over the same families: every 是, every 不明 and every grade must agree."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import yaml

from huaiyuan.core.policy import inforce, parameters, rule
from huaiyuan.core.policy.sources import awaited
from tests.integration.screening.world import TODAY, World
from tests.oracle import families, verdicts
from tests.oracle.verdicts import County, Roll, Verdict
from tests.spec.policy.shapes import SHAPES

FIXED, SHARE = "定额", "比例"
# What nobody has settled yet is given here, so that no rule stays off.
SETTLED = {"income.reference_line": Decimal(3000), "income.rural_disposable": Decimal(10000)}


def every_source() -> dict[str, object]:
    """The declared sources and, as if departments sent them, those that rules await."""
    shapes = dict(SHAPES)
    for file, text in rule.shipped_texts().items():
        for source, given in rule.read(file, text)[0].awaits.items():
            shapes.setdefault(source, awaited(source, given))
    return shapes


def disagreements(root: Path, families_drawn: int, seed: int) -> tuple[list[str], Counter[str]]:
    """What the two say differently, and how often each answer of each rule came out."""
    world = World(root, every_source())
    values = inforce.shipped_values(parameters.load(), TODAY) | SETTLED
    families.draw(world, families_drawn, {name: values[name] for name in _asked() if name in values}, seed)
    found, told = [], Counter()
    for mode in (FIXED, SHARE):
        asked = {file: text for file, text in rule.shipped_texts().items() if _runs(text, mode)}
        outcome = world.screen(mode, rules=asked, **SETTLED, **{"medical.self_paid_mode": mode})
        county = _county(world, values)
        for file, text in asked.items():
            ours, theirs = _engine(outcome, file.removesuffix(".yaml")), verdicts.judge(text, county)
            told.update(f"{file} {verdict.answer}" for verdict in theirs.values())
            differ = {key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}
            found += [f"{file} {key}: engine {ours.get(key)}, oracle {theirs.get(key)}" for key in sorted(differ)]
    return found, told


def _asked() -> list[str]:
    """The parameters that rules compare with: only near their values does a drawn number tell anything."""
    rules = [rule.read(file, text)[0] for file, text in rule.shipped_texts().items()]
    return sorted({name for one in rules for name in one.parameters.values()})


def _runs(text: str, mode: str) -> bool:
    """In the first run all rules but those of the other way to count, in the second only those."""
    chosen = yaml.safe_load(text).get("only_when", {}).get("equals", FIXED)
    return chosen == mode


def _engine(outcome: object, rule_id: str) -> dict[str, Verdict]:
    def key(line: dict) -> str:
        return line["person_id"] or line["household_no"] or line["village_code"]

    found = {key(line): Verdict(True, line["grade"]) for line in outcome.hits(rule_id)}
    return found | {key(line): Verdict(None, "") for line in outcome.all_unknown if line["rule"] == rule_id}


def _county(world: World, values: dict) -> County:
    return County(
        as_of=TODAY,
        people=world.people,
        villages=list(world.villages()),
        rows=world.rows,
        rolls={s.id: Roll(s.full_roll, s.subject == "village", s.dated_by) for s in world.sources.values()},
        covers=world.covers,
        parameters=values,
        visits=world.visits,
        measures=world.measures,
        dead=Counter(p["household_no"] for p in world.dead if p["died_on"] <= TODAY),
    )
