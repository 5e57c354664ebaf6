"""指导督导 of the demo's November: guides of the townships, a few questions with answers, two visits with faults that wait;
a department's answer by file, and an entry that the national roster does not bear out.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.kernel import clock
from huaiyuan.synth.casework import at_of, county_people, paper
from huaiyuan.synth.history import on_day
from huaiyuan.synth.reviewing import VILLAGES

if TYPE_CHECKING:
    from huaiyuan.base.access.models import Account

TRUTH = "guidance.parquet"
# (stage, step, which of the two villages asks, how many days ago, the question, the answer, its basis); None: not answered yet.
ASKED: tuple[tuple[str, str, int, int, str, str, str], ...] = (
    ("identification", "visit", 0, 9, "户里有人常年在外，回不来签《承诺授权书》怎么办？",
     "先电话说清楚，家里人代填、写明代填人，本人回来再按印；回来前这个人不出比对名单，别的人照常比对。",
     "河南省监测对象识别程序第1步；个人信息保护法第13条"),
    ("identification", "compare", 1, 8, "比对出有一辆旧摩托，还能不能纳入？",
     "能。生产、代步用的小型车辆不算；写“不影响”，因为里写清是什么车、干什么用。",
     "识别程序第2步：比对结果只是疑点，由村里逐条核"),
    ("identification", "review", 0, 6, "评议那天到会的人不够三分之二，能不能先表决再补？",
     "不能。人不够就改天再开；改天开会不影响15天里别的步骤先备着。", "村民委员会组织法：三分之二以上到会方可召开"),
    ("plan", "draft", 1, 5, "整户没有劳动力，还要不要写开发式帮扶？",
     "不用。写兜底保障，低保、特困、残疾人补贴按部门数据对一遍，漏的写谁去办。", "一户一策：无劳动能力户落实兜底保障"),
    ("exit", "nominate", 0, 2, "女儿刚找到工作，工资才发一个月，收入这一条算够吗？", "", ""),
)  # fmt: skip
# (which village, days ago, stages looked at, what was seen, faults: (stage, text, days until due, what became of it)).
VISITS = (
    (0, 12, ("identification", "visit"), "看了识别认定和走访的记录，入户两户，材料齐，有两处要补。",
     (("identification", "公示只贴了近景照片，远景没拍到村务公开栏", 7, "closed"),
      ("visit", "上个月有一户没走访，记录是后补的", 9, "mended"))),
    (1, 8, ("plan", "round"), "抽了几户对一户一策，有一户措施写的和实际办的对不上。",
     (("plan", "一户一策写的公益岗位，人已经不在岗三个月，没有调整", 5, "open"),
      ("round", "两户空挂户没有写原因", 12, "open"))),
)  # fmt: skip
MENDED = "远景照片补拍了，公开栏整面都在里面；以后两张一起拍"
ENTERED_NO, ENTERED_DAYS = "41130999016", 60
CAR = "名下小型面包车1辆"


def enter_before(today: dt.date) -> str:
    """A family identified lately was entered in the national system by hand, under a number that is not its own."""
    from huaiyuan.county.casework import bulk, queries
    from huaiyuan.county.casework.types import CycleState
    from huaiyuan.county.registry import queries as households

    until = today - dt.timedelta(days=ENTERED_DAYS)
    open_ = queries.cycles(county_people()[0]).filter(state=CycleState.OPEN, case_no="", identified_on__lte=until)
    # Of the villages that the demo's login page offers, where they have such a family.
    near = [
        cycle
        for code in VILLAGES
        if (cycle := open_.filter(household_no__startswith=code).order_by("-identified_on").first())
    ]
    for cycle in [*near, *open_.order_by("-identified_on", "household_no")[:20]]:
        people = _people(households.village_of(cycle.household_no) or "")
        if people:
            on = cycle.identified_on + dt.timedelta(days=5)
            bulk.entered_on_paper(cycle.household_no, national_no=ENTERED_NO, on=on, by=people[0], at=at_of(on))
            return cycle.household_no
    return ""


def guide(seed: int, truth: Path) -> None:
    """Everything of guiding, through the app's own actions; what was planted is written down."""
    rng = np.random.default_rng([seed, 103])
    villages = [(code, people[0]) for code in VILLAGES if (people := _people(code))]
    if not villages:
        return
    _guides()
    numbers = [_question(one, villages) for one in ASKED]
    faults = [fault for one in VISITS for fault in _visit(one, villages, rng)]
    rows = [*((number, "question") for number in numbers), *((number, f"fault_{what}") for number, what in faults)]
    rows += [(list_no, "answer_file") for list_no in _answers()]
    schema = pa.schema([("number", pa.string()), ("kind", pa.string())])
    pq.write_table(
        pa.Table.from_pylist([dict(zip(("number", "kind"), row, strict=True)) for row in rows], schema), truth / TRUTH
    )


