"""A family's whole way in real browsers, the days moving: from its own word on a phone to the mark that its risk is cleared.

And another that is refused the exit for each unmet condition in turn, in the words of journeys.md 5 and 四十句话 20.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import shutil
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.screens import survey
from tests.ways import helping, identifying, leaving
from tests.ways.days import People, pages_on
from tests.ways.six_villages import World, built

# The county is loaded in the tests' own database, and copied out before anything is walked.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

VILLAGE, CATEGORY = "411330101200", "突发严重困难户"
FOUND, DECIDED = dt.date(2026, 5, 6), dt.date(2026, 5, 12)
NOMINATED, CLEARED = dt.date(2026, 11, 16), dt.date(2026, 11, 22)
TOO_EARLY, IN_TIME = dt.date(2026, 9, 20), dt.date(2026, 11, 16)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory, installation_keys, django_db_setup, django_db_blocker):
    """The six villages, loaded once."""
    with django_db_blocker.unblock(), built(tmp_path_factory.mktemp("six") / "villages") as world:
        yield world


@pytest.fixture
def world(built_once: World, tmp_path) -> World:
    """A copy that a test may change."""
    shutil.copytree(built_once.folder, tmp_path / "villages")
    return dataclasses.replace(built_once, folder=tmp_path / "villages")


def stored(world: World, sql: str, *values: object) -> list[tuple]:
    with sqlite3.connect(f"file:{world.folder / 'huaiyuan.db'}?mode=ro", uri=True) as database:
        return database.execute(sql, values).fetchall()


def test_a_family_goes_from_its_own_word_to_the_mark_that_its_risk_is_cleared(world: World):
    with survey.browser_open() as browser:
        people = People(browser, world.accounts)
        with pages_on(world.folder, FOUND) as base:
            people.at(base)
            receipt = _to_the_notice(people, world)
        with pages_on(world.folder, DECIDED) as base:
            people.at(base)
            _identified_and_helped(people, world, receipt)
        with pages_on(world.folder, NOMINATED) as base:
            people.at(base)
            _to_the_notice_of_its_exit(people, world)
        with pages_on(world.folder, CLEARED) as base:
            people.at(base)
            _cleared(people, world)
        assert people.errors == []


def _to_the_notice(people: People, world: World) -> str:
    head, village, town, county = (
        world.heads[world.applying],
        *(people.hand(one) for one in ("village", "town", "county")),
    )
    receipt = identifying.apply(people.hand("family"), head, VILLAGE)
    identifying.accept(town, head, world.applying)
    assert re.search("已受理，村里.*上门", identifying.asked(people.hand("family"), receipt))
    identifying.confirm(village, head)
    identifying.take_over(town, head)
    identifying.sign_and_visit(village, head)
    assert identifying.compare(county, head) == len(("公安", "自然资源", "市场监管", "财政", "人社"))
    identifying.find(village, head)
    identifying.deliberate(village, head, CATEGORY)
    sheet = identifying.put_up(village, head)
    assert "困难情形：突发困难" in sheet
    assert head in sheet
    assert not re.search(r"因病|\d{11}|住院", sheet)
    return receipt


def _identified_and_helped(people: People, world: World, receipt: str) -> None:
    head, village, town, county = (
        world.heads[world.applying],
        *(people.hand(one) for one in ("village", "town", "county")),
    )
    identifying.report(village, head)
    identifying.meet(town, [head], "张某，镇长")
    identifying.meet(county, [head], "李某，副县长", "桐防返贫〔2026〕9号")
    assert stored(world, "SELECT state, category, identified_on FROM casework_cycle WHERE household_no = ?",
                  world.applying) == [("未消除", CATEGORY, str(DECIDED))]  # fmt: skip
    identifying.announce(town, head)
    identifying.enter(village, head, "GB0411330001")
    helping.pair(town, world.applying, "李帮扶")
    plan = helping.plan(village, world.applying)
    helping.review(town, plan)
    helping.carry_out(village, plan)
    helping.visit(people.hand("helper"), head)
    leaving.measure(village, world.applying, "60000", "identification")
    assert leaving.lacks(village, world.applying).startswith("暂不够消除：还差")
    assert "村里" in identifying.asked(people.hand("family"), receipt)


def _to_the_notice_of_its_exit(people: People, world: World) -> None:
    head, village, town = world.heads[world.applying], people.hand("village"), people.hand("town")
    for what, words in leaving.PAPERS.items():
        leaving.file_paper(town, world.applying, what, words)
    leaving.measure(village, world.applying, "66000")
    leaving.nominate(village, head)
    leaving.survey(village, head)
    identifying.deliberate(village, head)
    assert "拟标注风险消除公示" in identifying.put_up(village, head)


def _cleared(people: People, world: World) -> None:
    head, village, town, county = (
        world.heads[world.applying],
        *(people.hand(one) for one in ("village", "town", "county")),
    )
    identifying.report(village, head)
    identifying.meet(town, [head], "张某，镇长")
    identifying.meet(county, [head], "李某，副县长", "桐防返贫〔2026〕21号")
    identifying.announce(town, head)
    leaving.mark(village, head)
    told = leaving.care(village, world.applying)
    assert "帮扶消除" in told
    assert "再识别" in told
    assert "消除回退" not in told.split("再识别")[0]
    assert "消除回退" in leaving.care(county, world.applying)
    assert stored(world, "SELECT state, cleared_on, national_no FROM casework_cycle WHERE household_no = ?",
                  world.applying) == [("已消除", str(CLEARED), "GB0411330001")]  # fmt: skip
    assert stored(world, "SELECT count(*) FROM worklist_task WHERE household_no = ? AND state = 'open' AND kind LIKE 'case_%'",
                  world.applying) == [(0,)]  # fmt: skip
    stranger = people.hand("stranger")
    assert stranger.page.goto(f"{people.base}/jiance/{world.applying}/").status == 404


def test_a_family_is_refused_the_exit_for_each_unmet_condition_in_turn(world: World):
    with survey.browser_open() as browser:
        people = People(browser, world.accounts)
        with pages_on(world.folder, TOO_EARLY) as base:
            people.at(base)
            _refused_in_turn(people, world)
        with pages_on(world.folder, IN_TIME) as base:
            people.at(base)
            _refused_at_the_door(people, world)
        assert people.errors == []


def _refused_in_turn(people: People, world: World) -> None:
    """Five months in: what is mended falls away from the line, until a paper and the time are lacking."""
    number, village, town = world.leaving, people.hand("village"), people.hand("town")

    def lacks() -> str:
        return leaving.lacks(village, number)

    _guarantees(town, number, lacks)
    assert "收入稳定：缺消除时的收入测算表，由村里补" in lacks()
    leaving.measure(village, number, "3000")
    assert "收入稳定：人均监测参考收入还没超过参考线，由村里和帮扶责任人帮着增收" in lacks()
    leaving.measure(village, number, "90000")
    assert "收入稳定：还没满6个月，由村里到期再测算" in lacks()
    assert "针对风险的措施已落实：缺健康帮扶、综合保障的落实结果，由帮扶责任人补" in lacks()
    helping.carry_out(village, _plan_of(world))
    assert "措施" not in lacks()
    _a_new_risk(people, world, lacks)
    assert "监测满规定时间：还没满6个月，由村里到期再提名" in lacks()
    # Whoever sends the nomination all the same is told the same, and nothing is opened.
    refused = _forced(village, number)
    assert lacks() in refused
    assert stored(world, "SELECT count(*) FROM casework_casefile WHERE household_no = ?", number) == [(0,)]


def _guarantees(town, number: str, lacks) -> None:
    """三保障和饮水, one paper after the other; that of the dwelling is still to come."""
    assert all(what in lacks() for what in ("基本医疗", "安全住房", "安全饮水"))
    for what in ("义务教育", "基本医疗", "安全饮水"):
        leaving.file_paper(town, number, what, leaving.PAPERS[what])
        assert f"“{what}”" not in lacks()
    assert "安全住房：缺鉴定单，由县住建局补" in lacks()


def _a_new_risk(people: People, world: World, lacks) -> None:
    """The helper sees something; until the village has looked it is 不明, and when it is not so it falls away."""
    number, village = world.leaving, people.hand("village")
    helping.see_risk(people.hand("other_helper"), number, "因意外事故", "户主从房上摔了")
    assert "没有新增风险：缺入户核实，由村里补" in lacks()
    village.open("/")
    card = village.page.locator("article.task").filter(has_text=world.heads[number])
    village.tap(card.get_by_role("link", name="入户核实"))
    village.choose("不属实")
    village.pick("picked-0", "家里收入够，户主说明无困难")
    village.tap("提交核实")
    expect(village.page.get_by_role("heading", name=re.compile("^已提交"))).to_be_visible()
    assert "“没有新增风险”" not in lacks()


def _refused_at_the_door(people: People, world: World) -> None:
    """Seven months in: the last paper, then the door, then the head of the family."""
    number, village, town = world.leaving, people.hand("village"), people.hand("town")
    # 四十句话 20, to the letter, and who mends it.
    assert leaving.lacks(village, number) == "暂不够消除：还差“安全住房”一条，缺鉴定单，由县住建局补"
    leaving.file_paper(town, number, "安全住房", "鉴定单，县住建局，D级", holds=False)
    assert leaving.lacks(village, number) == "暂不够消除：还差“安全住房”一条，安全住房没有解决，由县住建局解决"
    leaving.file_paper(town, number, "安全住房", leaving.PAPERS["安全住房"])
    assert leaving.told(village, number) == "条件都够，可以提名"
    _who_cannot_work_stays(people, world)
    head = world.heads[number]
    case = leaving.nominate(village, head)
    leaving.fill_sheets(village, settled="还在")
    expect(
        village.page.get_by_text(re.compile("暂不够消除：还差.*风险还在，由村里和帮扶责任人落实措施")).first
    ).to_be_visible()
    # What was filled in is still there.
    expect(village.page.locator("form:has(input[value=survey]) [name=companion]")).to_have_value(identifying.COMPANION)
    village.open(case)
    leaving.decline(village, "孩子的学费还欠着")
    expect(village.page.get_by_text("户主不认可：孩子的学费还欠着").first).to_be_visible()
    assert stored(world, "SELECT state FROM casework_cycle WHERE household_no = ? AND NOT void", number) == [
        ("未消除",)
    ]


def _who_cannot_work_stays(people: People, world: World) -> None:
    village = people.hand("village")
    village.open("/xiaochu/?tab=stays")
    expect(village.page.locator("tbody tr").filter(has_text=world.heads[world.staying])).to_contain_text(
        "兜底，继续监测"
    )
    assert village.page.locator("input[name=pick]").count() == 0
    assert "消除率" not in village.told
    assert leaving.lacks(village, world.staying) == "兜底，继续监测"
    assert "兜底，继续监测" in _forced(village, world.staying)


def _forced(village, number: str) -> str:
    """A nomination sent past the disabled button; what the next page says."""
    token = village.open("/wode/").locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = village.page.request.post(
        f"{village.base}/xiaochu/timing/", form={"pick": number, "csrfmiddlewaretoken": token},
        headers={"Referer": f"{village.base}/xiaochu/"},
    )  # fmt: skip
    return answer.text()


def _plan_of(world: World) -> str:
    [(number,)] = stored(world, "SELECT number FROM plans_plan WHERE household_no = ?", world.leaving)
    return f"/jihua/{number}/"
