"""Whether a family's risk may be proposed as cleared (风险消除): conditions, each 够 / 不够 / 不明 with its evidence.

A condition that does not hold says what is lacking and who mends it. A family without any labour stays: it is cared for
(兜底) and watched. Nothing here decides: a village proposes, people look, a meeting approves.
Source: domain §1.6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import measures
from huaiyuan.core.policy.income import Purpose, Standing, Statement

INCOME, GUARANTEES, RISKS = "收入稳定", "三保障和饮水安全", "识别时的风险已消除"
MONTHS, MEASURES, NO_NEW = "监测满规定时间", "针对风险的措施已落实", "没有新增风险"
SECURED = ("义务教育", "基本医疗", "安全住房", "安全饮水")
WORDS = {Known.YES: "够", Known.NO: "不够", Known.UNKNOWN: "不明"}
STAYS = "兜底，继续监测"
VILLAGE, COUNTY, HELPERS = "村里", "县监测中心", "村里和帮扶责任人"
MENDERS = {"义务教育": "县教体局", "基本医疗": "县医保局", "安全住房": "县住建局", "安全饮水": "县水利局"}
PAPERS = {"义务教育": "在校证明", "基本医疗": "参保记录", "安全住房": "鉴定单", "安全饮水": "饮水安全认定"}
COUNTED = "零一两三四五六七八九"


@dataclass(frozen=True)
class Lack:
    """What a condition lacks: named as people name it, what is needed, who mends it and by doing what."""

    what: str
    needs: str
    who: str
    does: str = "补"

    @property
    def says(self) -> str:
        """缺鉴定单，由县住建局补; 还没满6个月，由村里到期再提名."""
        return f"{self.needs}，由{self.who}{self.does}"


@dataclass(frozen=True)
class Condition:
    """One condition with its answer, what the answer rests on, and what is lacking."""

    name: str
    known: Known
    because: str
    lacking: tuple[Lack, ...] = ()

    @property
    def word(self) -> str:
        """够, 不够, 不明."""
        return WORDS[self.known]


@dataclass(frozen=True)
class Answer:
    """What is known of something, with the evidence in words (哪张单、哪天、谁看的)."""

    known: Known
    evidence: str = ""


@dataclass(frozen=True)
class Given:
    """A measure that was given: its kind, and whether it has been carried out."""

    kind: str
    done: Known


@dataclass(frozen=True)
class Facts:
    """What is known of a family on a day. What nobody has looked at is left at None or out of a mapping: it is 不明.

    `income` is measured anew for the exit and set against the line; `above_since` the day from which the income has been
    above it. `secured` answers 义务教育, 基本医疗, 安全住房, 安全饮水. `risks` answers, per risk named at the identification,
    whether it is settled; large outlays stand among them as 大额刚性支出. `given` are the measures. `new_risks` are those
    found since.
    `least_months`, `stable_months` are the parameters exit.* in force.
    """

    on: dt.date
    identified_on: dt.date | None
    statement: Statement | None = None
    income: Standing | None = None
    above_since: dt.date | None = None
    secured: Mapping[str, Answer] = field(default_factory=dict)
    risks: Mapping[str, Answer] | None = None
    given: Collection[Given] | None = None
    new_risks: Collection[str] | None = None
    labour: measures.Labour = measures.Labour.UNKNOWN
    least_months: int | None = None
    stable_months: int | None = None


@dataclass(frozen=True)
class Exit:
    """The conditions together. `stays`: no labour in the house, so the family stays whatever they say."""

    conditions: tuple[Condition, ...]
    stays: bool

    @property
    def ready(self) -> bool:
        """Whether the village may propose the family: every condition holds and somebody can work."""
        return not self.stays and all(c.known is Known.YES for c in self.conditions)

    @property
    def says(self) -> str:
        """兜底，继续监测, 条件都够, or 暂不够消除：还差“安全住房”一条，缺鉴定单，由县住建局补."""
        if self.stays:
            return STAYS
        lacks = [lack for condition in self.conditions for lack in condition.lacking]
        if not lacks:
            return "条件都够，可以提名"
        names = list(dict.fromkeys(lack.what for lack in lacks))
        if len(names) == 1:
            return f"暂不够消除：还差“{names[0]}”一条，{'；'.join(lack.says for lack in lacks)}"
        each = "；".join(f"{lack.what}：{lack.says}" for lack in lacks)
        counted = COUNTED[len(names)] if len(names) < len(COUNTED) else str(len(names))
        return f"暂不够消除：还差{''.join(f'“{name}”' for name in names)}{counted}条，{each}"


def conditions(facts: Facts) -> list[Condition]:
    """The six conditions in the order of the form."""
    return [_income(facts), _guarantees(facts), _risks(facts), _months(facts), _measures(facts), _no_new(facts)]


def weigh(facts: Facts) -> Exit:
    """The conditions, and whether the family stays because nobody in it can work."""
    found = conditions(facts)
    if facts.labour is measures.Labour.UNKNOWN:
        # Who may stay because nobody can work is not to leave by an empty cell.
        lack = Lack("劳动能力", "缺家庭成员的劳动技能", VILLAGE)
        found.append(Condition("家里有劳动力", Known.UNKNOWN, "家庭成员的劳动技能没有登记全", (lack,)))
    return Exit(tuple(found), stays=facts.labour is measures.Labour.NONE)


def months_between(first: dt.date, last: dt.date) -> int:
    """Whole months from one day to another: 15 January to 14 July are five, to 15 July six."""
    months = (last.year - first.year) * 12 + last.month - first.month
    next_day = last + dt.timedelta(days=1)
    if last.day < first.day and next_day.month == last.month:
        return months - 1
    return months


def _income(facts: Facts) -> Condition:
    statement, standing = facts.statement, facts.income
    if statement is None or standing is None or statement.period.purpose is not Purpose.EXIT:
        lack = Lack(INCOME, "缺消除时的收入测算表", VILLAGE)
        return Condition(INCOME, Known.UNKNOWN, "还没有为消除重新测算收入", (lack,))
    if standing.below is Known.UNKNOWN:
        line_only = standing.missing == (standing.line.missing,)
        needs = f"缺{'、'.join(standing.missing)}"
        lack = Lack(INCOME, needs, COUNTY, "填") if line_only else Lack(INCOME, needs, VILLAGE)
        return Condition(INCOME, Known.UNKNOWN, f"人均监测参考收入{standing.says}", (lack,))
    if standing.below is Known.YES:
        lack = Lack(INCOME, "人均监测参考收入还没超过参考线", HELPERS, "帮着增收")
        return Condition(INCOME, Known.NO, f"人均监测参考收入{standing.says}", (lack,))
    return _stable(facts, standing)


def _stable(facts: Facts, standing: Standing) -> Condition:
    if facts.stable_months is None:
        return _no_parameter(INCOME, "收入稳定时间")
    if facts.above_since is None:
        lack = Lack(INCOME, "缺从哪天起超过参考线", VILLAGE)
        return Condition(INCOME, Known.UNKNOWN, f"{standing.says}，从哪天起不明", (lack,))
    held = months_between(facts.above_since, facts.on)
    because = f"人均监测参考收入{standing.says}，从{facts.above_since}起{held}个月"
    if held >= facts.stable_months:
        return Condition(INCOME, Known.YES, because)
    lack = Lack(INCOME, f"还没满{facts.stable_months}个月", VILLAGE, "到期再测算")
    return Condition(INCOME, Known.NO, because, (lack,))


def _guarantees(facts: Facts) -> Condition:
    answers = {name: facts.secured.get(name, Answer(Known.UNKNOWN)) for name in SECURED}
    lacking = tuple(
        Lack(name, f"缺{PAPERS[name]}", MENDERS[name])
        if answer.known is Known.UNKNOWN
        else Lack(name, f"{name}没有解决", MENDERS[name], "解决")
        for name, answer in answers.items()
        if answer.known is not Known.YES
    )
    because = "；".join(f"{name}{_told(answer)}" for name, answer in answers.items())
    return Condition(GUARANTEES, Known.all_of(answer.known for answer in answers.values()), because, lacking)


def _risks(facts: Facts) -> Condition:
    if not facts.risks:
        lack = Lack(RISKS, "缺识别时的风险和现在的情况", VILLAGE)
        return Condition(RISKS, Known.UNKNOWN, "识别时的风险没有写明", (lack,))
    lacking = tuple(
        Lack(name, "缺入户核实", VILLAGE)
        if answer.known is Known.UNKNOWN
        else Lack(name, "风险还在", HELPERS, "落实措施")
        for name, answer in sorted(facts.risks.items())
        if answer.known is not Known.YES
    )
    because = "；".join(f"{name}{_told(answer)}" for name, answer in sorted(facts.risks.items()))
    return Condition(RISKS, Known.all_of(answer.known for answer in facts.risks.values()), because, lacking)


def _months(facts: Facts) -> Condition:
    if facts.identified_on is None:
        return Condition(MONTHS, Known.UNKNOWN, "识别日期没有登记", (Lack(MONTHS, "缺识别日期", COUNTY),))
    if facts.least_months is None:
        return _no_parameter(MONTHS, "最短监测时间")
    held = months_between(facts.identified_on, facts.on)
    because = f"{facts.identified_on}识别，到{facts.on}满{held}个月"
    if held >= facts.least_months:
        return Condition(MONTHS, Known.YES, because)
    lack = Lack(MONTHS, f"还没满{facts.least_months}个月", VILLAGE, "到期再提名")
    return Condition(MONTHS, Known.NO, because, (lack,))


def _measures(facts: Facts) -> Condition:
    if facts.given is None or facts.risks is None:
        lack = Lack(MEASURES, "缺帮扶措施落实情况", "帮扶责任人")
        return Condition(MEASURES, Known.UNKNOWN, "帮扶措施没有登记", (lack,))
    fitting = [g for g in facts.given if any(measures.fits(risk, g.kind) is Known.YES for risk in facts.risks)]
    done = sorted({given.kind for given in fitting if given.done is Known.YES})
    if done:
        return Condition(MEASURES, Known.YES, f"已落实：{'、'.join(done)}")
    if any(given.done is Known.UNKNOWN for given in fitting):
        waiting = "、".join(sorted({given.kind for given in fitting}))
        lack = Lack(MEASURES, f"缺{waiting}的落实结果", "帮扶责任人")
        return Condition(MEASURES, Known.UNKNOWN, f"{waiting}有没有落实不明", (lack,))
    unsure = [g for g in facts.given if any(measures.fits(r, g.kind) is Known.UNKNOWN for r in facts.risks)]
    if any(given.done is not Known.NO for given in unsure):
        kinds = "、".join(sorted({given.kind for given in unsure}))
        lack = Lack(MEASURES, f"{kinds}是不是针对这项风险还没定", VILLAGE, "看一眼定下来")
        return Condition(MEASURES, Known.UNKNOWN, f"已登记{kinds}，是否针对风险不明", (lack,))
    lack = Lack(MEASURES, "还没有一项针对风险的措施落实", "帮扶责任人", "落实")
    return Condition(MEASURES, Known.NO, "针对风险的措施还没有落实", (lack,))


def _no_new(facts: Facts) -> Condition:
    if facts.new_risks is None:
        return Condition(NO_NEW, Known.UNKNOWN, "有没有新增风险还没核实", (Lack(NO_NEW, "缺入户核实", VILLAGE),))
    if facts.new_risks:
        names = "、".join(sorted(facts.new_risks))
        return Condition(NO_NEW, Known.NO, f"新增{names}", (Lack(NO_NEW, f"新增{names}", HELPERS, "先解决"),))
    return Condition(NO_NEW, Known.YES, "识别以后没有新增风险")


def _no_parameter(name: str, word: str) -> Condition:
    return Condition(name, Known.UNKNOWN, f"政策参数没有填{word}", (Lack(name, f"缺参数“{word}”", COUNTY, "填"),))


def _told(answer: Answer) -> str:
    said = {Known.YES: "已解决", Known.NO: "没有解决", Known.UNKNOWN: "不明"}[answer.known]
    return f"{said}（{answer.evidence}）" if answer.evidence else said