def _people(village_code: str) -> list[Account]:
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role

    return access.people_of(village_code, Role.VILLAGE)


def _guides() -> None:
    """One of the county's people for every township; those whom the login page offers for the two that it offers too."""
    from huaiyuan.base import reference
    from huaiyuan.county.guiding import actions

    people = county_people()
    first = {code[:9]: place for place, code in enumerate(VILLAGES)}
    for place, township in enumerate(reference.places(level="township")):
        who = people[first.get(township.code, place + 2) % len(people)]
        actions.set_guide(
            township.code, username=who.username, by=people[0], at=at_of(clock.today() - dt.timedelta(days=20))
        )


def _question(said: tuple[str, str, int, int, str, str, str], villages: list[tuple[str, Account]]) -> str:
    from huaiyuan.county.guiding import actions
    from huaiyuan.county.guiding.actions import Asked
    from huaiyuan.county.guiding.actions.guides import guide_of

    stage, step, which, days, text, answer, basis = said
    code, asker = villages[which % len(villages)]
    day = clock.today() - dt.timedelta(days=days)
    with on_day(day):
        question = actions.ask(Asked(stage, step), text=text, by=asker, at=at_of(day))
        if answer:
            guide = guide_of(code[:9], clock.today() + dt.timedelta(days=days)) or county_people()[0]
            actions.answer(question.number, answer=answer, basis=basis, by=guide, at=at_of(day + dt.timedelta(days=1)))
            if days > 5:
                actions.read(question.number, by=asker, at=at_of(day + dt.timedelta(days=2)))
    return question.number


def _visit(said: tuple, villages: list[tuple[str, Account]], rng: np.random.Generator) -> list[tuple[str, str]]:
    from huaiyuan.county.guiding import actions
    from huaiyuan.county.guiding.actions import NewFault, NewVisit
    from huaiyuan.county.guiding.types import Found, Pool

    which, days, looked_at, note, faults = said
    code, village = villages[which % len(villages)]
    people = county_people()
    guide, day = people[which % len(people)], clock.today() - dt.timedelta(days=days)
    found = []
    with on_day(day):
        visit = actions.record_visit(
            NewVisit(code, day, looked_at, note, Pool.FOLLOWED, 3), by=guide, at=at_of(day)
        )  # fmt: skip
        for place, row in enumerate(visit.sampled.order_by("place")):
            differs = which == 1 and place == 0
            actions.look(
                visit.number, row.household_no, found=Found.DIFFERS if differs else Found.AGREES,
                says="措施写的和实际办的对不上" if differs else "", by=guide, at=at_of(day),
            )  # fmt: skip
        for stage, text, due, what in faults:
            fault = actions.add_fault(
                visit.number, NewFault(stage, text, due_on=day + dt.timedelta(days=due)), by=guide, at=at_of(day)
            )
            found.append((fault.number, what))
    later = day + dt.timedelta(days=3)
    with on_day(later):
        for number, what in found:
            if what != "open":
                actions.mend(number, answer=MENDED, photos=[paper(rng)], by=village, at=at_of(later))
            if what == "closed":
                actions.close(number, by=guide, at=at_of(later))
    return found


def _answers() -> list[str]:
    """One department has answered its newest list by file: one suspicion, one cell empty, one line of somebody else."""
    from huaiyuan.county.casework import actions, queries
    from huaiyuan.county.casework.actions import answering
    from huaiyuan.county.casework.answer_matching import Line

    by, at = county_people()[0], at_of(clock.today())
    matter = next((one for one in queries.matters() if one.waiting), None)
    if matter is None:
        return []
    made = actions.make_list(matter.code, purpose="监测对象识别认定信息比对", by=by, at=at)
    people = actions.take_list(made.list_no, by=by).lines
    said = [*([CAR] if len(people) > 2 else []), *["无"] * (len(people) - 2), ""]
    lines = [
        Line(row + 2, one.name, one.id_number, word) for row, (one, word) in enumerate(zip(people, said, strict=False))
    ]
    lines.append(Line(len(lines) + 2, "", "", "无"))
    sheet = "\n".join(("姓名,性别,证件号码,比对结果", *(f"{one.name},,{one.number},{one.said}" for one in lines)))
    answering.record_lines(
        made.list_no,
        lines,
        data=sheet.encode("utf-8-sig"),
        name=f"{made.department}{made.list_no}答复.csv",
        by=by,
        at=at,
    )
    return [made.list_no]
