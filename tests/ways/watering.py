"""没水了: a family at the pump house, the 管水员 on the spot, the repair station, and water again (journeys.md 7)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ways.hand import Hand

PHONE, WORKER, PARTS = "19900071234", "王师傅", "水泵1台"


def scan(family: Hand, code: str, trouble: str = "没水") -> str:
    """On the family's phone, the page that the code opens; the receipt number."""
    family.open(f"/shui/{code}/")
    family.choose(trouble)
    family.write("phone", PHONE)
    family.tap("报修")
    expect(family.page.locator("h1")).to_have_text("已报修")
    return family.page.locator(".receipt").inner_text()


def asked(family: Hand, receipt: str) -> str:
    """What the receipt says."""
    family.open("/shui/cha/")
    family.write("receipt", receipt)
    family.tap("查")
    family.page.wait_for_selector(".right, .wrong")
    return family.told


def _task(hand: Hand, words: str) -> None:
    """Open what waits in the inbox."""
    hand.open("/")
    hand.tap(hand.page.get_by_role("link", name=words).first)


def _says(hand: Hand, words: str) -> None:
    expect(hand.page.locator(".toast").filter(has_text=words).first).to_be_visible()


def call(keeper: Hand) -> None:
    """报维修站."""
    _task(keeper, "看供水报修")
    keeper.tap("报维修站")
    _says(keeper, "已报维修站")


def send(station: Hand) -> None:
    """派工: where it is, what stands there, and what was mended last are on the page."""
    _task(station, "派人修")
    assert "设备型号" in station.told
    assert "上次修了什么" in station.told
    station.write("worker", WORKER)
    station.tap("派工")
    _says(station, "派工")


def mend(station: Hand, amount: str = "1800") -> None:
    """到场拍照, then 修好 with what it cost."""
    _task(station, "去修")
    station.shoot("photos")
    station.tap("到场拍照")
    _says(station, "到场拍照")
    station.write("amount", amount)
    station.shoot("photos")
    station.tap("修好")
    _says(station, "修好了")


def accept(keeper: Hand) -> None:
    """有水了."""
    _task(keeper, "看有水了没有")
    keeper.tap("有水了")
    _says(keeper, "有水了")


def fund(bureau: Hand) -> str:
    """饮水总览: what is in hand and overdue, and the fund."""
    bureau.open("/yinshui/")
    return bureau.told
