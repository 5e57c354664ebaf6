"""From a family's own word to its number in the national system: each step by the post it is for (journeys.md 2)."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.ways.hand import Hand

ILL, RISK = "家里有人得病", "因病"
COMPANION, FOUND = "队员", "女儿住院花了三万"
SUSPICION, BECAUSE = "名下小轿车1辆", "是拉货的三轮车"
PHONE = "19900076543"


def apply(family: Hand, name: str, village: str) -> str:
    """On the family's phone, on the page that anybody may open; the receipt number."""
    family.open("/sb/")
    family.write("name", name)
    family.write("phone", PHONE)
    family.pick("village", village)
    family.choose(ILL)
    family.tap("提交")
    expect(family.page.locator("h1")).to_have_text("已收到")
    return family.page.locator(".receipt").inner_text()


def asked(family: Hand, receipt: str) -> str:
    """What the receipt says."""
    family.open("/sb/cha/")
    family.write("receipt", receipt)
    family.tap("查一查")
    family.page.wait_for_selector(".right, .wrong")
    return family.told


def accept(town: Hand, name: str, household_no: str) -> None:
    """乡镇受理，交村: which household it is, a person decides."""
    town.open("/zizhushenbao/")
    town.tap(town.page.locator("tbody tr").filter(has_text=name).get_by_role("link").first)
    town.tap(town.page.locator("label.choice").filter(has_text=household_no).first)
    town.tap("受理，交村")
    _says(town, "已受理")


def confirm(village: Hand, head: str) -> None:
    """The village goes there and confirms: 属实，转识别认定."""
    village.open("/")
    card = village.page.locator("article.task").filter(has_text=head)
    village.tap(card.get_by_role("link", name="入户核实"))
    village.choose("属实，转识别认定")
    village.write("note", FOUND)
    village.tap("提交核实")
    expect(village.page.get_by_role("heading", name=re.compile("^已提交"))).to_be_visible()


def take_over(town: Hand, head: str) -> str:
    """转识别认定，交村里核实; the address of the case."""
    town.open("/shibie/")
    town.choose(head)
    town.tap("转识别认定，交村里核实")
    expect(town.page.get_by_text("待入户核实").first).to_be_visible()
    return _path(town.page)


def from_inbox(hand: Hand, head: str, words: str) -> None:
    """From 待办 to the family that it says something is to be done for."""
    hand.open("/")
    hand.tap(hand.page.locator(".item").filter(has_text=head).filter(has_text=words).get_by_role("link").first)


def sign_and_visit(village: Hand, head: str) -> None:
    """Every adult signs, two people have looked: what the lead said already is brought along."""
    from_inbox(village, head, "入户核实、签承诺授权书")
    village.shoot("photos")
    village.tap("登记签字")
    _says(village, "还差 0 人")
    # What was written at the first visit is brought along; nobody writes it twice.
    expect(village.page.locator("[name=found]")).to_have_value(re.compile(FOUND))
    village.write("companion", COMPANION)
    village.tap("提交入户核实")
    _says(village, "等县里信息比对")


def compare(county: Hand, person: str) -> int:
    """名单 to each department, and its answer: one has something about the person; how many lists."""
    lists = 0
    county.open("/shibie/bidui/")
    while county.page.get_by_role("button", name="出名单").count():
        county.tap(county.page.get_by_role("button", name="出名单").first)
        expect(county.page.get_by_text(re.compile("已出名单"))).to_be_visible()
        if "车辆" in county.page.locator("h1").inner_text():
            box = county.page.get_by_label(re.compile(person)).first
            box.click()
            box.press_sequentially(SUSPICION)
        county.tap("记下答复")
        expect(county.page.get_by_text(re.compile("已记答复"))).to_be_visible()
        lists += 1
        county.open("/shibie/bidui/")
    return lists


def find(village: Hand, head: str) -> None:
    """The suspicion is looked into at the door, and the comparison is over."""
    from_inbox(village, head, "核实比对疑点")
    expect(village.page.get_by_text(SUSPICION)).to_be_visible()
    village.choose("不影响")
    village.write("because", BECAUSE)
    village.tap("写核实结论")
    _says(village, "已写核实结论")
    village.tap("比对办完，转评议")
    _says(village, "转村级评议")


def deliberate(village: Hand, head: str, category: str = "") -> None:
    """应到、实到、同意几人, two photos."""
    from_inbox(village, head, "开评议会")
    for name, number in (("expected", "40"), ("present", "32"), ("agreed", "30")):
        village.write(name, number)
    if category:
        village.choose(category)
    village.shoot("photos", 2)
    village.tap("记下评议")
    _says(village, "评议同意")


def put_up(village: Hand, head: str) -> str:
    """The sheet is printed as it is, put on the board and photographed; what it says."""
    from_inbox(village, head, "张贴公示")
    case = _path(village.page)
    village.tap(village.page.get_by_role("link", name="打印公示稿"))
    sheet = village.page.locator(".minutes").inner_text()
    village.open(case)
    for name in ("near", "far"):
        village.shoot(name)
    village.tap("公示已张贴")
    _says(village, "公示已张贴")
    expect(village.page.get_by_role("button", name="期满，报乡镇审核")).to_be_disabled()
    return sheet


def report(village: Hand, head: str) -> None:
    """The notice has run its days."""
    from_inbox(village, head, "公示期满报乡镇")
    village.tap("期满，报乡镇审核")
    _says(village, "已报乡镇审核")


def meet(hand: Hand, heads: list[str], signer: str, doc_no: str = "") -> None:
    """One meeting for all who wait: the day stands there, the number and the signer are typed once."""
    hand.open("/shibie/huiyi/daishen/")
    for head in heads:
        expect(hand.page.locator("tbody tr").filter(has_text=head)).to_be_visible()
    if doc_no:
        hand.write("doc_no", doc_no)
    hand.write("text", "逐户看过材料")
    hand.write("signer", signer)
    hand.shoot("signed_list")
    hand.tap("记下这次会")
    _says(hand, "各户转下一步")


def announce(town: Hand, head: str) -> None:
    """公告 in the village, photographed; the family is one of many that were decided together."""
    town.open("/shibie/")
    town.write("q", head, town.page.locator("main"))
    town.tap(town.page.locator("main").get_by_role("button", name="找", exact=True))
    town.tap(town.page.locator("tbody tr").filter(has_text="待公告").get_by_role("link", name=head))
    town.shoot("photos")
    town.tap("公告已张贴")
    _says(town, "公告已张贴")


def enter(village: Hand, head: str, number: str) -> None:
    """录入国办系统: the sheet to copy from, then the number that the national system gave."""
    village.open("/shibie/luru/")
    village.tap(village.page.locator("tbody tr").filter(has_text=head).get_by_role("link", name="已录"))
    village.write("national_no", number)
    village.tap("已录")
    _says(village, "已录，这一户办完了")


def _says(hand: Hand, words: str) -> None:
    expect(hand.page.get_by_text(re.compile(re.escape(words))).locator("visible=true").first).to_be_visible()


def _path(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3]


says, path = _says, _path
