"""What every pupil was due and paid in the autumn term, worked out from what was loaded: the truth of 应享未享 in education aid.

An oracle of its own: it goes through the children one by one and knows nothing of benefits, feeds or SQL. It stands beside
`synth.files.owed`, which does the same for what departments' rolls show; both files have the same columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pyarrow as pa

from huaiyuan.synth.files.owed import COLUMNS, FEN
from huaiyuan.synth.schooling import wrongs
from huaiyuan.synth.schooling.grants import HALF, LAST
from huaiyuan.synth.schooling.tables import Young

TRUTH, TRUTH_BEFORE = "aid.parquet", "aid_before.parquet"
PRIMARY, JUNIOR = "小学", "初中"
BOARDS, BY_DAY = "寄宿", ("走读", "随班就读")
LEARNING, OLDEST = ("at_school", "inclusive", "special"), 15
# Grown: somebody of no age for it.
OUT = ("dropout", "leave", "deferred", "at_home", "graduated", "grown")
# What life has that nobody planted: of whom the grants forget, and who is out of school.
OF_STATE = {"special": "特教学校学生漏发", "dropout": "辍学了还在发"}
LATELY = "刚纳入监测的学生还没发"
# By how far the application is, where no payment was planted wrong.
UNPAID = {"approved": "审批了还没发", "applied": "申请了还没批", "returned": "退回了没有再报"}
# Planted in the terms before the ledger of pupils began: what is told of them is 不明.
BEFORE = {"应享未享": "台账以前学期漏发", "按旧标准发少了": "台账以前学期按旧标准发"}
Line = tuple[str, str, str, int, int, str]


def truth(young: Young, pupils: pa.Table, aid: pa.Table) -> pa.Table:
    """Every wrong of the last term, planted or as life has it, and of planted ones those that must stay 不明."""
    planted = {person: kind for kind, person, detail in young.planted if detail.startswith(LAST)}
    paid, far = _books(aid)
    held = {row["person_no"]: row for row in pupils.select(["person_no", "state", "stage", "mode"]).to_pylist()}
    before = young["lifted"].astype(bool) | young["monitored"].astype(bool)
    poor, lately = set(young["person_id"][young["in_need"]]), set(young["person_id"][young["in_need"] & ~before])
    doubtful = set(young["person_id"][wrongs.troubled(young) | young["struck"]])
    # What the roll says outright of a child that must be at school is so; of an older one it is not known.
    left = young["on_roll"] & (young["status"] == "辍学") & (young.age <= OLDEST)
    dropped = {who for who in young["person_id"][left] if who in held and held[who]["state"] in LEARNING}
    lines = list[Line]()
    for person in sorted(held.keys() | paid.keys()):
        row = held.get(person)
        state = "dropout" if person in dropped else row["state"] if row else "grown"
        of_life = LATELY if person in lately else UNPAID.get(far.get(person, ""), OF_STATE.get(state, "as_in_life"))
        told = _child(state, _due(row) if row else "", paid.get(person, {}), person in poor, person in doubtful)
        lines += [(person, benefit, how, 1, fen, planted.get(person, of_life)) for benefit, how, fen in told]
    return _table(lines)


def before(young: Young) -> pa.Table:
    """What was planted in terms before the ledger of pupils began: of these nothing may be claimed."""
    return _table(
        (person, detail.split()[-1], "unknown", 1, 0, BEFORE[kind])
        for kind, person, detail in young.planted
        if kind in BEFORE and not detail.startswith(LAST)
    )  # fmt: skip


def _table(lines: Iterable[Line]) -> pa.Table:
    rows = [(who, benefit, how, n, Decimal(fen) / FEN, kind) for who, benefit, how, n, fen, kind in lines]
    return pa.table({name: pa.array([row[i] for row in rows], kind) for i, (name, kind) in enumerate(COLUMNS.items())})


def _books(aid: pa.Table) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    """What the last term's book shows as paid to each, by benefit, and how far an application is that was not paid."""
    paid, far = defaultdict[str, dict[str, int]](dict), dict[str, str]()
    for row in aid.select(["person_no", "benefit", "term", "state", "yuan"]).to_pylist():
        if row["term"] != LAST or row["benefit"] not in wrongs.LIVING:
            continue
        if row["state"] == "paid":
            paid[row["person_no"]][row["benefit"]] = row["yuan"]
        else:
            far[row["person_no"]] = row["state"]
    return paid, far


def _child(state: str, fits: str, has: dict[str, int], poor: bool, doubtful: bool) -> Iterator[tuple[str, str, int]]:
    """What is wrong with one child's aid: benefit, how, 分. `fits`: the aid of one who learns as they do.

    Of whom the month's roll may say something else, or nobody knows need or school, nothing may be claimed.
    """
    if state in LEARNING and (doubtful or not poor):
        yield from ((benefit, "doubtful" if doubtful else "unknown", fen) for benefit, fen in has.items())
        return
    if state not in (*LEARNING, *OUT):
        yield from ((benefit, "unknown", fen) for benefit, fen in has.items())
        return
    due = fits if state in LEARNING else ""
    for benefit, fen in has.items():
        if benefit != due:
            yield benefit, "not_due", fen
        elif fen > HALF[due]:
            yield benefit, "too_much", fen - HALF[due]
    if due and has.get(due, 0) < HALF[due]:
        yield due, "lacking", HALF[due] - has.get(due, 0)


def _due(row: dict[str, str]) -> str:
    """The living aid of somebody who learns: by stage, and whether they board."""
    stage = {PRIMARY: "primary", JUNIOR: "junior"}.get(row["stage"], "")
    way = "boarding" if row["mode"] == BOARDS else "day" if row["mode"] in BY_DAY else ""
    return f"{way}_{stage}" if stage and way else ""
